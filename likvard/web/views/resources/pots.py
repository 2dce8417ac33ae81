"""Pots of money: opened, filled in, and their proposals beside each other."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from likvard.quality.actions import resources as actions
from likvard.quality.forms.resources import POT, PotForm, TableForm, UnitsForm
from likvard.quality.forms.resources.pots import ChangePotForm
from likvard.quality.models import MOST_PROPOSALS, ResourceProposal, ResourceRound
from likvard.quality.queries.resources import allocations_visible_to, decided_allocations, resource_rounds_visible_to
from likvard.quality.queries.resources.needs import pupils_of
from likvard.quality.queries.resources.sources import FEWEST, candidates, figures_of
from likvard.reports.allocation_words import change_words, moved_from_equal
from likvard.rulebook.permissions import Permission
from likvard.web.guards import grants, needs
from likvard.web.views.causes.seen import edit, language

from .seen import decides, fault_of, frame, holder_of, pot_for, said_of_picture

# What a cell of the comparison shows.
SHOWN = ("belopp", "per-elev", "mot-lika", "mot-i-dag")


@needs(Permission.QUALITY_READ)
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    mine = grants(request)
    may_work = mine.may(Permission.RESOURCE_WORK)
    pots = list(resource_rounds_visible_to(mine).filter(allocation=None).prefetch_related("proposals", "units"))
    visible = list(allocations_visible_to(mine))
    keys = {one.pk for one in visible}
    decided = [
        row for holder in sorted({one.holder_id for one in visible}) for row in decided_allocations(holder)
        if row.id in keys
    ]  # fmt: skip
    context = {"pots": pots, "decided": decided, "may_work": may_work}
    return render(request, "resources/index.html", context)


def _choices(units: list[tuple[str, str]], figures: dict[str, Any]) -> list[tuple[str, str]]:
    told = []
    for code, name in units:
        years = [year for year in sorted(figures.get(code, {})) if figures[code][year]["pupils"] is not None]
        if not years:
            told.append((code, _("%(unit)s (number of pupils unknown)") % {"unit": name}))
            continue
        n = round(figures[code][years[-1]]["pupils"])
        words = ngettext("%(unit)s (%(n)d pupil, %(year)s)", "%(unit)s (%(n)d pupils, %(year)s)", n)
        year = f"{years[-1]}/{(int(years[-1]) + 1) % 100:02d}"
        told.append((code, words % {"unit": name, "n": n, "year": year}))
    return told


@needs(Permission.RESOURCE_WORK)
@require_http_methods(["GET", "POST"])
def open_pot(request: HttpRequest) -> HttpResponse:
    holder, today = holder_of(request), timezone.localdate()
    offered = candidates(holder)
    figures, _sources = figures_of(holder, [(one.code, one.name) for one in offered])
    newest = max((max(one) for one in figures.values()), default="")
    own = any(one.unit for one in offered)
    # Before a register is imported: those that had pupils the last year that is published.
    ticked = [one.code for one in offered if own or newest in figures.get(one.code, {})]
    form = PotForm(
        request.POST or None, units=_choices([(one.code, one.name) for one in offered], figures),
        initial={"year": today.year + 1, "title": _("Compulsory school"), "codes": ticked},
    )  # fmt: skip

    def save(given: dict[str, Any]) -> HttpResponse:
        made = actions.open_round(holder=holder, today=today, by=request.user, at=timezone.now(), **given)
        return redirect("resources:pot", made.pk)

    note = ""
    if offered and not own:
        note = _(
            "No register of your own units is imported, so every school of the municipality is here, whoever runs it. "
            "Untick those that do not share the pot."
        )
    if not offered:
        note = _("No units are known yet. Import the school unit register first.")
    return edit(
        request, form, save, heading=_("Open a pot"), button=_("Open the pot"), note=note,
        lead=_("The money, the year and the units that share it. How it is divided comes after."), **frame(),
    )  # fmt: skip


@needs(Permission.RESOURCE_WORK)
@require_http_methods(["GET", "POST"])
def change_pot(request: HttpRequest, resources_id: UUID) -> HttpResponse:
    found = pot_for(request, resources_id, to_change=True)
    form = ChangePotForm(
        request.POST or None,
        initial={"title": found.title, "year": found.year, "pot": found.pot, "version": found.version},
    )

    def save(given: dict[str, Any]) -> HttpResponse:
        actions.change_round(round_=found, by=request.user, at=timezone.now(), **given)
        return redirect("resources:pot", found.pk)

    return edit(request, form, save, heading=_("Change the pot"), button=_("Save"), **frame(found))


@needs(Permission.RESOURCE_WORK)
@require_http_methods(["GET", "POST"])
def choose_units(request: HttpRequest, resources_id: UUID) -> HttpResponse:
    found = pot_for(request, resources_id, to_change=True)
    there = [(one.code, one.name) for one in found.units.all()]
    offered = sorted({*there, *((one.code, one.name) for one in candidates(found.holder))}, key=lambda one: one[1])
    names = dict(reversed(offered))
    figures, _sources = figures_of(found.holder, list(names.items()))
    units = sorted(names.items(), key=lambda one: (one[1].lower(), one[0]))
    form = UnitsForm(
        request.POST or None, units=_choices(units, figures), initial={"codes": [code for code, _name in there]}
    )

    def save(given: dict[str, Any]) -> HttpResponse:
        actions.choose_units(round_=found, codes=given["codes"], by=request.user, at=timezone.now())
        return redirect("resources:pot", found.pk)

    return edit(request, form, save, heading=_("Which units share the pot"), button=_("Save"), **frame(found))


@dataclass(frozen=True, slots=True)
class UnitShown:
    """What the pot knows of one unit; shares in per cent, None where withheld or unknown."""

    name: str
    pupils: int | None
    pupils_from: str
    parents: float | None
    abroad: float | None
    figures_from: str
    before: int | None
    index: float | None
    few: bool


def _units(found: ResourceRound) -> list[UnitShown]:
    told = []
    for one in sorted(found.units.all(), key=lambda unit: (unit.name.lower(), unit.code)):
        n, since = pupils_of(one)
        year = max(one.figures, default="")
        last = one.figures.get(year, {})
        few = n is not None and n < FEWEST
        told.append(
            UnitShown(
                one.name, n, since, None if few else last.get("parents"), None if few else last.get("abroad"),
                f"{year}/{(int(year) + 1) % 100:02d}" if year else "", one.before, None if few else one.index, few,
            )
        )  # fmt: skip
    return told


@needs(Permission.RESOURCE_WORK)
@require_http_methods(["GET", "POST"])
def units(request: HttpRequest, resources_id: UUID) -> HttpResponse:
    """What is known of each unit, and a table of one's own to fill it in from."""
    found = pot_for(request, resources_id, to_change=True)
    known = [(one.code, one.name) for one in found.units.all()]
    form = TableForm(request.POST or None, request.FILES or None, units=known, meanings=POT)
    if request.method == "POST" and form.is_valid():
        told = {code: actions.Told(**row) for code, row in form.read.items()}
        name = request.POST.get("index_name", "").strip()[:120]
        actions.fill_units(
            round_=found, told=told, index_name=name or None, by=request.user, at=timezone.now()
        )  # fmt: skip
        messages.success(
            request,
            ngettext("%(n)d unit is filled in.", "%(n)d units are filled in.", len(told)) % {"n": len(told)},
        )
        return redirect("resources:units", found.pk)
    context = {
        "pot": found, "units": _units(found), "form": form, "fewest": FEWEST,
        "index_name": request.POST.get("index_name", found.index_name),
    }  # fmt: skip
    return render(request, "resources/units.html", context, status=422 if form.is_bound else 200)


