"""The index behind the search: FTS5 on SQLite, a GIN index on PostgreSQL, both over `SearchEntry.terms`.

On SQLite three triggers keep the index in step with the table, in the transaction of the change. A later migration
that alters the table makes SQLite copy it and lose the triggers: such a migration must run `forwards` again at its end.
"""

from django.db import migrations

SQLITE = (
    # Beginnings of up to seven letters (and the mark before them) are looked up, not gathered; longer ones are few.
    # The terms are ASCII words with `_` in them; what they stand for is decided in `documents.searching`.
    """CREATE VIRTUAL TABLE documents_searchindex USING fts5(
        terms, content='documents_searchentry', content_rowid='id', detail='none',
        tokenize="ascii tokenchars '_'", prefix='2 3 4 5 6 7 8')""",
    """CREATE TRIGGER documents_searchentry_added AFTER INSERT ON documents_searchentry BEGIN
        INSERT INTO documents_searchindex(rowid, terms) VALUES (new.id, new.terms); END""",
    """CREATE TRIGGER documents_searchentry_gone AFTER DELETE ON documents_searchentry BEGIN
        INSERT INTO documents_searchindex(documents_searchindex, rowid, terms) VALUES ('delete', old.id, old.terms);
        END""",
    """CREATE TRIGGER documents_searchentry_changed AFTER UPDATE OF id, terms ON documents_searchentry BEGIN
        INSERT INTO documents_searchindex(documents_searchindex, rowid, terms) VALUES ('delete', old.id, old.terms);
        INSERT INTO documents_searchindex(rowid, terms) VALUES (new.id, new.terms); END""",
    "INSERT INTO documents_searchindex(documents_searchindex) VALUES ('rebuild')",
)
SQLITE_BACK = (
    "DROP TRIGGER IF EXISTS documents_searchentry_added",
    "DROP TRIGGER IF EXISTS documents_searchentry_gone",
    "DROP TRIGGER IF EXISTS documents_searchentry_changed",
    "DROP TABLE IF EXISTS documents_searchindex",
)
# The terms are lexemes already; no parser and no dictionary comes between.
POSTGRESQL = (
    """CREATE INDEX documents_searchindex ON documents_searchentry
        USING gin (array_to_tsvector(string_to_array(terms, ' ')))""",
)
POSTGRESQL_BACK = ("DROP INDEX IF EXISTS documents_searchindex",)


def _run(schema_editor, sqlite, postgresql):
    for statement in sqlite if schema_editor.connection.vendor == "sqlite" else postgresql:
        schema_editor.execute(statement, params=None)


def forwards(apps, schema_editor):
    _run(schema_editor, SQLITE_BACK + SQLITE, POSTGRESQL_BACK + POSTGRESQL)


def backwards(apps, schema_editor):
    _run(schema_editor, SQLITE_BACK, POSTGRESQL_BACK)


class Migration(migrations.Migration):
    dependencies = [("documents", "0001_initial")]

    operations = [migrations.RunPython(forwards, backwards)]
