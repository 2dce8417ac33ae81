"""Two days of each case that the list is put in order and filtered by, kept by the database itself.

They follow from the case's last days and findings. Whoever writes one of those touches the case, and what touches the
case counts the two days anew; so no action can forget it and no `save` of an older row can bring an old day back.
On PostgreSQL the case's row is locked before it counts, so of two who write at once the second sees the first.
A migration that makes one of the three tables anew on SQLite must drop these triggers first and make them again.
"""

import datetime

from django.db import migrations, models

from likvard.ledger.tables import RunStatements

_SETTLED = "('in_line', 'remedied', 'closed')"
_NEXT_DAY = """CASE WHEN {row}.state = 'closed' THEN {closed} ELSE COALESCE(
    (SELECT MIN(d.day) FROM reviews_deadline d
     WHERE d.case_id = {row}.id AND d.met_on IS NULL AND d.finding_id IS NULL), {no_day}) END"""
_NEEDS_FROM = """CASE WHEN EXISTS (SELECT 1 FROM reviews_finding f WHERE f.case_id = {row}.id
    AND (f.state_doubtful OR (f.owner_id IS NULL AND f.state NOT IN {settled}))) THEN {at_once} ELSE COALESCE(
    (SELECT MIN(d.day) FROM reviews_deadline d WHERE d.case_id = {row}.id AND d.met_on IS NULL), {never}) END"""


def _counted(row: str, kind: str) -> tuple[str, str]:
    days = {"at_once": "0001-01-01", "no_day": "9999-12-30", "never": "9999-12-31", "closed": "9999-12-31"}
    written = {name: f"{kind}'{day}'" for name, day in days.items()}
    return tuple(text.format(row=row, settled=_SETTLED, **written) for text in (_NEXT_DAY, _NEEDS_FROM))


_TOUCH = "UPDATE reviews_case SET needs_from = needs_from WHERE id = {row}.case_id"
_WATCHED = {
    "deadline": ("case_id", "finding_id", "day", "met_on"),
    "finding": ("case_id", "owner_id", "state", "state_doubtful"),
}
_DAY, _NEEDS = _counted("reviews_case", "")
SQLITE = [  # every part is written above
    f"""CREATE TRIGGER reviews_case_days_{event.split()[0].lower()} AFTER {event} ON reviews_case
    BEGIN UPDATE reviews_case SET next_day = {_DAY}, needs_from = {_NEEDS} WHERE id = NEW.id; END"""  # noqa: S608
    for event in ("INSERT", "UPDATE OF state, next_day, needs_from")
]
for _table, _columns in _WATCHED.items():
    _differs = " OR ".join(f"NEW.{column} IS NOT OLD.{column}" for column in _columns)
    SQLITE += [
        f"""CREATE TRIGGER reviews_{_table}_insert_days AFTER INSERT ON reviews_{_table}
        BEGIN {_TOUCH.format(row="NEW")}; END""",
        f"""CREATE TRIGGER reviews_{_table}_delete_days AFTER DELETE ON reviews_{_table}
        BEGIN {_TOUCH.format(row="OLD")}; END""",
        f"""CREATE TRIGGER reviews_{_table}_update_days AFTER UPDATE ON reviews_{_table} WHEN {_differs}
        BEGIN {_TOUCH.format(row="OLD")}; {_TOUCH.format(row="NEW")}; END""",
    ]

_DAY, _NEEDS = _counted("NEW", "DATE ")
POSTGRES = f"""
CREATE FUNCTION reviews_count_days_of_case() RETURNS trigger AS $$
BEGIN
    NEW.next_day := {_DAY};
    NEW.needs_from := {_NEEDS};
    RETURN NEW;
END
$$ LANGUAGE plpgsql;
CREATE TRIGGER reviews_case_days_insert BEFORE INSERT ON reviews_case FOR EACH ROW
EXECUTE FUNCTION reviews_count_days_of_case();
CREATE TRIGGER reviews_case_days_update BEFORE UPDATE OF state, next_day, needs_from ON reviews_case FOR EACH ROW
EXECUTE FUNCTION reviews_count_days_of_case();
CREATE FUNCTION reviews_touch_case() RETURNS trigger AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN {_TOUCH.format(row="OLD")}; END IF;
    IF TG_OP = 'INSERT' OR (TG_OP = 'UPDATE' AND NEW.case_id IS DISTINCT FROM OLD.case_id) THEN
        {_TOUCH.format(row="NEW")};
    END IF;
    RETURN NULL;
END
$$ LANGUAGE plpgsql;
"""
for _table, _columns in _WATCHED.items():
    _differs = " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in _columns)
    POSTGRES += f"""
CREATE TRIGGER reviews_{_table}_written_days AFTER INSERT OR DELETE ON reviews_{_table} FOR EACH ROW
EXECUTE FUNCTION reviews_touch_case();
CREATE TRIGGER reviews_{_table}_update_days AFTER UPDATE ON reviews_{_table} FOR EACH ROW WHEN ({_differs})
EXECUTE FUNCTION reviews_touch_case();
"""
_MADE = {
    "case": ("days_insert", "days_update"),
    **dict.fromkeys(_WATCHED, ("insert_days", "delete_days", "update_days", "written_days")),
}
UNDO = {
    "sqlite": [f"DROP TRIGGER IF EXISTS reviews_{table}_{name}" for table, names in _MADE.items() for name in names],
    "postgresql": [
        f"DROP TRIGGER IF EXISTS reviews_{table}_{name} ON reviews_{table}"
        for table, names in _MADE.items()
        for name in names
    ]
    + ["DROP FUNCTION IF EXISTS reviews_count_days_of_case()", "DROP FUNCTION IF EXISTS reviews_touch_case()"],
}


def forward(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for statement in SQLITE:
            schema_editor.execute(statement)
    elif schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(POSTGRES)
    schema_editor.execute("UPDATE reviews_case SET needs_from = needs_from")  # what is already there


def backward(apps, schema_editor):
    for statement in UNDO.get(schema_editor.connection.vendor, ()):
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("reviews", "0013_letters_of_times_and_protocols")]
    operations = [
        migrations.SeparateDatabaseAndState(
            # Added as they are: SQLite would otherwise make the table and all that hangs on it anew.
            database_operations=[
                migrations.RunSQL(
                    f"ALTER TABLE reviews_case ADD COLUMN {column} date NOT NULL DEFAULT '{day}'",
                    f"ALTER TABLE reviews_case DROP COLUMN {column}",
                )
                for column, day in (("next_day", "9999-12-30"), ("needs_from", "9999-12-31"))
            ],
            state_operations=[
                migrations.AddField(
                    model_name="case",
                    name=column,
                    field=models.DateField(default=day, editable=False),
                )
                for column, day in (("next_day", datetime.date(9999, 12, 30)), ("needs_from", datetime.date.max))
            ],
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                fields=[
                    "holder",
                    "merged_into",
                    "next_day",
                    "-opened_on",
                    "title",
                    "id",
                    "needs_from",
                    "state",
                    "kind",
                ],
                name="case_list_in_order",
            ),
        ),
        RunStatements(forward, backward, elidable=False),
    ]
