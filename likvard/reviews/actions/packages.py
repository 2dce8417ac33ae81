"""Archive packages that are made behind the page: asked for, made, cleared away."""

import hashlib
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction

from likvard.access.models import User
from likvard.reports.archive import Entry, write
from likvard.reviews.models import ArchiveRun, Round
from likvard.reviews.queries.archive import SET, about, entries_of, papers_to_set

from .rounds.lifecycle import note_archive

S = ArchiveRun.State
KEPT = timedelta(days=7)  # a package can be made again at any time
LONGEST = timedelta(hours=6)  # a run that has not ended by then died with its worker


def path_of(run: ArchiveRun) -> Path:
    return Path(settings.DATA_DIR) / "packages" / f"{run.pk}.zip"


def ask_for_package(*, round_: Round, by: User, at: datetime) -> ArchiveRun:
    """A run that waits for the worker; the one that is under way when there is one."""
    clear_packages(at=at)
    try:
        with transaction.atomic():
            return ArchiveRun.objects.create(round=round_, of=papers_to_set(round_), queued_by=by, queued_at=at)
    except IntegrityError:  # somebody has asked already
        return ArchiveRun.objects.get(round=round_, state__in=ArchiveRun.OPEN)


def make_package(*, run_id: UUID, clock: Callable[[], datetime]) -> ArchiveRun:
    """Makes the package of one run that waits. Doing it twice does nothing the second time."""
    with transaction.atomic():
        run = ArchiveRun.objects.select_for_update(of=("self",)).select_related("round__holder").get(pk=run_id)
        if run.state != S.QUEUED:
            return run
        run.state, run.started_at = S.RUNNING, clock()
        run.save(update_fields=["state", "started_at"])
    target = path_of(run)
    beside = target.with_suffix(".part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.parent.chmod(0o700)
        with beside.open("wb") as file:
            manifest = write(file, _counted(run), about=about(run.round), made_at=clock())
        with beside.open("rb") as file:
            checksum = hashlib.file_digest(file, "sha256").hexdigest()
        beside.rename(target)
    except Exception as problem:
        beside.unlink(missing_ok=True)
        ArchiveRun.objects.filter(pk=run.pk).update(state=S.FAILED, error=type(problem).__name__, finished_at=clock())
        raise
    with transaction.atomic():
        run.state, run.finished_at = S.DONE, clock()
        run.save(update_fields=["state", "finished_at"])
        note_archive(
            round_=run.round, files=len(manifest["files"]), checksum=checksum, by=run.queued_by, at=run.finished_at
        )
    return run


def _counted(run: ArchiveRun) -> Iterator[Entry]:
    """The entries; after each paper that was set the run says how far it is."""
    done = 0
    for entry in entries_of(run.round):
        yield entry
        if entry.path.startswith(SET):
            done += 1
            ArchiveRun.objects.filter(pk=run.pk).update(done=done)


def clear_packages(*, at: datetime) -> int:
    """Takes away packages that have lain a week, and gives up runs whose worker died. How many were taken away."""
    ArchiveRun.objects.filter(state__in=ArchiveRun.OPEN, queued_at__lt=at - LONGEST).update(
        state=S.FAILED, error="stopped", finished_at=at
    )
    gone = 0
    for run in ArchiveRun.objects.filter(finished_at__lt=at - KEPT):
        path_of(run).unlink(missing_ok=True)
        run.delete()
        gone += 1
    return gone
