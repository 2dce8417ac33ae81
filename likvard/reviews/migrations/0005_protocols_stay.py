"""The database itself refuses to change a final protocol, what was sent for checking, and what was answered to it."""

from django.db import migrations

from likvard.ledger.tables import RunStatements

KEPT = {
    "protocol": (
        "OLD.state = 'final'",
        ["state", "content", "checksum", "final_on", "title", "participant_id", "check_until", "sent_at", "answered_at",
         "silent_at"],
        "a final protocol never changes",
    ),
    "statement": (
        "EXISTS (SELECT 1 FROM reviews_protocol WHERE id = OLD.protocol_id AND state = 'final')",
        ["text", "sent_text", "number", "ordering", "criterion_key", "speaker_role", "protocol_id", "removed_at",
         "removed_reason"],
        "a statement of a final protocol never changes",
    ),
    "correction": (
        "EXISTS (SELECT 1 FROM reviews_statement s JOIN reviews_protocol p ON p.id = s.protocol_id"
        " WHERE s.id = OLD.statement_id AND p.state = 'final')",
        ["text", "grounds", "state", "reason", "statement_id", "decided_at", "delivered_at"],
        "a correction of a final protocol never changes",
    ),
}
# The wording that the organiser was asked to check is written once.
SENT_WORDING = "OLD.sent_text <> '' AND NEW.sent_text <> OLD.sent_text"


def _sqlite():
    for table, (when, columns, why) in KEPT.items():
        changed = " OR ".join(f"NEW.{column} IS NOT OLD.{column}" for column in columns)
        yield (
            f"CREATE TRIGGER reviews_final_{table}_no_update BEFORE UPDATE ON reviews_{table} "
            f"WHEN {when} AND ({changed}) BEGIN SELECT RAISE(ABORT, '{why}'); END"
        )
    yield (
        f"CREATE TRIGGER reviews_sent_wording_no_update BEFORE UPDATE ON reviews_statement WHEN {SENT_WORDING} "
        "BEGIN SELECT RAISE(ABORT, 'a wording that was sent never changes'); END"
    )
    yield (
        "CREATE TRIGGER reviews_final_statement_no_insert BEFORE INSERT ON reviews_statement "
        "WHEN EXISTS (SELECT 1 FROM reviews_protocol WHERE id = NEW.protocol_id AND state = 'final') "
        "BEGIN SELECT RAISE(ABORT, 'a final protocol gets no more statements'); END"
    )


def _postgres():
    for table, (when, columns, why) in KEPT.items():
        changed = " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in columns)
        yield (
            f"CREATE FUNCTION reviews_refuse_final_{table}() RETURNS trigger AS $$ BEGIN "
            f"IF {when} AND ({changed}) THEN RAISE EXCEPTION '{why}'; END IF; RETURN NEW; END $$ LANGUAGE plpgsql"
        )
        yield (
            f"CREATE TRIGGER reviews_final_{table}_no_update BEFORE UPDATE ON reviews_{table} FOR EACH ROW "
            f"EXECUTE FUNCTION reviews_refuse_final_{table}()"
        )
    yield (
        "CREATE FUNCTION reviews_refuse_sent_wording() RETURNS trigger AS $$ BEGIN "
        f"IF {SENT_WORDING} THEN RAISE EXCEPTION 'a wording that was sent never changes'; END IF; "
        "RETURN NEW; END $$ LANGUAGE plpgsql"
    )
    yield (
        "CREATE TRIGGER reviews_sent_wording_no_update BEFORE UPDATE ON reviews_statement FOR EACH ROW "
        "EXECUTE FUNCTION reviews_refuse_sent_wording()"
    )
    yield (
        "CREATE FUNCTION reviews_refuse_final_statement_insert() RETURNS trigger AS $$ BEGIN "
        "IF EXISTS (SELECT 1 FROM reviews_protocol WHERE id = NEW.protocol_id AND state = 'final') THEN "
        "RAISE EXCEPTION 'a final protocol gets no more statements'; END IF; RETURN NEW; END $$ LANGUAGE plpgsql"
    )
    yield (
        "CREATE TRIGGER reviews_final_statement_no_insert BEFORE INSERT ON reviews_statement FOR EACH ROW "
        "EXECUTE FUNCTION reviews_refuse_final_statement_insert()"
    )


NAMES = {
    "reviews_final_protocol_no_update": ("protocol", "reviews_refuse_final_protocol"),
    "reviews_final_statement_no_update": ("statement", "reviews_refuse_final_statement"),
    "reviews_final_correction_no_update": ("correction", "reviews_refuse_final_correction"),
    "reviews_sent_wording_no_update": ("statement", "reviews_refuse_sent_wording"),
    "reviews_final_statement_no_insert": ("statement", "reviews_refuse_final_statement_insert"),
}


def forward(apps, schema_editor):
    for statement in _sqlite() if schema_editor.connection.vendor == "sqlite" else _postgres():
        schema_editor.execute(statement)


def backward(apps, schema_editor):
    for trigger, (table, function) in NAMES.items():
        if schema_editor.connection.vendor == "sqlite":
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {trigger}")
        else:
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {trigger} ON reviews_{table}")
            schema_editor.execute(f"DROP FUNCTION IF EXISTS {function}")


class Migration(migrations.Migration):
    dependencies = [("reviews", "0004_interviews_and_protocols")]
    operations = [RunStatements(forward, backward, elidable=False)]
