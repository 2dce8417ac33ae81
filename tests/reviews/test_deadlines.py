"""Last days: moved with reasons, met, opened again, always in the ledger."""

from datetime import timedelta

import pytest

from likvard.ledger.models import Event
from likvard.quality.actions import ChangedMeanwhile
from likvard.reviews.actions import deadlines as actions
from likvard.rulebook.permissions import Role
from tests.factories import NOW, TODAY, a_case, a_deadline, a_user, an_organiser

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor():
    return a_user(Role.EDITOR, an_organiser())


@pytest.fixture
def row(editor):
    return a_deadline(a_case(editor.memberships.get().organisation), TODAY + timedelta(days=5))


def test_a_moved_day_keeps_its_history(row, editor):
    first = row.day
    for n in (10, 20):
        row = actions.move_deadline(
            deadline=row,
            to_day=TODAY + timedelta(days=n),
            reason=f"Anstånd {n}",
            version=row.version,
            by=editor,
            at=NOW,
        )
    assert [(m.from_day, m.to_day, m.reason, m.by) for m in row.moves.all()] == [
        (first, TODAY + timedelta(days=10), "Anstånd 10", editor),
        (TODAY + timedelta(days=10), TODAY + timedelta(days=20), "Anstånd 20", editor),
    ]
    assert (row.version, row.changed_at) == (3, NOW)
    event = Event.objects.filter(action="deadline_moved").first()
    assert event.before == {"day": str(first)}
    assert "Anstånd" not in str(event.after)


def test_the_second_who_moves_is_told(row, editor):
    actions.move_deadline(deadline=row, to_day=TODAY + timedelta(days=10), reason="Ett", version=1, by=editor, at=NOW)
    with pytest.raises(ChangedMeanwhile) as told:
        actions.move_deadline(
            deadline=row, to_day=TODAY + timedelta(days=12), reason="Två", version=1, by=editor, at=NOW
        )
    assert told.value.current == {"day": TODAY + timedelta(days=10)}
    assert row.moves.count() == 1


def test_moving_to_the_same_day_changes_nothing(row, editor):
    actions.move_deadline(deadline=row, to_day=row.day, reason="x", version=1, by=editor, at=NOW)
    assert not row.moves.exists()


def test_met_and_opened_again(row, editor):
    met = actions.meet_deadline(deadline=row, met_on=TODAY, by=editor, at=NOW)
    assert (met.met_on, met.met_by) == (TODAY, editor)
    assert actions.meet_deadline(deadline=row, met_on=TODAY, by=editor, at=NOW).version == met.version
    opened = actions.reopen_deadline(deadline=row, by=editor, at=NOW)
    assert (opened.met_on, opened.met_by) == (None, None)
    actions.reopen_deadline(deadline=row, by=editor, at=NOW)
    assert list(Event.objects.order_by("id").values_list("action", flat=True)) == ["deadline_met", "deadline_reopened"]


def test_an_owner_is_given_and_taken(row, editor):
    given = actions.assign_deadline(deadline=row, owner=editor, version=1, by=editor, at=NOW)
    taken = actions.assign_deadline(deadline=row, owner=None, version=given.version, by=editor, at=NOW)
    assert (given.owner, taken.owner) == (editor, None)


def test_an_added_day_is_told_without_its_note(editor):
    case = a_case(editor.memberships.get().organisation)
    row = actions.add_deadline(
        case=case, what="documents", day=TODAY, note="Ring Kalle", by=editor, at=NOW, owner=editor
    )
    assert (row.day, row.note, row.owner) == (TODAY, "Ring Kalle", editor)
    assert "Kalle" not in str(Event.objects.get().after)
