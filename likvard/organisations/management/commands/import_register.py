"""`likvard organisations import [FOLDER]`: bring organisers and school units up to the school unit register.

Exit code 0 when the register is in, also when nothing had changed; 1 when the folder cannot be read or when too many
known units are missing from it.
"""

import json
import sys
from argparse import ArgumentTypeError
from datetime import date
from pathlib import Path
from time import perf_counter
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

from likvard.intake.import_log import ImportLog
from likvard.intake.school_unit_register import Register, UnknownFolderError, read_extract, read_sheets
from likvard.intake.school_unit_register.extract import is_extract
from likvard.organisations.actions import Imported, TooManyWouldEndError, import_register
from likvard.organisations.bundled import bundled_register
from likvard.organisations.management.manual import ManualCommand
from likvard.organisations.queries import latest_import

WORDS = {
    "organisers_new": "new organisers",
    "organisers_renamed": "organisers with a new name",
    "organisers_changed": "organisers with other facts",
    "units_new": "new school units",
    "units_moved": "school units with another organiser",
    "units_renamed": "school units with a new name",
    "units_changed": "school units with other facts",
    "units_ended": "school units that have ended",
    "older": "rows older than what is known, left alone",
    "without_organiser": "school units whose organiser is unknown, left out",
}


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text} is no date (write 2026-10-15)") from None


class Command(ManualCommand):
    name = "organisations import"
    help = "Brings organisers and school units up to the school unit register. The same folder again changes nothing."
    manual = """
FOLDER holds the register's sheets (CSV), or what `likvard fetch school-units` wrote. Without a folder the
register of about 2020 that ships with the product is imported.

Examples:
  likvard organisations import
  likvard organisations import school-units --log odd.json
  likvard organisations import sheets --valid-on 2026-10-15

Exit codes: 0 the register is in, also when nothing had changed; 1 the folder cannot be read, or too many known units
are missing from it (nothing was changed).
"""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", nargs="?", type=Path, metavar="FOLDER", help="sheets, or a fetched register")
        parser.add_argument(
            "--valid-on", type=_day, metavar="DAY", help="the day that sheets tell of; they do not say it themselves"
        )
        parser.add_argument("--if-empty", action="store_true", help="only when no register has been imported yet")
        parser.add_argument("--force", action="store_true", help="import even if many known units are missing")
        parser.add_argument("--log", type=Path, metavar="FILE", help="write what was odd in the rows to a JSON file")
        parser.add_argument("--json", action="store_true", help="one JSON object instead of words")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["if_empty"] and latest_import():
            return
        started = perf_counter()
        register, log = self._read(options["folder"], options["valid_on"])
        try:
            imported = self._import(register, log, force=options["force"], quiet=options["json"])
        except TooManyWouldEndError as error:
            raise CommandError(
                f"{error}. Nothing was changed. Is the register whole? --force imports it anyway."
            ) from error
        if options["log"]:
            options["log"].write_text(json.dumps(log.as_json(), ensure_ascii=False, indent=1), encoding="utf-8")
        seconds = round(perf_counter() - started, 1)
        if options["json"]:
            self.stdout.write(json.dumps(self._plain(register, log, imported, seconds)))
            return
        self._tell(register, log, imported, seconds)

    def _read(self, folder: Path | None, valid_on: date | None) -> tuple[Register, ImportLog]:
        if folder is None:
            return bundled_register()
        if not folder.is_dir():
            raise CommandError(f"{folder} is no folder.")
        try:
            if is_extract(folder):
                return read_extract(folder)
            if valid_on is None:
                raise CommandError("Say which day the sheets tell of: --valid-on 2020-10-15.")
            return read_sheets(folder, valid_on=valid_on)
        except UnknownFolderError as error:
            raise CommandError(f"{error}.") from error
        except (ValueError, KeyError, OSError) as error:
            raise CommandError(f"{folder} cannot be read: {error}.") from error

    def _import(self, register: Register, log: ImportLog, *, force: bool, quiet: bool) -> Imported:
        now = timezone.now()
        if quiet or not sys.stderr.isatty():
            return import_register(register=register, log=log, by=None, at=now, force=force)
        columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
        with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
            task = progress.add_task("Organisers and school units", total=None)
            return import_register(
                register=register,
                log=log,
                by=None,
                at=now,
                force=force,
                progress=lambda done, of: progress.update(task, completed=done, total=of),
            )

    def _plain(self, register: Register, log: ImportLog, imported: Imported, seconds: float) -> dict[str, Any]:
        return {
            "source": register.source,
            "valid_on": register.valid_on.isoformat(),
            "organisers": len(register.organisers),
            "units": len(register.units),
            "changed": imported.changed,
            "counts": imported.counts,
            "errors": log.of("error"),
            "warnings": log.of("warning"),
            "seconds": seconds,
        }

    def _tell(self, register: Register, log: ImportLog, imported: Imported, seconds: float) -> None:
        write = self.stdout.write
        write(
            f"{register.source}, {register.valid_on}. "
            f"Organisers: {len(register.organisers)}. School units: {len(register.units)}. {seconds} s."
        )
        for name, words in WORDS.items():
            if count := imported.counts.get(name):
                write(f"  {count:>6} {words}")
        if not imported.changed:
            write("Everything was known already.")
        for entry in [entry for entry in log if entry.severity != "note"][:20]:
            write(f"  {entry.source} line {entry.row} {entry.column}: {entry.value} {entry.sentence('en')}")
        more = log.of("error") + log.of("warning") - 20
        if more > 0:
            write(f"  and {more} more; --log FILE writes them all")
