"""Work that is asked for in a page and done by the worker: importing a file, publishing."""

import hashlib
import logging
import traceback
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.db import IntegrityError, transaction

from likvard.datasets import places
from likvard.datasets.models import Run, WaitingFile
from likvard.intake.opening import Opened, RefusedFileError, refuse_workbook
from likvard.intake.own import Mapping
from likvard.organisations.models import Organisation

from .importing import import_dataset
from .publishing import publish
from .waiting import clear_waiting, let_wait, throw_away

log = logging.getLogger(__name__)
UNEXPECTED = "unexpected"  # a fault of ours, not of the file
GONE = "gone"  # the file waited too long, or was thrown away
LONGEST = timedelta(days=1)  # that a run waits for anybody to start it again; its file goes with it
REMEMBERED = timedelta(days=30)  # how long the page of a run that is over can be read

Clock = Callable[[], datetime]


def ask_for_import(
    *, content: bytes, name: str, holder: Organisation | None, people: bool, year: int | None, by: object, at: datetime
) -> Run:
    """One file to import in the background. Raises `RefusedFileError` for what is refused already at the door; the
    same file that is on its way already is not asked for twice."""
    opened = Opened(name, content)
    if opened.kind == "xlsx":
        refuse_workbook(opened)
    run = _asked(
        Run(
            kind=Run.Kind.IMPORT, key=_key("import", holder and holder.id, opened.checksum, people, year),
            holder=holder, name=opened.name[:255], people=people, year=year, by=by, asked_at=at,
        ),
        content,
    )  # fmt: skip
    clear_runs(at=at)
    return run


def ask_for_import_of(*, waiting: WaitingFile, mapping: Mapping, by: object, at: datetime) -> Run:
    """A waiting table, now that it is known what its columns mean."""
    run = Run(
        kind=Run.Kind.IMPORT, key=_key("import", waiting.id, mapping.as_json()), holder=waiting.holder,
        name=waiting.name, people=waiting.people, mapping=mapping.as_json(), waiting=waiting, by=by, asked_at=at,
    )  # fmt: skip
    return _asked(run, None)


def ask_for_publication(*, by: object, at: datetime) -> Run:
    return _asked(Run(kind=Run.Kind.PUBLISH, key=_key("publish"), by=by, asked_at=at), None)


def ask_again(*, run: Run, at: datetime) -> Run:
    """Puts a run in line once more whose worker died on it. What is over, or still held, stays as it is."""
    with transaction.atomic():
        found = Run.objects.select_for_update().get(id=run.id)
        if found.state in Run.OPEN and not places.is_held(found.id):
            found.state, found.step, found.started_at, found.asked_at = Run.State.WAITING, "", None, at
            found.save(update_fields=["state", "step", "started_at", "asked_at"])
    return found


def _key(*parts: object) -> str:
    return hashlib.sha256("\x1f".join(str(part) for part in parts).encode()).hexdigest()


def _asked(run: Run, content: bytes | None) -> Run:
    found = _open(run.key)
    if found is None:
        try:
            with transaction.atomic():
                run.save()
            found = run
        except IntegrityError:  # somebody pressed at the same moment
            found = _open(run.key)
            if found is None:
                raise
    if found is not run:
        found = ask_again(run=found, at=run.asked_at)
    # The row first: a file that no row names is one that may be taken away.
    if content is not None and not places.waiting_path(found.id).exists():
        places.lay_down(places.waiting_path(found.id), content)
    return found


def _open(key: str) -> Run | None:
    return Run.objects.filter(key=key, state__in=Run.OPEN).order_by("-asked_at").first()


