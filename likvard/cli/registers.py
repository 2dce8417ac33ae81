"""Registers: fetching open data, and bringing the site's own copy up to date."""

from __future__ import annotations

import json
import sys
from datetime import date, datetime
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from likvard.cli.fetching import kolada, planned_educations, pxweb, ss12000
from likvard.cli.site import _PASS_ON, _django
from likvard.intake.school_unit_register import Client, RefusedError, write_extract
from likvard.intake.school_unit_register.client import BASE


@click.group()
def fetch() -> None:
    """Fetch data: open data of Swedish authorities, and the organiser's own student register."""


@fetch.command("school-units")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("school-units"),
    show_default=True,
    help="Folder for the result; after a break the same command goes on where it ended.",
)
@click.option("--base", default=BASE, show_default=True, help="Address of the register's interface, version 2.")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="Only what has changed from this day on.")
@click.option("--ended", is_flag=True, help="Also units that have ended.")
@click.option("--workers", type=click.IntRange(1, 8), default=4, show_default=True, help="Questions at once.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of words.")
def school_units(out: Path, base: str, since: datetime | None, ended: bool, workers: int, as_json: bool) -> None:
    """Fetch Skolverket's school unit register: organisers and school units, no people.

    The result is for `likvard organisations import FOLDER`.

    \b
    Examples:
      likvard fetch school-units
      likvard fetch school-units --since 2026-10-01 --out changed

    Exit codes: 0 fetched; 4 the register does not answer, and what was fetched is kept.
    """
    out.mkdir(parents=True, exist_ok=True)
    today = date.today()  # noqa: DTZ011 - the day of the machine that fetches is what is meant
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    progress = Progress(*columns, console=Console(stderr=True), disable=as_json or not sys.stderr.isatty())
    try:
        with progress, Client(base, workers=workers) as client:
            task = progress.add_task("School units", total=None)
            register, log = client.fetch(
                out,
                valid_on=today,
                modified_after=since.date() if since else None,
                ended=ended,
                progress=lambda done, of: progress.update(task, completed=done, total=of),
            )
    except RefusedError as error:
        click.echo(f"The register did not answer as it should: {error}", err=True)
        click.echo("What was fetched is kept; the same command goes on from there.", err=True)
        raise SystemExit(4) from error
    write_extract(register, out)
    (out / "import-log.json").write_text(json.dumps(log.as_json(), ensure_ascii=False, indent=1), encoding="utf-8")
    told = {
        "folder": str(out),
        "valid_on": register.valid_on.isoformat(),
        "organisers": len(register.organisers),
        "units": len(register.units),
        "complete": register.complete,
        "errors": log.of("error"),
        "warnings": log.of("warning"),
    }
    if as_json:
        click.echo(json.dumps(told))
        return
    click.echo(f"Organisers: {told['organisers']}. School units: {told['units']}. In the folder {out}.")
    if told["errors"] or told["warnings"]:
        odd = f"Rows left out: {told['errors']}. Values left out: {told['warnings']}."
        click.echo(f"{odd} See {out / 'import-log.json'}.")
    click.echo(f"Next: likvard organisations import {out}")


for _command in (planned_educations, kolada, pxweb, ss12000):
    fetch.add_command(_command)


@click.group()
def organisations() -> None:
    """Organisers and school units of the site."""


@organisations.command("import", context_settings=_PASS_ON)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def import_register(arguments: tuple[str, ...]) -> None:
    """Bring organisers and school units up to the school unit register (see --help for the folder)."""
    _django(["import_register", *arguments])
