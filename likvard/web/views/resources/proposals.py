"""One proposal: made, looked into, and decided."""

import csv
import io
from itertools import pairwise
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from likvard.quality.actions import resources as actions
from likvard.quality.forms.resources import DecideForm, ProposalForm
from likvard.quality.models import ResourceRound
from likvard.quality.queries.resources.sources import indicators
from likvard.reports.allocation_words import change_words, formula_lines, need_sentence, remark
from likvard.rulebook.permissions import Permission
from likvard.web.guards import needs
from likvard.web.views.causes.seen import edit, language

from .seen import decides, drawn, fault_of, frame, pot_for, proposal_for, said_of_picture


def _form(request: HttpRequest, pot: ResourceRound, initial: dict[str, Any]) -> ProposalForm:
    chosen = indicators(pot.holder, [(one.code, one.name) for one in pot.units.all()])
    spoken = language()
    labels = []
    for one in chosen:
        words = one.name.said(spoken)
        if one.turned:
            words = _("%(figure)s: what is left to 100 per cent") % {"figure": words}
        labels.append((one.key, _("%(figure)s (a result)") % {"figure": words} if one.result else words))
    return ProposalForm(request.POST or None, indicators=labels, initial=initial)


@needs(Permission.RESOURCE_WORK)
@require_http_methods(["GET", "POST"])
def add_proposal(request: HttpRequest, resources_id: UUID) -> HttpResponse:
    pot = pot_for(request, resources_id, to_change=True)
    number = pot.proposals.count() + 1
    initial = {"name": _("Proposal %(n)d") % {"n": number}, "need": "expected", "share": 0.1, "floor": 0.9, "years": 1}
    form = _form(request, pot, initial)

    def save(given: dict[str, Any]) -> HttpResponse | None:
        given.pop("version", None)
        try:
            made = actions.add_proposal(round_=pot, by=request.user, at=timezone.now(), **given)
        except actions.TooManyProposals:
            form.add_error(None, _("Five proposals are as many as can be compared. Throw one away first."))
            return None
        return redirect("resources:proposal", pot.pk, made.number)

    return edit(
        request, form, save, heading=_("Make a proposal"), button=_("Work it out"),
        lead=_("Nothing is decided yet: up to five proposals stand beside each other."), **frame(pot),
    )  # fmt: skip


@needs(Permission.RESOURCE_WORK)
@require_http_methods(["GET", "POST"])
def change_proposal(request: HttpRequest, resources_id: UUID, number: int) -> HttpResponse:
    found = proposal_for(request, resources_id, number, to_change=True)
    names = ("name", "need", "indicator", "share", "floor", "ceiling", "years", "version")
    initial = {name: getattr(found, name) for name in names} | {
        name: float(value) for name, value in found.weights.items()
    }
    form = _form(request, found.round, initial)

    def save(given: dict[str, Any]) -> HttpResponse:
        version = given.pop("version") or 0
        actions.change_proposal(proposal=found, version=version, by=request.user, at=timezone.now(), **given)
        return redirect("resources:proposal", found.round_id, number)

    return edit(
        request, form, save, heading=_("Change the proposal"), button=_("Work it out again"), **frame(found.round)
    )


@needs(Permission.RESOURCE_WORK)
@require_POST
def remove_proposal(request: HttpRequest, resources_id: UUID, number: int) -> HttpResponse:
    found = proposal_for(request, resources_id, number, to_change=True)
    actions.remove_proposal(proposal=found, by=request.user, at=timezone.now())
    messages.success(request, _("The proposal is thrown away."))
    return redirect("resources:pot", found.round_id)


def stability_rows(content: dict[str, Any]) -> dict[str, Any] | None:
    """Years and, for each unit, its amount per pupil as a part of the mean; the most that a year has moved it."""
    told = content["stability"]
    if told is None:
        return None
    rows = []
    for unit in content["units"]:
        values = told["units"].get(unit["code"])
        if not values or all(value is None for value in values):
            continue
        known = [value for value in values if value is not None]
        most = max((abs(b - a) for a, b in pairwise(known)), default=None)
        rows.append({"name": unit["name"], "values": values, "most": most})
    years = [f"{year}/{(year + 1) % 100:02d}" for year in told["years"]]
    return {"years": years, "rows": [{**row, "cells": list(zip(years, row["values"], strict=True))} for row in rows]}


