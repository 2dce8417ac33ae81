"""How an issued decision was sent, and the receipt from which a private party's time to appeal runs."""

from datetime import date, datetime

from django.db import transaction

from likvard.access.models import User
from likvard.ledger.actions import record
from likvard.reviews.actions.decisions import tell_of_decision
from likvard.reviews.actions.moving import NotYet
from likvard.reviews.models import (
    Case,
    Deadline,
    Decision,
    DecisionService,
)
from likvard.reviews.queries.decisions import (
    case_of,
    content_of,
)
from likvard.rulebook.deadlines import appeal_day
from likvard.rulebook.guards import Reason
from likvard.rulebook.words import Words

NOT_APPROVED = Words(
    "Beslutet är inte godkänt i den lydelse det har nu. Den som beslutar ska godkänna det först.",
    "The decision has not been approved as it now reads. The decider must approve it first.",
)


@transaction.atomic
def note_sent(
    *, decision: Decision, way: str, sent_on: date, by: User | None, at: datetime
) -> DecisionService:  # fmt: skip
    """How and when an issued decision was sent. Raises `NotYet` before it is issued."""
    if decision.state != Decision.State.ISSUED:
        raise NotYet((Reason("not_approved", NOT_APPROVED),))
    row = DecisionService.objects.create(decision=decision, way=way, sent_on=sent_on, noted_by=by, noted_at=at)
    tell_of_decision(decision, "decision_sent", by, at, after={"way": way, "sent_on": sent_on})
    return row


@transaction.atomic
def note_received(
    *, service: DecisionService, received_on: date, received_by: str, by: User | None, at: datetime
) -> DecisionService:
    """The receipt: when the party got it, from which a private party's time to appeal runs (44 § FL)."""
    stored = DecisionService.objects.select_for_update(of=("self",)).select_related(
        "decision__participant__round", "decision__participant__organiser", "decision__participant__case"
    ).get(pk=service.pk)  # fmt: skip
    if received_on < stored.sent_on:
        raise ValueError("received before it was sent")
    if stored.received_on == received_on and stored.received_by == received_by:
        return stored
    stored.received_on, stored.received_by = received_on, received_by[:200]
    stored.noted_by, stored.noted_at = by, at
    stored.save(update_fields=["received_on", "received_by", "noted_by", "noted_at"])
    decision = stored.decision
    tell_of_decision(decision, "decision_received", by, at, after={"way": stored.way, "day": received_on})
    content = content_of(decision)
    if content.appeal and content.appeal.last_day is None:
        case = case_of(decision)
        first = min(
            s.received_on for s in decision.services.filter(received_on__isnull=False)
        )  # the first time that the party got it
        for one in (case, case.counterpart):
            if one is not None:
                _appeal_deadline(one, appeal_day(first), by, at)
    return stored


def _appeal_deadline(case: Case, day: date, by: User | None, at: datetime) -> None:
    existing = case.deadlines.filter(what="appeal", met_on=None).first()
    if existing is None:
        made = Deadline.objects.create(case=case, what="appeal", day=day)
        record(
            action="deadline_added", subject_kind="deadline", subject_id=made.pk, by=by, at=at,
            organisation=case.holder_id, case=case.pk, after={"what": "appeal", "day": day},
        )  # fmt: skip
    elif existing.day != day:
        existing.day, existing.version = day, existing.version + 1
        existing.save(update_fields=["day", "version"])
