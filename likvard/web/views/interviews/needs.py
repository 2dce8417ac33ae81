"""What is needed, how it is planned, and when people cannot."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from likvard.quality.actions import ChangedMeanwhile
from likvard.reviews.actions import interviews as actions
from likvard.reviews.actions.rounds.guard import RoundRefuses
from likvard.reviews.forms.interviews import (
    AddInterviewForm,
    BusyForm,
    ParticipantRulesForm,
    SettingsForm,
    participant_initial,
    settings_initial,
)
from likvard.reviews.models import BusyTime, Participant, Round
from likvard.reviews.queries.interviews import settings_of, staff_of
from likvard.rulebook.permissions import Permission
from likvard.web.guards import needs
from likvard.web.labels import choices
from likvard.web.views.rounds.seen import abilities, round_for

from .listing import first_monday
from .seen import refused


def participants_of(round_: Round) -> Any:
    return (
        round_.participants.filter(state=Participant.State.SELECTED)
        .select_related("organiser", "round", "case")
        .prefetch_related("units__school_unit")
        .order_by("organiser__name")
    )


def _saved(
    request: HttpRequest, round_: Round, form: Any, changed: dict[str, Any], *, words: str, to: HttpResponse
) -> HttpResponse | None:
    """Where to go on, told with `words` or with why the round refuses; None when the form says what is wrong."""
    try:
        actions.save_settings(
            round_=round_, version=form.cleaned_data["version"], by=request.user, at=timezone.now(), **changed
        )
    except ChangedMeanwhile:
        form.add_error(None, _("Somebody else has changed this meanwhile. Open the page again to see what holds."))
        return None
    except RoundRefuses as error:
        return refused(request, error.words, to)
    messages.success(request, words)
    return to


@needs(Permission.ROUND_WORK)
@require_http_methods(["GET", "POST"])
def settings(request: HttpRequest, round_id: UUID) -> HttpResponse:
    round_ = round_for(request, round_id, Permission.ROUND_WORK)
    stored, staff = settings_of(round_), staff_of(round_, timezone.localdate())
    initial = settings_initial(stored, staff)
    initial["first_day"] = initial["first_day"] or first_monday(timezone.localdate())
    form = SettingsForm(request.POST if request.method == "POST" else None, initial=initial, staff=staff)
    if request.method == "POST" and form.is_valid():
        changed = {"weeks": form.weeks(), "rules": form.rules(stored.rules), "template": stored.template}
        onward = redirect("interviews:index", round_.pk)
        done = _saved(request, round_, form, changed, words=_("Saved."), to=onward)
        if done is not None:
            return done
    own, closed = stored.rules.get("own_travel", {}), stored.rules.get("closed", ())
    rows = [
        (one, own.get(str(one.pk)), sum(row.get("participant") == str(one.pk) for row in closed))
        for one in participants_of(round_)
    ]
    context = {"round": round_, "form": form, "rows": rows}
    return render(request, "interviews/settings.html", context, status=422 if form.errors else 200)


@needs(Permission.ROUND_WORK)
@require_http_methods(["GET", "POST"])
def participant(request: HttpRequest, round_id: UUID, participant_id: UUID) -> HttpResponse:
    """Travel and breaks of one participant, which the plan keeps to there alone."""
    round_ = round_for(request, round_id, Permission.ROUND_WORK)
    one = get_object_or_404(participants_of(round_), pk=participant_id)
    stored = settings_of(round_)
    initial = participant_initial(stored, one)
    form = ParticipantRulesForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        changed = {"weeks": stored.weeks, "rules": form.rules(stored.rules, one), "template": stored.template}
        onward = redirect("interviews:settings", round_.pk)
        done = _saved(request, round_, form, changed, words=_("Saved. The next plan keeps to it."), to=onward)
        if done is not None:
            return done
    rows = round_.busy_times.filter(participant=one).select_related("school_unit").order_by("starts", "id")
    context = {
        "round": round_,
        "participant": one,
        "form": form,
        "rows": rows,
        "for_all": stored.rules.get("travel_days", 0),
    }
    return render(request, "interviews/participant.html", context, status=422 if form.errors else 200)


@needs(Permission.ROUND_WORK)
@require_POST
def need(request: HttpRequest, round_id: UUID) -> HttpResponse:
    """One interview for each role of the template, where it is not there already."""
    round_ = round_for(request, round_id, Permission.ROUND_WORK)
    try:
        added = actions.need_interviews(round_=round_, by=request.user, at=timezone.now())
    except RoundRefuses as error:
        return refused(request, error.words, redirect("interviews:index", round_.pk))
    messages.success(
        request,
        ngettext("%(n)d interview added.", "%(n)d interviews added.", added) % {"n": added}
        if added
        else _("Nothing was missing."),
    )
    return redirect("interviews:index", round_.pk)


@needs(Permission.ROUND_WORK)
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, round_id: UUID) -> HttpResponse:
    round_ = round_for(request, round_id, Permission.ROUND_WORK)
    form = AddInterviewForm(
        request.POST if request.method == "POST" else None,
        initial={"minutes": 60, "mode": "video", "role": "principal"},
        participants=participants_of(round_),
        staff=staff_of(round_, timezone.localdate()),
        roles=choices("interview_role"),
        modes=choices("interview_mode"),
    )
    if request.method == "POST" and form.is_valid():
        participant, unit = form.places[form.cleaned_data["where"]]
        values = {k: v for k, v in form.changes.items() if k != "where"}
        try:
            added = actions.need_interview(
                participant=participant, school_unit=unit, by=request.user, at=timezone.now(), **values
            )
        except RoundRefuses as error:
            return refused(request, error.words, redirect("interviews:index", round_.pk))
        return redirect("interviews:interview", round_.pk, added.pk)
    return render(request, "interviews/add.html", {"round": round_, "form": form}, status=422 if form.errors else 200)


@needs(Permission.ROUND_READ)
@require_http_methods(["GET", "POST"])
def busy(request: HttpRequest, round_id: UUID) -> HttpResponse:
    posted = request.method == "POST"
    round_ = round_for(request, round_id, Permission.ROUND_WORK if posted else Permission.ROUND_READ)
    form = BusyForm(
        request.POST if posted else None,
        staff=staff_of(round_, timezone.localdate()),
        participants=participants_of(round_),
        roles=choices("interview_role"),
    )
    if posted and form.is_valid():
        starts, ends = form.cleaned_data["span"]
        try:
            actions.add_busy_time(
                round_=round_, starts=starts, ends=ends, note=form.cleaned_data["note"], by=request.user,
                at=timezone.now(), **form.somebody,
            )  # fmt: skip
        except RoundRefuses as error:
            return refused(request, error.words, redirect("interviews:busy", round_.pk))
        return redirect("interviews:busy", round_.pk)
    rows = round_.busy_times.select_related("user", "participant__organiser", "school_unit").order_by("starts", "id")
    context = {"round": round_, "form": form, "rows": rows, "can": abilities(request, round_)}
    return render(request, "interviews/busy.html", context, status=422 if form.errors else 200)


@needs(Permission.ROUND_WORK)
@require_POST
def remove_busy(request: HttpRequest, round_id: UUID, busy_id: UUID) -> HttpResponse:
    round_ = round_for(request, round_id, Permission.ROUND_WORK)
    row = get_object_or_404(BusyTime.objects.select_related("round", "participant"), pk=busy_id, round=round_)
    try:
        actions.remove_busy_time(busy=row, by=request.user, at=timezone.now())
    except RoundRefuses as error:
        return refused(request, error.words, redirect("interviews:busy", round_.pk))
    return redirect("interviews:busy", round_.pk)
