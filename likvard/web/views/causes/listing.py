"""The analyses that are under way, the causes they found, and the good examples others may read."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from likvard.quality.models import HINDERS, Analysis
from likvard.quality.queries.analyses import analysis_page, analysis_rows, examples_visible_to
from likvard.quality.queries.causes import cause_lines
from likvard.quality.queries.reach import reach
from likvard.rulebook.permissions import Permission
from likvard.web.guards import grants, needs


@needs(Permission.QUALITY_READ)
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    mine = grants(request)
    rows = analysis_rows(mine)
    return render(
        request,
        "causes/index.html",
        {
            "ongoing": [row for row in rows if row.analysis.state == Analysis.State.ONGOING],
            "concluded": [row for row in rows if row.analysis.state == Analysis.State.CONCLUDED],
            "restating": sum(row.analysis.state == Analysis.State.CONCLUDED and not row.supported for row in rows),
            "examples": examples_visible_to(mine).count(),
            "may_work": mine.may(Permission.QUALITY_WORK),
            "may_read_inventories": mine.may(Permission.INVENTORY_READ),
        },
    )


@needs(Permission.QUALITY_READ)
@require_GET
def causes(request: HttpRequest) -> HttpResponse:
    """All causes, or only the hinders (`?hinder=1`)."""
    mine = grants(request)
    only_hinders = bool(request.GET.get("hinder"))
    lines = [line for line in cause_lines(mine) if not only_hinders or line.cause.kind in HINDERS]
    return render(
        request,
        "causes/causes.html",
        {
            "active": [line for line in lines if line.cause.state == "active"],
            "ended": [line for line in lines if line.cause.state != "active"],
            "only_hinders": only_hinders,
            "may_add": bool(reach(mine, Permission.QUALITY_WORK).whole),
        },
    )


@needs(Permission.QUALITY_READ)
@require_GET
def examples(request: HttpRequest) -> HttpResponse:
    shared = examples_visible_to(grants(request))
    if words := request.GET.get("q", "").strip():
        shared = shared.filter(question__icontains=words) | shared.filter(lesson__icontains=words)
    return render(request, "causes/examples.html", {"examples": list(shared[:100]), "words": words})


@needs(Permission.QUALITY_READ)
@require_GET
def example(request: HttpRequest, analysis_id: UUID) -> HttpResponse:
    """What was shared, without who wrote it: the question, what was seen, what held, what others can take along."""
    found = get_object_or_404(examples_visible_to(grants(request)), pk=analysis_id)
    return render(request, "causes/example.html", {"page": analysis_page(found), "analysis": found})
