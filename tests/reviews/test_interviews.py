"""Interviews from needs to held: the plan, offers and answers, never two at once, and who sees what."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from likvard.access.queries import grants_of
from likvard.planning.interviews import Effort, violations
from likvard.quality.actions import ChangedMeanwhile
from likvard.reviews.actions import interviews as actions
from likvard.reviews.actions.contacts import send_contact
from likvard.reviews.actions.rounds.guard import RoundRefuses
from likvard.reviews.models import Interview, InterviewSlot, Invitation, PlanRun, Round
from likvard.reviews.queries.interviews import (
    InterviewStatus,
    interview_status,
    interviews_of,
    interviews_visible_to,
    local,
    meetings_of,
    slots_of_link,
    slots_offered_to,
    task_of,
)
from likvard.rulebook.permissions import Role
from tests.factories import (
    NOW,
    TODAY,
    a_participant,
    a_round,
    a_slot,
    a_unit,
    a_user,
    an_interview,
    an_organiser,
)

pytestmark = pytest.mark.django_db
QUICK = Effort(work=2, seconds=20, workers=2)
WEEKS = ["2027-W02", "2027-W03"]
LATER = datetime(2027, 1, 20, 9, 0, tzinfo=UTC)


@pytest.fixture
def authority():
    return an_organiser("Granskningsmyndigheten", kind="authority")


@pytest.fixture
def rut(authority):
    return a_user(Role.REVIEW_LEAD, authority, name="Rut Ek")


@pytest.fixture
def round_(authority):
    return a_round(authority, state=Round.State.RUNNING)


@pytest.fixture
def almvik():
    return an_organiser()


@pytest.fixture
def elsa(almvik):
    return a_user(Role.EDITOR, almvik, name="Elsa Berg")


@pytest.fixture
def participant(round_, almvik, elsa, rut):
    return a_participant(round_, almvik, (a_unit(almvik),), investigator=rut)


@pytest.fixture
def interview(participant):
    return an_interview(participant, people=(("Per Holm", "per@almvik.example"), ("Åsa Ås", "")))


@pytest.fixture
def offered(interview, rut):
    slot = a_slot(interview, rut, LATER)
    assert actions.offer(slots=[slot], by=rut, at=NOW) == 1
    return fresh(slot)


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def invited():
    rows = Invitation.objects.order_by("sequence", "to_email")
    return [(i.method, i.sequence, i.to_email, i.confirmed) for i in rows]


def planned(round_, by):
    run = actions.ask_for_plan(round_=round_, by=by, at=NOW)
    return actions.make_plan(run_id=run.pk, clock=lambda: NOW, effort=QUICK)


def settled(round_, by, **rules):
    return actions.save_settings(
        round_=round_, weeks=WEEKS, rules=rules, template=[
            {"role": "pupils", "level": "unit", "minutes": 45, "mode": "visit"},
            {"role": "principal", "level": "unit", "minutes": 60, "mode": "visit"},
            {"role": "presidium", "level": "organiser", "minutes": 45, "mode": "video"},
        ], version=0, by=by, at=NOW,
    )  # fmt: skip


def test_the_template_gives_each_participant_and_unit_its_interviews_once(round_, participant, rut, authority):
    settled(round_, rut)
    assert actions.need_interviews(round_=round_, by=rut, at=NOW) == 3
    assert actions.need_interviews(round_=round_, by=rut, at=NOW) == 0
    unit = participant.units.get().school_unit
    rows = Interview.objects.order_by("role").values_list("role", "school_unit", "minutes", "mode")
    assert list(rows) == [
        ("presidium", None, 45, "video"), ("principal", unit.pk, 60, "visit"), ("pupils", unit.pk, 45, "visit"),
    ]  # fmt: skip


def test_a_plan_from_rows_to_proposed_times(round_, participant, rut):
    settled(round_, rut, order=[["pupils", "principal"]])
    actions.need_interviews(round_=round_, by=rut, at=NOW)
    run = planned(round_, rut)
    assert (run.state, run.result["unplaced"], run.result["changed"]) == ("done", [], [])
    assert run.bound <= run.objective
    slots = {s.interview.role: s for s in InterviewSlot.objects.select_related("interview")}
    assert {s.state for s in slots.values()} == {"proposed"}
    assert slots["pupils"].ends <= slots["principal"].starts
    assert local(slots["pupils"].starts).date() == local(slots["principal"].starts).date(), "one visit"
    assert slots["presidium"].investigator == rut


def test_what_is_told_or_pinned_stays_when_the_plan_is_made_again(round_, participant, rut):
    settled(round_, rut)
    actions.need_interviews(round_=round_, by=rut, at=NOW)
    planned(round_, rut)
    by_role = {s.interview.role: s for s in InterviewSlot.objects.select_related("interview")}
    actions.pin(slot=by_role["pupils"], pinned=True, by=rut, at=NOW)
    actions.offer(slots=[by_role["presidium"]], by=rut, at=NOW)
    kept = {by_role["pupils"].pk, by_role["presidium"].pk}
    planned(round_, rut)
    live = {s.pk for s in InterviewSlot.objects.filter(state__in=InterviewSlot.LIVE)}
    assert kept < live
    assert len(live) == 3
    assert fresh(by_role["principal"]).state == "cancelled"


def test_a_declined_time_is_not_proposed_again(round_, participant, rut, elsa):
    settled(round_, rut)
    interview = an_interview(participant, weeks=WEEKS)
    planned(round_, rut)
    first = interview.slots.get()
    actions.offer(slots=[first], by=rut, at=NOW)
    actions.decline(slot=fresh(first), note="Semester.", by=elsa, at=NOW)
    planned(round_, rut)
    second = interview.slots.get(state="proposed")
    assert not (second.starts < first.ends and first.starts < second.ends)


def test_two_rounds_never_book_the_same_person_twice(round_, participant, rut, authority):
    other = a_participant(a_round(authority, title="En annan"), an_organiser("Granby kommun"), investigator=rut)
    taken = an_interview(other, minutes=480)
    a_slot(taken, rut, datetime(2027, 1, 11, 7, 30, tzinfo=UTC))
    settled(round_, rut)
    interview = an_interview(participant, weeks=["2027-W02"])
    planned(round_, rut)
    assert local(interview.slots.get().starts).date() > local(taken.slots.get().starts).date()
    with pytest.raises(actions.Overlaps):
        actions.place(interview=interview, investigator=rut, starts=taken.slots.get().starts, by=rut, at=NOW)
    again = an_interview(other)
    with pytest.raises(IntegrityError), transaction.atomic():  # the database's own word, beside the action's
        a_slot(again, rut, taken.slots.get().starts)


def test_no_plan_puts_anything_in_the_past(round_, participant, rut):
    settled(round_, rut)
    an_interview(participant, weeks=["2026-W47", "2027-W02"])
    planned(round_, rut)
    assert local(InterviewSlot.objects.get().starts).date() > TODAY


def test_what_gets_no_time_is_told_with_its_reason(round_, participant, rut):
    settled(round_, rut)
    interview = an_interview(participant, weeks=["2026-W40"])
    run = planned(round_, rut)
    assert [(u["need"], u["reason"]) for u in run.result["unplaced"]] == [(str(interview.pk), "no_days")]


def test_what_has_been_held_breaks_no_rule(round_, participant, rut):
    settled(round_, rut)
    a_slot(an_interview(participant, weeks=WEEKS), rut, NOW - timedelta(days=9), state="accepted")
    assert planned(round_, rut).result["broken"] == []


def test_one_plan_at_a_time_and_none_in_a_closed_round(round_, rut):
    actions.ask_for_plan(round_=round_, by=rut, at=NOW)
    with pytest.raises(actions.NotNow):
        actions.ask_for_plan(round_=round_, by=rut, at=NOW)
    again = actions.ask_for_plan(round_=round_, by=rut, at=NOW + timedelta(hours=1))  # the worker has died
    assert set(PlanRun.objects.values_list("state", flat=True)) == {"failed", "queued"}
    Round.objects.update(state="closed", closed_on=TODAY, closing_grounds="Klar.")
    with pytest.raises(RoundRefuses):
        actions.ask_for_plan(round_=round_, by=rut, at=NOW + timedelta(hours=3))
    made = actions.make_plan(run_id=again.pk, clock=lambda: NOW, effort=QUICK)
    assert (made.state, made.error) == ("failed", "closed")
    assert actions.make_plan(run_id=again.pk, clock=lambda: NOW) is None


def test_an_offer_needs_a_running_round(participant, rut):
    slot = a_slot(an_interview(participant), rut, LATER)
    Round.objects.update(state=Round.State.PLANNED)
    with pytest.raises(RoundRefuses):
        actions.offer(slots=[slot], by=rut, at=NOW)
    assert fresh(slot).state == "proposed"


def test_offered_countered_taken_and_accepted(offered, interview, rut, elsa):
    assert invited() == [("request", 0, "per@almvik.example", False)]
    wanted = LATER + timedelta(days=1)
    actions.counter_propose(slot=offered, starts=wanted, note="Hellre dagen efter.", by=elsa, at=NOW)
    taken = actions.take_counter(slot=fresh(offered), by=rut, at=NOW)
    assert (taken.starts, taken.state, taken.pinned, fresh(offered).state) == (wanted, "accepted", True, "cancelled")
    assert invited() == [("request", 0, "per@almvik.example", False), ("request", 1, "per@almvik.example", True)]
    for step in (
        lambda: actions.accept(slot=fresh(offered), by=elsa, at=NOW),
        lambda: actions.take_counter(slot=taken, by=rut, at=NOW),
        lambda: actions.keep_first(slot=taken, reason="x", by=rut, at=NOW),
    ):
        with pytest.raises(actions.NotNow):
            step()


def test_the_first_time_is_kept_with_a_reason(offered, rut, elsa):
    actions.counter_propose(slot=offered, starts=LATER + timedelta(days=1), note="", by=elsa, at=NOW)
    with pytest.raises(actions.NotNow):
        actions.keep_first(slot=offered, reason=" ", by=rut, at=NOW)
    actions.keep_first(slot=offered, reason="Utredaren är bortrest.", by=rut, at=NOW)
    row = fresh(offered)
    assert (row.state, row.reason, row.counter_starts) == ("offered", "Utredaren är bortrest.", None)
    actions.accept(slot=row, by=None, name="Per Holm", at=NOW)
    assert (fresh(row).state, fresh(row).answered_name) == ("accepted", "Per Holm")


def test_a_counter_proposal_on_top_of_another_interview_is_not_taken(offered, participant, rut, elsa):
    other = a_slot(an_interview(participant, role="presidium"), rut, LATER + timedelta(days=1))
    actions.counter_propose(slot=offered, starts=other.starts + timedelta(minutes=30), note="", by=elsa, at=NOW)
    with pytest.raises(actions.Overlaps):
        actions.take_counter(slot=fresh(offered), by=rut, at=NOW)
    assert fresh(offered).state == "counter_proposed"


def test_a_cancelled_interview_tells_everybody_who_was_invited(offered, interview, rut):
    with pytest.raises(actions.NotNow):
        actions.cancel_interview(interview=interview, reason="", by=rut, at=NOW)
    actions.change_interview(
        interview=interview, version=1, people=[("Ny Person", "ny@almvik.example")], by=rut, at=NOW, note="Resultat"
    )  # fmt: skip
    actions.cancel_interview(interview=fresh(interview), reason="Skolan har stängt.", by=rut, at=NOW)
    assert invited() == [
        ("request", 0, "per@almvik.example", False),
        ("cancel", 1, "ny@almvik.example", False), ("cancel", 1, "per@almvik.example", False),
    ]  # fmt: skip
    assert (fresh(interview).state, fresh(offered).state) == ("cancelled", "cancelled")


def test_the_contact_person_is_invited_until_somebody_is_named(participant, rut):
    values = {"name": "Kim Lund", "title": "utvecklare", "phone": "070-1", "email": "Kim@almvik.example"}
    nobody = a_slot(an_interview(participant, role="presidium"), rut, LATER)
    actions.offer(slots=[nobody], by=rut, at=NOW)
    assert invited() == []
    send_contact(participant=participant, values=values, by=None, link=None, at=NOW)
    led = a_slot(an_interview(participant, role="director"), rut, LATER + timedelta(days=1))
    actions.offer(slots=[led], by=rut, at=NOW)
    assert invited() == [("request", 0, "kim@almvik.example", False)]
    named = (("Per", "per@almvik.example"),)
    own = a_slot(an_interview(participant, role="administration", people=named), rut, LATER + timedelta(days=2))
    actions.offer(slots=[own], by=rut, at=NOW)
    assert invited()[1:] == [("request", 0, "per@almvik.example", False)]


def test_a_longer_interview_moves_its_end_and_updates_the_invitation(offered, interview, rut):
    actions.change_interview(interview=interview, version=1, minutes=90, by=rut, at=NOW)
    assert fresh(offered).ends - offered.starts == timedelta(minutes=90)
    assert invited()[-1][:2] == ("request", 1)
    with pytest.raises(ChangedMeanwhile):
        actions.change_interview(interview=interview, version=1, minutes=30, by=rut, at=NOW)


def test_invitations_are_sent_once_and_tried_again(offered, interview):
    tried = []

    def down(invitation):
        tried.append(invitation.pk)
        raise OSError

    assert actions.send_invitations(at=NOW, deliver=down).failed == 1
    assert actions.send_invitations(at=NOW, deliver=tried.append).sent == 0, "it waits before it tries again"
    later = NOW + timedelta(hours=1)
    assert actions.send_invitations(at=later, deliver=lambda i: None).sent == 1
    assert actions.send_invitations(at=later + timedelta(days=2), deliver=lambda i: None).sent == 0


def test_who_sees_which_times(round_, participant, rut, elsa, almvik, offered):
    other_unit, own_unit = a_unit(almvik, "Ekskolan"), participant.units.get().school_unit
    principal = a_user(Role.PRINCIPAL, almvik, [own_unit], name="Rektor Här")
    elsewhere = a_user(Role.PRINCIPAL, almvik, [other_unit], name="Rektor Där")
    neighbour = a_user(Role.DIRECTOR, an_organiser("Granby kommun"))
    of_unit = a_slot(an_interview(participant, own_unit), rut, LATER + timedelta(days=2))
    actions.offer(slots=[of_unit], by=rut, at=NOW)
    a_slot(an_interview(participant, role="presidium"), rut, LATER + timedelta(days=3))  # proposed: nobody is told
    seen = {
        user.name: (
            set(slots_offered_to(grants_of(user, TODAY))),
            interviews_visible_to(grants_of(user, TODAY)).count(),
        )
        for user in (rut, elsa, principal, elsewhere, neighbour)
    }
    assert seen == {
        rut.name: (set(), 3), elsa.name: ({offered, of_unit}, 0), principal.name: ({of_unit}, 0),
        elsewhere.name: (set(), 0), neighbour.name: (set(), 0),
    }  # fmt: skip
    assert set(slots_of_link(participant)) == {offered, of_unit}

    def feed(user):
        return {s.pk for s in meetings_of(user, grants_of(user, TODAY), since=NOW)}

    assert (feed(elsa), feed(principal), feed(neighbour)) == ({offered.pk, of_unit.pk}, {of_unit.pk}, set())
    assert len(feed(rut)) == 3


def test_the_table_of_the_round(round_, participant, rut, elsa, offered, django_assert_num_queries):
    an_interview(participant, role="presidium")
    a_slot(an_interview(participant, role="director"), rut, LATER + timedelta(days=3))
    held = an_interview(participant, role="teachers")
    actions.mark_held(interview=held, by=rut, at=NOW)
    with django_assert_num_queries(2):
        assert interview_status(round_) == {participant.pk: InterviewStatus(unplanned=1, proposed=1, offered=1, held=1)}


def test_the_plan_of_a_round_by_summer_time(round_, participant, rut):
    """The clocks go forward in the night to 28 March 2027: nine o'clock stays nine o'clock."""
    actions.save_settings(
        round_=round_, weeks=["2027-W12", "2027-W13"], rules={"day_starts": "09:00", "day_ends": "10:00"}, template=[],
        version=0, by=rut, at=NOW,
    )  # fmt: skip
    for n in range(7):
        an_interview(participant, role=("presidium", "director", "principal", "pupils", "teachers", "other",
                                        "administration")[n])  # fmt: skip
    planned(round_, rut)
    slots = InterviewSlot.objects.all()
    assert {local(s.starts).time().isoformat("minutes") for s in slots} == {"09:00"}
    assert {s.starts.astimezone(UTC).hour for s in slots} == {7, 8}
    task = task_of(round_, at=NOW)
    assert violations(task, []) == ()
    assert interviews_of(round_).count() == 7
