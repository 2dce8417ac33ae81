"""The database itself refuses to change what is published, and to remove that it was."""

from django.db import migrations

from likvard.ledger.tables import RunStatements

_COLUMNS = (
    "code", "round_id", "decision_id", "report_id", "number", "change", "content", "checksum", "approved_at",
    "approved_checksum", "published_at", "published_on", "organiser_name", "unit_name", "kind", "subject", "decided_on",
    "search",
)  # fmt: skip
_WORDS = "what is published never changes"
_MADE = "OLD.state IN ('published', 'replaced', 'withdrawn')"
_BACK = "NEW.state IN ('draft', 'approved') OR (OLD.state <> 'published' AND NEW.state <> OLD.state)"


def _changed(different: str) -> str:
    return " OR ".join(f"NEW.{column} {different} OLD.{column}" for column in _COLUMNS)


SQLITE = (
    f"""CREATE TRIGGER reviews_publication_no_update BEFORE UPDATE ON reviews_publication
    WHEN {_MADE} AND ({_changed("IS NOT")} OR {_BACK})
    BEGIN SELECT RAISE(ABORT, '{_WORDS}'); END""",
    f"""CREATE TRIGGER reviews_publication_no_delete BEFORE DELETE ON reviews_publication
    WHEN {_MADE} BEGIN SELECT RAISE(ABORT, '{_WORDS}'); END""",
)
SQLITE_UNDO = tuple(f"DROP TRIGGER IF EXISTS reviews_publication_{name}" for name in ("no_update", "no_delete"))
POSTGRES = (
    f"""CREATE FUNCTION reviews_refuse_publication() RETURNS trigger AS $$
    BEGIN
        RAISE EXCEPTION '{_WORDS}';
    END
    $$ LANGUAGE plpgsql""",
    f"""CREATE TRIGGER reviews_publication_no_update BEFORE UPDATE ON reviews_publication FOR EACH ROW
    WHEN ({_MADE} AND ({_changed("IS DISTINCT FROM")} OR {_BACK})) EXECUTE FUNCTION reviews_refuse_publication()""",
    f"""CREATE TRIGGER reviews_publication_no_delete BEFORE DELETE ON reviews_publication FOR EACH ROW
    WHEN ({_MADE}) EXECUTE FUNCTION reviews_refuse_publication()""",
)
POSTGRES_UNDO = (
    "DROP TRIGGER IF EXISTS reviews_publication_no_update ON reviews_publication",
    "DROP TRIGGER IF EXISTS reviews_publication_no_delete ON reviews_publication",
    "DROP FUNCTION IF EXISTS reviews_refuse_publication()",
)


def forward(apps, schema_editor):
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRES:
        schema_editor.execute(statement)


def backward(apps, schema_editor):
    for statement in SQLITE_UNDO if schema_editor.connection.vendor == "sqlite" else POSTGRES_UNDO:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("reviews", "0019_publications")]
    operations = [RunStatements(forward, backward, elidable=False)]
