"""The interview that an address names, and how interviews and times are told of."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import get_language

from likvard.reviews.models import Interview
from likvard.reviews.queries.interviews import interviews_visible_to
from likvard.rulebook.permissions import Permission
from likvard.rulebook.words import Words
from likvard.web.guards import grants
from likvard.web.labels import label
from likvard.web.views.rounds.seen import round_for

TONES = {
    "unplanned": "neutral", "proposed": "neutral", "offered": "waiting", "counter_proposed": "soon",
    "accepted": "done", "held": "done", "cancelled": "neutral", "declined": "overdue",
}  # fmt: skip


def interview_for(
    request: HttpRequest, round_id: UUID, interview_id: UUID, permission: Permission = Permission.ROUND_READ
) -> Interview:
    """404 when the person may not see it, 403 when she may see it but not do this."""
    round_for(request, round_id, permission)
    return get_object_or_404(interviews_visible_to(grants(request)), pk=interview_id, participant__round=round_id)


def state_of(one: Interview) -> str:
    """A code of `slot_state`: what stands in the lists."""
    if one.state != Interview.State.NEEDED:
        return one.state
    return one.live[0].state if one.live else "unplanned"


def whom(one: Interview) -> str:
    """`rektor, Björkskolan`."""
    parts = (label("interview_role", one.role), one.school_unit.name if one.school_unit else "")
    return ", ".join(part for part in parts if part)


def refused(request: HttpRequest, words: Words, to: HttpResponse) -> HttpResponse:
    messages.warning(request, words.text(get_language() or "sv"))
    return to


def back(one: Interview) -> HttpResponse:
    return redirect("interviews:interview", one.participant.round_id, one.pk)
