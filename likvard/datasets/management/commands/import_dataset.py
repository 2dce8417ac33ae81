"""`likvard import FILE…`: statistics, survey results, pupil files and own tables into the site.

Exit code 0 when every file is in (also when it was in already), 2 when a file was refused; the others are imported.
"""

import json
import sys
from argparse import ArgumentTypeError
from pathlib import Path
from time import perf_counter
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from likvard.datasets.actions import import_dataset, publish
from likvard.datasets.actions.importing import Imported
from likvard.intake.opening import RefusedFileError
from likvard.intake.own import Mapping, MappingError
from likvard.organisations.management.manual import ManualCommand
from likvard.organisations.models import Organisation
from likvard.organisations.queries import organisation_by_number, organisation_of_municipality

ENDINGS = (".csv", ".csv.gz", ".json", ".jsonl", ".jsonl.gz", ".json.gz", ".xlsx", ".txt")


def _mapping(text: str) -> Mapping:
    try:
        return Mapping.from_json(Path(text).read_text(encoding="utf-8"))
    except (OSError, MappingError) as error:
        raise ArgumentTypeError(f"{text} is no mapping: {error}") from error


def files_of(paths: list[Path]) -> list[Path]:
    """The files themselves, and those within folders."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found += sorted(p for p in path.rglob("*") if p.is_file() and p.name.lower().endswith(ENDINGS))
        else:
            found.append(path)
    return found


class Command(ManualCommand):
    name = "import"
    help = "Imports data files; each is recognised by its content. The same file again changes nothing."
    manual = """
Known files: Skolverket's exports and interfaces, Kolada, PxWeb, Skolenkäten, SCB's pupil files, SS 12000 and a
municipality's own results. A table of one's own needs a mapping: JSON with `kind` (survey, staff, absence, incidents,
budget, results, pupils), `columns` from the table's headers to their meanings, and `constants`, such as the period.
Own data need --organiser. Identity numbers become pseudonyms before anything is written.

Examples:
  likvard import statistics/ --publish
  likvard import grades.txt --organiser 0138 --year 2026
  likvard import survey.csv --organiser 0138 --mapping survey.json --log log.json

Exit codes: 0 every file is in, or was in already; 1 the command is wrong; 2 a file was refused, and the others are in.
"""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="files, or folders of files")
        parser.add_argument("--organiser", metavar="CODE", help="whose data: municipality code or organisation number")
        parser.add_argument("--mapping", type=_mapping, metavar="FILE", help="what the columns of own tables mean")
        parser.add_argument("--year", type=int, help="spring year of pupil files that do not say it themselves")
        parser.add_argument("--publish", action="store_true", help="publish everything afterwards")
        parser.add_argument("--log", type=Path, metavar="FILE", help="write the import logs to a JSON file")
        parser.add_argument("--json", action="store_true", help="one JSON object instead of words")

    def handle(self, *args: Any, **options: Any) -> None:
        holder = self._holder(options["organiser"])
        told: list[dict[str, Any]] = []
        logs: dict[str, Any] = {}
        files = files_of(options["files"])
        if not files:
            raise CommandError("No files there.")
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        quiet = options["json"] or not sys.stderr.isatty()
        with Progress(*columns, console=Console(stderr=True), disable=quiet, transient=True) as progress:
            task = progress.add_task("", total=len(files))
            for path in files:
                progress.update(task, description=path.name)
                one = self._one(path, holder, options, logs)
                told.append(one)
                if not options["json"]:
                    self._tell(one)
                progress.advance(task)
        publication = publish(by=None, at=timezone.now()) if options["publish"] else None
        if options["log"]:
            options["log"].write_text(json.dumps(logs, ensure_ascii=False, indent=1), encoding="utf-8")
        refused = sum(1 for one in told if one["state"] == "refused")
        rows = sum(one.get("rows", 0) for one in told)
        if options["json"]:
            whole = {"files": told, "rows": rows, "refused": refused}
            if publication:
                whole["published"] = {"figures": publication.rows, "checksum": publication.checksum}
            self.stdout.write(json.dumps(whole, ensure_ascii=False))
        else:
            self.stdout.write(f"Files: {len(told)}. Rows: {rows}. Refused: {refused}.")
            if publication:
                self.stdout.write(f"Published: {publication.rows} figures.")
        if refused:
            sys.exit(2)

    def _holder(self, code: str | None) -> Organisation | None:
        if not code:
            return None
        found = organisation_of_municipality(code) if len(code) == 4 else organisation_by_number(code)
        if found is None:
            raise CommandError(f"No organiser {code} here. Import the register first: likvard organisations import.")
        return found

    def _one(
        self, path: Path, holder: Organisation | None, options: dict[str, Any], logs: dict[str, Any]
    ) -> dict[str, Any]:
        started = perf_counter()
        try:
            imported: Imported = import_dataset(
                content=path, name=path.name, holder=holder, by=None, at=timezone.now(), mapping=options["mapping"],
                year=options["year"],
            )  # fmt: skip
        except RefusedFileError as error:
            return {"file": path.name, "state": "refused", "code": error.code, "why": error.sentence("en")}
        except OSError as error:
            return {"file": path.name, "state": "refused", "code": "unreadable", "why": error.strerror or "unreadable"}
        version = imported.version
        logs[path.name] = version.log
        return {
            "file": path.name,
            "state": "new" if imported.new else "known",
            "reader": version.dataset.reader,
            "title": version.dataset.title,
            "version": version.number,
            "rows": version.rows,
            "tables": version.tables,
            "errors": version.counts.get("error", 0),
            "warnings": version.counts.get("warning", 0),
            "notes": version.counts.get("note", 0),
            "checksum": version.checksum,
            "seconds": round(perf_counter() - started, 2),
        }

    def _tell(self, one: dict[str, Any]) -> None:
        if one["state"] == "refused":
            self.stderr.write(f"{one['file']}: {one['why']}")
            return
        state = "" if one["state"] == "new" else " (known already)"
        odd = ", ".join(f"{one[name]} {name}" for name in ("errors", "warnings") if one[name])
        self.stdout.write(f"{one['title']}: {one['rows']} rows{state}{'; ' + odd if odd else ''}  [{one['file']}]")
