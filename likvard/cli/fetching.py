"""Fetching from interfaces: `likvard fetch SOURCE`. What is written is for `likvard import`.

Addresses have their known values; another one is given by `--base`, or for good by an environment variable
(LIKVARD_BASE_PLANNED_EDUCATIONS, …). After a break the same command goes on where it ended.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from likvard.cli.datasets import KEY, people_of_environment
from likvard.intake import kolada_fetching, pxweb_fetching, rows_files
from likvard.intake.asking import Asker, RefusedError
from likvard.intake.import_log import ImportLog
from likvard.intake.skolverket import fetching as planned
from likvard.intake.ss12000.syncing import sync

_OUT = click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), required=True, help="File for the result."
)
_JSON = click.option("--json", "as_json", is_flag=True, help="One JSON object instead of words.")


def _base(name: str, default: str) -> Callable[[Any], Any]:
    return click.option(
        "--base",
        default=lambda: os.environ.get(f"LIKVARD_BASE_{name}", default),
        show_default=default or f"LIKVARD_BASE_{name}",
        help="Address of the interface.",
    )


def _run(as_json: bool, work: Callable[[Callable[[int, int], None]], tuple[Path, ImportLog]]) -> None:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    quiet = as_json or not sys.stderr.isatty()
    try:
        with Progress(*columns, console=Console(stderr=True), disable=quiet) as progress:
            task = progress.add_task("Fetching", total=None)
            path, log = work(lambda done, of: progress.update(task, completed=done, total=of))
    except RefusedError as error:
        click.echo(f"The interface did not answer as it should: {error}", err=True)
        click.echo("What was fetched is kept; the same command goes on from there.", err=True)
        raise SystemExit(4) from error
    except ValueError as error:
        raise click.ClickException(str(error)) from error
    told = {"file": str(path), "errors": log.of("error"), "warnings": log.of("warning"), "notes": log.of("note")}
    if as_json:
        click.echo(json.dumps(told))
        return
    click.echo(f"Written: {path}. Errors: {told['errors']}. Warnings: {told['warnings']}.")
    click.echo(f"Next: likvard import {path}")


def _today() -> date:
    return date.today()  # noqa: DTZ011 - the day of the machine that fetches is what is meant


@click.command("planned-educations")
@_OUT
@_base("PLANNED_EDUCATIONS", planned.BASE)
@click.option("--form", type=click.Choice(["gr", "gran", "gy", "gyan", "fsk"]), default="gr", show_default=True)
@click.option(
    "--part",
    "parts",
    type=click.Choice(planned.PARTS),
    multiple=True,
    default=("units", "statistics", "salsa"),
    show_default=True,
    help="What to fetch; may be repeated.",
)
@click.option("--municipality", default="", help="Only units of one municipality (four digits).")
@click.option("--unit", "codes", multiple=True, help="Only this school unit code; may be repeated.")
@_JSON
def planned_educations(
    out: Path, base: str, form: str, parts: tuple[str, ...], municipality: str, codes: tuple[str, ...], as_json: bool
) -> None:
    """Fetch Skolverket's statistics by school unit, with SALSA and Skolenkäten.

    One file of all units, their figures by year, and the marks (`.`, `..`, `~100`) kept apart from them. The result is
    for `likvard import FILE`.

    \b
    Examples:
      likvard fetch planned-educations --municipality 0138 --out tyreso.jsonl
      likvard fetch planned-educations --form gy --part units --part statistics --out gy.jsonl

    After a break the same command goes on where it ended. Exit codes: 0 fetched; 1 the question is wrong; 4 the
    interface does not answer, and what was fetched is kept.
    """

    def work(progress: Callable[[int, int], None]) -> tuple[Path, ImportLog]:
        with Asker(base, accept=planned.ACCEPT) as asker:
            return planned.fetch(
                asker, out, today=_today(), form=form, parts=parts, municipality=municipality, codes=codes,
                progress=progress,
            )  # fmt: skip

    _run(as_json, work)


@click.command("kolada")
@click.argument("key_figures", nargs=-1, required=True, metavar="KPI…")
@_OUT
@_base("KOLADA", kolada_fetching.BASE)
@click.option("--municipality", "places", multiple=True, help="Municipality or unit; may be repeated. All without it.")
@click.option("--year", "years", type=int, multiple=True, help="May be repeated. All without it.")
@click.option("--units", is_flag=True, help="Values of organisational units instead of municipalities.")
@_JSON
def kolada(
    key_figures: tuple[str, ...], out: Path, base: str, places: tuple[str, ...], years: tuple[int, ...], units: bool,
    as_json: bool,
) -> None:  # fmt: skip
    """Fetch key figures (N15428 …) from Kolada.

    The result, one value for each municipality (or unit) and year, is for `likvard import FILE`.

    \b
    Examples:
      likvard fetch kolada N15428 N15505 --municipality 0138 --year 2024 --out kolada.jsonl
      likvard fetch kolada N15428 --units --year 2024 --out units.jsonl

    After a break the same command goes on where it ended. Exit codes: 0 fetched; 1 the question is wrong; 4 the
    interface does not answer, and what was fetched is kept.
    """

    def work(progress: Callable[[int, int], None]) -> tuple[Path, ImportLog]:
        with Asker(base) as asker:
            return kolada_fetching.fetch(
                asker, out, today=_today(), key_figures=key_figures, places=places, years=years, units=units,
                progress=progress,
            )  # fmt: skip

    _run(as_json, work)


@click.command("pxweb")
@click.argument("table")
@_OUT
@_base("PXWEB", pxweb_fetching.BASE)
@click.option("--select", "selections", multiple=True, metavar="DIMENSION=CODES", help="Region=0138,0180; * for all.")
@click.option("--version", type=click.IntRange(1, 2), default=2, show_default=True, help="Version of the interface.")
@_JSON
def pxweb(table: str, out: Path, base: str, selections: tuple[str, ...], version: int, as_json: bool) -> None:
    """Fetch one table from a statistics database (PxWeb).

    The answer is json-stat2; --select narrows a table that is larger than the database gives at once. The result is
    for `likvard import FILE`.

    \b
    Example:
      likvard fetch pxweb TAB638 --select Region=0138,0180 --select 'Tid=*' --out table.json

    Exit codes: 0 fetched; 1 the question is wrong; 4 the database does not answer.
    """
    selection: dict[str, list[str]] = {}
    for one in selections:
        name, sign, codes = one.partition("=")
        if not sign or not codes:
            raise click.BadParameter(f"{one}: write DIMENSION=CODE,CODE", param_hint="--select")
        selection[name] = codes.split(",")

    def work(_: Callable[[int, int], None]) -> tuple[Path, ImportLog]:
        with Asker(base) as asker:
            return pxweb_fetching.fetch(asker, out, today=_today(), table=table, selection=selection, version=version)

    _run(as_json, work)


@click.command("ss12000")
@_OUT
@_base("SS12000", "")
@click.option(
    "--copy",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help="Folder that keeps the copy between runs.",
)
@click.option("--attendance", nargs=2, type=click.DateTime(["%Y-%m-%d"]), help="First and last day of attendance.")
@_JSON
def ss12000(out: Path, base: str, folder: Path, attendance: tuple[datetime, datetime] | None, as_json: bool) -> None:
    """Fetch what changed in a student register (SS 12000): no names, keyed pseudonyms.

    The token is read from LIKVARD_SS12000_TOKEN, the key for pseudonyms from LIKVARD_PSEUDONYM_KEY; use the site's own
    key when the result is for the site. The first run fetches everything, each later one what has changed or been
    deleted since. The result is for `likvard import FILE --organiser CODE`.

    \b
    Example:
      likvard fetch ss12000 --base https://register.example/v2 --copy register --out pupils.jsonl

    Exit codes: 0 fetched; 1 the question is wrong or the key is missing; 4 the register does not answer.
    """
    people = people_of_environment()
    if people is None:
        raise click.ClickException(f"Set {KEY}: 64 hexadecimal digits, kept secret and kept the same.")
    days = (attendance[0].date(), attendance[1].date()) if attendance else None

    def work(progress: Callable[[int, int], None]) -> tuple[Path, ImportLog]:
        with Asker(base, token=os.environ.get("LIKVARD_SS12000_TOKEN", "")) as asker:
            copy, log = sync(asker, folder, people=people, now=datetime.now(UTC), attendance=days, progress=progress)
        rows_files.write(copy.tables(), "SS 12000", out)
        return out, log

    _run(as_json, work)