def work_off(*, run_id: UUID, clock: Clock) -> None:
    """Does what was asked for, from beginning to end: whatever happens, the run says so. Nothing when it is done
    already, or another worker has it."""
    if not Run.objects.filter(id=run_id, state=Run.State.WAITING).exists():
        return
    with places.held(run_id):
        run = _begin(run_id, clock())
        if run is None:
            return
        try:
            if run.kind == Run.Kind.PUBLISH:
                _publish(run, clock)
            else:
                _import(run, clock)
        except RefusedFileError as error:
            _end(run, clock, Run.State.REFUSED, code=error.code, detail=error.detail[:200])
        except FileNotFoundError as error:
            here = error.filename and Path(error.filename).parent == places.waiting_path(run.id).parent
            _fail(run, clock, error, GONE if here else UNEXPECTED)
        except Exception as error:  # the person who waits is told, whatever it was
            _fail(run, clock, error, UNEXPECTED)


def _begin(run_id: UUID, at: datetime) -> Run | None:
    with transaction.atomic():
        run = (
            Run.objects.select_for_update(of=("self",))
            .select_related("holder", "by", "waiting__holder")
            .filter(id=run_id, state=Run.State.WAITING)
            .first()
        )
        if run is not None:
            run.state, run.started_at = Run.State.WORKING, at
            run.save(update_fields=["state", "started_at"])
    return run


def _tell(run: Run) -> Callable[[str], None]:
    def tell(step: str) -> None:
        run.step = step
        run.save(update_fields=["step"])

    return tell


def _import(run: Run, clock: Clock) -> None:
    path = places.waiting_path(run.waiting.id if run.waiting else run.id)
    content = path.read_bytes()
    mapping = Mapping.from_json(run.mapping) if run.mapping else None
    try:
        imported = import_dataset(
            content=content, name=run.name, holder=run.holder, by=run.by, at=clock(), mapping=mapping, year=run.year,
            told=_tell(run),
        )  # fmt: skip
    except RefusedFileError as error:
        unknown = error.code == "unknown" or (error.code == "personal_numbers" and run.people)
        if run.mapping or not unknown or run.holder is None:
            raise
        run.waiting = let_wait(
            content=content, name=run.name, holder=run.holder, people=run.people, by=run.by, at=clock()
        )
        _end(run, clock, Run.State.COLUMNS)
        return
    run.version, run.new = imported.version, imported.new
    waiting = run.waiting
    _end(run, clock, Run.State.DONE)
    if waiting is not None:
        throw_away(waiting=waiting)


def _publish(run: Run, clock: Clock) -> None:
    run.publication = publish(by=run.by, at=clock(), told=_tell(run))
    _end(run, clock, Run.State.DONE)


def _fail(run: Run, clock: Clock, error: Exception, code: str) -> None:
    # Where it happened, and not what the error says: that may be a cell of the file.
    last = traceback.extract_tb(error.__traceback__)[-1]
    log.error("%s %s failed: %s in %s, line %s", run.kind, run.id, type(error).__name__, last.name, last.lineno)
    _end(run, clock, Run.State.FAILED, code=code)


def _end(run: Run, clock: Clock, state: Run.State, *, code: str = "", detail: str = "") -> None:
    run.state, run.code, run.detail, run.step, run.finished_at = state, code, detail, "", clock()
    run.save()
    places.waiting_path(run.id).unlink(missing_ok=True)  # that of a table with a mapping lies under its own id


def clear_runs(*, at: datetime) -> None:
    """Takes away files that waited too long, and forgets runs that have long been over."""
    clear_waiting(at=at)
    for run in Run.objects.filter(state__in=Run.OPEN, asked_at__lt=at - LONGEST).order_by("asked_at"):
        if not places.is_held(run.id):
            _end(run, lambda: at, Run.State.FAILED, code=GONE)
    Run.objects.filter(finished_at__lt=at - REMEMBERED).delete()
    open_runs = {str(one) for one in Run.objects.filter(state__in=Run.OPEN).order_by("id").values_list("id", flat=True)}
    waiting = {str(one) for one in WaitingFile.objects.order_by("id").values_list("id", flat=True)}
    places.keep_only(waiting=open_runs | waiting, runs=open_runs)
