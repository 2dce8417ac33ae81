"""What is overdue in all the rounds of the authority: its own list, the longest overdue first."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from likvard.reviews.queries.clocks import overdue_everywhere
from likvard.rulebook.permissions import Permission
from likvard.web.guards import grants, needs
from likvard.web.paging import page_of

PER_PAGE = 50


@needs(Permission.ROUND_READ)
@require_GET
def late(request: HttpRequest) -> HttpResponse:
    found = overdue_everywhere(grants(request), today=timezone.localdate())
    page = page_of(request, found, PER_PAGE)
    ours = sum(one.what != "response" for one in found)
    context = {"rows": list(page), "page": page, "n": len(found), "ours": ours, "theirs": len(found) - ours}
    return render(request, "rounds/late.html", context)
