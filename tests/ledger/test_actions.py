"""What an event may hold, and that there is one chain."""

import threading
from datetime import date
from uuid import UUID

import pytest
from django.db import connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from likvard.ledger.actions import Text, record
from likvard.ledger.models import Event, Head
from likvard.ledger.queries import verify
from tests.factories import NOW, a_user


def an_event(**fields):
    with transaction.atomic():
        return record(
            **{"action": "case_opened", "subject_kind": "case", "subject_id": "1", "by": None, "at": NOW} | fields
        )


@pytest.mark.django_db
def test_events_are_numbered_and_chained():
    first, second, third = an_event(), an_event(), an_event()
    assert [e.number for e in (first, second, third)] == [1, 2, 3]
    assert (second.previous_hash, third.previous_hash) == (first.hash, second.hash)
    assert Head.objects.values_list("length", "hash").get() == (3, third.hash)


@pytest.mark.django_db(transaction=True)
def test_an_event_needs_the_transaction_of_its_change():
    with pytest.raises(RuntimeError, match="in the transaction"):
        record(action="case_opened", subject_kind="case", subject_id="1", by=None, at=NOW)


@pytest.mark.django_db
def test_a_change_that_fails_takes_its_event_back():
    an_event()

    def change():
        with transaction.atomic():
            record(action="case_opened", subject_kind="case", subject_id="2", by=None, at=NOW)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        change()
    assert (Event.objects.count(), Head.objects.get().length) == (1, 1)
    assert an_event().number == 2


PLAIN = [
    (None, None),
    (True, True),
    (3, 3),
    (0.5, "0.5"),
    (date(2026, 11, 18), "2026-11-18"),
    (UUID(int=1), "00000000-0000-0000-0000-000000000001"),
    ([date(2026, 1, 1), "a"], ["2026-01-01", "a"]),
    ({"day": date(2026, 1, 1)}, {"day": "2026-01-01"}),
    ({"b", "a"}, ["a", "b"]),
    (Text.of("åäö"), {"sha256": Text.of("åäö").sha256, "length": 3}),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("value", "stored"), PLAIN)
def test_values_are_stored_as_plain_codes(value, stored):
    event = an_event(after={"value": value})
    event.refresh_from_db()
    assert event.after == {"value": stored}


@pytest.mark.django_db
@pytest.mark.parametrize("words", ["elsa@example.org", "x" * 201, ["ett", "y" * 300], {"inne": "a@b"}])
def test_what_is_plainly_somebodys_words_is_refused(words):
    with pytest.raises(ValueError, match="codes, not words"):
        an_event(after={"value": words})
    with pytest.raises(ValueError, match="codes, not words"):
        an_event(reason="elsa@example.org")


@pytest.mark.django_db
def test_a_person_in_an_event_is_an_id():
    user = a_user(None, name="Elsa Bergkvist")
    event = an_event(by=user, after={"owner": user})
    assert (event.actor_id, event.after) == (str(user.pk), {"owner": str(user.pk)})


@pytest.mark.django_db(transaction=True)
def test_many_at_once_make_one_chain():
    """Four writers at the same time: every event is there, and the chain is whole."""
    if connection.vendor == "sqlite" and "mode=memory" in str(connection.settings_dict["NAME"]):
        pytest.skip("an in-memory database has one connection only; PostgreSQL tries this")
    start, faults = threading.Barrier(4), []

    def write(writer):
        try:
            start.wait()
            for turn in range(10):
                an_event(subject_id=f"{writer}-{turn}")
        except Exception as fault:
            faults.append(fault)
        finally:
            connection.close()

    writers = [threading.Thread(target=write, args=(n,)) for n in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert faults == []
    verdict = verify()
    assert (verdict.events, verdict.breaks) == (40, ())


codes = st.text(st.characters(codec="utf-8", exclude_characters="@\x00", exclude_categories=["Cs"]), max_size=40)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False) | codes,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(codes, inner, max_size=3),
    max_leaves=8,
)


class TestRoundTrip(TestCase):
    @settings(max_examples=60, deadline=None)
    @given(st.lists(st.dictionaries(codes, values, max_size=3), min_size=1, max_size=3))
    def test_the_chain_of_anything_holds_after_the_database(self, events):
        before = verify().events
        for after in events:
            an_event(after=after)
        verdict = verify()
        assert (verdict.events - before, verdict.breaks) == (len(events), ())
