"""`likvard read`: documents in, records out, for a person or for a program."""

from __future__ import annotations

import json
import os
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from likvard.reading.errors import Broken, Language, ReadingError, Unforeseen

if TYPE_CHECKING:
    from concurrent.futures import Future, ProcessPoolExecutor

# Some files failed, and not all for the same reason.
MIXED_FAILURES = 1


class Outcome(NamedTuple):
    """What became of one file: its record, or why there is none."""

    file: str
    record: dict[str, Any] | None
    error: ReadingError | None


@click.command(
    epilog="Exit codes: 0 all read; 10-20 and 70 the file (or every file that failed) could not be read, each cause "
    "has its own code; 1 several files failed for different reasons; 2 wrong command."
)
@click.argument("files", nargs=-1, type=click.Path(path_type=str, allow_dash=True))
@click.option("--json", "as_json", is_flag=True, help="JSON: one document one object, several one object a line.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Write records to this file, one a line.")
@click.option("--jobs", type=click.IntRange(1, 64), default=None, help="Processes; as many as there are cores.")
@click.option("--language", type=click.Choice(["sv", "en"]), default=None, help="Language of messages and tables.")
@click.option(
    "--register",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Read an export of the inspectorate's public register (CSV).",
)
def read(
    files: tuple[str, ...],
    as_json: bool,
    out: Path | None,
    jobs: int | None,
    language: Language | None,
    register: Path | None,
) -> None:
    """Read documents of school inspection: letters, decisions, follow-ups (text, Word, PDF, web page, scan).

    A FILE may be `-` for standard input. Nothing is written for a file that cannot be read.
    """
    said = language or _own_language()
    if register is not None:
        if files:
            raise click.UsageError("--register is read alone, without FILES.")
        _register(register, as_json=as_json, out=out, language=said)
        return
    if not files:
        raise click.UsageError("Missing argument 'FILES...'.")
    failures: list[ReadingError] = []
    written = _Writing(out) if out is not None else None
    try:
        for outcome in _with_progress(_outcomes(files, jobs), len(files), said):
            if outcome.error is not None:
                failures.append(outcome.error)
                _complain(outcome.file, outcome.error, as_json=as_json, language=said)
                continue
            record = outcome.record or {}
            if written is not None:
                written.add({"file": outcome.file, **record})
            if as_json:
                _print_json(record if len(files) == 1 else {"file": outcome.file, **record}, indent=len(files) == 1)
            elif written is None:
                from likvard.cli.record_table import show  # noqa: PLC0415 - slow import

                show(outcome.file, record, said)
        if written is not None:
            written.finish()
    finally:
        if written is not None:
            written.abandon()
    if failures:
        codes = {failure.exit_code for failure in failures}
        raise SystemExit(codes.pop() if len(codes) == 1 else MIXED_FAILURES)


