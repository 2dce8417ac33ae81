"""Large files in pieces: begun, gone on with after a dropped line, finished, and taken away when nobody comes back."""

import hashlib
from datetime import datetime

from django.conf import settings
from django.db import transaction

from likvard.access.models import User
from likvard.documents import originals, pieces
from likvard.reading.errors import Empty, TooLarge
from likvard.reviews.models import ItemFile, PublicLink, RequestItem, Upload

from .requests import receive_file
from .rounds import require_open

MAX_OPEN = 40  # uploads of one request that have begun and not ended


class TooManyUploads(Exception):  # noqa: N818 - read aloud where it is raised
    """So many files are on their way that more must wait."""


class TornOnTheWay(Exception):  # noqa: N818 - read aloud where it is raised
    """What came is not what was sent; it is dropped and must be sent again."""


@transaction.atomic
def begin_upload(
    *,
    item: RequestItem,
    name: str,
    size: int,
    fingerprint: str,
    by: User | None,
    link: PublicLink | None,
    at: datetime,
) -> Upload:
    """A new file, or the same one where it stopped: `fingerprint` is what the sender knows it by.

    Raises `TooLarge`, `Empty` and `TooManyUploads`.
    """
    require_open(item.request.participant.round)
    if size > settings.MAX_DOCUMENT_BYTES:
        raise TooLarge(limit=settings.MAX_DOCUMENT_BYTES // 1_000_000)
    if size <= 0:
        raise Empty
    mark = hashlib.sha256(f"{fingerprint}\n{size}\n{name}".encode("utf-8", "surrogatepass")).hexdigest()
    known = Upload.objects.filter(item=item, fingerprint=mark).first()
    if known is not None:
        return known
    if Upload.objects.filter(item__request=item.request_id).count() >= MAX_OPEN:
        raise TooManyUploads
    upload, _ = Upload.objects.get_or_create(
        item=item,
        fingerprint=mark,
        defaults={"name": originals.clean_name(name), "size": size, "started_at": at, "by": by, "link": link},
    )
    return upload


def take_piece(*, upload: Upload, offset: int, data: bytes) -> int:
    """A piece that begins at `offset`; gives how much has come. Raises `pieces.OutOfStep` with where to go on."""
    return pieces.add(upload.pk.hex, offset=offset, data=data, limit=upload.size)


def finish_upload(
    *, upload: Upload, digest: str, by: User | None, link: PublicLink | None, at: datetime
) -> tuple[ItemFile, bool]:
    """The whole file has come: it is checked and laid in as any document. `digest` is the sender's own sha256, "" when
    the browser could not count it. Raises what `receive_file` raises, `pieces.OutOfStep` while something is
    missing, and `TornOnTheWay`. Doing it twice, or after a crash in the middle, gives the same file."""
    name = upload.pk.hex
    come = pieces.received(name)
    if come != upload.size:
        raise pieces.OutOfStep(come)
    if digest and digest != _digest(name):
        _forget(upload)
        raise TornOnTheWay
    try:
        found = receive_file(item=upload.item, content=pieces.chunks(name), name=upload.name, by=by, link=link, at=at)
    except Exception as error:
        if getattr(error, "code", "") not in ("", "unchecked"):
            _forget(upload)  # refused for what it is: sending it again would not help
        raise
    _forget(upload)
    return found


def _digest(name: str) -> str:
    found = hashlib.sha256()
    for piece in pieces.chunks(name):
        found.update(piece)
    return found.hexdigest()


def _forget(upload: Upload) -> None:
    """The row first: a piece without a row is only waste, and is taken away by `prune_uploads`."""
    Upload.objects.filter(pk=upload.pk).delete()
    pieces.drop(upload.pk.hex)


def prune_uploads(*, before: datetime) -> int:
    """Take away uploads that nobody has gone on with since `before`; how many there were."""
    gone = 0
    for upload in Upload.objects.filter(started_at__lt=before):
        if pieces.untouched_since(upload.pk.hex, before):
            _forget(upload)
            gone += 1
    return gone + originals.clear_incoming(before=before)
