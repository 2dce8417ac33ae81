"""Published yearly tables, checked with a pencil's patience."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click

from likvard.intake.opening import RefusedFileError
from likvard.reports.yearly_tables import check_file


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--language", type=click.Choice(["sv", "en"]), default="sv", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of words.")
def check_tables(files: tuple[Path, ...], language: str, as_json: bool) -> None:
    """Flag what does not add up in published tables (CSV or Excel): sums, shares, and one figure told in two ways.

    A row or column called Totalt, Summa or Samtliga is checked against those before it. A file with the columns
    `uppgift` and `värde` may also have `år`, `tabell`, `källa`, `summa av` (a + b) and `andel av` (part / whole).

    \b
    Examples:
      likvard check-tables bilaga.xlsx
      likvard check-tables 2024.csv 2025.csv --language en --json

    Exit codes: 0 nothing contradicts anything; 1 something does; 2 a file cannot be read.
    """
    told, wrong = [], False
    for path in files:
        try:
            data = path.read_bytes()
            if path.suffix.lower() in (".xlsx", ".xlsm") and not data.startswith(b"PK"):
                raise RefusedFileError("broken")
            found = check_file(path.name, data)
        except RefusedFileError as refused:
            click.echo(f"{path.name}: {refused.sentence('en' if language == 'en' else 'sv')}", err=True)
            raise SystemExit(2) from refused
        wrong = wrong or bool(found.flags)
        told.append({"file": path.name, "checks": found.checks, "flags": [asdict(flag) for flag in found.flags]})
        if not as_json:
            for line in found.lines(language):
                click.echo(f"{path.name}: {line}")
    if as_json:
        click.echo(json.dumps({"schema": "likvard.check_tables/1", "files": told}, ensure_ascii=False, indent=2))
    if wrong:
        raise SystemExit(1)
