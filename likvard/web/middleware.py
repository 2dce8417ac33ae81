"""Per request: the person's language, the organisation they work in just now, and headers that keep pages private."""

from collections.abc import Callable
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import add_never_cache_headers

ORGANISATION = "working_in"  # the session's key

PERMISSIONS_POLICY = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"


def person(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """The signed-in person's own language wins over the browser's; what they see is never kept by a cache."""

    def handle(request: HttpRequest) -> HttpResponse:
        known = request.user.is_authenticated
        if known:
            request.user.working_in = _working_in(request)
            if request.user.language in dict(settings.LANGUAGES):
                translation.activate(request.user.language)
                request.LANGUAGE_CODE = translation.get_language()
        response = get_response(request)
        if known and "Cache-Control" not in response:
            add_never_cache_headers(response)
        response.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response

    return handle


def _working_in(request: HttpRequest) -> UUID | None:
    try:
        return UUID(request.session.get(ORGANISATION, ""))
    except ValueError:
        return None
