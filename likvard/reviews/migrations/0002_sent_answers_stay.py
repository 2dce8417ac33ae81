"""The database itself refuses to change or remove an answer that has been sent, or what it says of a finding."""

from django.db import migrations

from likvard.ledger.tables import RunStatements

SQLITE = [
    """
    CREATE TRIGGER reviews_sent_answer_no_update BEFORE UPDATE ON reviews_answer
    WHEN OLD.sent_on IS NOT NULL AND (
        NEW.sent_on IS NOT OLD.sent_on OR NEW.content IS NOT OLD.content OR NEW.checksum IS NOT OLD.checksum
        OR NEW.number IS NOT OLD.number OR NEW.case_id IS NOT OLD.case_id
        OR NEW.introduction IS NOT OLD.introduction
    )
    BEGIN SELECT RAISE(ABORT, 'a sent answer never changes'); END
    """,
    """
    CREATE TRIGGER reviews_sent_answer_item_no_update BEFORE UPDATE ON reviews_answeritem
    WHEN EXISTS (SELECT 1 FROM reviews_answer WHERE id = OLD.answer_id AND sent_on IS NOT NULL) AND (
        NEW.measures IS NOT OLD.measures OR NEW.done_when IS NOT OLD.done_when
        OR NEW.by_whom IS NOT OLD.by_whom OR NEW.effect IS NOT OLD.effect OR NEW.result IS NOT OLD.result
        OR NEW.remains IS NOT OLD.remains OR NEW.answer_id IS NOT OLD.answer_id
    )
    BEGIN SELECT RAISE(ABORT, 'a sent answer never changes'); END
    """,
]
SQLITE_UNDO = [
    "DROP TRIGGER IF EXISTS reviews_sent_answer_no_update",
    "DROP TRIGGER IF EXISTS reviews_sent_answer_item_no_update",
]

POSTGRES = """
CREATE FUNCTION reviews_refuse_sent_answer() RETURNS trigger AS $$
BEGIN
    RAISE EXCEPTION 'a sent answer never changes';
END
$$ LANGUAGE plpgsql;
CREATE TRIGGER reviews_sent_answer_no_update BEFORE UPDATE ON reviews_answer FOR EACH ROW
WHEN (OLD.sent_on IS NOT NULL AND (
    NEW.sent_on IS DISTINCT FROM OLD.sent_on OR NEW.content IS DISTINCT FROM OLD.content
    OR NEW.checksum IS DISTINCT FROM OLD.checksum OR NEW.number IS DISTINCT FROM OLD.number
    OR NEW.case_id IS DISTINCT FROM OLD.case_id OR NEW.introduction IS DISTINCT FROM OLD.introduction
))
EXECUTE FUNCTION reviews_refuse_sent_answer();
CREATE FUNCTION reviews_refuse_sent_answer_item() RETURNS trigger AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM reviews_answer WHERE id = OLD.answer_id AND sent_on IS NOT NULL) THEN
        RAISE EXCEPTION 'a sent answer never changes';
    END IF;
    RETURN NEW;
END
$$ LANGUAGE plpgsql;
CREATE TRIGGER reviews_sent_answer_item_no_update BEFORE UPDATE ON reviews_answeritem FOR EACH ROW
WHEN (
    NEW.measures IS DISTINCT FROM OLD.measures OR NEW.done_when IS DISTINCT FROM OLD.done_when
    OR NEW.by_whom IS DISTINCT FROM OLD.by_whom OR NEW.effect IS DISTINCT FROM OLD.effect
    OR NEW.result IS DISTINCT FROM OLD.result OR NEW.remains IS DISTINCT FROM OLD.remains
    OR NEW.answer_id IS DISTINCT FROM OLD.answer_id
)
EXECUTE FUNCTION reviews_refuse_sent_answer_item();
"""
POSTGRES_UNDO = """
DROP TRIGGER IF EXISTS reviews_sent_answer_no_update ON reviews_answer;
DROP TRIGGER IF EXISTS reviews_sent_answer_item_no_update ON reviews_answeritem;
DROP FUNCTION IF EXISTS reviews_refuse_sent_answer();
DROP FUNCTION IF EXISTS reviews_refuse_sent_answer_item();
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
    dependencies = [("reviews", "0001_initial")]
    operations = [RunStatements(forward, backward, elidable=False)]