def _own_language() -> Language:
    """Swedish, unless the environment asks for English."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name, "")
        if value:
            return "en" if value.startswith("en") else "sv"
    return "sv"


# ---------------------------------------------------------------- reading, in one process or several


def read_file(file: str) -> Outcome:
    """The outcome for one file. Every failure is a `ReadingError`; a traceback never leaves this function."""
    from likvard.reading import read as read_document  # noqa: PLC0415 - each worker imports the reader once

    try:
        reading = read_document(sys.stdin.buffer.read() if file == "-" else file)
        return Outcome(file, _record(reading), None)
    except ReadingError as error:
        return Outcome(file, None, error)
    except Exception as fault:
        # One document that the reader was not made for must not stop the others.
        if os.environ.get("LIKVARD_DEBUG"):
            raise
        return Outcome(file, None, Unforeseen(kind=type(fault).__name__))


def _record(reading: Any) -> dict[str, Any]:
    value = reading.to_json()
    record: dict[str, Any] = json.loads(value) if isinstance(value, str) else value
    return record


def _outcomes(files: tuple[str, ...], jobs: int | None) -> Iterator[Outcome]:
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else (os.cpu_count() or 1)
    workers = min(jobs or cores, len(files))
    if workers == 1 or "-" in files:
        yield from map(read_file, files)
        return
    yield from _parallel(files, workers)


def _parallel(files: tuple[str, ...], workers: int) -> Iterator[Outcome]:
    """Outcomes in the order of the files; only a few are read ahead, so memory does not grow with their number."""
    from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415 - not needed for one file
    from concurrent.futures.process import BrokenProcessPool  # noqa: PLC0415 - beside it

    waiting: deque[tuple[str, Future[Outcome]]] = deque()
    left = iter(files)
    pool = ProcessPoolExecutor(workers)
    try:
        while True:
            while len(waiting) < 8 * workers and (file := next(left, None)) is not None:
                waiting.append((file, pool.submit(read_file, file)))
            if not waiting:
                return
            file, future = waiting.popleft()
            try:
                yield future.result()
            except BrokenProcessPool:
                # A file brought down its process (a fault in a native library). The files in flight are read
                # again, each in a process of its own, and only the one that does it again is refused.
                pool.shutdown(wait=False, cancel_futures=True)
                for again in [file, *(name for name, _ in waiting)]:
                    yield _alone(again)
                waiting.clear()
                pool = ProcessPoolExecutor(workers)
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _alone(file: str) -> Outcome:
    from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415 - only after a crash
    from concurrent.futures.process import BrokenProcessPool  # noqa: PLC0415 - beside it

    alone: ProcessPoolExecutor
    with ProcessPoolExecutor(1) as alone:
        try:
            return alone.submit(read_file, file).result()
        except BrokenProcessPool:
            return Outcome(file, None, Broken())


def _with_progress(outcomes: Iterable[Outcome], total: int, language: Language) -> Iterator[Outcome]:
    """The same outcomes, with a progress line on standard error when a person looks at it."""
    if not sys.stderr.isatty():
        yield from outcomes
        return
    from rich.console import Console  # noqa: PLC0415 - slow import

    if total == 1:
        # A scan takes some seconds; a text is read before anyone sees this.
        with Console(stderr=True).status("Läser …" if language == "sv" else "Reading …"):
            read = list(outcomes)
        yield from read
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn  # noqa: PLC0415

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("Läser" if language == "sv" else "Reading", total=total)
        for outcome in outcomes:
            yield outcome
            progress.advance(task)


# ---------------------------------------------------------------- writing


def _print_json(value: Any, *, indent: bool) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=1 if indent else None) + "\n")


def _complain(file: str, error: ReadingError, *, as_json: bool, language: Language) -> None:
    message = error.message(language)
    if as_json:
        click.echo(
            json.dumps({"file": file, "error": {"code": error.code, "message": message}}, ensure_ascii=False), err=True
        )
    else:
        click.echo(f"{file}: {message} [{error.code}]", err=True)


class _Writing:
    """A file that appears whole or not at all: written beside its place, moved there at the end."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.beside = path.with_name(f".{path.name}.{os.getpid()}.part")
        self.stream = None
        try:
            self.stream = self.beside.open("w", encoding="utf-8")
        except OSError as error:
            raise click.FileError(str(path), error.strerror or "") from None
        self.count = 0

    def add(self, record: dict[str, Any]) -> None:
        if self.stream is not None:
            self.stream.write(json.dumps(record, ensure_ascii=False) + "\n")
            self.count += 1

    def finish(self) -> None:
        if self.stream is None:
            return
        self.stream.flush()
        os.fsync(self.stream.fileno())
        self.stream.close()
        self.stream = None
        if self.count:
            self.beside.replace(self.path)
        else:
            self.beside.unlink(missing_ok=True)

    def abandon(self) -> None:
        """Removes what was begun, unless it was finished."""
        if self.stream is not None:
            self.stream.close()
            self.stream = None
            self.beside.unlink(missing_ok=True)


# ---------------------------------------------------------------- the register


def _register(path: Path, *, as_json: bool, out: Path | None, language: Language) -> None:
    from likvard.reading.register_lines import read_export  # noqa: PLC0415 - only for --register

    try:
        lines = [line.to_json() for line in read_export(path)]
    except ReadingError as error:
        _complain(str(path), error, as_json=as_json, language=language)
        raise SystemExit(error.exit_code) from None
    if out is not None:
        written = _Writing(out)
        try:
            for line in lines:
                written.add(line)
            written.finish()
        finally:
            written.abandon()
    if as_json:
        for line in lines:
            _print_json(line, indent=False)
    elif out is None:
        from likvard.cli.record_table import show_register  # noqa: PLC0415 - slow import

        show_register(lines, language)
