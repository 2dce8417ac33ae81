"""What people do to a finding: each change kept, told, and never over somebody else's."""

from datetime import date

import pytest

from likvard.ledger.models import Event
from likvard.quality.actions import ChangedMeanwhile
from likvard.reviews.actions import findings as actions
from likvard.reviews.actions import measures
from likvard.reviews.actions.moving import NotYet
from likvard.reviews.models import TextVersion
from tests.factories import NOW, TODAY, a_case, a_document, a_finding, a_user, an_area, an_organiser

pytestmark = pytest.mark.django_db


@pytest.fixture
def holder():
    return an_organiser()


@pytest.fixture
def person(holder):
    return a_user(organisation=holder)


@pytest.fixture
def finding(holder):
    case = a_case(holder)
    return a_finding(case, an_area(case))


def last_event():
    return Event.objects.order_by("-id").first()


def kept(finding):
    return list(TextVersion.objects.filter(subject_id=str(finding.pk)).order_by("id").values_list("field", "text"))


def test_owner_is_set_and_told_by_id_alone(finding, person):
    after = actions.assign_finding(finding=finding, owner=person, version=1, by=person, at=NOW)
    assert (after.owner, after.version) == (person, 2)
    event = last_event()
    assert (event.action, event.before, event.after) == (
        "finding_owner_changed",
        {"owner": None},
        {"owner": str(person.pk)},
    )


def test_saving_the_same_twice_is_one_change(finding, person):
    actions.assign_finding(finding=finding, owner=person, version=1, by=person, at=NOW)
    again = actions.assign_finding(finding=finding, owner=person, version=1, by=person, at=NOW)
    assert again.version == 2
    assert Event.objects.filter(action="finding_owner_changed").count() == 1


def test_causes_keep_their_earlier_wording_and_the_ledger_keeps_no_words(finding, person):
    first = actions.write_causes(finding=finding, causes="Vi vet inte.", version=1, by=person, at=NOW)
    actions.write_causes(finding=first, causes="Få behöriga lärare i norr.", version=2, by=person, at=NOW)
    finding.refresh_from_db()
    assert finding.causes == "Få behöriga lärare i norr."
    assert kept(finding) == [("causes", "Vi vet inte.")]
    event = last_event()
    assert set(event.after["causes"]) == {"sha256", "length"}
    assert "behöriga" not in str(event.before) + str(event.after)


def test_the_second_of_two_is_told_and_nothing_is_lost(finding, person):
    other = a_user(organisation=finding.case.holder)
    actions.write_causes(finding=finding, causes="Den förstas.", version=1, by=other, at=NOW)
    with pytest.raises(ChangedMeanwhile) as told:
        actions.write_causes(finding=finding, causes="Den andras.", version=1, by=person, at=NOW)
    assert told.value.current == {"causes": "Den förstas."}
    assert told.value.mine == {"causes": "Den andras."}
    finding.refresh_from_db()
    assert finding.causes == "Den förstas."
    after = actions.write_causes(finding=finding, causes="Den andras.", version=told.value.version, by=person, at=NOW)
    assert after.causes == "Den andras."
    assert kept(finding) == [("causes", "Den förstas.")]


@pytest.mark.parametrize(
    ("kind", "state"),
    [("development_area", "remedied"), ("development_area", "remaining"), ("deficiency", "in_line"),
     ("deficiency", "further_needed"), ("development_area", "closed"), ("deficiency", "lost")],
)  # fmt: skip
def test_a_state_of_the_other_language_is_refused(holder, person, kind, state):
    finding = a_finding(a_case(holder), kind=kind)
    with pytest.raises(ValueError, match="cannot be"):
        actions.set_finding_state(finding=finding, state=state, grounds="Sett.", version=1, by=person, at=NOW)


def test_a_state_needs_grounds(finding, person):
    with pytest.raises(NotYet, match="Skriv varför"):
        actions.set_finding_state(finding=finding, state="in_line", grounds="  ", version=1, by=person, at=NOW)
    finding.refresh_from_db()
    assert finding.state == "open"


def test_state_with_grounds_settles_a_doubt(holder, person):
    finding = a_finding(a_case(holder), state_doubtful=True, kind="deficiency", state_grounds="Nämns inte.")
    after = actions.set_finding_state(
        finding=finding, state="remedied", grounds="Beslutet, sidan 4.", version=1, by=person, at=NOW, since=TODAY
    )
    assert (after.state, after.state_doubtful, after.state_since) == ("remedied", False, TODAY)
    assert kept(finding) == [("state_grounds", "Nämns inte.")]


