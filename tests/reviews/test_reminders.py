"""Reminders: once each, to whoever it concerns, whatever breaks on the way."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import DatabaseError

from likvard.access.models import Membership
from likvard.ledger.models import Event
from likvard.reviews.actions import deadlines, reminders
from likvard.reviews.models import CaseUnit, Reminder
from likvard.rulebook.permissions import Role
from tests.factories import NOW, TODAY, a_case, a_deadline, a_unit, a_user, an_organiser

pytestmark = pytest.mark.django_db


@pytest.fixture
def holder():
    return an_organiser()


@pytest.fixture
def case(holder):
    return a_case(holder)


@pytest.fixture
def editor(holder):
    return a_user(Role.EDITOR, holder, email="bo@example.org")


class Post:
    """A mail server for tests: keeps what it got; breaks when told to."""

    def __init__(self, fails=(), dies_after=None):
        self.letters = []
        self.fails = set(fails)
        self.dies_after = dies_after

    def __call__(self, letter):
        if letter.to in self.fails:
            raise OSError("refused")
        self.letters.append(letter)
        if self.dies_after == len(self.letters):
            raise SystemExit("the machine died")

    @property
    def said(self):
        return [(letter.to, [(line.what, line.occasion) for line in letter.lines]) for letter in self.letters]


def run(post, at=NOW):
    return reminders.send_reminders(at=at, deliver=post)


def days(n):
    return TODAY + timedelta(days=n)


@pytest.mark.parametrize(
    ("offset", "occasion"), [(14, "14_days"), (9, "14_days"), (3, "3_days"), (0, "last_day"), (-1, "overdue")]
)
def test_each_occasion(case, editor, offset, occasion):
    a_deadline(case, days(offset), owner=editor)
    post = Post()
    run(post)
    assert post.said == [("bo@example.org", [("response", occasion)])]
    assert post.letters[0].lines[0].days_left == offset


@pytest.mark.parametrize("offset", [16, 200, -31])
def test_nobody_is_told_of_what_is_far_away(case, editor, offset):
    a_deadline(case, days(offset), owner=editor)
    assert run(Post()) == reminders.Outcome(0, 0, 0)


def test_running_again_and_again_sends_once(case, editor):
    a_deadline(case, days(3), owner=editor)
    post = Post()
    for minute in range(10):
        run(post, NOW + timedelta(minutes=minute))
    assert len(post.letters) == 1


def test_the_constraint_holds_two_schedulers_apart(case, editor):
    row = a_deadline(case, days(3), owner=editor)
    assert reminders.queue_reminders(at=NOW) == 1
    values = {"deadline": row, "user": editor, "occasion": "3_days", "day": row.day, "queued_at": NOW}
    with pytest.raises(DatabaseError):
        Reminder.objects.create(**values)


def test_one_letter_tells_of_everything_of_the_day(case, editor):
    a_deadline(case, days(3), owner=editor)
    a_deadline(case, days(0), "documents", owner=editor)
    post = Post()
    run(post)
    assert post.said == [("bo@example.org", [("documents", "last_day"), ("response", "3_days")])]


def test_a_moved_day_reminds_anew(case, editor):
    row = a_deadline(case, days(3), owner=editor)
    post = Post()
    run(post)
    row = deadlines.move_deadline(deadline=row, to_day=days(14), reason="Anstånd", version=1, by=editor, at=NOW)
    run(post)
    assert [said[1] for said in post.said] == [[("response", "3_days")], [("response", "14_days")]]


def test_what_is_met_closed_or_moved_before_it_was_sent_is_dropped(case, editor, holder):
    met = a_deadline(case, days(3), owner=editor)
    moved = a_deadline(case, days(3), "documents", owner=editor)
    reminders.queue_reminders(at=NOW)
    deadlines.meet_deadline(deadline=met, met_on=TODAY, by=editor, at=NOW)
    deadlines.move_deadline(deadline=moved, to_day=days(60), reason="x", version=1, by=editor, at=NOW)
    post = Post()
    run(post)
    assert post.letters == []
    assert Reminder.objects.filter(dropped_at__isnull=True).count() == 0


def test_closed_cases_remind_nobody(holder, editor):
    closed = a_case(holder, state="closed", closed_on=TODAY)
    a_deadline(closed, days(3), owner=editor)
    assert run(Post()).queued == 0


def test_without_an_owner_everyone_who_runs_cases_is_told_and_nobody_else(case, holder, editor):
    a_user(Role.DIRECTOR, holder, email="karin@example.org")
    a_user(Role.PRINCIPAL, holder, units=[a_unit(holder)], email="rektor@example.org")
    a_user(Role.BOARD_READER, holder, email="namnd@example.org")
    a_user(Role.EDITOR, an_organiser("Bergviks kommun"), email="annan@example.org")
    a_user(Role.SYSTEM_OWNER, email="drift@example.org")
    a_deadline(case, days(3))
    post = Post()
    run(post)
    assert {letter.to for letter in post.letters} == {"bo@example.org", "karin@example.org"}


def test_an_owner_who_has_lost_her_role_is_told_nothing(case, holder, editor):
    gone = a_user(Role.EDITOR, holder, email="slutat@example.org")
    Membership.objects.filter(user=gone).update(valid_to=date(2026, 11, 1))
    a_deadline(case, days(3), owner=gone)
    post = Post()
    run(post)
    assert post.said == [("bo@example.org", [("response", "3_days")])]


def test_a_role_that_ends_before_the_letter_goes_sends_none(case, holder):
    leaving = a_user(Role.EDITOR, holder)
    a_deadline(case, days(3), owner=leaving)
    reminders.queue_reminders(at=NOW)
    Membership.objects.filter(user=leaving).update(valid_to=date(2026, 11, 17))
    post = Post()
    run(post)
    assert post.letters == []


def test_a_principal_is_told_only_of_cases_of_own_units(holder):
    own, other = a_unit(holder, "Björkskolan"), a_unit(holder, "Ekskolan")
    principal = a_user(Role.PRINCIPAL, holder, units=[own], email="rektor@example.org")
    for unit, title in ((own, "Tillsyn av Björkskolan"), (other, "Tillsyn av Ekskolan")):
        case = a_case(holder, title=title)
        CaseUnit.objects.create(case=case, printed_name=unit.name, school_unit=unit)
        a_deadline(case, days(3), owner=principal)
    post = Post()
    run(post)
    assert [[line.case_title for line in letter.lines] for letter in post.letters if letter.to == principal.email] == [
        ["Tillsyn av Björkskolan"]
    ]


def test_one_address_that_fails_stops_no_other_and_is_tried_again(case, holder):
    for name in ("a", "b", "c"):
        a_deadline(case, days(3), owner=a_user(Role.EDITOR, holder, email=f"{name}@example.org"))
    post = Post(fails={"b@example.org"})
    assert run(post) == reminders.Outcome(queued=3, sent=2, failed=1)
    post.fails = set()
    run(post, NOW + timedelta(minutes=1))
    assert len(post.letters) == 2  # not yet
    run(post, NOW + timedelta(minutes=16))
    assert sorted(letter.to for letter in post.letters) == ["a@example.org", "b@example.org", "c@example.org"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("dies_after", [1, 2, 3])
def test_a_machine_that_dies_in_the_middle_loses_nothing_and_repeats_no_marked_letter(dies_after):
    holder = an_organiser()
    case = a_case(holder)
    for name in ("a", "b", "c"):
        a_deadline(case, days(3), owner=a_user(Role.EDITOR, holder, email=f"{name}@example.org"))
    post = Post(dies_after=dies_after)
    with pytest.raises(SystemExit):
        run(post)
    post.dies_after = None
    run(post, NOW + timedelta(minutes=1))  # what had not been claimed
    run(post, NOW + timedelta(minutes=16))  # what nobody can know
    by_person = {}
    for letter in post.letters:
        by_person.setdefault(letter.to, []).append(letter.message)
    assert set(by_person) == {"a@example.org", "b@example.org", "c@example.org"}
    repeated = [messages for messages in by_person.values() if len(messages) > 1]
    assert len(repeated) == 1  # the one in the air when the machine died, and it is the same letter
    assert len(set(repeated[0])) == 1
    run(post, NOW + timedelta(hours=2))
    assert len(post.letters) == 4


def test_the_ledger_knows_what_was_sent_and_no_address(case, editor):
    row = a_deadline(case, days(3), owner=editor)
    run(Post())
    event = Event.objects.get(action="reminder_sent")
    assert (event.subject_id, event.after["occasion"], event.after["to"]) == (str(row.id), "3_days", str(editor.id))
    assert "@" not in str(event.after)


def test_the_day_is_the_one_in_sweden(case, editor):
    a_deadline(case, date(2026, 12, 4), owner=editor)  # 14 days before: Friday 20 November
    before = datetime(2026, 11, 19, 23, 59, tzinfo=ZoneInfo("Europe/Stockholm"))
    assert run(Post(), before).queued == 0
    assert run(Post(), before + timedelta(minutes=1)).queued == 1
