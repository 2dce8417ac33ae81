"""Pages of the site itself: is it alive, and what it says when something goes wrong."""

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.cache import never_cache

from likvard.web.backup.restoring import is_unfinished
from likvard.web.guards import public


@public
@never_cache
def health(request: HttpRequest) -> HttpResponse:
    """For a machine that watches: 200 when the site and its database answer, 503 when a restore was broken off here.
    Tells nothing else."""
    if is_unfinished():
        return JsonResponse({"ok": False}, status=503)
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"ok": True})


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "errors/400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "errors/403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "errors/404.html", status=404)


def failed(request: HttpRequest) -> HttpResponse:
    # Nothing that could itself be broken: no session, no database, no request.
    return HttpResponse(render_to_string("errors/500.html"), status=500)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "errors/csrf.html", status=403)
