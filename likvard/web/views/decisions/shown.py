"""Which decision a person may come to, and refusals in words."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest
from django.utils.translation import get_language

from likvard.reviews.actions.moving import NotYet
from likvard.reviews.actions.rounds import RoundRefuses
from likvard.reviews.models import Decision, FollowUp, Participant
from likvard.reviews.queries.judgements import blind_participants
from likvard.rulebook.permissions import Permission
from likvard.web.views.rounds import seen

STATE_TONES = {"draft": "waiting", "approved": "soon", "issued": "done"}


def decision_for(
    request: HttpRequest, round_id: UUID, decision_id: UUID, permission: Permission = Permission.ROUND_READ
) -> Decision:
    """A decision of a visible round. One whose judgements the person is still to read blind is not there for her."""
    round_ = seen.round_for(request, round_id, permission)
    found = (
        Decision.objects.filter(pk=decision_id, participant__round=round_)
        .select_related(
            "participant__round__holder", "participant__organiser", "participant__case__counterpart",
            "unit__school_unit", "decided_by", "reporting", "approved_by", "replaces", "replaced_by", "changed_by",
        )
        .first()
    )  # fmt: skip
    if found is None or _is_blind(request, found.participant):
        raise Http404
    return found


def participant_with_case(
    request: HttpRequest, round_id: UUID, participant_id: UUID, permission: Permission
) -> Participant:
    participant = seen.participant_for(request, round_id, participant_id, permission)
    if participant.case is None or _is_blind(request, participant):
        raise Http404
    return participant


def _is_blind(request: HttpRequest, participant: Participant) -> bool:
    return participant.pk in blind_participants(request.user, participant.round)


def waiting_follow_up(participant: Participant) -> FollowUp | None:
    return FollowUp.objects.filter(case=participant.case_id, done_on=None).order_by("number").first()


def refused(request: HttpRequest, refusal: NotYet | RoundRefuses) -> None:
    """Each reason as a message."""
    language = get_language() or "sv"
    if isinstance(refusal, RoundRefuses):
        messages.warning(request, refusal.words.text(language))
        return
    for reason in refusal.reasons:
        messages.warning(request, reason.text(language))


def reasons_in_words(reasons: Any) -> list[str]:
    return [reason.text(get_language() or "sv") for reason in reasons]
