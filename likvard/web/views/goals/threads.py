"""The thread of one finding: its causes, goals, measures and their effect, fetched when somebody opens it."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from likvard.quality.queries.threads import threads_of
from likvard.reviews.queries import findings_visible_to
from likvard.rulebook.permissions import Permission
from likvard.web.guards import grants, needs


@needs(Permission.QUALITY_READ)
@require_GET
def thread(request: HttpRequest, finding_id: UUID) -> HttpResponse:
    mine = grants(request)
    finding = get_object_or_404(findings_visible_to(mine).select_related("case"), pk=finding_id)
    origin = f"finding:{finding.pk}"
    found = threads_of([origin], mine, today=timezone.localdate())[origin]
    seen = finding.evidence.filter(removed_at=None).select_related("document").order_by("added_at", "id")
    context = {
        "thread": found,
        "finding": finding,
        "evidence": list(seen),
        "may_work": mine.may(Permission.QUALITY_WORK),
    }
    return render(request, "goals/_thread.html" if request.htmx else "goals/thread.html", context)
