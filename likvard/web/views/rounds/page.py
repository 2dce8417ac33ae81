"""The round's own page: how far it is with whom, and what is missing."""

from dataclasses import dataclass
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from likvard.reviews.models import Round
from likvard.reviews.queries.burden import burden_of
from likvard.reviews.queries.facts import definition_of_round
from likvard.reviews.queries.round_status import (
    STEPS,
    Cell,
    MissingJudgement,
    RoundStatus,
    Row,
    missing_judgements,
    round_status,
)
from likvard.rulebook.permissions import Permission
from likvard.web.casing import capital
from likvard.web.guards import needs
from likvard.web.labels import label
from likvard.web.paging import page_of
from likvard.web.templatetags.lv import number
from likvard.web.views.reviews.wording import language

from . import seen

TONES = {"none": "neutral", "waiting": "waiting", "overdue": "overdue", "done": "done"}
PER_PAGE = 30


@dataclass(frozen=True, slots=True)
class CellShown:
    """One step for one participant: the state's tone, its word, and how much of how much."""

    step: str
    heading: str
    tone: str
    word: str
    cell: Cell


@dataclass(frozen=True, slots=True)
class RowShown:
    row: Row
    cells: tuple[CellShown, ...]


def _cell(step: str, cell: Cell) -> CellShown:
    if cell.state == "none":
        word = ""
    elif cell.state == "done":
        word = _("done")
    elif cell.state == "overdue":
        word = _("overdue")
    else:
        word = _("waiting")
    if cell.of > 1:
        word = _("%(done)s of %(of)s") % {"done": number(cell.done), "of": number(cell.of)}
    return CellShown(step, capital(label("round_step", step)), TONES[cell.state], word, cell)


def _shown(row: Row) -> RowShown:
    return RowShown(row, tuple(_cell(step, row.cells[step]) for step in STEPS))


def _next_step(round_: Round, can: dict[str, bool], status: RoundStatus) -> tuple[str, str]:
    """(address, words) of the page's one filled button: the first step in which something is ours to do."""
    if round_.state == Round.State.PLANNED and can["run"]:
        if not status.rows:
            return reverse("rounds:draw", args=[round_.pk]), _("Draw whom to review")
        return reverse("rounds:start", args=[round_.pk]), _("Start the round")
    if round_.state != Round.State.RUNNING or not status.rows:
        return "", ""
    ours = (
        ("letter", can["run"], "letters:index", _("Go on with the letters")),
        ("interviews", can["work"], "interviews:index", _("Go on with the interviews")),
        ("protocols", can["work"], "protocols:index", _("Go on with the protocols")),
        ("judgements", can["judge"], "judgements:index", _("Go on with the judgements")),
        ("decisions", can["judge"] or can["decide"], "decisions:index", _("Go on with the decisions")),
    )
    for step, may, page, words in ours:
        if may and status.count(step):
            return reverse(page, args=[round_.pk]), words
    if can["run"] and not any(status.count(step) for step in STEPS):
        return reverse("rounds:close", args=[round_.pk]), _("Close the round")
    return "", ""


@needs(Permission.ROUND_READ)
@require_GET
def round_page(request: HttpRequest, round_id: UUID) -> HttpResponse:
    round_ = seen.round_for(request, round_id)
    status = round_status(round_, today=timezone.localdate())
    only = request.GET.get("visa", "")
    rows = status.lacking if only == "saknas" else status.rows
    if only in STEPS:
        rows = tuple(row for row in status.rows if row.cells[only].state in ("waiting", "overdue"))
    page = Paginator([*rows], PER_PAGE).get_page(request.GET.get("sida"))
    definition, can = definition_of_round(round_), seen.abilities(request, round_)
    used = [step for step in STEPS if any(row.cells[step].state != "none" for row in status.rows)]
    burden = burden_of(status)
    context = {
        "round": round_,
        "can": can,
        "burden": burden,
        "hours": burden.minutes / 60 if burden else 0,
        "median_hours": burden.median_minutes / 60 if burden else 0,
        "since": definition.valid_from,
        "kind": capital(definition.name.text(language())),
        "status": status,
        "page": page,
        "rows": [_shown(row) for row in page.object_list],
        "steps": [(step, capital(label("round_step", step)), status.count(step)) for step in used],
        "only": only,
        "lacking": len(status.lacking),
        "overdue": sum(row.overdue for row in status.rows),
        "next_step": _next_step(round_, can, status),
        "notes": round_.notes.select_related("by"),
    }
    template = "rounds/_status.html" if request.htmx and not request.htmx.boosted else "rounds/round.html"
    return render(request, template, context)


@needs(Permission.ROUND_READ)
@require_GET
def missing(request: HttpRequest, round_id: UUID) -> HttpResponse:
    """Every criterion of the round and what is left of it, and every participant with what is left at each."""
    round_ = seen.round_for(request, round_id)
    status = round_status(round_, today=timezone.localdate())
    lacking = [row for row in status.rows if "judgements" in row.missing]
    page = page_of(request, lacking, PER_PAGE)
    left = missing_judgements(round_, [row.participant for row in page.object_list])
    rows: list[tuple[Row, list[MissingJudgement]]] = [(row, left[row.participant.pk]) for row in page.object_list]
    areas = {area["key"]: area["name"] for area in round_.areas}
    context = {
        "round": round_,
        "criteria": [(areas[one.area], one) for one in status.criteria],
        "rows": rows,
        "page": page,
        "lacking": len(lacking),
        "of": len(status.rows),
        "left": sum(one.missing for one in status.criteria),
    }
    return render(request, "rounds/missing.html", context)
