"""Where the state of play begins: a place."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from likvard.rulebook.permissions import Permission
from likvard.terms.municipalities import all_municipalities
from likvard.web.guards import needs


@needs(Permission.QUALITY_READ)
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The state of play."""
    municipalities = sorted(all_municipalities(), key=lambda one: one.name)
    return render(request, "state/index.html", {"municipalities": municipalities})
