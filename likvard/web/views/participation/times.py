"""Times offered to those who are to be interviewed: taken, moved or declined, by link or signed in."""

from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_POST

from likvard.reviews.actions import interviews as actions
from likvard.reviews.actions.links import note_use
from likvard.reviews.actions.rounds.guard import RoundRefuses
from likvard.reviews.forms.interviews import AnswerTimeForm, slot_initial
from likvard.reviews.models import InterviewSlot, PublicLink
from likvard.reviews.queries.interviews import slots_of_link
from likvard.web.labels import label

from .doors import Door, doors

SLOTS = PublicLink.Purpose.SLOTS
TONES = {"offered": "soon", "accepted": "done", "counter_proposed": "waiting"}


@dataclass(frozen=True, slots=True)
class Time:
    """An offered time as the interviewed see it."""

    slot: InterviewSlot
    role: str
    mode: str
    state: str
    tone: str
    past: bool
    form: AnswerTimeForm
    answer_to: str


def _time(door: Door, slot: InterviewSlot, form: AnswerTimeForm | None = None) -> Time:
    now = timezone.now()
    return Time(
        slot=slot,
        role=label("interview_role", slot.interview.role),
        mode=label("interview_mode", slot.interview.mode),
        state=label("slot_state", slot.state),
        tone=TONES[slot.state],
        past=slot.starts <= now or slot.interview.state == "held",
        form=form
        or AnswerTimeForm(initial=slot_initial(slot), by_link=not door.signed_in, now=now, auto_id=f"id_{slot.pk}_%s"),
        answer_to=door.to("answer_time", slot.pk),
    )


def _page(
    request: HttpRequest,
    door: Door,
    *,
    refused: tuple[UUID, AnswerTimeForm] | None = None,
    told: str = "",
    status: int = 200,
) -> HttpResponse:
    slots = list(slots_of_link(door.participant))
    times = [_time(door, s, refused[1] if refused and refused[0] == s.pk else None) for s in slots]
    context = {
        "door": door,
        "link": door.link,
        "participant": door.participant,
        "times": times,
        "unanswered": sum(s.state == "offered" for s in slots),
        "told": told,
        "saved": request.GET.get("sparat") == "1",
    }
    return render(request, "participation/times.html", context, status=status)


@require_GET
def times(request: HttpRequest, door: Door) -> HttpResponse:
    return _page(request, door)


@require_POST
def answer(request: HttpRequest, door: Door, offered_id: UUID) -> HttpResponse:
    slot = slots_of_link(door.participant).filter(pk=offered_id).first()
    if slot is None:
        raise Http404
    at = timezone.now()
    form = AnswerTimeForm(request.POST, by_link=not door.signed_in, now=at, auto_id=f"id_{slot.pk}_%s")
    if not form.is_valid():
        return _page(request, door, refused=(slot.pk, form), status=422)
    data, who = form.cleaned_data, {"by": door.by, "name": form.cleaned_data.get("name", ""), "at": at}
    try:
        if data["answer"] == "accept":
            actions.accept(slot=slot, **who)
        elif data["answer"] == "counter":
            actions.counter_propose(slot=slot, starts=data["starts"], note=data["note"], **who)
        else:
            actions.decline(slot=slot, note=data["note"], **who)
    except (actions.NotNow, RoundRefuses) as error:
        return _page(request, door, told=error.words.text(get_language() or "sv"), status=409)
    if door.link is not None:
        note_use(link=door.link, at=at)
    return redirect(f"{door.to('times')}?sparat=1")


by_link_times, own_times = doors(SLOTS)(times)
by_link_answer, own_answer = doors(SLOTS)(answer)
