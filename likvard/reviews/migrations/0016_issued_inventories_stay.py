"""The database itself refuses to change or remove an issued inventory."""

from django.db import migrations

from likvard.ledger.tables import RunStatements

_COLUMNS = ("inventory_id", "number", "issued_on", "content", "checksum", "issued_at")
_WORDS = "an issued inventory never changes"


def _changed(different: str) -> str:
    return " OR ".join(f"NEW.{column} {different} OLD.{column}" for column in _COLUMNS)


SQLITE = (
    f"""CREATE TRIGGER reviews_issuedinventory_no_update BEFORE UPDATE ON reviews_issuedinventory
    WHEN {_changed("IS NOT")}
    BEGIN SELECT RAISE(ABORT, '{_WORDS}'); END""",
    f"""CREATE TRIGGER reviews_issuedinventory_no_delete BEFORE DELETE ON reviews_issuedinventory
    BEGIN SELECT RAISE(ABORT, '{_WORDS}'); END""",
)
SQLITE_UNDO = tuple(f"DROP TRIGGER IF EXISTS reviews_issuedinventory_{name}" for name in ("no_update", "no_delete"))
POSTGRES = (
    f"""CREATE FUNCTION reviews_refuse_issued_inventory() RETURNS trigger AS $$
    BEGIN
        RAISE EXCEPTION '{_WORDS}';
    END
    $$ LANGUAGE plpgsql""",
    f"""CREATE TRIGGER reviews_issuedinventory_no_update BEFORE UPDATE ON reviews_issuedinventory FOR EACH ROW
    WHEN ({_changed("IS DISTINCT FROM")}) EXECUTE FUNCTION reviews_refuse_issued_inventory()""",
    """CREATE TRIGGER reviews_issuedinventory_no_delete BEFORE DELETE ON reviews_issuedinventory FOR EACH ROW
    EXECUTE FUNCTION reviews_refuse_issued_inventory()""",
)
POSTGRES_UNDO = (
    "DROP TRIGGER IF EXISTS reviews_issuedinventory_no_update ON reviews_issuedinventory",
    "DROP TRIGGER IF EXISTS reviews_issuedinventory_no_delete ON reviews_issuedinventory",
    "DROP FUNCTION IF EXISTS reviews_refuse_issued_inventory()",
)


def forward(apps, schema_editor):
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRES:
        schema_editor.execute(statement)


def backward(apps, schema_editor):
    for statement in SQLITE_UNDO if schema_editor.connection.vendor == "sqlite" else POSTGRES_UNDO:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("reviews", "0015_inventories")]
    operations = [RunStatements(forward, backward, elidable=False)]
