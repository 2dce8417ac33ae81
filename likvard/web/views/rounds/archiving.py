"""The archive package of a round: at once for a small one, made behind the page for a large one."""

import hashlib
import tempfile
from typing import IO
from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_GET, require_http_methods

from likvard.reports.archive import write
from likvard.reviews.actions.packages import ask_for_package, path_of
from likvard.reviews.actions.rounds import note_archive
from likvard.reviews.models import ArchiveRun, Round
from likvard.reviews.queries.archive import about, entries_of, papers_to_set
from likvard.reviews.tasks import make_package
from likvard.rulebook.permissions import Permission
from likvard.web.guards import needs

from . import seen

IN_MEMORY = 8_000_000  # bytes; a larger package is made on disk
AT_ONCE = 25  # papers that are set while the person waits, a few seconds


def _sha256(file: IO[bytes]) -> str:
    file.seek(0)
    digest = hashlib.sha256()
    for chunk in iter(lambda: file.read(1 << 20), b""):
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()


def _name(round_: Round) -> str:
    return f"arkiv-{slugify(round_.case_number or round_.title)[:60] or 'granskning'}.zip"


@needs(Permission.ROUND_RUN)
@require_http_methods(["GET", "POST"])
def archive(request: HttpRequest, round_id: UUID) -> HttpResponse:
    """What the package holds, and how far one is that is being made. By POST the package itself, noted in the ledger
    with its checksum; a large one is begun, and fetched when it is ready."""
    round_ = seen.round_for(request, round_id, Permission.ROUND_RUN)
    run = ArchiveRun.objects.filter(round=round_).first()
    if request.method == "GET":
        context = {
            "round": round_,
            "run": run,
            "under_way": run is not None and run.state in ArchiveRun.OPEN,
            "behind": papers_to_set(round_) > AT_ONCE,
        }
        template = "rounds/_archive_run.html" if request.htmx and not request.htmx.boosted else "rounds/archive.html"
        return render(request, template, context)
    at = timezone.now()
    if papers_to_set(round_) > AT_ONCE:
        asked = ask_for_package(round_=round_, by=request.user, at=at)
        if asked.state == ArchiveRun.State.QUEUED:
            make_package.enqueue(str(asked.pk))
        return redirect("rounds:archive", round_.pk)
    package = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the response closes it
    manifest = write(package, entries_of(round_), about=about(round_), made_at=at)
    note_archive(round_=round_, files=len(manifest["files"]), checksum=_sha256(package), by=request.user, at=at)
    return FileResponse(package, as_attachment=True, filename=_name(round_), content_type="application/zip")


@needs(Permission.ROUND_RUN)
@require_GET
def package(request: HttpRequest, round_id: UUID) -> FileResponse:
    """The last package that was made behind the page, as long as it lies there."""
    round_ = seen.round_for(request, round_id, Permission.ROUND_RUN)
    run = ArchiveRun.objects.filter(round=round_, state=ArchiveRun.State.DONE).first()
    if run is None or not path_of(run).is_file():
        raise Http404
    file = path_of(run).open("rb")
    return FileResponse(file, as_attachment=True, filename=_name(round_), content_type="application/zip")
