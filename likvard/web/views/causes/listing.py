"""The analyses that are under way, the causes they found, and the good examples others may read."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from likvard.quality.models import HINDERS, Analysis
from likvard.quality.queries.analyses import (
    analyses_visible_to,
    analysis_page,
    analysis_rows,
    examples_visible_to,
    without_cause,
)
from likvard.quality.queries.causes import causes_visible_to, lines_of, most_shared_first
from likvard.quality.queries.reach import reach
from likvard.rulebook.permissions import Permission
from likvard.web.guards import grants, needs
from likvard.web.paging import page_of

ON_A_PAGE = 50


@needs(Permission.QUALITY_READ)
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    mine = grants(request)
    seen = analyses_visible_to(mine)
    # Those that are under way come first.
    page = page_of(request, seen.order_by("-state", "-created_at", "id"), ON_A_PAGE)
    rows = analysis_rows(mine, pk__in=[one.pk for one in page])
    return render(
        request,
        "causes/index.html",
        {
            "page": page,
            "under_way": seen.filter(state=Analysis.State.ONGOING).count(),
            "ongoing": [row for row in rows if row.analysis.state == Analysis.State.ONGOING],
            "concluded": [row for row in rows if row.analysis.state == Analysis.State.CONCLUDED],
            "restating": without_cause(mine).count(),
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
    found = most_shared_first(causes_visible_to(mine))
    page = page_of(request, found.filter(kind__in=HINDERS) if only_hinders else found, ON_A_PAGE)
    lines = lines_of(list(page), mine)
    return render(
        request,
        "causes/causes.html",
        {
            "active": [line for line in lines if line.cause.state == "active"],
            "ended": [line for line in lines if line.cause.state != "active"],
            "only_hinders": only_hinders,
            "page": page,
            "may_add": bool(reach(mine, Permission.QUALITY_WORK).whole),
        },
    )


@needs(Permission.QUALITY_READ)
@require_GET
def examples(request: HttpRequest) -> HttpResponse:
    shared = examples_visible_to(grants(request))
    if words := request.GET.get("q", "").strip():
        shared = shared.filter(question__icontains=words) | shared.filter(lesson__icontains=words)
    page = page_of(request, shared, ON_A_PAGE)
    return render(request, "causes/examples.html", {"page": page, "examples": list(page), "words": words})


@needs(Permission.QUALITY_READ)
@require_GET
def example(request: HttpRequest, analysis_id: UUID) -> HttpResponse:
    """What was shared, without who wrote it: the question, what was seen, what held, what others can take along."""
    found = get_object_or_404(examples_visible_to(grants(request)), pk=analysis_id)
    return render(request, "causes/example.html", {"page": analysis_page(found), "analysis": found})