@needs(Permission.RESOURCE_WORK)
@require_POST
def fetch(request: HttpRequest, resources_id: UUID) -> HttpResponse:
    found = pot_for(request, resources_id, to_change=True)
    actions.fetch_figures(round_=found, today=timezone.localdate(), by=request.user, at=timezone.now())
    messages.success(request, _("The open figures are fetched as they are published now."))
    return redirect("resources:units", found.pk)


@dataclass(frozen=True, slots=True)
class Beside:
    """One proposal in the comparison."""

    proposal: ResourceProposal
    fault: str
    sentence: str
    moved: int
    moved_share: float
    most_sensitive: str
    most_moved: float
    gains: int
    losses: int


def _beside(one: ResourceProposal) -> Beside:
    content = one.result
    if fault := fault_of(content):
        return Beside(one, fault, "", 0, 0.0, "", 0.0, 0, 0)
    moved = moved_from_equal(content)
    tried = [row for row in content["sensitivity"] if row["what"] not in ("floor", "ceiling")]
    most = max(tried, key=lambda row: row["share"], default=None)
    differences = [
        row["amount"] - (row["equal"] if row["before"] is None else row["before"]) for row in content["units"]
    ]
    return Beside(
        one, "", said_of_picture(content), moved, moved / content["pot"],
        change_words(most["what"], language()) if most else "", most["share"] if most else 0.0,
        sum(x > 0 for x in differences), sum(x < 0 for x in differences),
    )  # fmt: skip


def _cell(row: dict[str, Any], shown: str) -> float | None:
    if shown == "per-elev":
        return float(row["per_pupil"])
    if shown == "mot-lika":
        return int(row["amount"] - row["equal"])
    if shown == "mot-i-dag":
        return None if row["before"] is None else int(row["amount"] - row["before"])
    return int(row["amount"])


@needs(Permission.RESOURCE_WORK)
@require_GET
def pot(request: HttpRequest, resources_id: UUID) -> HttpResponse:
    found = pot_for(request, resources_id)
    proposals = list(found.proposals.all())
    beside = [_beside(one) for one in proposals]
    working = [one for one in proposals if "units" in one.result]
    shown = request.GET.get("visa", "belopp")
    shown = shown if shown in SHOWN else "belopp"
    rows = []
    for unit in _units(found):
        rows.append({"unit": unit, "cells": []})
    by_code = sorted(found.units.all(), key=lambda unit: (unit.name.lower(), unit.code))
    for at, unit in enumerate(by_code):
        for one in working:
            row = next((r for r in one.result["units"] if r["code"] == unit.code), None)
            rows[at]["cells"].append((one, None if row is None else _cell(row, shown)))
    known = [row["unit"] for row in rows]
    context = {
        "pot": found,
        "beside": beside,
        "working": working,
        "rows": rows,
        "units": known,
        "shown": shown,
        "has_before": any(one.before is not None for one in known),
        "pupils": sum(one.pupils or 0 for one in known),
        "without_pupils": sum(one.pupils is None for one in known),
        "may_add": len(proposals) < MOST_PROPOSALS and not hasattr(found, "allocation"),
        "may_decide": decides(request, found.holder_id),
        "decided": getattr(found, "allocation", None),
        "official": any(one["publisher"] == "Skolverket" for one in found.sources),
        "signed": shown in ("mot-lika", "mot-i-dag"),
    }
    return render(request, "resources/pot.html", context)
