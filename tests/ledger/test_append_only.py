"""What the database itself refuses."""

import pytest
from django.db import DatabaseError, connection, transaction

from likvard.ledger.actions import record
from tests.factories import NOW


def an_event(**fields):
    with transaction.atomic():
        return record(action="case_created", subject_kind="case", subject_id="1", by=None, at=NOW, **fields)


STATEMENTS = [
    "UPDATE ledger_event SET action = 'nothing_happened'",
    "UPDATE ledger_event SET hash = hash",
    "DELETE FROM ledger_event",
    "UPDATE ledger_head SET length = 0",
    "UPDATE ledger_head SET length = length + 2",
    "UPDATE ledger_head SET hash = 'x'",
    "DELETE FROM ledger_head",
    "INSERT INTO ledger_head (id, length, hash) VALUES (2, 0, 'x')",
]


@pytest.mark.django_db
@pytest.mark.parametrize("statement", STATEMENTS)
def test_history_cannot_be_rewritten(statement):
    an_event()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'postgresql'")
@pytest.mark.parametrize("table", ["ledger_event", "ledger_head"])
def test_postgresql_refuses_to_truncate(table):
    an_event()
    with pytest.raises(DatabaseError, match="append-only"), connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {table}")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("round_", [1, 2])
def test_a_test_that_commits_leaves_an_empty_guarded_ledger(round_):
    assert an_event().number == 1
