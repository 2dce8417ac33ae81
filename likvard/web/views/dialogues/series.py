"""The list of dialogues, and one series: its model, its decision, its parties, its year."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from likvard.quality.actions import series as actions
from likvard.quality.actions.dialogues import ModelIsNotDecided, plan_dialogue
from likvard.quality.forms.dialogues import (
    AddPartiesForm,
    DecideSeriesForm,
    EndSeriesForm,
    LeaveForm,
    ModelForm,
    PlanDialoguesForm,
    ProposeSeriesForm,
    agenda_as_text,
)
from likvard.quality.models import Agreement, Mandate, Series
from likvard.quality.queries.candidates import candidates_for, party_of
from likvard.quality.queries.dialogues import party_lines
from likvard.quality.queries.mandates import mandate_lines
from likvard.quality.queries.visibility import (
    agreements_visible_to,
    dialogues_visible_to,
    mandates_visible_to,
    series_visible_to,
    sides_of,
)
from likvard.rulebook.permissions import Permission
from likvard.web.guards import grants, needs

from .seen import edit, form_page, holders, runs, series_for


@needs(Permission.DIALOGUE_READ)
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    mine, today = grants(request), timezone.localdate()
    lines = mandate_lines(mine, today=today)
    upcoming = dialogues_visible_to(mine).filter(state="planned", day__gte=today)[:10]
    late = agreements_visible_to(mine).filter(state=Agreement.State.OPEN, until__lt=today)[:20]
    return render(
        request,
        "dialogues/index.html",
        {
            "late_mandates": [line for line in lines if line.late_by is not None],
            "mandates": [line for line in lines if line.late_by is None],
            "series": list(series_visible_to(mine)),
            "upcoming": list(upcoming),
            "late_agreements": list(late),
            "may_run": holders(request).exists(),
        },
    )


@needs(Permission.DIALOGUE_HOLD)
@require_http_methods(["GET", "POST"])
def propose(request: HttpRequest) -> HttpResponse:
    holder = holders(request).first()
    if holder is None:
        raise PermissionDenied
    mandates = mandates_visible_to(grants(request)).filter(holder=holder, state=Mandate.State.GIVEN)
    form = ProposeSeriesForm(
        request.POST or None, mandates=mandates, initial={"mandate": request.GET.get("uppdrag", "")}
    )
    if request.method == "POST" and form.is_valid():
        made = actions.propose_series(holder=holder, by=request.user, at=timezone.now(), **form.cleaned_data)
        messages.success(
            request, _("The model is proposed. Change it as you like, and note the decision when it comes.")
        )
        return redirect("dialogues:series", made.id)
    return form_page(
        request,
        form,
        heading=_("Propose dialogues"),
        lead=_("A model to be decided: with whom, how often, why, and what you talk about."),
        button=_("Propose"),
        back=reverse("dialogues:index"),
        back_words=_("Dialogues"),
    )


@needs(Permission.DIALOGUE_READ)
@require_GET
def series(request: HttpRequest, series_id: UUID) -> HttpResponse:
    found = series_for(request, series_id)
    mine, today = grants(request), timezone.localdate()
    may_run = runs(request, found.holder_id)
    lines = party_lines(found, mine, today=today)
    agreements = agreements_visible_to(mine).filter(dialogue__party__series=found, state=Agreement.State.OPEN)
    speaks = may_run or any(sides_of(mine, line.party) for line in lines)
    return render(
        request,
        "dialogues/series.html",
        {
            "series": found,
            "lines": lines,
            "agreements": list(agreements),
            "may_run": may_run and found.state != Series.State.ENDED,
            "may_evaluate": speaks and found.state != Series.State.PROPOSED,
            "memos": list(found.memos.all()) if may_run else [],
            "runs": may_run,
            "year": today.year,
            "today": today,
        },
    )


def _back(found: Series) -> dict[str, Any]:
    return {"back": reverse("dialogues:series", args=[found.id]), "back_words": found.title}


@needs(Permission.DIALOGUE_HOLD)
@require_http_methods(["GET", "POST"])
def model(request: HttpRequest, series_id: UUID) -> HttpResponse:
    found = series_for(request, series_id, run=True)
    initial = {
        "title": found.title,
        "led_by": found.led_by,
        "times_a_year": found.times_a_year,
        "purposes": "\n".join(found.purposes),
        "agenda": agenda_as_text(found.agenda),
        "agenda_before": found.agenda,
        "version": found.version,
    }
    form = ModelForm(request.POST or None, initial=initial)

    def save(given: dict[str, Any]) -> HttpResponse | None:
        try:
            actions.change_series(series=found, by=request.user, at=timezone.now(), **given)
        except actions.ModelIsDecided:
            form.add_error(
                None,
                _("The board has decided the model. Purposes, agenda and how often can only change by a new decision."),
            )
            return None
        return redirect("dialogues:series", found.id)

    return edit(request, form, save, heading=_("The model"), button=_("Save"), **_back(found))


@needs(Permission.DIALOGUE_HOLD)
@require_http_methods(["GET", "POST"])
def decide(request: HttpRequest, series_id: UUID) -> HttpResponse:
    found = series_for(request, series_id, run=True)
    form = DecideSeriesForm(
        request.POST or None, initial={"version": found.version, "evaluation_due": found.evaluation_due}
    )

    def save(given: dict[str, Any]) -> HttpResponse:
        actions.decide_series(series=found, by=request.user, at=timezone.now(), **given)
        messages.success(request, _("The decision is noted. Now dialogues can be planned."))
        return redirect("dialogues:series", found.id)

    return edit(
        request,
        form,
        save,
        heading=_("Note the decision"),
        lead=_("From now on the model stays as it is."),
        button=_("Note the decision"),
        **_back(found),
    )


@needs(Permission.DIALOGUE_HOLD)
@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, series_id: UUID) -> HttpResponse:
    found = series_for(request, series_id, run=True)
    form = EndSeriesForm(request.POST or None, initial={"version": found.version, "ended_on": timezone.localdate()})

    def save(given: dict[str, Any]) -> HttpResponse:
        actions.end_series(series=found, by=request.user, at=timezone.now(), **given)
        return redirect("dialogues:series", found.id)

    return edit(
        request,
        form,
        save,
        heading=_("End the dialogues"),
        lead=_("No more dialogues are planned by this model. What was agreed lives on."),
        button=_("End"),
        **_back(found),
    )


@needs(Permission.DIALOGUE_HOLD)
@require_http_methods(["GET", "POST"])
def add_parties(request: HttpRequest, series_id: UUID) -> HttpResponse:
    found = series_for(request, series_id, run=True)
    choices = candidates_for(found)
    form = AddPartiesForm(request.POST or None, choices=choices)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            for value in form.cleaned_data["parties"]:
                organisation, unit = party_of(value)
                actions.add_party(
                    series=found, organisation=organisation, school_unit=unit, by=request.user, at=timezone.now()
                )
        return redirect("dialogues:series", found.id)
    return form_page(
        request,
        form,
        heading=_("Add parties"),
        lead="" if choices else _("Everyone in the register is in the series already."),
        button=_("Add") if choices else "",
        **_back(found),
    )


@needs(Permission.DIALOGUE_HOLD)
@require_http_methods(["GET", "POST"])
def leave(request: HttpRequest, series_id: UUID, party_id: UUID) -> HttpResponse:
    found = series_for(request, series_id, run=True)
    party = get_object_or_404(found.parties.select_related("organisation", "school_unit"), pk=party_id)
    form = LeaveForm(request.POST or None, initial={"left_on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        actions.leave_series(party=party, by=request.user, at=timezone.now(), **form.cleaned_data)
        return redirect("dialogues:series", found.id)
    return form_page(
        request,
        form,
        heading=_("%(name)s takes no more part") % {"name": party.name},
        lead=_("For an independent actor the dialogues are voluntary. What has been agreed stays."),
        button=_("Save"),
        **_back(found),
    )


@needs(Permission.DIALOGUE_HOLD)
@require_http_methods(["GET", "POST"])
def plan(request: HttpRequest, series_id: UUID) -> HttpResponse:
    found = series_for(request, series_id, run=True)
    parties = found.parties.filter(left_on=None).select_related("organisation", "school_unit", "series")
    form = PlanDialoguesForm(request.POST or None, parties=parties, initial={"parties": request.GET.getlist("part")})
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                for party in form.cleaned_data["parties"]:
                    plan_dialogue(
                        party=party, day=form.cleaned_data["day"], place=form.cleaned_data["place"],
                        held_by=request.user, by=request.user, at=timezone.now(),
                    )  # fmt: skip
        except ModelIsNotDecided:
            form.add_error(None, _("The model is not decided yet. Note the decision first."))
        else:
            return redirect("dialogues:series", found.id)
    return form_page(request, form, heading=_("Plan dialogues"), button=_("Plan"), **_back(found))
