"""What a review has handed over to an organiser, as its own case may tell it."""

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery

from likvard.reviews.models import Case, DocumentRequest, InterviewSlot, Letter, LetterTemplate, Participant

from .interviews import slots_of_link
from .protocols import protocols_of_link
from .requests import own_participants


@dataclass(frozen=True, slots=True)
class Delivered:
    participant: Participant
    letter: bool  # the opening letter lies in the own case
    requests: bool
    times: int
    times_to_answer: int
    protocols: bool


def delivered_in(case: Case) -> Delivered | None:
    """What has come to the organiser's own case `case`; None for a case that is no side of a round. One query."""
    letters = Letter.objects.filter(
        participant=OuterRef("pk"), occasion=LetterTemplate.Occasion.OPENING, document__isnull=False
    )
    asked = DocumentRequest.objects.filter(participant=OuterRef("pk"), delivered_at__isnull=False)
    slots, protocols = slots_of_link(OuterRef("pk")), protocols_of_link(OuterRef("pk"))
    side = (
        own_participants(case)
        .annotate(
            has_letter=Exists(letters), has_requests=Exists(asked), has_protocols=Exists(protocols),
            times=_count(slots), times_to_answer=_count(slots.filter(state=InterviewSlot.State.OFFERED)),
        )
        .first()
    )  # fmt: skip
    if side is None:
        return None
    return Delivered(
        side, side.has_letter, side.has_requests, side.times or 0, side.times_to_answer or 0, side.has_protocols
    )


def _count(slots: QuerySet[InterviewSlot]) -> Subquery:
    counted = slots.order_by().values("interview__participant").annotate(n=Count("pk"))
    return Subquery(counted.values("n"))