@needs(Permission.RESOURCE_WORK)
@require_GET
def proposal(request: HttpRequest, resources_id: UUID, number: int) -> HttpResponse:
    found = proposal_for(request, resources_id, number)
    content, spoken = found.result, language()
    context: dict[str, Any] = {
        "proposal": found,
        "pot": found.round,
        "fault": fault_of(content),
        "decided": getattr(found.round, "allocation", None),
        "may_decide": decides(request, found.round.holder_id),
    }
    if not context["fault"]:
        context |= {
            "content": content,
            "has_before": any(row["before"] is not None for row in content["units"]),
            "units": [(row, remark(row, spoken)) for row in content["units"]],
            "need": need_sentence(content, spoken),
            "formula": formula_lines(content, spoken),
            "sensitivity": [(change_words(row["what"], spoken), row) for row in content["sensitivity"]],
            "stability": stability_rows(content),
            "picture_words": said_of_picture(content),
        }
    return render(request, "resources/proposal.html", context)


@needs(Permission.RESOURCE_WORK)
@require_GET
def picture(request: HttpRequest, resources_id: UUID, number: int) -> HttpResponse:
    content = proposal_for(request, resources_id, number).result
    if fault_of(content):
        raise Http404
    response = HttpResponse(drawn(content), content_type="image/svg+xml")
    response["Cache-Control"] = "private, no-cache"
    return response


def _safe(text: str) -> str:
    """No name is a formula to a spreadsheet."""
    return f"'{text}" if text[:1] in "=+-@" else text


@needs(Permission.RESOURCE_WORK)
@require_GET
def table(request: HttpRequest, resources_id: UUID, number: int) -> HttpResponse:
    found = proposal_for(request, resources_id, number)
    if fault_of(found.result):
        raise Http404
    comma, spoken = language() == "sv", language()

    def cell(value: float | None, decimals: int = 0) -> str:
        text = "" if value is None else f"{value:.{decimals}f}"
        return text.replace(".", ",") if comma else text

    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([
        _("School unit code"), _("School unit"), _("Pupils"), _("Need index"), _("Per pupil"), _("Amount"),
        _("The same for every pupil"), _("Today"), _("Note"),
    ])  # fmt: skip
    for row in found.result["units"]:
        writer.writerow([
            row["code"], _safe(row["name"]), cell(row["pupils"]), cell(row["index"], 1), cell(row["per_pupil"], 2),
            cell(row["amount"]), cell(row["equal"]), cell(row["before"]), remark(row, spoken),
        ])  # fmt: skip
    response = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    name = slugify(f"{found.round.title} {found.round.year} {found.name}")[:80] or "fordelning"
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


@needs(Permission.RESOURCE_DECIDE)
@require_http_methods(["GET", "POST"])
def decide(request: HttpRequest, resources_id: UUID, number: int) -> HttpResponse:
    found = proposal_for(request, resources_id, number, to_change=True)
    if not decides(request, found.round.holder_id):
        raise PermissionDenied
    if fault_of(found.result):
        return redirect("resources:proposal", found.round_id, number)
    today = timezone.localdate()
    form = DecideForm(request.POST or None, today=today, initial={"decided_on": today, "version": found.version})

    def save(given: dict[str, Any]) -> HttpResponse | None:
        try:
            made = actions.decide(proposal=found, by=request.user, at=timezone.now(), **given)
        except actions.CannotBeDecided:
            form.add_error(None, _("The proposal does not divide the pot. Work it out again."))
            return None
        messages.success(request, _("The allocation is recorded and can no longer be changed."))
        return redirect("resources:allocation", made.pk)

    return edit(
        request, form, save, heading=_("Record the decision: %(name)s") % {"name": found.name},
        button=_("Record the decision"),
        lead=_("The amounts, the formula and the figures it stands on are frozen with a checksum. Nobody can change "
               "them after."), **frame(found.round),
    )  # fmt: skip
