"""The database itself holds three promises: no judgement counts without evidence, an issued decision never changes,
and neither does a published report."""

from django.db import migrations

from likvard.ledger.tables import RunStatements

_FROZEN = "an issued decision never changes"
_REPORT = "a published report never changes"
_BARE = "a judgement needs evidence"
# Columns of an issued decision that may not change; `follow-up` and `service` lie in tables of their own.
_DECISION = (
    "participant_id", "unit_id", "kind", "replaces_id", "number", "decided_on", "decided_by_id", "reporting_id", "others",
    "introduction", "outcome", "closing_text", "response_day", "follow_up_on", "state", "approved_by_id", "approved_at",
    "approved_checksum", "issued_at", "issued_by_id", "content", "checksum",
)  # fmt: skip
_CHANGED = " OR ".join(f"NEW.{column} {{differs}} OLD.{column}" for column in _DECISION)
_HAS = """EXISTS (SELECT 1 FROM reviews_judgementevidence e WHERE e.judgement_id = {row} AND e.removed_at IS NULL)"""
_ISSUED = "EXISTS (SELECT 1 FROM reviews_decision d WHERE d.id = {row} AND d.state = 'issued')"
_ISSUED_AREA = (
    "EXISTS (SELECT 1 FROM reviews_decisionarea a JOIN reviews_decision d ON d.id = a.decision_id"
    " WHERE a.id = {row} AND d.state = 'issued')"
)

SQLITE = [
    f"""CREATE TRIGGER reviews_judgement_{name} BEFORE {event} ON reviews_judgement
    WHEN NEW.done_at IS NOT NULL {also} AND NOT {_HAS.format(row="NEW.id")}
    BEGIN SELECT RAISE(ABORT, '{_BARE}'); END"""
    for name, event, also in (
        ("evidence_insert", "INSERT", ""),
        ("evidence_update", "UPDATE", "AND OLD.done_at IS NULL"),
    )
] + [
    f"""CREATE TRIGGER reviews_judgement_keeps_evidence AFTER UPDATE ON reviews_judgementevidence
    WHEN EXISTS (SELECT 1 FROM reviews_judgement j WHERE j.id = OLD.judgement_id AND j.done_at IS NOT NULL)
        AND NOT {_HAS.format(row="OLD.judgement_id")}
    BEGIN SELECT RAISE(ABORT, '{_BARE}'); END""",
    f"""CREATE TRIGGER reviews_issued_decision_no_update BEFORE UPDATE ON reviews_decision
    WHEN OLD.state = 'issued' AND ({_CHANGED.format(differs="IS NOT")})
    BEGIN SELECT RAISE(ABORT, '{_FROZEN}'); END""",
    f"""CREATE TRIGGER reviews_issued_decision_no_delete BEFORE DELETE ON reviews_decision
    WHEN OLD.state = 'issued' BEGIN SELECT RAISE(ABORT, '{_FROZEN}'); END""",
    *(
        f"""CREATE TRIGGER reviews_issued_{table}_no_{event.lower()} BEFORE {event} ON reviews_{table}
        WHEN {test.format(row=f"{row}.{column}")} BEGIN SELECT RAISE(ABORT, '{_FROZEN}'); END"""
        for table, test, column in (
            ("decisionarea", _ISSUED, "decision_id"),
            ("decisionfinding", _ISSUED_AREA, "area_id"),
        )
        for event, row in (("INSERT", "NEW"), ("UPDATE", "OLD"), ("DELETE", "OLD"))
    ),
    f"""CREATE TRIGGER reviews_published_report_no_update BEFORE UPDATE ON reviews_overallreport
    WHEN NEW.content IS NOT OLD.content OR NEW.checksum IS NOT OLD.checksum OR NEW.number IS NOT OLD.number
        OR NEW.published_on IS NOT OLD.published_on OR NEW.round_id IS NOT OLD.round_id
    BEGIN SELECT RAISE(ABORT, '{_REPORT}'); END""",
]

