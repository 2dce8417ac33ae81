"""The door of the public side: open to everybody, closed for the whole installation by LIKVARD_PUBLIC=0.

The pages set no cookie and keep no session, show the same to everybody, and may be kept by caches for a few minutes. A
reader's language comes from `?sprak=`, else from the browser. What is withdrawn is out of every cache within that time.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.http import quote_etag
from django.views.decorators.http import condition, require_safe

from likvard.reviews.queries.public import Filters, state_of_everything
from likvard.web.guards import public
from likvard.web.labels import choices

View = Callable[..., HttpResponse]
FRESH = 300  # seconds


def etag(request: HttpRequest, *args: Any, **kwargs: Any) -> str:
    """Changes with what is published, and with the language."""
    return quote_etag(f"{state_of_everything()}-{translation.get_language()}")


def open_page(view: View) -> View:
    """Marks the view as public and takes only GET and HEAD."""

    @public
    @require_safe
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not settings.PUBLIC:
            raise Http404
        chosen = request.GET.get("sprak", "")
        language = chosen if chosen in dict(settings.LANGUAGES) else translation.get_language() or "sv"
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = view(request, *args, **kwargs)
        response["Content-Language"] = language
        if response.status_code in (200, 304):
            response["Cache-Control"] = f"public, max-age={FRESH}"
        patch_vary_headers(response, ["Accept-Language"])
        return response

    guarded.guard = "public"
    return guarded


def page(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """A page whose links keep the language that the address asks for."""
    asked = request.GET.get("sprak", "") in dict(settings.LANGUAGES)
    spoken = f"sprak={request.LANGUAGE_CODE}" if asked else ""
    more = {"spoken": f"?{spoken}" if asked else "", "spoken_more": f"&{spoken}" if asked else ""}
    return render(request, template, context | more, status=status)


def open_file(view: View) -> View:
    """As `open_page`, and whoever fetches it again gets a short answer when nothing has changed (RFC 9110, 13)."""
    return open_page(wraps(view)(condition(etag_func=etag)(view)))


def filters_of(request: HttpRequest) -> Filters:
    """What the address asks for. Values that mean nothing ask for nothing."""
    get = {key: value.replace("\x00", "") for key, value in request.GET.items()}  # which no database takes
    year = get.get("ar", "")
    kinds = dict(choices("review_kind"))
    return Filters(
        words=get.get("q", "").strip()[:100],
        organiser=get.get("huvudman", "")[:200],
        kind=kind if (kind := get.get("form", "")) in kinds else "",
        subject=subject if (subject := get.get("typ", "")) in ("decision", "follow_up", "report") else "",
        year=int(year) if year.isascii() and year.isdecimal() and len(year) == 4 else None,
        area=get.get("omrade", "")[:200],
    )


def address_of(filters: Filters) -> str:
    """The same choice as a query, for feeds and files; "" when nothing is chosen."""
    given = {
        "q": filters.words, "huvudman": filters.organiser, "form": filters.kind, "typ": filters.subject,
        "ar": filters.year or "", "omrade": filters.area,
    }  # fmt: skip
    chosen = {key: value for key, value in given.items() if value}
    return f"?{urlencode(chosen)}" if chosen else ""
