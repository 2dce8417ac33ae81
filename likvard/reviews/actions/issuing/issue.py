"""An approved decision is made to hold: frozen, a document, a step of the case, delivered."""

from datetime import date, datetime

from django.db import transaction

from likvard.access.models import User
from likvard.documents import actions as documents
from likvard.documents.models import Document
from likvard.reports.decision import DecisionContent, decision_paper, to_json
from likvard.reports.pdf import render_pdf
from likvard.reviews.actions.decisions import open_decision, tell_of_decision
from likvard.reviews.actions.delivering import deliver_decision
from likvard.reviews.actions.moving import NotYet, move
from likvard.reviews.actions.rounds import require_running
from likvard.reviews.actions.searching import keep_case_findable
from likvard.reviews.models import (
    Case,
    CaseDocument,
    CasePerson,
    Decision,
    TimelineEvent,
)
from likvard.reviews.queries import definition_of
from likvard.reviews.queries.decisions import (
    case_of,
    checksum_of,
    content_of,
    decision_slots,
    lacking_in,
)
from likvard.rulebook.guards import Reason
from likvard.rulebook.words import Words

from .days import set_last_days
from .findings import conclude, document_name, found
from .service import NOT_APPROVED

IN_THE_FUTURE = Words("Beslutets dag har inte kommit än.", "The day of the decision has not come yet.")


@transaction.atomic
def issue_decision(*, decision: Decision, today: date, by: User, at: datetime) -> Decision:
    """Makes the approved decision hold. Doing it twice changes nothing.

    Raises `NotYet` when it is not approved word for word, lacks something, or its day lies ahead.
    """
    current = Decision.objects.select_related("participant__round").get(pk=decision.pk)
    if current.state == Decision.State.ISSUED:
        return current
    require_running(current.participant.round)
    stored = open_decision(decision)
    if reasons := tuple(lacking_in(stored)):
        raise NotYet(reasons)
    content = content_of(stored)
    checksum = checksum_of(content)
    if stored.state != Decision.State.APPROVED or stored.approved_checksum != checksum:
        raise NotYet((Reason("not_approved", NOT_APPROVED),))
    if stored.decided_on > today:
        raise NotYet((Reason("in_the_future", IN_THE_FUTURE),))
    case = Case.objects.select_for_update(of=("self",)).select_related("holder", "organiser").get(
        pk=case_of(stored).pk
    )  # fmt: skip
    document = _document(stored, content, by, at)
    follow_up = stored.kind == Decision.Kind.FOLLOW_UP
    part = CaseDocument.Part.FOLLOWUP if follow_up else CaseDocument.Part.DECISION
    CaseDocument.objects.get_or_create(
        case=case, document=document, defaults={"part": part, "dated": stored.decided_on, "added_at": at}
    )
    _people(case, stored)
    if follow_up:
        conclude(case, stored, document, by, at)
    else:
        found(case, stored, document, by, at)
    set_last_days(case, stored, document, by, at)
    _freeze(stored, content, checksum, by, at)
    _move(case, stored, by, at)
    keep_case_findable(case)
    deliver_decision(decision=stored, document=document, by=by, at=at)
    return stored


def _document(decision: Decision, content: DecisionContent, by: User, at: datetime) -> Document:
    """The decision as an original of the authority's own: accessible PDF, the same bytes for the same words."""
    pdf = render_pdf(decision_paper(content), made_on=decision.decided_on).content
    holder, name = decision.participant.round.holder, document_name(decision)
    return documents.add_document(holder=holder, content=[pdf], name=name, by=by, at=at).document


def _people(case: Case, decision: Decision) -> None:
    for person, role in ((decision.decided_by, "decides"), (decision.reporting, "reports")):
        if person and not case.people.filter(name=person.name, role=role).exists():
            CasePerson.objects.create(case=case, name=person.name[:150], title=person.title[:150], role=role)


def _freeze(decision: Decision, content: DecisionContent, checksum: str, by: User, at: datetime) -> None:
    decision.content, decision.checksum = to_json(content), checksum
    decision.state, decision.issued_at, decision.issued_by = Decision.State.ISSUED, at, by
    decision.save(update_fields=["content", "checksum", "state", "issued_at", "issued_by"])
    tell_of_decision(
        decision, "decision_issued", by, at,
        after={"number": decision.number, "decided_on": decision.decided_on, "checksum": checksum},
    )  # fmt: skip


def _move(case: Case, decision: Decision, by: User, at: datetime) -> None:
    """The steps that the decision itself means: decided; after a follow-up, ended or taken up again."""
    day = decision.decided_on
    what = "decision" if decision.kind == Decision.Kind.DECISION else "followup"
    TimelineEvent.objects.get_or_create(case=case, day=day, what=what)
    case.refresh_from_db()
    outcome = decision.outcome
    if decision.kind == Decision.Kind.DECISION:
        holding = decision.participant.decisions.filter(
            kind=Decision.Kind.DECISION, state=Decision.State.ISSUED, replaced_by=None
        )
        outcome = "open" if holding.filter(outcome="open").exists() else outcome
    if case.outcome != outcome:
        case.outcome = outcome
        case.save(update_fields=["outcome"])
    if decision.kind == Decision.Kind.DECISION and case.state in (Case.State.REGISTERED, Case.State.ANNOUNCED):
        move(case=case, name="decide", by=by, at=at, day=day)
    if not _all_decided(case, decision):
        return
    if decision.outcome == "closed" and case.state != Case.State.CLOSED:
        words = definition_of(case).closing.get("closed")
        grounds = decision.closing_text or (words.sv if words else f"Beslut {decision.number}.")
        move(case=case, name="close", by=by, at=at, day=day, grounds=grounds)
    elif decision.kind == Decision.Kind.FOLLOW_UP and case.state == Case.State.ANSWERED:
        move(case=case, name="resume", by=by, at=at)


def _all_decided(case: Case, decision: Decision) -> bool:
    """Every decision of the participant is made, and none of them waits for an answer that this one would cut off."""
    if decision.kind == Decision.Kind.FOLLOW_UP:
        return True
    made = [slot.current for slot in decision_slots(decision.participant)]
    return all(d is not None and d.state == Decision.State.ISSUED and d.outcome == "closed" for d in made)
