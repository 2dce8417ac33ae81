"""Files in pieces, for the page's script: begun or gone on with, a piece at a time, and finished.

Answers are small JSON values. A dropped line costs one piece: the next one is told where to begin (409).
"""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.request import RawPostDataException
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from likvard.documents import pieces
from likvard.documents.tasks import read_document
from likvard.reading.errors import ReadingError
from likvard.reviews.actions.requests import TooManyFiles
from likvard.reviews.actions.uploads import TooManyUploads, TornOnTheWay, begin_upload, finish_upload, take_piece
from likvard.reviews.forms.requests import BeginUploadForm
from likvard.reviews.models import PublicLink, Upload
from likvard.reviews.queries.requests import request_with_items
from likvard.web.views.documents.listing import in_language

from .asked import item_of, line_of, request_of, too_many
from .doors import Door, doors

LARGEST_PIECE = 2_000_000  # bytes; Django's own limit on a body lies above
_REFUSED = 422


def refused(words: str) -> JsonResponse:
    return JsonResponse({"refused": words}, status=_REFUSED)


@require_POST
def begin(request: HttpRequest, door: Door, item_id: UUID) -> HttpResponse:
    """Where to send the pieces, and how much of this very file has come already."""
    item = item_of(door, item_id)
    form = BeginUploadForm(request.POST)
    if not form.is_valid():
        return refused(_("The file could not be sent. Choose it again."))
    try:
        upload = begin_upload(item=item, at=timezone.now(), **form.cleaned_data, **door.who)
    except ReadingError as error:
        return refused(in_language(error))
    except TooManyUploads:
        return refused(_("Many files are on their way already. Wait until some of them have come."))
    return JsonResponse(
        {
            "piece": door.to("piece", item.pk, upload.pk),
            "finish": door.to("finish_upload", item.pk, upload.pk),
            "received": pieces.received(upload.pk.hex),
            "largest": LARGEST_PIECE,
        }
    )


def _upload(door: Door, item_id: UUID, upload_id: UUID) -> Upload:
    item = item_of(door, item_id)
    upload = get_object_or_404(Upload, pk=upload_id, item=item)
    upload.item = item
    return upload


@require_POST
def piece(request: HttpRequest, door: Door, item_id: UUID, upload_id: UUID) -> HttpResponse:
    upload = _upload(door, item_id, upload_id)
    offset = request.headers.get("Upload-Offset", "")
    try:
        data = request.body
    except (OSError, RawPostDataException):  # the line dropped in the middle of a piece
        return JsonResponse({"received": pieces.received(upload.pk.hex)}, status=409)
    if not offset.isdecimal() or not 0 < len(data) <= LARGEST_PIECE:
        return refused(_("The file could not be sent. Choose it again."))
    try:
        return JsonResponse({"received": take_piece(upload=upload, offset=int(offset), data=data)})
    except pieces.OutOfStep as told:
        return JsonResponse({"received": told.at}, status=409)
    except ValueError:
        return refused(_("The file has changed while it was sent. Choose it again."))


@require_POST
def finish(request: HttpRequest, door: Door, item_id: UUID, upload_id: UUID) -> HttpResponse:
    """The line as it stands with the new file, as a fragment of the page."""
    upload = _upload(door, item_id, upload_id)
    try:
        row, new = finish_upload(upload=upload, digest=request.POST.get("sha256", ""), at=timezone.now(), **door.who)
    except pieces.OutOfStep as told:
        return JsonResponse({"received": told.at}, status=409)
    except TornOnTheWay:
        return refused(_("The file was damaged on its way. Send it again."))
    except ReadingError as error:
        return refused(in_language(error))
    except TooManyFiles:
        return refused(too_many())
    if new:
        read_document.enqueue(str(row.document_id))
    items = request_with_items(request_of(door))
    number, item = next((n, one) for n, one in enumerate(items, start=1) if one.pk == upload.item_id)
    return render(request, "participation/_files.html", {"door": door, "line": line_of(door, item, number)})


_both = doors(PublicLink.Purpose.DOCUMENTS)
by_link_begin, own_begin = _both(begin)
by_link_piece, own_piece = _both(piece)
by_link_finish, own_finish = _both(finish)
