"""The database itself refuses to change a definition that has been published, and any draw that has been made."""

from django.db import migrations

from likvard.ledger.tables import RunStatements

WHY = {
    "owndefinition": "a published definition never changes",
    "draw": "a draw never changes",
}
WHEN = {"owndefinition": "OLD.state = 'published'", "draw": "1 = 1"}
# Who drafted, published or drew may be emptied when the person's account goes; nothing else.
COLUMNS = {
    "owndefinition": ["holder_id", "kind", "based_on", "text", "state", "valid_from", "checksum", "published_at"],
    "draw": ["round_id", "number", "target", "seed", "filters", "rules", "plan", "units_each", "frame", "left_out",
             "result", "checksum", "reason", "drawn_on", "drawn_at"],
}  # fmt: skip


def _changed(table, differs):
    # jsonb and text compare alike as text.
    return " OR ".join(f"CAST(NEW.{c} AS text) {differs} CAST(OLD.{c} AS text)" for c in COLUMNS[table])


def forward(apps, schema_editor):
    sqlite = schema_editor.connection.vendor == "sqlite"
    for table, why in WHY.items():
        when = WHEN[table]
        if sqlite:
            schema_editor.execute(
                f"CREATE TRIGGER reviews_{table}_stays BEFORE UPDATE ON reviews_{table} "
                f"WHEN {when} AND ({_changed(table, 'IS NOT')}) BEGIN SELECT RAISE(ABORT, '{why}'); END"
            )
        else:
            schema_editor.execute(
                f"CREATE FUNCTION reviews_refuse_{table}() RETURNS trigger AS $$ BEGIN "
                f"IF {when} AND ({_changed(table, 'IS DISTINCT FROM')}) THEN RAISE EXCEPTION '{why}'; END IF; "
                "RETURN NEW; END $$ LANGUAGE plpgsql"
            )
            schema_editor.execute(
                f"CREATE TRIGGER reviews_{table}_stays BEFORE UPDATE ON reviews_{table} FOR EACH ROW "
                f"EXECUTE FUNCTION reviews_refuse_{table}()"
            )


def backward(apps, schema_editor):
    for table in WHY:
        if schema_editor.connection.vendor == "sqlite":
            schema_editor.execute(f"DROP TRIGGER IF EXISTS reviews_{table}_stays")
        else:
            schema_editor.execute(f"DROP TRIGGER IF EXISTS reviews_{table}_stays ON reviews_{table}")
            schema_editor.execute(f"DROP FUNCTION IF EXISTS reviews_refuse_{table}")


class Migration(migrations.Migration):
    dependencies = [("reviews", "0009_draws_and_own_definitions")]
    operations = [RunStatements(forward, backward, elidable=False)]