POSTGRES = f"""
CREATE FUNCTION reviews_refuse_bare_judgement() RETURNS trigger AS $$
BEGIN
    IF NEW.done_at IS NOT NULL AND (TG_OP = 'INSERT' OR OLD.done_at IS NULL) AND NOT {_HAS.format(row="NEW.id")} THEN
        RAISE EXCEPTION '{_BARE}';
    END IF;
    RETURN NEW;
END
$$ LANGUAGE plpgsql;
CREATE TRIGGER reviews_judgement_evidence BEFORE INSERT OR UPDATE ON reviews_judgement FOR EACH ROW
EXECUTE FUNCTION reviews_refuse_bare_judgement();
CREATE FUNCTION reviews_refuse_losing_evidence() RETURNS trigger AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM reviews_judgement j WHERE j.id = OLD.judgement_id AND j.done_at IS NOT NULL)
        AND NOT {_HAS.format(row="OLD.judgement_id")} THEN
        RAISE EXCEPTION '{_BARE}';
    END IF;
    RETURN NEW;
END
$$ LANGUAGE plpgsql;
CREATE TRIGGER reviews_judgement_keeps_evidence AFTER UPDATE ON reviews_judgementevidence FOR EACH ROW
EXECUTE FUNCTION reviews_refuse_losing_evidence();
CREATE FUNCTION reviews_refuse_issued_decision() RETURNS trigger AS $$
BEGIN
    RAISE EXCEPTION '{_FROZEN}';
END
$$ LANGUAGE plpgsql;
CREATE TRIGGER reviews_issued_decision_no_update BEFORE UPDATE ON reviews_decision FOR EACH ROW
WHEN (OLD.state = 'issued' AND ({_CHANGED.format(differs="IS DISTINCT FROM")}))
EXECUTE FUNCTION reviews_refuse_issued_decision();
CREATE TRIGGER reviews_issued_decision_no_delete BEFORE DELETE ON reviews_decision FOR EACH ROW
WHEN (OLD.state = 'issued') EXECUTE FUNCTION reviews_refuse_issued_decision();
CREATE FUNCTION reviews_refuse_issued_decision_area() RETURNS trigger AS $$
BEGIN
    IF (TG_OP = 'INSERT' AND {_ISSUED.format(row="NEW.decision_id")})
        OR (TG_OP <> 'INSERT' AND {_ISSUED.format(row="OLD.decision_id")}) THEN
        RAISE EXCEPTION '{_FROZEN}';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END
$$ LANGUAGE plpgsql;
CREATE TRIGGER reviews_issued_decisionarea BEFORE INSERT OR UPDATE OR DELETE ON reviews_decisionarea FOR EACH ROW
EXECUTE FUNCTION reviews_refuse_issued_decision_area();
CREATE FUNCTION reviews_refuse_issued_decision_finding() RETURNS trigger AS $$
BEGIN
    IF (TG_OP = 'INSERT' AND {_ISSUED_AREA.format(row="NEW.area_id")})
        OR (TG_OP <> 'INSERT' AND {_ISSUED_AREA.format(row="OLD.area_id")}) THEN
        RAISE EXCEPTION '{_FROZEN}';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END
$$ LANGUAGE plpgsql;
CREATE TRIGGER reviews_issued_decisionfinding BEFORE INSERT OR UPDATE OR DELETE ON reviews_decisionfinding FOR EACH ROW
EXECUTE FUNCTION reviews_refuse_issued_decision_finding();
CREATE FUNCTION reviews_refuse_published_report() RETURNS trigger AS $$
BEGIN
    RAISE EXCEPTION '{_REPORT}';
END
$$ LANGUAGE plpgsql;
CREATE TRIGGER reviews_published_report_no_update BEFORE UPDATE ON reviews_overallreport FOR EACH ROW
WHEN (NEW.content IS DISTINCT FROM OLD.content OR NEW.checksum IS DISTINCT FROM OLD.checksum
    OR NEW.number IS DISTINCT FROM OLD.number OR NEW.published_on IS DISTINCT FROM OLD.published_on
    OR NEW.round_id IS DISTINCT FROM OLD.round_id)
EXECUTE FUNCTION reviews_refuse_published_report();
"""
SQLITE_UNDO = [
    f"DROP TRIGGER IF EXISTS reviews_{name}"
    for name in (
        "judgement_evidence_insert", "judgement_evidence_update", "judgement_keeps_evidence",
        "issued_decision_no_update", "issued_decision_no_delete", "issued_decisionarea_no_insert",
        "issued_decisionarea_no_update", "issued_decisionarea_no_delete", "issued_decisionfinding_no_insert",
        "issued_decisionfinding_no_update", "issued_decisionfinding_no_delete", "published_report_no_update",
    )
]  # fmt: skip
POSTGRES_UNDO = """
DROP TRIGGER IF EXISTS reviews_judgement_evidence ON reviews_judgement;
DROP TRIGGER IF EXISTS reviews_judgement_keeps_evidence ON reviews_judgementevidence;
DROP TRIGGER IF EXISTS reviews_issued_decision_no_update ON reviews_decision;
DROP TRIGGER IF EXISTS reviews_issued_decision_no_delete ON reviews_decision;
DROP TRIGGER IF EXISTS reviews_issued_decisionarea ON reviews_decisionarea;
DROP TRIGGER IF EXISTS reviews_issued_decisionfinding ON reviews_decisionfinding;
DROP TRIGGER IF EXISTS reviews_published_report_no_update ON reviews_overallreport;
DROP FUNCTION IF EXISTS reviews_refuse_bare_judgement();
DROP FUNCTION IF EXISTS reviews_refuse_losing_evidence();
DROP FUNCTION IF EXISTS reviews_refuse_issued_decision();
DROP FUNCTION IF EXISTS reviews_refuse_issued_decision_area();
DROP FUNCTION IF EXISTS reviews_refuse_issued_decision_finding();
DROP FUNCTION IF EXISTS reviews_refuse_published_report();
"""


def _run(schema_editor, sqlite, postgres):
    if schema_editor.connection.vendor == "sqlite":
        for statement in sqlite:
            schema_editor.execute(statement)
    elif schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(postgres)


def forward(apps, schema_editor):
    _run(schema_editor, SQLITE, POSTGRES)


def backward(apps, schema_editor):
    _run(schema_editor, SQLITE_UNDO, POSTGRES_UNDO)


class Migration(migrations.Migration):
    dependencies = [("reviews", "0007_judgements_and_decisions")]
    operations = [RunStatements(forward, backward, elidable=False)]
