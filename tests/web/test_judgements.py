"""The pages of judgements: what each person sees, does and is refused."""

import re

import pytest
from django.urls import reverse

from likvard.reviews.actions import judging
from likvard.reviews.models import Judgement
from likvard.reviews.queries.judgements import SlotKey
from likvard.rulebook.permissions import Role
from tests.factories import NOW, a_judgement, a_participant, a_round, a_unit, a_user, an_organiser, judge_all

pytestmark = pytest.mark.django_db


@pytest.fixture
def authority():
    return an_organiser("Verket", kind="authority")


@pytest.fixture
def reader(authority):
    return a_user(Role.REVIEWER, authority, name="Ylva Ett", language="en")


@pytest.fixture
def second(authority):
    return a_user(Role.REVIEWER, authority, name="Bo Två", language="en")


@pytest.fixture
def lead(authority):
    return a_user(Role.REVIEW_LEAD, authority, name="Sara Chef", language="en")


@pytest.fixture
def participant(authority, reader):
    organiser = an_organiser("Almviks kommun")
    return a_participant(a_round(authority), organiser, (a_unit(organiser),), investigator=reader)


def at(name, participant, *more):
    return reverse(f"judgements:{name}", args=[participant.round_id, participant.pk, *more])


def test_a_judgement_is_written_proven_and_done(participant, reader, client_of):
    browser = client_of(reader)
    page = at("judge", participant, "0:1:1.1")
    browser.post(page, {"level": "low", "rationale": "Skälen", "version": 0})
    refused = browser.post(page, {"level": "low", "rationale": "Skälen", "version": 1, "finish": "1"}, follow=True)
    assert "at least one piece of evidence" in refused.content.decode()
    browser.post(at("evidence", participant, "0:1:1.1"), {"kind": "figure", "value": "72 %", "source": "Skolverket"})
    browser.post(at("found", participant, "0:1:1.1"), {
        "kind": "success_factor", "text": "Analysgrupp", "legal_basis": "4 kap. 3 § skollagen",
    })  # fmt: skip
    done = browser.post(page, {"level": "low", "rationale": "Skälen", "version": 1, "finish": "1"}, follow=True)
    assert done.redirect_chain[-1][0] == at("participant", participant)
    one = Judgement.objects.get()
    assert (one.level, one.done_at is not None, one.findings.get().kind) == ("low", True, "success_factor")
    browser.post(at("take_up", participant, "0:1:1.1"))
    one.refresh_from_db()
    assert one.done_at is None


def test_the_second_reader_finds_nothing_of_the_first_on_any_page(participant, reader, second, lead, client_of):
    one = a_judgement(participant, reader, SlotKey(None, "1", "1.1"), rationale="HEMLIGT SKÄL", done=False)
    judging.add_judged_finding(judgement=one, kind="strength", text="HEMLIG STYRKA", legal_basis=[], by=reader, at=NOW)
    judging.add_judgement_evidence(judgement=one, kind="note", note="HEMLIGT UNDERLAG", by=reader, at=NOW)
    judging.finish_judgement(judgement=one, by=reader, at=NOW)
    judging.ask_second_reader(participant=participant, user=second, by=lead, at=NOW)
    browser = client_of(second)
    pages = [
        reverse("judgements:index", args=[participant.round_id]),
        reverse("judgements:calibration", args=[participant.round_id]),
        at("participant", participant), at("judge", participant, "0:1:1.1"), at("evidence", participant, "0:1:1.1"),
    ]  # fmt: skip
    for page in pages:
        told = browser.get(page).content.decode()
        assert "HEMLIG" not in told, page
        assert 'data-state="soon"' not in told, page  # the mark of the level
    assert "HEMLIGT SKÄL" in client_of(lead).get(pages[3]).content.decode()
    assert browser.post(at("take_up", participant, "0:1:1.1")).status_code == 404


def test_two_who_save_the_same_are_shown_both(participant, reader, lead, client_of):
    page = at("judge", participant, "0:1:1.1")
    client_of(reader).post(page, {"level": "low", "rationale": "Mitt", "version": 0})
    other = client_of(lead).post(page, {"level": "high", "rationale": "Ditt", "version": 0})
    assert other.status_code == 409
    assert "Mitt" in other.content.decode()
    assert Judgement.objects.get().rationale == "Mitt"


def test_only_a_lead_chooses_second_readers_and_departments(participant, reader, second, lead, client_of):
    page = at("second_reader", participant)
    assert client_of(reader).get(page).status_code == 403
    client_of(lead).post(page, {"user": str(second.pk)})
    assert participant.second_readers.get().user == second
    refused = client_of(lead).post(page, {"user": str(reader.pk)})
    assert refused.status_code == 422
    where = reverse("judgements:department", args=[participant.round_id])
    assert client_of(reader).post(where, {"user": str(second.pk), "name": "Lund"}).status_code == 403
    client_of(lead).post(where, {"user": str(reader.pk), "name": "Lund"})
    a_judgement(participant, reader)  # the spread is of first readings
    shown = client_of(lead).get(reverse("judgements:calibration", args=[participant.round_id])).content.decode()
    tables = re.findall(r"<table.*?</table>", shown, re.DOTALL)
    assert len(tables) == 2
    assert not any("Bo Två" in table or "Ylva" in table for table in tables)


@pytest.mark.parametrize("slot", ["0:1:9.9", "1:1:1.1", "x", "0:1", "::", "999999999999:1:1.1"])
def test_what_is_no_criterion_is_not_there(participant, reader, client_of, slot):
    assert client_of(reader).get(at("judge", participant, slot)).status_code == 404


def test_the_reviewed_see_nothing(participant, reader, client_of):
    judge_all(participant, reader)
    director = a_user(Role.DIRECTOR, participant.organiser)
    for name, more in (("participant", ()), ("judge", ("0:1:1.1",)), ("evidence", ("0:1:1.1",))):
        assert client_of(director).get(at(name, participant, *more)).status_code == 404
    assert client_of(director).get(reverse("judgements:index", args=[participant.round_id])).status_code == 404


def test_the_pages_cost_the_same_however_many(authority, reader, client_of, django_assert_max_num_queries):
    round_ = a_round(authority)
    for number in range(6):
        judge_all(a_participant(round_, an_organiser(f"Kommun {number}")), reader)
    browser = client_of(reader)
    browser.get("/")
    with django_assert_max_num_queries(18):
        browser.get(reverse("judgements:index", args=[round_.pk]))
    with django_assert_max_num_queries(20):
        browser.get(at("participant", round_.participants.first()))
