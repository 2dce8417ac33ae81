"""Two cases that are one review: everything comes together, and the other stays as a trace."""

import pytest

from likvard.access.queries import grants_of
from likvard.ledger.models import Event
from likvard.quality.models import Measure
from likvard.reviews.actions import findings, measures
from likvard.reviews.actions.languages import MixedLanguages
from likvard.reviews.actions.linking import merge_cases
from likvard.reviews.actions.opening import Matches, open_case
from likvard.reviews.queries import case_page, traces_visible_to, visible_to
from tests.factories import NOW, TODAY, a_case, a_document, a_user, an_organiser

from . import records as r
from .test_opening import CLOSED_NOT_FIXED
from .test_opening import findings as found_in

pytestmark = pytest.mark.django_db


def opened(holder, record):
    document = a_document(holder, f"{record['document_type']}.pdf")
    return open_case(holder=holder, record=record, document=document, reading=None, matches=Matches(), by=None, at=NOW)


@pytest.mark.parametrize("kept", ["decision", "follow_up"])
def test_a_decision_and_its_follow_up_become_one(kept):
    holder = an_organiser()
    decision, follow_up = opened(holder, r.DECISION), opened(holder, r.FOLLOW_UP)
    keep, other = (decision, follow_up) if kept == "decision" else (follow_up, decision)
    case = merge_cases(keep=keep, other=other, by=None, at=NOW)
    assert found_in(case) == CLOSED_NOT_FIXED
    assert (case.state, case.outcome) == ("closed", "closed")
    assert {row.part for row in case.documents.all()} == {"decision", "followup"}
    assert len(case.deadlines.all()) == 1
    other.refresh_from_db()
    assert other.merged_into == case


def test_what_people_wrote_in_either_stays():
    holder = an_organiser()
    person = a_user(organisation=holder)
    keep, other = opened(holder, r.DECISION), opened(holder, r.FOLLOW_UP)
    mine, theirs = keep.findings.get(text=r.TARGET), other.findings.get(text=r.TARGET)
    findings.write_causes(finding=mine, causes="Vår orsak.", version=mine.version, by=person, at=NOW)
    findings.write_causes(finding=theirs, causes="Er orsak.", version=theirs.version, by=person, at=NOW)
    measures.add_measure(finding=theirs, what="Läsgrupper", by=person, at=NOW)
    findings.add_evidence(finding=theirs, note="Lästest.", by=person, at=NOW)
    case = merge_cases(keep=keep, other=other, by=person, at=NOW)
    merged = case.findings.get(text=r.TARGET)
    assert merged.causes == "Vår orsak.\n\nEr orsak."
    assert list(Measure.objects.values_list("origin", flat=True)) == [f"finding:{merged.pk}"]
    assert [one.note for one in merged.evidence.all()] == ["Lästest."]


def test_the_trace_is_found_by_its_address_and_nowhere_else():
    holder = an_organiser()
    person = a_user(organisation=holder)
    keep, other = opened(holder, r.DECISION), opened(holder, r.FOLLOW_UP)
    merge_cases(keep=keep, other=other, by=person, at=NOW)
    mine = grants_of(person, TODAY)
    assert set(visible_to(mine)) == {keep}
    assert set(traces_visible_to(mine)) == {other}
    page = case_page(other.pk, mine)
    assert (page.case.merged_into, len(page.rows)) == (keep, 3)
    told = Event.objects.filter(action__startswith="case_merged").order_by("id")
    assert [(e.action, e.scope_case) for e in told] == [
        ("case_merged", str(keep.pk)),
        ("case_merged_into", str(other.pk)),
    ]


def test_audit_and_supervision_are_not_merged():
    holder = an_organiser()
    audit, supervision = opened(holder, r.DECISION), opened(holder, r.ORDER)
    with pytest.raises(MixedLanguages):
        merge_cases(keep=audit, other=supervision, by=None, at=NOW)
    supervision.refresh_from_db()
    assert supervision.merged_into is None


def test_a_case_of_another_holder_is_never_merged():
    one, other = a_case(an_organiser("Almviks kommun")), a_case(an_organiser("Björkviks kommun"))
    with pytest.raises(ValueError, match="one holder"):
        merge_cases(keep=one, other=other, by=None, at=NOW)
    with pytest.raises(ValueError, match="itself"):
        merge_cases(keep=one, other=one, by=None, at=NOW)
