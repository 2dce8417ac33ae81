"""Interviews on the reviewer's pages, and the answers of the interviewed, signed in and by link."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from likvard.planning.interviews import Effort
from likvard.reviews.actions import interviews as actions
from likvard.reviews.actions.links import make_link
from likvard.reviews.models import BusyTime, Interview, InterviewSettings, InterviewSlot, PlanRun, Round
from likvard.reviews.queries.interviews import rules_of, task_of
from likvard.rulebook.permissions import Role
from tests.factories import a_participant, a_round, a_slot, a_unit, a_user, an_interview, an_organiser

pytestmark = pytest.mark.django_db
STOCKHOLM = ZoneInfo("Europe/Stockholm")
# Far enough ahead for any day on which the tests run, and always a Monday in term time.
MONDAY = datetime(2035, 1, 15, 9, 0, tzinfo=STOCKHOLM)


@pytest.fixture
def authority():
    return an_organiser("Granskningsmyndigheten", kind="authority")


@pytest.fixture
def rut(authority):
    return a_user(Role.REVIEW_LEAD, authority, name="Rut Ek")


@pytest.fixture
def almvik():
    return an_organiser()


@pytest.fixture
def elsa(almvik):
    return a_user(Role.EDITOR, almvik, name="Elsa Berg")


@pytest.fixture
def participant(authority, almvik, elsa, rut):
    round_ = a_round(authority, state=Round.State.RUNNING)
    return a_participant(round_, almvik, (a_unit(almvik),), investigator=rut)


@pytest.fixture
def interview(participant):
    return an_interview(participant, people=(("Per Holm", "per@almvik.example"),))


@pytest.fixture
def slot(interview, rut):
    return a_slot(interview, rut, MONDAY)


@pytest.fixture
def offered(slot, rut):
    actions.offer(slots=[slot], by=rut, at=timezone.now())
    slot.refresh_from_db()
    return slot


def page(name, *args):
    return reverse(f"interviews:{name}", args=[getattr(a, "pk", a) for a in args])


def own(name, slot, *args):
    slot.interview.participant.case.refresh_from_db()
    case = slot.interview.participant.case.counterpart_id
    return reverse(f"participation:{name}", args=[case, *(a.pk for a in args)])


def words(response):
    return response.content.decode()


def rules(rut, **changes):
    return {
        "first_day": "2035-01-15", "last_day": "2035-01-26", "breaks": "2035-01-22 – 2035-01-23\n",
        "day_starts": "08:30", "day_ends": "16:30", "pause": "15", "day_minutes": "300", "travel_days": "0",
        "keep_order": "on", "same_investigator": "on", "investigators": [str(rut.pk)], "version": "0",
    } | changes  # fmt: skip


def test_from_the_template_to_a_plan_that_is_offered(participant, rut, client_of):
    browser, round_ = client_of(rut), participant.round
    assert "Lägg till intervjuer enligt mallen" in words(browser.get(page("index", round_)))
    browser.post(page("need", round_))
    assert Interview.objects.count() == 7
    assert browser.post(page("settings", round_), rules(rut)).status_code == 302
    settings = InterviewSettings.objects.get()
    assert settings.weeks == ["2035-W03", "2035-W04"]
    assert settings.rules["closed"] == [{"first": "2035-01-22", "last": "2035-01-23"}]
    assert browser.get(page("settings", round_)).status_code == 200
    browser.post(page("plan", round_))
    assert "Planen väntar på sin tur" in words(browser.get(page("index", round_)))
    assert browser.get(page("progress", round_)).status_code == 200
    run = PlanRun.objects.get()
    actions.make_plan(run_id=run.pk, clock=timezone.now, effort=Effort(work=2, seconds=20, workers=2))
    assert browser.get(page("progress", round_))["HX-Refresh"] == "true"
    week = words(browser.get(page("index", round_) + "?vecka=2035-W03"))
    assert ("Vecka 3" in week, "Almviks kommun" in week) == (True, True)
    assert words(browser.get(page("index", round_) + "?vy=lista")).count("föreslagen i planen") == 7
    browser.post(page("offer", round_))
    assert set(InterviewSlot.objects.values_list("state", flat=True)) == {"offered"}


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"last_day": "2035-01-01"}, "Den sista dagen ligger före den första."),
        ({"breaks": "sportlovet"}, "Ingen dag går att läsa på raden: sportlovet"),
        ({"day_ends": "08:00"}, "Dagen slutar innan den börjar."),
        ({"last_day": "2037-01-26"}, "Det är mer än ett år."),
    ],
)
def test_rules_that_cannot_be_are_told(participant, rut, client_of, changes, told):
    response = client_of(rut).post(page("settings", participant.round), rules(rut, **changes))
    assert (response.status_code, told in words(response)) == (422, True)


def test_two_who_change_the_rules_are_told(participant, rut, client_of):
    browser = client_of(rut)
    browser.post(page("settings", participant.round), rules(rut))
    response = browser.post(page("settings", participant.round), rules(rut, pause="30"))
    assert (response.status_code, "Någon annan har ändrat" in words(response)) == (422, True)


def test_when_people_cannot(participant, rut, client_of):
    browser, round_ = client_of(rut), participant.round
    form = {"who": f"p:{participant.pk}", "day": "2035-01-16", "starts": "10:00", "ends": "09:00"}
    assert browser.post(page("busy", round_), form).status_code == 422
    browser.post(page("busy", round_), form | {"ends": "12:00", "note": "Konferens"})
    assert "Konferens" in words(browser.get(page("busy", round_)))
    browser.post(page("remove_busy", round_, BusyTime.objects.get()))
    assert not BusyTime.objects.exists()


def test_an_interview_is_added_changed_set_by_hand_and_never_on_top_of_another(participant, rut, slot, client_of):
    browser, round_ = client_of(rut), participant.round
    about = {"role": "presidium", "minutes": "45", "mode": "video", "people": "Ada Alm, inte-en-adress"}
    assert browser.post(page("add", round_), about | {"where": str(participant.pk)}).status_code == 422
    about["people"] = "Ada Alm, ada@almvik.example\nBo Ek"
    browser.post(page("add", round_), about | {"where": str(participant.pk)})
    added = Interview.objects.get(role="presidium")
    assert [(p.name, p.email) for p in added.people.all()] == [("Ada Alm", "ada@almvik.example"), ("Bo Ek", "")]
    placing = {"investigator": str(rut.pk), "day": "2035-01-15", "clock": "09:30"}
    response = browser.post(page("place", round_, added), placing)
    assert (response.status_code, "Utredaren har en annan intervju då" in words(response)) == (409, True)
    browser.post(page("place", round_, added), placing | {"clock": "11:00"})
    assert timezone.localtime(added.slots.get().starts).strftime("%Y-%m-%d %H:%M") == "2035-01-15 11:00"
    assert browser.post(page("interview", round_, added), about | {"version": "0"}).status_code == 409
    assert browser.post(page("interview", round_, added), about | {"version": "1"}).status_code == 302


def test_an_hour_that_the_clock_skips_is_refused(participant, interview, rut, client_of):
    placing = {"investigator": str(rut.pk), "day": "2035-03-25", "clock": "02:30"}
    response = client_of(rut).post(page("place", participant.round, interview), placing)
    assert (response.status_code, "sommartiden" in words(response)) == (422, True)


def test_the_interviewed_answer_and_the_reviewer_takes_the_other_time(offered, participant, rut, elsa, client_of):
    theirs, ours, round_ = client_of(elsa), client_of(rut), participant.round
    assert "1 tid väntar på ert svar." in words(theirs.get(own("times", offered)))
    answer = own("answer_time", offered, offered)
    assert theirs.post(answer, {"answer": "counter"}).status_code == 422
    assert theirs.post(answer, {"answer": "counter", "day": "2001-01-01", "clock": "09:00"}).status_code == 422
    theirs.post(answer, {"answer": "counter", "day": "2035-01-17", "clock": "13:00", "note": "Vi har möte."})
    seen = words(ours.get(page("interview", round_, offered.interview)))
    assert ("17 januari 2035" in seen.replace("\xa0", " "), "Vi har möte." in seen) == (True, True)
    ours.post(page("step", round_, offered.interview), {"step": "take"})
    accepted = offered.interview.slots.get(state="accepted")
    assert timezone.localtime(accepted.starts).strftime("%d %H:%M") == "17 13:00"
    assert "Ni har svarat på alla tider." in words(theirs.get(own("times", offered)))
    assert theirs.post(answer, {"answer": "accept"}).status_code == 404, "that time is no longer in force"


@pytest.mark.parametrize(
    ("step", "reason", "state"),
    [("keep", "Bortrest.", "offered"), ("withdraw", "Fel dag.", "cancelled"), ("cancel", "Behövs inte.", "cancelled")],
)
def test_steps_that_need_reasons(offered, participant, rut, elsa, client_of, step, reason, state):
    actions.counter_propose(slot=offered, starts=MONDAY + timedelta(days=1), note="", by=elsa, at=timezone.now())
    browser, address = client_of(rut), page("step", participant.round, offered.interview)
    browser.post(address, {"step": step, "reason": " "})
    offered.refresh_from_db()
    assert offered.state == "counter_proposed"
    browser.post(address, {"step": step, "reason": reason})
    offered.refresh_from_db()
    assert offered.state == state


def test_pinned_held_and_read_by_those_who_may_only_read(slot, participant, rut, authority, client_of):
    browser, address = client_of(rut), page("step", participant.round, slot.interview)
    browser.post(address, {"step": "pin"})
    slot.refresh_from_db()
    assert slot.pinned
    browser.post(address, {"step": "held"})
    slot.interview.refresh_from_db()
    assert slot.interview.state == "held"
    board = client_of(a_user(Role.BOARD_READER, authority))
    assert board.get(page("interview", participant.round, slot.interview)).status_code in (403, 404)


def test_a_proposed_time_is_nobody_elses_yet(slot, offered_other, elsa, client_of):
    seen = words(client_of(elsa).get(own("times", offered_other)))
    assert ("presidium" in seen.lower(), "rektor" in seen.lower()) == (True, False)
    assert client_of(elsa).post(own("answer_time", offered_other, slot), {"answer": "accept"}).status_code == 404


@pytest.fixture
def offered_other(participant, rut):
    other = a_slot(an_interview(participant, role="presidium"), rut, MONDAY + timedelta(days=2))
    actions.offer(slots=[other], by=rut, at=timezone.now())
    return other


def test_a_link_opens_one_participants_times(offered, participant, authority, rut, client):
    at = timezone.now()
    link = make_link(participant=participant, purpose="slots", expires_at=at + timedelta(days=9), by=rut, at=at)
    granby = a_participant(participant.round, an_organiser("Granby kommun"), investigator=rut)
    theirs = a_slot(an_interview(granby), rut, MONDAY + timedelta(days=3))
    actions.offer(slots=[theirs], by=rut, at=at)
    times = reverse("links:times", args=[link.secret])
    assert "15 januari 2035" in words(client.get(times)).replace("\xa0", " ")
    assert "18 januari 2035" not in words(client.get(times)).replace("\xa0", " ")
    wrong = reverse("links:answer_time", args=[link.secret, theirs.pk])
    assert client.post(wrong, {"answer": "accept", "name": "Per"}).status_code == 404
    right = reverse("links:answer_time", args=[link.secret, offered.pk])
    assert client.post(right, {"answer": "accept", "name": ""}).status_code == 422
    assert client.post(right, {"answer": "accept", "name": "Per Holm"}).status_code == 302
    offered.refresh_from_db()
    assert (offered.state, offered.answered_name) == ("accepted", "Per Holm")


def test_the_list_takes_no_more_queries_with_more_rows(participant, rut, client_of, django_assert_max_num_queries):
    browser = client_of(rut)
    for n in range(3):
        a_slot(an_interview(participant, role="other"), rut, MONDAY + timedelta(days=n))
    with django_assert_max_num_queries(16):
        browser.get(page("index", participant.round) + "?vy=lista")
    for n in range(3, 9):
        a_slot(an_interview(participant, role="other"), rut, MONDAY + timedelta(days=n))
    with django_assert_max_num_queries(16):
        browser.get(page("index", participant.round) + "?vy=lista")


def test_who_has_nobody_here_gets_an_address(participant, rut, client_of, client):
    granby = a_participant(participant.round, an_organiser("Granby kommun"), investigator=rut)
    slot = a_slot(an_interview(granby), rut, MONDAY)
    browser, round_ = client_of(rut), participant.round
    browser.post(page("offer", round_))
    seen = words(browser.get(page("interview", round_, slot.interview)))
    address = re.search(r'value="http://[^/]+(/lank/[^"]+)"', seen)[1]
    assert "15 januari 2035" in words(client.get(address)).replace("\xa0", " ")


def test_travel_and_breaks_of_one_participant_change_the_plan(participant, rut, client_of):
    browser, round_ = client_of(rut), participant.round
    other = a_participant(round_, an_organiser("Grannby kommun"), investigator=rut)
    for one in (participant, other):
        an_interview(one, one.units.get().school_unit if one is participant else None, mode="visit")
    browser.post(page("settings", round_), rules(rut))
    there = page("participant", round_, participant)
    own = {"travel_days": "1", "breaks": "2035-01-15 – 2035-01-17\n2035-01-19 – 2035-01-26", "version": "1"}
    assert browser.post(there, {**own, "breaks": "nästa vecka"}).status_code == 422
    assert browser.post(there, own).status_code == 302
    stale = browser.post(there, {**own, "travel_days": "2"})
    assert (stale.status_code, "Någon annan har ändrat" in words(stale)) == (422, True)

    def planned():
        actions.ask_for_plan(round_=round_, by=rut, at=timezone.now())
        run = PlanRun.objects.filter(state="queued").get()
        actions.make_plan(run_id=run.pk, clock=timezone.now, effort=Effort(work=2, seconds=20, workers=2))
        live = InterviewSlot.objects.filter(state="proposed").select_related("interview")
        return {s.interview.participant_id: s.starts.astimezone(STOCKHOLM).date().isoformat() for s in live}

    days = planned()
    assert days[participant.pk] == "2035-01-18"  # the only day that is open there
    assert days[other.pk] not in ("2035-01-17", "2035-01-18")  # the journey takes the day before
    # What the round has as a whole does not write over it, and an empty field gives it back to the round.
    browser.post(page("settings", round_), rules(rut, version="2", breaks="", travel_days="2"))
    stored = InterviewSettings.objects.get()
    assert stored.rules["own_travel"] == {str(participant.pk): 1}
    assert {c["participant"] for c in stored.rules["closed"]} == {str(participant.pk)}
    assert rules_of(stored).travel == {
        str(participant.units.get().school_unit_id): 1, str(other.pk): 2,
    }  # fmt: skip
    assert "2035-01-19 – 2035-01-26" in words(browser.get(there))
    browser.post(there, {"travel_days": "", "breaks": "", "version": "3"})
    stored.refresh_from_db()
    assert (stored.rules["own_travel"], stored.rules["closed"]) == ({}, [])


def test_a_unit_and_a_role_are_busy_alone(participant, rut, client_of):
    browser, round_ = client_of(rut), participant.round
    unit = participant.units.get().school_unit
    form = {"who": f"p:{participant.pk}:{unit.pk}", "role": "principal", "day": "2035-01-16", "note": "Prov"}
    assert browser.post(page("busy", round_), form).status_code == 302
    busy = BusyTime.objects.get()
    assert (busy.participant, busy.school_unit, busy.role, busy.user) == (participant, unit, "principal", None)
    shown = words(browser.get(page("busy", round_)))
    assert (unit.name in shown, "rektor" in shown) == (True, True)
    assert "Prov" in words(browser.get(page("participant", round_, participant)))
    refused = browser.post(page("busy", round_), form | {"who": f"u:{rut.pk}"})
    assert refused.status_code == 422
    [told] = task_of(round_, at=timezone.now()).participants_busy
    assert (told.unit, told.role) == (str(unit.pk), "principal")


def test_another_rounds_participant_has_no_page_here(participant, rut, authority, client_of):
    stranger = a_participant(a_round(authority, title="Annan"), an_organiser("Grannby kommun"))
    assert client_of(rut).get(page("participant", participant.round, stranger)).status_code == 404
