"""The plan asked for, and its times offered."""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from likvard.access.models import User
from likvard.reviews.actions import interviews as actions
from likvard.reviews.actions.links import keep_link
from likvard.reviews.actions.rounds.guard import RoundRefuses
from likvard.reviews.models import Interview, InterviewSlot, PublicLink
from likvard.reviews.tasks import plan_interviews
from likvard.rulebook.permissions import Permission
from likvard.web.guards import needs
from likvard.web.views.rounds.seen import round_for

from .seen import refused

# How long the address of the times opens after the last offer.
OPEN = timedelta(days=120)


@needs(Permission.ROUND_WORK)
@require_POST
def plan(request: HttpRequest, round_id: UUID) -> HttpResponse:
    """The worker makes it; the page shows how far it is."""
    round_ = round_for(request, round_id, Permission.ROUND_WORK)
    to = redirect("interviews:index", round_.pk)
    try:
        run = actions.ask_for_plan(round_=round_, by=request.user, at=timezone.now())
    except (actions.NotNow, RoundRefuses) as error:
        return refused(request, error.words, to)
    plan_interviews.enqueue(str(run.pk))
    return to


@needs(Permission.ROUND_WORK)
@require_POST
def offer(request: HttpRequest, round_id: UUID) -> HttpResponse:
    """Every proposed time, or those that were ticked, offered to the interviewed."""
    round_ = round_for(request, round_id, Permission.ROUND_WORK)
    slots = (
        InterviewSlot.objects.filter(interview__participant__round=round_, state=InterviewSlot.State.PROPOSED)
        .select_related("interview__participant__round", "interview__participant__case")
        .order_by("starts", "id")
    )
    if "slot" in request.POST:
        ticked = set(request.POST.getlist("slot"))
        slots = [slot for slot in slots if str(slot.pk) in ticked]
    to = redirect("interviews:index", round_.pk)
    slots = list(slots)
    try:
        offered = actions.offer(slots=slots, by=request.user, at=timezone.now())
        open_for_outsiders([slot.interview for slot in slots], by=request.user)
    except RoundRefuses as error:
        return refused(request, error.words, to)
    messages.success(
        request,
        ngettext("%(n)d time is offered.", "%(n)d times are offered.", offered) % {"n": offered}
        if offered
        else _("There was no time to offer."),
    )
    return to


def open_for_outsiders(interviews: Iterable[Interview], *, by: User) -> None:
    """Participants who have nobody here answer by an address without an account."""
    at = timezone.now()
    for participant in {one.participant for one in interviews}:
        if participant.case is not None:
            participant.case.refresh_from_db(fields=["counterpart"])
        if participant.case is None or participant.case.counterpart_id is None:
            keep_link(participant=participant, purpose=PublicLink.Purpose.SLOTS, expires_at=at + OPEN, by=by, at=at)
