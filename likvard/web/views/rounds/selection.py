"""Those who are reviewed: the list with why each is in, and what changes it."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from likvard.organisations.models import Organisation
from likvard.organisations.queries import search_organisations
from likvard.reviews.actions.rounds import (
    add_participant,
    assign_investigators,
    change_units,
    replace_participant,
    withdraw_participant,
)
from likvard.reviews.forms.rounds import AddForm, AssignForm, FindOrganiserForm, ReasonForm, ReplaceForm, UnitsForm
from likvard.reviews.models import Draw, Participant, Round
from likvard.reviews.queries.draws import latest_draw
from likvard.reviews.queries.rounds import investigators_of
from likvard.rulebook.permissions import Permission
from likvard.web.guards import needs
from likvard.web.templatetags.lv import number

from . import seen

MOST_FOUND = 10


@dataclass(frozen=True, slots=True)
class Shown:
    """A participant of the list in words."""

    participant: Participant
    why: str
    units: tuple[str, ...]
    units_out: tuple[tuple[str, str], ...]  # name and the reason


def why_in(one: Participant) -> str:
    """Why it is in the round, in a few words; empty for one that nothing was noted of."""
    drawn = one.drawn_as or {}
    how, part = drawn.get("how"), drawn.get("part")
    if how == "by_hand":
        return _("by hand")
    if how in ("replacement", "next_in_turn"):
        return _("in another's place")
    if part == "score":
        return _("by points, %(score)s of 100") % {"score": number(drawn["score"], 1)}
    if part == "comparison":
        return _("for comparison, drawn at random")
    if part == "certain":
        return _("certain by its size")
    if part == "units":
        return _("one of its units was drawn")
    if drawn.get("probability") is not None:
        return _("drawn, chance %(p)s") % {"p": number(drawn["probability"], 3)}
    return ""


def shown_in(round_: Round) -> list[Shown]:
    rows = round_.participants.select_related("organiser", "investigator", "replaced_by__organiser", "case")
    found = []
    for one in rows.prefetch_related("units__school_unit"):
        units = list(one.units.all())
        found.append(
            Shown(
                one,
                why_in(one),
                tuple(u.school_unit.name for u in units if not u.replaced_reason),
                tuple((u.school_unit.name, u.replaced_reason) for u in units if u.replaced_reason),
            )
        )
    return found


@needs(Permission.ROUND_READ)
@require_GET
def selection(request: HttpRequest, round_id: UUID) -> HttpResponse:
    round_ = seen.round_for(request, round_id)
    rows = shown_in(round_)
    context = {
        "round": round_,
        "can": seen.abilities(request, round_),
        "selected": [row for row in rows if row.participant.state == Participant.State.SELECTED],
        "left": [row for row in rows if row.participant.state != Participant.State.SELECTED],
        "draws": Draw.objects.filter(round=round_).defer("frame", "left_out", "result"),
    }
    return render(request, "rounds/selection.html", context)


@needs(Permission.ROUND_RUN)
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, round_id: UUID) -> HttpResponse:
    """First somebody is found by name, then added with a reason."""
    round_ = seen.round_for(request, round_id, Permission.ROUND_RUN)
    context: dict = {"round": round_, "find": FindOrganiserForm(request.GET or None), "organiser": None, "found": None}
    asked = request.GET.get("huvudman", "")
    organiser = _organiser(asked)
    words = request.GET.get("q", "").strip()
    if organiser is None:
        if words:
            context["found"] = _found(words)
        return render(request, "rounds/add.html", context)
    form = AddForm(request.POST or None, organiser=organiser)
    context |= {"organiser": organiser, "form": form}
    if request.method == "POST" and form.is_valid():
        with seen.refusals_in(form):
            add_participant(
                round_=round_,
                organiser=organiser,
                units=tuple(form.cleaned_data.get("units") or ()),
                reason=form.cleaned_data["reason"],
                by=request.user,
                at=timezone.now(),
            )
            messages.success(request, _("%(name)s is in the round now.") % {"name": organiser.name})
            return redirect("rounds:selection", round_.pk)
    return render(request, "rounds/add.html", context, status=422 if form.errors else 200)


def _organiser(asked: str) -> Organisation | None:
    try:
        pk = UUID(asked)
    except ValueError:
        return None
    return Organisation.objects.exclude(kind=Organisation.Kind.AUTHORITY).filter(pk=pk).first()


def _found(words: str) -> list[Organisation]:
    kinds = [kind for kind in Organisation.Kind if kind != Organisation.Kind.AUTHORITY]
    return search_organisations(words, kinds=kinds, limit=MOST_FOUND)


def _selected(request: HttpRequest, round_id: UUID, participant_id: UUID) -> Participant:
    one = seen.participant_for(request, round_id, participant_id, Permission.ROUND_RUN)
    if one.state != Participant.State.SELECTED:
        raise Http404
    return one


@needs(Permission.ROUND_RUN)
@require_http_methods(["GET", "POST"])
def replace(request: HttpRequest, round_id: UUID, participant_id: UUID) -> HttpResponse:
    one = _selected(request, round_id, participant_id)
    words = request.GET.get("q", "").strip()
    draw = latest_draw(one.round)
    next_in_turn = draw is not None and draw.target == Draw.Target.ORGANISERS
    others = [] if not words else [found for found in _found(words) if found.pk != one.organiser_id]
    form = ReplaceForm(request.POST or None, next_in_turn=next_in_turn, others=others)
    context = {
        "round": one.round,
        "participant": one,
        "form": form,
        "find": FindOrganiserForm(request.GET or None),
        "may_choose": next_in_turn or bool(others),
        "searched": words,
    }
    if request.method == "POST" and form.is_valid():
        with seen.refusals_in(form):
            coming = replace_participant(
                participant=one,
                organiser=form.cleaned_data["organiser"],
                reason=form.cleaned_data["reason"],
                by=request.user,
                at=timezone.now(),
            )
            said = _("%(new)s is in instead of %(old)s.")
            messages.success(request, said % {"new": coming.organiser.name, "old": one.organiser.name})
            return redirect("rounds:selection", one.round_id)
    return render(request, "rounds/replace.html", context, status=422 if form.errors else 200)


@needs(Permission.ROUND_RUN)
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, round_id: UUID, participant_id: UUID) -> HttpResponse:
    one = _selected(request, round_id, participant_id)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with seen.refusals_in(form):
            withdraw_participant(
                participant=one, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now()
            )
            messages.success(request, _("%(name)s is no longer in the round.") % {"name": one.organiser.name})
            return redirect("rounds:selection", one.round_id)
    context = {"round": one.round, "participant": one, "form": form}
    return render(request, "rounds/withdraw.html", context, status=422 if form.errors else 200)


@needs(Permission.ROUND_RUN)
@require_http_methods(["GET", "POST"])
def units(request: HttpRequest, round_id: UUID, participant_id: UUID) -> HttpResponse:
    one = _selected(request, round_id, participant_id)
    form = UnitsForm(request.POST or None, participant=one)
    if request.method == "POST" and form.is_valid():
        with seen.refusals_in(form):
            change_units(
                participant=one,
                units=tuple(form.cleaned_data["units"]),
                reason=form.cleaned_data["reason"],
                by=request.user,
                at=timezone.now(),
            )
            messages.success(request, _("The units are changed."))
            return redirect("rounds:selection", one.round_id)
    context = {"round": one.round, "participant": one, "form": form}
    return render(request, "rounds/units.html", context, status=422 if form.errors else 200)


@needs(Permission.ROUND_RUN)
@require_http_methods(["GET", "POST"])
def assign(request: HttpRequest, round_id: UUID) -> HttpResponse:
    """Who works with which participant. Sharing out gives those who have nobody to whoever has fewest."""
    round_ = seen.round_for(request, round_id, Permission.ROUND_RUN)
    people = investigators_of(round_, on=timezone.localdate())
    participants = list(
        round_.participants.filter(state=Participant.State.SELECTED).select_related("organiser", "investigator")
    )
    form = AssignForm(request.POST or None, participants=participants, people=people)
    if request.method == "POST" and form.is_valid():
        wanted = form.chosen
        if "share" in request.POST and people:
            load = {person.pk: sum(1 for chosen in wanted.values() if chosen == person) for person in people}
            for pk in [pk for pk, chosen in wanted.items() if chosen is None]:
                least = min(people, key=lambda person: load[person.pk])
                wanted[pk] = least
                load[least.pk] += 1
        with seen.refusals_in(form):
            assign_investigators(round_=round_, of=wanted, by=request.user, at=timezone.now())
            messages.success(request, _("The work is shared out."))
            return redirect("rounds:assign", round_.pk)
    load = [(person, sum(1 for one in participants if one.investigator_id == person.pk)) for person in people]
    context = {"round": round_, "form": form, "load": load, "rows": participants}
    return render(request, "rounds/assign.html", context, status=422 if form.errors else 200)