def test_closing_needs_an_outcome_and_grounds(finding, person):
    with pytest.raises(ValueError, match="no outcome"):
        actions.close_finding(finding=finding, outcome="", grounds="Sett.", version=1, by=person, at=NOW)
    with pytest.raises(NotYet):
        actions.close_finding(finding=finding, outcome="effect_shown", grounds="", version=1, by=person, at=NOW)
    after = actions.close_finding(
        finding=finding, outcome="effect_shown", grounds="Kartläggningen i maj.", version=1, by=person, at=NOW,
        since=date(2026, 11, 2),
    )  # fmt: skip
    assert (after.state, after.closing_outcome, after.state_since) == ("closed", "effect_shown", date(2026, 11, 2))
    assert last_event().action == "finding_closed"


def test_evidence_is_a_document_or_a_note(finding, person):
    with pytest.raises(ValueError, match="a document, a note"):
        actions.add_evidence(finding=finding, note=" ", by=person, at=NOW)
    noted = actions.add_evidence(finding=finding, note="Lektionsbesök i åk 4.", by=person, at=NOW)
    shown = actions.add_evidence(finding=finding, document=a_document(finding.case.holder), by=person, at=NOW)
    assert list(finding.evidence.all()) == [noted, shown]


def test_evidence_taken_off_can_be_put_back(finding, person):
    evidence = actions.add_evidence(finding=finding, note="Enkät i maj.", by=person, at=NOW)
    actions.remove_evidence(evidence=evidence, by=person, at=NOW)
    actions.remove_evidence(evidence=evidence, by=person, at=NOW)
    evidence.refresh_from_db()
    assert evidence.removed_at == NOW
    actions.restore_evidence(evidence=evidence, by=person, at=NOW)
    evidence.refresh_from_db()
    assert evidence.removed_at is None
    told = Event.objects.filter(action__startswith="evidence").order_by("id").values_list("action", flat=True)
    assert list(told) == ["evidence_added", "evidence_removed", "evidence_restored"]


def test_finding_by_hand_speaks_the_language_of_the_case(holder, person):
    case = a_case(holder, kind="planned_supervision")
    first = actions.add_finding(case=case, area="Studiero", text="Det är stökigt.", by=person, at=NOW)
    second = actions.add_finding(case=case, area="Studiero", text="Rektorn följer inte upp.", by=person, at=NOW)
    assert (first.kind, second.kind) == ("deficiency", "deficiency")
    assert (first.area, first.ordering, second.ordering) == (second.area, 0, 1)
    with pytest.raises(ValueError, match="no development_area"):
        actions.add_finding(case=case, area="X", text="Y", kind="development_area", by=person, at=NOW)


def test_measure_belongs_to_its_finding_and_keeps_its_wordings(finding, person):
    measure = measures.add_measure(
        finding=finding, what="Läsgrupper", owner=person, until=TODAY, by=person, at=NOW, seen_by="Lästest i maj"
    )
    assert measure.origin == f"finding:{finding.pk}"
    after = measures.update_measure(
        finding=finding, measure=measure, version=1, what="Läsgrupper i åk 2", state="done", by=person, at=NOW
    )
    assert (after.what, after.state, after.done_on, after.version) == ("Läsgrupper i åk 2", "done", TODAY, 2)
    texts = TextVersion.objects.filter(subject_kind="measure").values_list("field", "text")
    assert list(texts) == [("what", "Läsgrupper")]
    event = last_event()
    assert (event.action, event.scope_case, event.after["state"]) == ("measure_changed", str(finding.case_id), "done")


def test_measure_no_longer_done_has_no_day(finding, person):
    measure = measures.add_measure(finding=finding, what="Läsgrupper", by=person, at=NOW)
    done = measures.update_measure(finding=finding, measure=measure, version=1, state="done", by=person, at=NOW)
    back = measures.update_measure(finding=finding, measure=done, version=2, state="ongoing", by=person, at=NOW)
    assert (back.state, back.done_on) == ("ongoing", None)


def test_measure_of_another_finding_is_refused(finding, person):
    other = a_finding(finding.case)
    measure = measures.add_measure(finding=other, what="Läsgrupper", by=person, at=NOW)
    with pytest.raises(ValueError, match="answers another finding"):
        measures.update_measure(finding=finding, measure=measure, version=1, what="Annat", by=person, at=NOW)


def test_two_people_in_one_measure(finding, person):
    measure = measures.add_measure(finding=finding, what="Läsgrupper", by=person, at=NOW)
    measures.update_measure(finding=finding, measure=measure, version=1, what="A", by=person, at=NOW)
    with pytest.raises(ChangedMeanwhile) as told:
        measures.update_measure(finding=finding, measure=measure, version=1, what="B", by=person, at=NOW)
    assert (told.value.current, told.value.mine, told.value.version) == ({"what": "A"}, {"what": "B"}, 2)


def test_history_and_change_stand_or_fall_together(finding, person, monkeypatch):
    def broken(**_):
        raise RuntimeError("no ledger")

    monkeypatch.setattr(actions, "record", broken)
    with pytest.raises(RuntimeError, match="no ledger"):
        actions.write_causes(finding=finding, causes="Nytt.", version=1, by=person, at=NOW)
    finding.refresh_from_db()
    assert (finding.causes, finding.version) == ("", 1)
