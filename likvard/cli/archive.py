"""An archive package, checked without the site."""

from __future__ import annotations

import zipfile
from pathlib import Path

import click

from likvard.reports.archive import FAULT_WORDS, in_words, verify


@click.command()
@click.argument("package", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--language", type=click.Choice(["sv", "en"]), default="sv", show_default=True)
def verify_archive(package: Path, language: str) -> None:
    """Check that every file of the PACKAGE is there, unaltered, and named in its manifest. Exits 1 when not."""
    with package.open("rb") as file:
        faults = verify(file)
    if faults:
        for fault in faults:
            click.echo(in_words(fault, language), err=True)
        raise SystemExit(1)
    with zipfile.ZipFile(package) as opened:
        files = len(opened.namelist()) - 1
    click.echo(FAULT_WORDS[language]["sound"].format(n=files))
