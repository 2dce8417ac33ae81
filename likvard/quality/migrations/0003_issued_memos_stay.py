"""The database itself refuses to change or remove a memo that has been issued."""

from django.db import migrations

from likvard.ledger.tables import RunStatements

SQLITE = """
CREATE TRIGGER quality_issued_memo_no_update BEFORE UPDATE ON quality_memo
WHEN OLD.issued_on IS NOT NULL AND (
    NEW.issued_on IS NOT OLD.issued_on OR NEW.content IS NOT OLD.content OR NEW.checksum IS NOT OLD.checksum
    OR NEW.texts IS NOT OLD.texts OR NEW.number IS NOT OLD.number OR NEW.series_id IS NOT OLD.series_id
)
BEGIN SELECT RAISE(ABORT, 'an issued memo never changes'); END
"""
SQLITE_UNDO = "DROP TRIGGER IF EXISTS quality_issued_memo_no_update"
POSTGRES = """
CREATE FUNCTION quality_refuse_issued_memo() RETURNS trigger AS $$
BEGIN
    RAISE EXCEPTION 'an issued memo never changes';
END
$$ LANGUAGE plpgsql;
CREATE TRIGGER quality_issued_memo_no_update BEFORE UPDATE ON quality_memo FOR EACH ROW
WHEN (OLD.issued_on IS NOT NULL AND (
    NEW.issued_on IS DISTINCT FROM OLD.issued_on OR NEW.content IS DISTINCT FROM OLD.content
    OR NEW.checksum IS DISTINCT FROM OLD.checksum OR NEW.texts IS DISTINCT FROM OLD.texts
    OR NEW.number IS DISTINCT FROM OLD.number OR NEW.series_id IS DISTINCT FROM OLD.series_id
))
EXECUTE FUNCTION quality_refuse_issued_memo();
"""
POSTGRES_UNDO = """
DROP TRIGGER IF EXISTS quality_issued_memo_no_update ON quality_memo;
DROP FUNCTION IF EXISTS quality_refuse_issued_memo();
"""


def forward(apps, schema_editor):
    schema_editor.execute(SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRES)


def backward(apps, schema_editor):
    schema_editor.execute(SQLITE_UNDO if schema_editor.connection.vendor == "sqlite" else POSTGRES_UNDO)


class Migration(migrations.Migration):
    dependencies = [("quality", "0002_dialogues")]
    operations = [RunStatements(forward, backward, elidable=False)]
