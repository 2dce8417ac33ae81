"""`likvard analyse NAME DATA…`: one module in this folder for each analysis.

A module `segregation_change.py` is the analysis `segregation-change`: its first docstring line is its line in
`likvard analyse --help`, and its function `command` is the click command. A new analysis is a new file.
"""

from __future__ import annotations

import ast
from importlib import import_module
from pathlib import Path

import click

FOLDER = Path(__file__).parent


class Analyses(click.Group):
    """A group whose commands are the modules of this folder, imported on use."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(path.stem.replace("_", "-") for path in FOLDER.glob("[a-z]*.py"))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.list_commands(ctx):
            return None
        command = import_module(f"{__name__}.{cmd_name.replace('-', '_')}").command
        if not isinstance(command, click.Command):
            raise TypeError(f"{cmd_name} is not a command")
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError:
            from difflib import get_close_matches  # noqa: PLC0415 - only on the way to an error

            close = get_close_matches(args[0], self.list_commands(ctx), n=3, cutoff=0.5)
            hint = f" Did you mean {' or '.join(close)}?" if close else ""
            raise click.UsageError(f"No such analysis: {args[0]}.{hint}", ctx) from None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        # The modules are read, not imported: the estimators take a second to load.
        with formatter.section("Analyses"):
            formatter.write_dl([(name, _first_line(name)) for name in self.list_commands(ctx)] or [("", "")])


def _first_line(name: str) -> str:
    text = (FOLDER / f"{name.replace('-', '_')}.py").read_text(encoding="utf-8")
    return (ast.get_docstring(ast.parse(text)) or "").partition("\n")[0]


@click.group(
    cls=Analyses,
    epilog="Exit codes: 0 answered; 2 the data or the command gives no answer (the message names column and row).",
)
def analyse() -> None:
    """Answer questions about results, conditions and equity from data files.

    DATA is a file with one row per pupil, school or cell: CSV or TSV (comma, semicolon or tab; decimal point
    or comma; also .gz), Parquet, Arrow, the first sheet of an XLSX workbook, or JSON with one record a line.
    `.`, `..`, `-`, `NA` and nothing at all stand for a missing value.

    Every answer carries its standard error or interval, the number it stands on, what counts as random, the
    method in words with its reference, and the checksum of the file. `--json` gives all of it to a program.
    """
