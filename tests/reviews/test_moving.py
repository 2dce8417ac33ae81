"""The steps of a stored case: taken, refused with reasons, told in the ledger."""

from datetime import date

import pytest

from likvard.ledger.models import Event
from likvard.reviews.actions.details import update_details
from likvard.reviews.actions.moving import NotYet, move
from likvard.reviews.actions.opening import create_case
from likvard.reviews.models import TextVersion
from likvard.rulebook.lifecycle import NoSuchStep
from tests.factories import NOW, TODAY, a_case, a_deadline, a_finding, a_unit, a_user, an_organiser

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 10)


@pytest.fixture
def holder():
    return an_organiser()


@pytest.fixture
def person(holder):
    return a_user(organisation=holder)


def codes(refused):
    return [reason.code for reason in refused.value.reasons]


def test_closing_needs_a_day_and_grounds(holder, person):
    case = a_case(holder)
    with pytest.raises(NotYet) as refused:
        move(case=case, name="close", by=person, at=NOW)
    assert codes(refused) == ["closing_day_is_given", "grounds_are_given"]
    case.refresh_from_db()
    assert (case.state, case.version) == ("decided", 1)
    assert Event.objects.count() == 0


def test_closing_leaves_every_finding_as_it_is(holder, person):
    case = a_case(holder)
    finding = a_finding(case, state="further_needed", state_grounds="Beslutet.")
    closed = move(case=case, name="close", by=person, at=NOW, day=DAY, grounds="Granskningen är slut.")
    finding.refresh_from_db()
    assert (closed.state, closed.closed_on, closed.closing_grounds) == ("closed", DAY, "Granskningen är slut.")
    assert finding.state == "further_needed"
    event = Event.objects.get()
    assert (event.action, event.before["state"], event.after["state"]) == ("case_closed", "decided", "closed")
    assert "slut" not in str(event.after)


def test_an_owed_answer_holds_the_closing_back(holder, person):
    case = a_case(holder)
    a_deadline(case, date(2027, 1, 15))
    with pytest.raises(NotYet, match="senast den 15 januari 2027"):
        move(case=case, name="close", by=person, at=NOW, day=DAY, grounds="Slut.")


def test_supervision_does_not_end_because_it_is_filed_away(holder, person):
    case = a_case(holder, kind="planned_supervision")
    a_finding(case, kind="deficiency", state="remaining")
    with pytest.raises(NotYet) as refused:
        move(case=case, name="close", by=person, at=NOW, day=DAY, grounds="Slut.")
    assert codes(refused) == ["nothing_remains_or_authority_has_closed"]


def test_step_that_the_state_does_not_have_is_refused(holder, person):
    with pytest.raises(NoSuchStep):
        move(case=a_case(holder, state="announced"), name="answer", by=person, at=NOW)


def test_reopening_keeps_the_old_grounds(holder, person):
    case = a_case(holder, decided_on=date(2026, 9, 2))
    move(case=case, name="close", by=person, at=NOW, day=DAY, grounds="Slut.")
    back = move(case=case, name="reopen", by=person, at=NOW, grounds="Ett nytt beslut har kommit.")
    assert (back.state, back.closed_on, back.closing_grounds) == ("decided", None, "")
    assert set(TextVersion.objects.values_list("field", "text")) == {
        ("closing_grounds", "Slut."),
        ("reopening_grounds", "Ett nytt beslut har kommit."),
    }


def test_case_by_hand_is_announced_or_decided(holder, person):
    unit = a_unit(holder)
    made = create_case(
        holder=holder, kind="quality_dialogue", title="Kvartsamtal", opened_on=TODAY, units=(unit,), by=person, at=NOW
    )
    decided = create_case(
        holder=holder, kind="planned_supervision", title="Tillsyn", opened_on=TODAY, decided_on=TODAY, by=person, at=NOW
    )
    assert (made.state, made.kind_version, [u.school_unit for u in made.units.all()]) == (
        "announced",
        "2026-11-01",
        [unit],
    )
    assert (decided.state, decided.decided_on, decided.kind_version) == ("decided", TODAY, "2026-11-01")


def test_details_keep_the_earlier_name_and_the_ledger_has_no_names(holder, person):
    case = a_case(holder, title="Granskning av Björkskolan")
    after = update_details(
        case=case, title="Granskning av Ekskolan", case_number="SI 2026:1", authority="", version=1, by=person, at=NOW
    )
    assert (after.title, after.case_number, after.version) == ("Granskning av Ekskolan", "SI 2026:1", 2)
    assert list(TextVersion.objects.values_list("field", "text")) == [("title", "Granskning av Björkskolan")]
    event = Event.objects.get()
    assert event.after["case_number"] == "SI 2026:1"
    assert "skolan" not in str(event.before) + str(event.after)
