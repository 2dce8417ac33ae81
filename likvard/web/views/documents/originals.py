"""The originals, as files and as pictures of their pages."""

from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_GET

from likvard.documents import originals
from likvard.documents.pageimages import PageError
from likvard.documents.pageimages import page_image as picture_of
from likvard.rulebook.permissions import Permission
from likvard.web.guards import needs

from . import seen

SHOWN_IN_PLACE = {"application/pdf", "image/png", "image/jpeg", "text/plain"}
# A document may hold anything: it gets no script, no form, no address of ours, no other site.
SANDBOX = "sandbox; default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'"


@needs(Permission.DOCUMENT_READ)
@require_GET
def original(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """The file exactly as it came. `?visa=1` shows it in place when its type is harmless."""
    document = seen.document(request, document_id)
    path = originals.path_of(document.checksum)
    if not path.exists():
        raise Http404
    in_place = bool(request.GET.get("visa")) and document.media_type in SHOWN_IN_PLACE
    kind = document.media_type if in_place else "application/octet-stream"
    response = FileResponse(path.open("rb"), as_attachment=not in_place, filename=document.name, content_type=kind)
    if kind == "text/plain":
        response["Content-Type"] = "text/plain; charset=utf-8"
    return _safe(response)


@needs(Permission.DOCUMENT_READ)
@require_GET
def page_image(request: HttpRequest, document_id: UUID, number: int) -> HttpResponse:
    document = seen.document(request, document_id)
    try:
        path = picture_of(document.checksum, document.media_type, number)
    except PageError:
        raise Http404 from None
    return _safe(FileResponse(path.open("rb"), content_type="image/png"))


def _safe(response: FileResponse) -> FileResponse:
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = SANDBOX
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    patch_cache_control(response, private=True, max_age=3600)
    return response
