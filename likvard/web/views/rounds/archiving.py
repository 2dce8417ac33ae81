"""The archive package of a round."""

import hashlib
import tempfile
from typing import IO
from uuid import UUID

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods

from likvard.reports.archive import write
from likvard.reviews.actions.rounds import note_archive
from likvard.reviews.queries.archive import entries_of
from likvard.rulebook.permissions import Permission
from likvard.web.guards import needs

from . import seen

IN_MEMORY = 8_000_000  # bytes; a larger package is made on disk


def _sha256(file: IO[bytes]) -> str:
    file.seek(0)
    digest = hashlib.sha256()
    for chunk in iter(lambda: file.read(1 << 20), b""):
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()


@needs(Permission.ROUND_RUN)
@require_http_methods(["GET", "POST"])
def archive(request: HttpRequest, round_id: UUID) -> HttpResponse:
    """What the package holds; by POST the package itself, noted in the ledger with its checksum."""
    round_ = seen.round_for(request, round_id, Permission.ROUND_RUN)
    if request.method == "GET":
        return render(request, "rounds/archive.html", {"round": round_})
    at = timezone.now()
    package = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the response closes it
    about = {
        "round": str(round_.pk),
        "title": round_.title,
        "case_number": round_.case_number,
        "holder": round_.holder.name,
        "state": round_.state,
    }
    manifest = write(package, entries_of(round_), about=about, made_at=at)
    note_archive(round_=round_, files=len(manifest["files"]), checksum=_sha256(package), by=request.user, at=at)
    name = f"arkiv-{slugify(round_.case_number or round_.title)[:60] or 'granskning'}.zip"
    return FileResponse(package, as_attachment=True, filename=name, content_type="application/zip")
