"""One interview: what it is, its time, and the answers of the interviewed."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from likvard.quality.actions import ChangedMeanwhile
from likvard.reviews.actions import interviews as actions
from likvard.reviews.actions.rounds.guard import RoundRefuses
from likvard.reviews.forms.interviews import InterviewForm, PlaceForm, interview_initial
from likvard.reviews.models import Interview, InterviewSlot, PublicLink
from likvard.reviews.queries.interviews import staff_of
from likvard.rulebook.permissions import Permission
from likvard.web.guards import needs
from likvard.web.labels import choices, label
from likvard.web.openaddress import open_address
from likvard.web.views.rounds.seen import abilities

from .listing import row_of
from .planning import open_for_outsiders
from .seen import back, interview_for, refused


def _form(one: Interview, data: Any = None) -> InterviewForm:
    return InterviewForm(
        data,
        initial=interview_initial(one),
        staff=staff_of(one.participant.round, timezone.localdate()),
        roles=choices("interview_role"),
        modes=choices("interview_mode"),
    )


def _place_form(one: Interview, data: Any = None) -> PlaceForm:
    slot = one.live[0] if one.live else None
    holder = slot.investigator_id if slot else one.investigator_id or one.participant.investigator_id
    initial = {"investigator": holder}
    if slot:
        local = timezone.localtime(slot.starts)
        initial |= {"day": local.date(), "clock": local.time()}
    staff = staff_of(one.participant.round, timezone.localdate())
    return PlaceForm(data, initial=initial, staff=staff, auto_id="id_time_%s")


def _page(
    request: HttpRequest,
    one: Interview,
    *,
    form: InterviewForm | None = None,
    placing: PlaceForm | None = None,
    status: int = 200,
) -> HttpResponse:
    round_ = one.participant.round
    can = abilities(request, round_)
    earlier = one.slots.exclude(state__in=InterviewSlot.LIVE).select_related("investigator").order_by("-created_at")
    context = {
        "round": round_,
        "row": row_of(one),
        "interview": one,
        "slot": one.live[0] if one.live else None,
        "form": form or _form(one),
        "placing": placing or _place_form(one),
        "earlier": [(slot, label("slot_state", slot.state)) for slot in earlier],
        "people": one.people.all(),
        "sent": one.invitations.filter(sent_at__isnull=False).order_by("-sequence", "to_email"),
        "waiting": one.invitations.filter(sent_at__isnull=True).count(),
        "can": can,
        "address": open_address(one.participant, PublicLink.Purpose.SLOTS, timezone.now()) if can["work"] else "",
    }
    return render(request, "interviews/interview.html", context, status=status)


@needs(Permission.ROUND_READ)
@require_http_methods(["GET", "POST"])
def interview(request: HttpRequest, round_id: UUID, interview_id: UUID) -> HttpResponse:
    posted = request.method == "POST"
    one = interview_for(request, round_id, interview_id, Permission.ROUND_WORK if posted else Permission.ROUND_READ)
    if not posted:
        return _page(request, one)
    form = _form(one, request.POST)
    if not form.is_valid():
        return _page(request, one, form=form, status=422)
    try:
        version = form.cleaned_data["version"] or 0
        actions.change_interview(interview=one, version=version, by=request.user, at=timezone.now(), **form.changes)
    except ChangedMeanwhile:
        form.add_error(None, _("Somebody else has changed this meanwhile. Open the page again to see what holds."))
        return _page(request, one, form=form, status=409)
    except (actions.NotNow, RoundRefuses) as error:
        return refused(request, error.words, back(one))
    messages.success(request, _("Saved."))
    return back(one)


@needs(Permission.ROUND_WORK)
@require_POST
def place(request: HttpRequest, round_id: UUID, interview_id: UUID) -> HttpResponse:
    """A time by hand. A double booking is refused; other rules are the person's own to break."""
    one = interview_for(request, round_id, interview_id, Permission.ROUND_WORK)
    form = _place_form(one, request.POST)
    if not form.is_valid():
        return _page(request, one, placing=form, status=422)
    data = form.cleaned_data
    try:
        actions.place(
            interview=one, investigator=data["investigator"], starts=data["starts"], by=request.user, at=timezone.now()
        )
    except actions.NotNow as error:
        form.add_error(None, error.words.text(get_language() or "sv"))
        return _page(request, one, placing=form, status=409)
    except RoundRefuses as error:
        return refused(request, error.words, back(one))
    return back(one)


@needs(Permission.ROUND_WORK)
@require_POST
def step(request: HttpRequest, round_id: UUID, interview_id: UUID) -> HttpResponse:
    """One step of the interview or its time; which one is in `step`."""
    one = interview_for(request, round_id, interview_id, Permission.ROUND_WORK)
    slot = one.live[0] if one.live else None
    name, reason = request.POST.get("step", ""), request.POST.get("reason", "")[:500]
    who = {"by": request.user, "at": timezone.now()}
    try:
        if name == "cancel":
            actions.cancel_interview(interview=one, reason=reason, **who)
        elif name == "held":
            actions.mark_held(interview=one, **who)
        elif slot is None:
            return back(one)
        elif name in ("pin", "unpin"):
            actions.pin(slot=slot, pinned=name == "pin", **who)
        elif name == "offer":
            actions.offer(slots=[slot], **who)
            open_for_outsiders([one], by=request.user)
        elif name == "take":
            actions.take_counter(slot=slot, **who)
        elif name == "keep":
            actions.keep_first(slot=slot, reason=reason, **who)
        elif name == "withdraw":
            actions.cancel_slot(slot=slot, reason=reason, **who)
    except (actions.NotNow, RoundRefuses) as error:
        return refused(request, error.words, back(one))
    return back(one)
