"""The pages of decisions and follow-ups: what each person sees, does and is refused."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from likvard.reviews.actions import decisions as actions
from likvard.reviews.actions import judging
from likvard.reviews.models import Case, Decision, DecisionFinding, FollowUpFinding, ReceivedAnswer
from likvard.reviews.queries.judgements import SlotKey
from likvard.rulebook.permissions import Role
from tests.factories import (
    NOW,
    TODAY,
    a_decision,
    a_judgement,
    a_participant,
    a_round,
    a_user,
    an_organiser,
    approved,
    issued,
    judge_all,
)

pytestmark = pytest.mark.django_db
AREAS = [
    {
        "key": "1", "name": "Huvudmannens analys", "level": "organiser", "legal_basis": ["4 kap. 3 § skollagen"],
        "criteria": [{"key": "1.1", "text": "Analyserar orsaker.", "legal_basis": ["4 kap. 3 § skollagen"]}],
    },
]  # fmt: skip


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    settings.MEDIA_ROOT = tmp_path / "originals"


@pytest.fixture
def authority():
    return an_organiser("Verket", kind="authority")


@pytest.fixture
def reader(authority):
    return a_user(Role.REVIEWER, authority, name="Ylva Ett", title="utredare", language="en")


@pytest.fixture
def lead(authority):
    return a_user(Role.REVIEW_LEAD, authority, name="Sara Chef", title="enhetschef", language="en")


@pytest.fixture
def director():
    return a_user(Role.DIRECTOR, an_organiser("Almviks kommun"), name="Karin Ås", language="en")


def organiser_of(user):
    return user.memberships.get().organisation


@pytest.fixture
def participant(authority, reader, director):
    round_ = a_round(authority, kind="planned_supervision", state="running", areas=AREAS)
    one = a_participant(round_, organiser_of(director), investigator=reader)
    made = a_judgement(one, reader, SlotKey(None, "1", "1.1"), "deficiency", done=False)
    judging.add_judged_finding(
        judgement=made, kind="deficiency", text="Orsaker analyseras inte.", legal_basis=["4 kap. 3 § skollagen"],
        by=reader, at=NOW,
    )  # fmt: skip
    judging.finish_judgement(judgement=made, by=reader, at=NOW)
    a_judgement(one, reader, SlotKey(None, "1", ""), "deficiency")
    return one


def at(name, participant, *more):
    return reverse(f"decisions:{name}", args=[participant.round_id, *more])


def day(days):
    return (timezone.localdate() + timedelta(days=days)).isoformat()


def drafted(participant, reader, lead, client_of):
    """By the pages: begun, given its details and a concrete order."""
    browser = client_of(reader)
    browser.post(at("begin", participant, participant.pk))
    decision = Decision.objects.get()
    page = at("decision", participant, decision.pk)
    assert "choose an intervention" in browser.get(page).content.decode()
    browser.post(at("finding", participant, decision.pk, 1), {
        "version": decision.version, "text": "Orsaker analyseras inte.", "legal_basis": "4 kap. 3 § skollagen",
        "intervention": "order_with_fine", "last_day": day(60), "fine_sek": "700000",
        "what_0": "Ta fram en rutin", "shown_0": "Den beslutade rutinen",
    })  # fmt: skip
    decision.refresh_from_db()
    browser.post(at("details", participant, decision.pk), {
        "version": decision.version, "number": "SI 2026:1", "decided_on": day(0), "decided_by": str(lead.pk),
        "reporting": str(reader.pk), "outcome": "open", "response_day": day(60), "follow_up_on": day(90),
        "court": "Förvaltningsrätten i Malmö",
    })  # fmt: skip
    decision.refresh_from_db()
    return decision


def test_a_decision_from_draft_to_the_organisers_own_case(participant, reader, lead, director, client_of):
    decision = drafted(participant, reader, lead, client_of)
    page = at("decision", participant, decision.pk)
    seen = client_of(lead).get(page)
    assert "Approve these words" in seen.content.decode()
    assert "Approve these words" not in client_of(reader).get(page).content.decode()
    checksum = seen.context["checksum"]
    assert client_of(reader).post(at("approve", participant, decision.pk), {"checksum": checksum}).status_code == 403
    client_of(lead).post(at("approve", participant, decision.pk), {"checksum": checksum})
    client_of(reader).post(at("issue", participant, decision.pk))
    decision.refresh_from_db()
    assert decision.state == "issued"
    own = Case.objects.get(pk=participant.case_id).counterpart
    theirs = client_of(director).get(reverse("reviews:case", args=[own.pk])).content.decode()
    assert "Orsaker analyseras inte." in theirs
    text = client_of(lead).get(page).content.decode()
    assert "700\N{NO-BREAK SPACE}000" in text
    assert "överklaga det till Förvaltningsrätten i Malmö" in text
    for name, kind in (("pdf", b"%PDF"), ("word", b"PK")):
        assert client_of(reader).get(at(name, participant, decision.pk)).content.startswith(kind)


def test_words_changed_after_reading_are_not_approved(participant, reader, lead, client_of):
    decision = drafted(participant, reader, lead, client_of)
    checksum = client_of(lead).get(at("decision", participant, decision.pk)).context["checksum"]
    client_of(reader).post(
        at("area", participant, decision.pk, 1), {"version": decision.version, "account": "Nya skäl"}
    )
    told = client_of(lead).post(at("approve", participant, decision.pk), {"checksum": checksum}, follow=True)
    assert "has changed since" in told.content.decode()
    decision.refresh_from_db()
    assert decision.state == "draft"


def test_a_blind_second_reader_meets_no_decision(participant, reader, lead, authority, client_of):
    decision = a_decision(participant, reader, lead)
    second = a_user(Role.REVIEWER, authority)
    judging.ask_second_reader(participant=participant, user=second, by=lead, at=NOW)
    browser = client_of(second)
    for name, more in (
        ("decision", decision.pk), ("pdf", decision.pk), ("word", decision.pk), ("details", decision.pk),
        ("follow_up", participant.pk),
    ):  # fmt: skip
        assert browser.get(at(name, participant, more)).status_code == 404, name
    assert "Almvik" not in browser.get(at("index", participant)).content.decode()


def test_the_receipt_starts_the_time_to_appeal(authority, reader, lead, client_of):
    organiser = an_organiser("Friskolan AB", kind="independent")
    round_ = a_round(authority, kind="planned_supervision", state="running", areas=AREAS)
    participant = a_participant(round_, organiser)
    judge_all(participant, reader, "no_deficiency")
    done = issued(a_decision(participant, reader, lead, outcome="closed", decided_on=TODAY))
    browser = client_of(reader)
    browser.post(at("sent", participant, done.pk), {"way": "served", "sent_on": TODAY.isoformat()})
    service = done.services.get()
    early = {"service": service.pk, "received_on": (TODAY - timedelta(days=2)).isoformat(), "received_by": "A"}
    browser.post(at("received", participant, done.pk), early)
    service.refresh_from_db()
    assert service.received_on is None
    browser.post(at("received", participant, done.pk), {**early, "received_on": TODAY.isoformat()})
    service.refresh_from_db()
    assert (service.received_on, service.received_by) == (TODAY, "A")
    assert not Case.objects.get(pk=participant.case_id).deadlines.filter(what="appeal").exists()  # nothing to appeal


@pytest.fixture
def decided(participant, reader, lead):
    draft = a_decision(participant, reader, lead)
    row = DecisionFinding.objects.get(area__decision=draft)
    actions.write_decided_finding(
        finding=row, text=row.text, legal_basis=row.legal_basis, version=draft.version, by=reader, at=NOW,
        intervention="remark",
    )  # fmt: skip
    issued(draft)
    participant.refresh_from_db()
    participant.case.refresh_from_db()
    return participant


def test_an_answer_by_letter_is_registered_and_followed_up(decided, reader, lead, client_of):
    browser = client_of(reader)
    browser.post(at("register_answer", decided, decided.pk), {
        "received_on": TODAY.isoformat(), "effect_1": "activity_only", "result_1": "Vi har haft möten.",
    })  # fmt: skip
    assert ReceivedAnswer.objects.get().items.get().effect == "activity_only"
    page = at("follow_up", decided, decided.pk)
    assert "Activity only" in browser.get(page).content.decode()
    form = at("follow_up_finding", decided, decided.pk, 1)
    refused = browser.post(form, {"outcome": "remedied", "grounds": "Det är bra nu.", "basis": "effect"})
    assert refused.status_code == 422
    assert "only of activities" in refused.content.decode()
    browser.post(form, {"outcome": "remedied", "grounds": "Vi har sett rutinen.", "basis": "visit",
                        "visited_on": TODAY.isoformat()})  # fmt: skip
    assert FollowUpFinding.objects.get().outcome == "remedied"
    answer = browser.post(at("conclude", decided, decided.pk))
    draft = Decision.objects.get(kind="follow_up")
    assert answer.url == at("decision", decided, draft.pk)
    actions.write_decision(
        decision=draft, version=draft.version, by=reader, at=NOW,
        values={"decided_on": TODAY, "decided_by": lead, "outcome": "closed"},
    )  # fmt: skip
    approved(draft)
    browser.post(at("issue", decided, draft.pk))
    decided.case.refresh_from_db()
    assert (decided.case.state, decided.case.findings.get().state) == ("closed", "remedied")
    assert "Days between the steps" in browser.get(at("index", decided)).content.decode()


def test_nothing_is_concluded_before_every_finding_is_judged(decided, reader, client_of):
    told = client_of(reader).post(at("conclude", decided, decided.pk), follow=True)
    assert "every finding first" in told.content.decode()
    assert not Decision.objects.filter(kind="follow_up").exists()


def test_the_reviewed_come_to_none_of_it(decided, director, client_of):
    decision = Decision.objects.get()
    browser = client_of(director)
    for name, more in (("decision", decision.pk), ("pdf", decision.pk), ("follow_up", decided.pk), ("index", None)):
        assert browser.get(at(name, decided, *([more] if more else []))).status_code == 404, name
