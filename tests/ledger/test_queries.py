"""Finding what somebody has done to the history behind our back."""

import json
from datetime import timedelta
from importlib import import_module
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection

from likvard.ledger.models import Event
from likvard.ledger.queries import Break, history_of_case, history_of_organisations, verify
from tests.factories import NOW
from tests.ledger.test_actions import an_event

pytestmark = pytest.mark.django_db


@pytest.fixture
def unguarded(transactional_db):
    """The database without its triggers: what somebody with the keys to it could do."""
    guard = import_module("likvard.ledger.migrations.0002_append_only")
    for number in range(4):
        an_event(subject_id=str(number), after={"state": "open"})
    with connection.schema_editor(atomic=False) as editor:
        guard.unguard(apps, editor)
    return Event.objects


def test_a_whole_ledger_is_whole():
    for number in range(3):
        an_event(subject_id=str(number))
    assert (verify().events, verify().holds) == (3, True)


def test_an_empty_ledger_is_whole():
    assert (verify().events, verify().holds) == (0, True)


TAMPERINGS = {
    "a changed value": (lambda rows: rows.filter(number=2).update(after={"state": "closed"}), {Break(2, "content")}),
    "a changed actor": (lambda rows: rows.filter(number=3).update(actor_id="x"), {Break(3, "content")}),
    "a changed moment": (
        lambda rows: rows.filter(number=3).update(at=NOW - timedelta(days=1)),
        {Break(3, "content")},
    ),
    "a removed event": (
        lambda rows: rows.filter(number=2).delete(),
        {Break(3, "number"), Break(3, "previous"), Break(4, "length")},
    ),
    "a removed first event": (
        lambda rows: rows.filter(number=1).delete(),
        {Break(2, "number"), Break(2, "previous"), Break(4, "length")},
    ),
    "a cut end": (lambda rows: rows.filter(number=4).delete(), {Break(4, "length"), Break(4, "head")}),
    "everything gone": (lambda rows: rows.all().delete(), {Break(4, "length"), Break(4, "head")}),
    "a forged hash": (
        lambda rows: rows.filter(number=2).update(hash="f" * 64),
        {Break(2, "content"), Break(3, "previous")},
    ),
}


@pytest.mark.parametrize(("tamper", "breaks"), TAMPERINGS.values(), ids=TAMPERINGS)
def test_tampering_is_found_where_it_was_done(unguarded, tamper, breaks):
    tamper(unguarded)
    assert set(verify().breaks) == breaks


def command(*arguments):
    out = StringIO()
    try:
        call_command("verify_ledger", *arguments, stdout=out)
    except SystemExit as end:
        return end.code, out.getvalue()
    return 0, out.getvalue()


def test_the_command_says_that_the_ledger_is_whole():
    an_event()
    assert command() == (0, "The ledger is whole: 1 events, one unbroken chain.\n")
    code, said = command("--json")
    assert (code, json.loads(said)) == (0, {"holds": True, "events": 1, "faults": []})


@pytest.mark.parametrize("tables", [[], [Event._meta.db_table]])
def test_a_database_that_was_not_prepared_is_told_in_words(monkeypatch, tables):
    monkeypatch.setattr(connection.introspection, "table_names", lambda: tables)
    with pytest.raises(CommandError, match="likvard site migrate") as refused:
        call_command("verify_ledger")
    assert refused.value.returncode == 2


def test_a_database_that_cannot_be_reached_is_told_in_words(monkeypatch):
    def unreachable():
        raise OperationalError("no route to the database")

    monkeypatch.setattr(connection.introspection, "table_names", unreachable)
    with pytest.raises(CommandError, match="no route") as refused:
        call_command("verify_ledger")
    assert refused.value.returncode == 2


def test_the_command_says_what_is_wrong_and_fails(unguarded):
    unguarded.filter(number=2).update(actor_id="x")
    code, said = command()
    assert code == 1
    assert "Event 2: has been changed since it was written." in said
    code, said = command("--json")
    assert (code, [fault["code"] for fault in json.loads(said)["faults"]]) == (1, ["content"])


def test_a_case_has_its_own_history_newest_first():
    an_event(case="one", subject_id="a", at=NOW)
    an_event(case="two", subject_id="b", at=NOW)
    an_event(case="one", subject_id="c", at=NOW + timedelta(hours=1))
    an_event(case="one", subject_id="d", at=NOW - timedelta(days=9))  # noted afterwards
    assert [e.subject_id for e in history_of_case("one").entries] == ["c", "a", "d"]
    assert [e.subject_id for e in history_of_case("one", subjects=["a", "d"]).entries] == ["a", "d"]


def test_pages_of_history_meet_without_gap():
    for number in range(7):
        an_event(organisation="o", subject_id=str(number), at=NOW + timedelta(minutes=number))
    pages = [history_of_organisations(["o"], page=n, size=3) for n in (1, 2, 3)]
    assert [[e.subject_id for e in page.entries] for page in pages] == [["6", "5", "4"], ["3", "2", "1"], ["0"]]
    assert [(page.newer, page.older) for page in pages] == [(None, 2), (1, 3), (2, None)]


def test_the_neighbours_history_is_not_told():
    an_event(organisation="mine", subject_id="a")
    an_event(organisation="theirs", subject_id="b")
    assert [e.subject_id for e in history_of_organisations(["mine"]).entries] == ["a"]
    assert history_of_organisations([]).entries == ()
