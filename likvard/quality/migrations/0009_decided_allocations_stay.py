"""The database itself refuses to change or remove a decided allocation and its units' amounts."""

from django.db import migrations

from likvard.ledger.tables import RunStatements

_COLUMNS = ("holder_id", "round_id", "year", "pot", "content", "checksum", "decided_by", "decided_on", "paragraph")
_WORDS = "a decided allocation never changes"


def _changed(different: str) -> str:
    return " OR ".join(f"NEW.{column} {different} OLD.{column}" for column in _COLUMNS)


SQLITE = (
    f"""CREATE TRIGGER quality_allocation_no_update BEFORE UPDATE ON quality_allocation WHEN {_changed("IS NOT")}
    BEGIN SELECT RAISE(ABORT, '{_WORDS}'); END""",
    f"""CREATE TRIGGER quality_allocation_no_delete BEFORE DELETE ON quality_allocation
    BEGIN SELECT RAISE(ABORT, '{_WORDS}'); END""",
    f"""CREATE TRIGGER quality_allocated_no_update BEFORE UPDATE ON quality_allocatedunit
    BEGIN SELECT RAISE(ABORT, '{_WORDS}'); END""",
    f"""CREATE TRIGGER quality_allocated_no_delete BEFORE DELETE ON quality_allocatedunit
    BEGIN SELECT RAISE(ABORT, '{_WORDS}'); END""",
)
SQLITE_UNDO = tuple(
    f"DROP TRIGGER IF EXISTS quality_{name}"
    for name in ("allocation_no_update", "allocation_no_delete", "allocated_no_update", "allocated_no_delete")
)
POSTGRES = (
    f"""CREATE FUNCTION quality_refuse_decided_allocation() RETURNS trigger AS $$
    BEGIN
        RAISE EXCEPTION '{_WORDS}';
    END
    $$ LANGUAGE plpgsql""",
    f"""CREATE TRIGGER quality_allocation_no_update BEFORE UPDATE ON quality_allocation FOR EACH ROW
    WHEN ({_changed("IS DISTINCT FROM")}) EXECUTE FUNCTION quality_refuse_decided_allocation()""",
    """CREATE TRIGGER quality_allocation_no_delete BEFORE DELETE ON quality_allocation FOR EACH ROW
    EXECUTE FUNCTION quality_refuse_decided_allocation()""",
    """CREATE TRIGGER quality_allocated_no_change BEFORE UPDATE OR DELETE ON quality_allocatedunit FOR EACH ROW
    EXECUTE FUNCTION quality_refuse_decided_allocation()""",
)
POSTGRES_UNDO = (
    "DROP TRIGGER IF EXISTS quality_allocation_no_update ON quality_allocation",
    "DROP TRIGGER IF EXISTS quality_allocation_no_delete ON quality_allocation",
    "DROP TRIGGER IF EXISTS quality_allocated_no_change ON quality_allocatedunit",
    "DROP FUNCTION IF EXISTS quality_refuse_decided_allocation()",
)


def forward(apps, schema_editor):
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRES:
        schema_editor.execute(statement)


def backward(apps, schema_editor):
    for statement in SQLITE_UNDO if schema_editor.connection.vendor == "sqlite" else POSTGRES_UNDO:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("quality", "0008_resources")]
    operations = [RunStatements(forward, backward, elidable=False)]
