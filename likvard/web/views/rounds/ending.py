"""The round's details, what it judges by, its start and its end."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from likvard.quality.actions import ChangedMeanwhile
from likvard.reviews.actions.rounds import (
    RoundRefuses,
    StillOpen,
    change_round,
    choose_areas,
    close_round,
    reopen_round,
    start_round,
)
from likvard.reviews.forms.rounds import AreasForm, CloseForm, ReasonForm, RoundDetailsForm
from likvard.reviews.models import Participant
from likvard.reviews.queries.facts import definition_of_round
from likvard.reviews.queries.round_status import unanswered_in
from likvard.reviews.queries.rounds import investigators_of
from likvard.rulebook.permissions import Permission
from likvard.web.guards import needs
from likvard.web.labels import label
from likvard.web.views.reviews import conflict
from likvard.web.views.reviews.wording import language

from . import seen


@needs(Permission.ROUND_RUN)
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, round_id: UUID) -> HttpResponse:
    round_ = seen.round_for(request, round_id, Permission.ROUND_RUN)
    people = investigators_of(round_, on=timezone.localdate())
    form = RoundDetailsForm(request.POST or None, round_=round_, people=people)
    conflict.put_together(request, form)
    if request.method == "POST" and form.is_valid():
        try:
            change_round(round_=round_, **form.cleaned_data, by=request.user, at=timezone.now())
        except ChangedMeanwhile as meanwhile:
            return conflict.page(request, meanwhile, form=form, back=request.path)
        except RoundRefuses as refused:
            form.add_error(None, refused.words.text(language()))
        else:
            messages.success(request, _("Saved."))
            return redirect("rounds:round", round_.pk)
    return render(request, "rounds/change.html", {"round": round_, "form": form}, status=422 if form.errors else 200)


@needs(Permission.ROUND_RUN)
@require_http_methods(["GET", "POST"])
def areas(request: HttpRequest, round_id: UUID) -> HttpResponse:
    """Which of the kind's areas and criteria the round judges by; after the start they stand."""
    round_ = seen.round_for(request, round_id, Permission.ROUND_RUN)
    definition = definition_of_round(round_)
    chosen = {c["key"] for area in round_.areas for c in area["criteria"]}
    form = AreasForm(request.POST or None, areas=definition.areas, language=language(), chosen=chosen)
    if request.method == "POST" and form.is_valid():
        with seen.refusals_in(form):
            choose_areas(round_=round_, chosen=form.chosen, definition=definition, by=request.user, at=timezone.now())
            messages.success(request, _("The round judges by what you chose."))
            return redirect("rounds:round", round_.pk)
    context = {"round": round_, "form": form, "definition": definition, "unmarked": True}  # no box need be ticked
    return render(request, "rounds/areas.html", context, status=422 if form.errors else 200)


@needs(Permission.ROUND_RUN)
@require_http_methods(["GET", "POST"])
def start(request: HttpRequest, round_id: UUID) -> HttpResponse:
    round_ = seen.round_for(request, round_id, Permission.ROUND_RUN)
    refusal, status = "", 200
    if request.method == "POST":
        try:
            start_round(round_=round_, by=request.user, at=timezone.now())
        except RoundRefuses as refused:
            refusal, status = refused.words.text(language()), 409
        else:
            messages.success(request, _("The round is started. The letters can be written and sent."))
            return redirect("rounds:round", round_.pk)
    selected = round_.participants.filter(state=Participant.State.SELECTED)
    context = {"round": round_, "n": selected.count(), "refusal": refusal}
    context["without_investigator"] = selected.filter(investigator=None).count()
    return render(request, "rounds/start.html", context, status=status)


@needs(Permission.ROUND_RUN)
@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, round_id: UUID) -> HttpResponse:
    round_ = seen.round_for(request, round_id, Permission.ROUND_RUN)
    today = timezone.localdate()
    unanswered = unanswered_in(round_, today=today)
    form = CloseForm(request.POST or None, unanswered=unanswered, initial={"day": today})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            close_round(
                round_=round_,
                day=given["day"],
                grounds=given["grounds"],
                why_left=given.get("why_left", ""),
                by=request.user,
                at=timezone.now(),
            )
        except RoundRefuses as refused:
            form.add_error(None, refused.words.text(language()))
        except StillOpen:  # something came in between the page and the button
            form.add_error(None, _("Something is unanswered. Look at the list and try again."))
        else:
            messages.success(request, _("The round is closed and can only be read."))
            return redirect("rounds:round", round_.pk)
    left = [(label("round_step", one.what), one.n) for one in unanswered]
    context = {"round": round_, "form": form, "left": left}
    return render(request, "rounds/close.html", context, status=422 if form.errors else 200)


@needs(Permission.ROUND_RUN)
@require_http_methods(["GET", "POST"])
def reopen(request: HttpRequest, round_id: UUID) -> HttpResponse:
    round_ = seen.round_for(request, round_id, Permission.ROUND_RUN)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with seen.refusals_in(form):
            reopen_round(round_=round_, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now())
            messages.success(request, _("The round is open again."))
            return redirect("rounds:round", round_.pk)
    return render(request, "rounds/reopen.html", {"round": round_, "form": form}, status=422 if form.errors else 200)
