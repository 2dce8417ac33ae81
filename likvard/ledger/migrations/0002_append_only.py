"""The database itself refuses to rewrite history, whoever asks: on SQLite and on PostgreSQL alike.

Events are never updated or deleted. The head of the chain moves one step at a time, is never deleted, and there
is only one.
"""

from django.db import migrations

GENESIS = "0" * 64

SQLITE = [
    """
    CREATE TRIGGER ledger_event_no_update BEFORE UPDATE ON ledger_event
    BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END
    """,
    """
    CREATE TRIGGER ledger_event_no_delete BEFORE DELETE ON ledger_event
    BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END
    """,
    """
    CREATE TRIGGER ledger_head_one_step BEFORE UPDATE ON ledger_head WHEN NEW.id <> OLD.id OR NEW.length <> OLD.length + 1
    BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END
    """,
    """
    CREATE TRIGGER ledger_head_no_delete BEFORE DELETE ON ledger_head
    BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END
    """,
    """
    CREATE TRIGGER ledger_head_only_one BEFORE INSERT ON ledger_head WHEN (SELECT count(*) FROM ledger_head) > 0
    BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END
    """,
]
SQLITE_DROP = [
    f"DROP TRIGGER IF EXISTS {name}"
    for name in (
        "ledger_event_no_update",
        "ledger_event_no_delete",
        "ledger_head_one_step",
        "ledger_head_no_delete",
        "ledger_head_only_one",
    )
]

POSTGRESQL = [
    """
    CREATE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'the ledger is append-only'; END $$
    """,
    """
    CREATE FUNCTION ledger_head_step() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF TG_OP = 'INSERT' THEN
        IF EXISTS (SELECT 1 FROM ledger_head) THEN RAISE EXCEPTION 'the ledger is append-only'; END IF;
      ELSIF NEW.id <> OLD.id OR NEW.length <> OLD.length + 1 THEN
        RAISE EXCEPTION 'the ledger is append-only';
      END IF;
      RETURN NEW;
    END $$
    """,
    """
    CREATE TRIGGER ledger_event_no_change BEFORE UPDATE OR DELETE ON ledger_event
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse()
    """,
    """
    CREATE TRIGGER ledger_event_no_truncate BEFORE TRUNCATE ON ledger_event
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse()
    """,
    """
    CREATE TRIGGER ledger_head_one_step BEFORE INSERT OR UPDATE ON ledger_head
    FOR EACH ROW EXECUTE FUNCTION ledger_head_step()
    """,
    """
    CREATE TRIGGER ledger_head_no_delete BEFORE DELETE ON ledger_head
    FOR EACH ROW EXECUTE FUNCTION ledger_refuse()
    """,
    """
    CREATE TRIGGER ledger_head_no_truncate BEFORE TRUNCATE ON ledger_head
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse()
    """,
]
POSTGRESQL_DROP = [
    "DROP TRIGGER IF EXISTS ledger_event_no_change ON ledger_event",
    "DROP TRIGGER IF EXISTS ledger_event_no_truncate ON ledger_event",
    "DROP TRIGGER IF EXISTS ledger_head_one_step ON ledger_head",
    "DROP TRIGGER IF EXISTS ledger_head_no_delete ON ledger_head",
    "DROP TRIGGER IF EXISTS ledger_head_no_truncate ON ledger_head",
    "DROP FUNCTION IF EXISTS ledger_head_step",
    "DROP FUNCTION IF EXISTS ledger_refuse",
]


def _statements(vendor, sqlite, postgresql):
    if vendor not in ("sqlite", "postgresql"):
        raise NotImplementedError(f"The ledger cannot be guarded on {vendor}.")
    return sqlite if vendor == "sqlite" else postgresql


def guard(apps, schema_editor):
    head = apps.get_model("ledger", "Head")
    if not head.objects.exists():
        head.objects.create(id=1, length=0, hash=GENESIS)
    for statement in _statements(schema_editor.connection.vendor, SQLITE, POSTGRESQL):
        schema_editor.execute(statement)


def unguard(apps, schema_editor):
    for statement in _statements(schema_editor.connection.vendor, SQLITE_DROP, POSTGRESQL_DROP):
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]
    operations = [migrations.RunPython(guard, unguard)]
