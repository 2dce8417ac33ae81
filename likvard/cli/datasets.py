"""Data in: importing files into the site, or reading them to Parquet without one; publishing."""

from __future__ import annotations

import json
import os
from pathlib import Path

import click
import pyarrow.parquet as pq

from likvard.cli.site import _PASS_ON, _django
from likvard.intake import registry
from likvard.intake.opening import RefusedFileError
from likvard.intake.people import People
from likvard.intake.reader import Options, Reading

KEY = "LIKVARD_PSEUDONYM_KEY"


@click.command("import", context_settings=_PASS_ON)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def import_(arguments: tuple[str, ...]) -> None:
    """Import data files into the site: statistics, survey results, pupil files, own tables (see --help)."""
    _django(["import_dataset", *arguments])


@click.command(context_settings=_PASS_ON)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def publish(arguments: tuple[str, ...]) -> None:
    """Make what was imported the store that pages and analyses read."""
    _django(["publish_datasets", *arguments])


def people_of_environment() -> People | None:
    """The door for identity numbers, with the key of the environment (64 hexadecimal digits)."""
    key = os.environ.get(KEY, "")
    try:
        return People(bytes.fromhex(key)) if key else None
    except ValueError as error:
        raise click.ClickException(f"{KEY} must be 64 hexadecimal digits.") from error


@click.command("convert")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), required=True, help="Folder for the tables.")
@click.option("--year", type=int, help="Spring year of pupil files that do not say it themselves.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of words.")
def convert(files: tuple[Path, ...], out: Path, year: int | None, as_json: bool) -> None:
    """Read data files to typed Parquet tables with an import log, without a site.

    Each file is recognised by its content and becomes a folder below OUT: a .parquet file for each table and
    log.json (file, row, column, what was odd, what was done). Files about pupils need the environment variable
    LIKVARD_PSEUDONYM_KEY. Columns of the tables: value, mark (why there is none), row of the file and what it is of.

    \b
    Examples:
      likvard convert slutbetyg.csv --out tables
      likvard convert betyg-ak9.txt --year 2026 --out tables --json

    Exit codes: 0 every file was read; 2 a file was refused, and nothing is written for it.
    """
    people = people_of_environment()
    told: list[dict[str, object]] = []
    for path in files:
        try:
            reading = registry.read_path(path, Options(people=people, year=year))
        except RefusedFileError as error:
            told.append({"file": path.name, "state": "refused", "code": error.code, "why": error.sentence("en")})
            click.echo(f"{path.name}: {error.sentence('en')}", err=True)
            continue
        told.append(_written(reading, path.name, out / path.name.split(".")[0]))
        if not as_json:
            click.echo(f"{reading.title}: {reading.rows} rows  [{path.name}]")
    if as_json:
        click.echo(json.dumps({"files": told}, ensure_ascii=False))
    if any(one["state"] == "refused" for one in told):
        raise SystemExit(2)


def _written(reading: Reading, name: str, folder: Path) -> dict[str, object]:
    folder.mkdir(parents=True, exist_ok=True)
    for table_name, table in reading.tables.items():
        pq.write_table(table, folder / f"{table_name}.parquet", compression="zstd")
    log = json.dumps(reading.log.as_json(), ensure_ascii=False, indent=1)
    (folder / "log.json").write_text(log, encoding="utf-8")
    return {
        "file": name,
        "state": "read",
        "reader": reading.reader,
        "title": reading.title,
        "rows": reading.rows,
        "tables": {table_name: table.num_rows for table_name, table in reading.tables.items()},
        "errors": reading.log.of("error"),
        "warnings": reading.log.of("warning"),
    }
