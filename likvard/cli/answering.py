"""What the analyses of the command line share: options, answers as tables or JSON, errors in words."""

from __future__ import annotations

import contextlib
import functools
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import click

from likvard.cli.read import _own_language as own_language

if TYPE_CHECKING:
    from likvard.analysis.engine import Name, Scan
    from likvard.analysis.errors import Language
    from likvard.analysis.results import Coefficient, Result, Text
    from likvard.analysis.table import Table

F = TypeVar("F", bound=Callable[..., Any])


class Shown(NamedTuple):
    """A table for the terminal: a title, headings, and rows of text or numbers."""

    title: str
    columns: Sequence[str]
    rows: Iterable[Sequence[object]]


class Answer(NamedTuple):
    """What a command returns: the result, and how it is laid out in a terminal in a language."""

    result: Result
    tables: Callable[[Language], Iterable[Shown]]
    more: Mapping[str, Any] = {}  # keys of the JSON beside the result's own


class Names(click.ParamType):  # type: ignore[type-arg]
    """Column names with commas between: `--fixed ses,meanses`."""

    name = "A,B"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, ...]:
        if isinstance(value, tuple):
            return value
        names = tuple(word.strip() for word in str(value).split(",") if word.strip())
        if not names:
            self.fail("names at least one column", param, ctx)
        return names


NAMES = Names()


def data_argument(count: int = 1) -> Callable[[F], F]:
    """The argument DATA: `count` files, or any number from one (`count=-1`)."""
    path = click.Path(path_type=Path, dir_okay=False)
    if count == 1:
        return click.argument("data", type=path)
    return click.argument("data", type=path, nargs=count, required=True)


class Computed(click.ParamType):  # type: ignore[type-arg]
    """A new column: `--let score=(read+math)/2`."""

    name = "NAME=EXPRESSION"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, str]:
        if isinstance(value, tuple):
            return value
        name, equals, expression = str(value).partition("=")
        if not (name.strip() and equals and expression.strip()):
            self.fail(f"{value!r} is not NAME=EXPRESSION", param, ctx)
        return name.strip(), expression.strip()


def narrowing(function: F) -> F:
    """Adds `--where` and `--let`; the command gets `where` and `let` and passes them to `opened`."""
    function = click.option(
        "--let",
        "let",
        type=Computed(),
        multiple=True,
        help="A column computed from others, in SQL: --let 'score=(read+math)/2'. May be given several times.",
    )(function)
    return click.option(
        "--where", help="Only the rows for which this holds, in SQL: --where \"year = 2024 and form = 'gr'\"."
    )(function)


def opened(path: Path, columns: Sequence[str], where: str | None = None, let: Sequence[tuple[str, str]] = ()) -> Table:
    """The file's columns; the whole file when rows are chosen or columns computed."""
    from likvard.analysis.narrowing import narrowed  # noqa: PLC0415 - `--help` needs none of the estimators
    from likvard.analysis.table import read  # noqa: PLC0415 - as above

    if where is None and not let:
        return read(path, columns)
    return narrowed(read(path), where=where, let=let)


def engine_option(function: F) -> F:
    """Adds `--engine`."""
    return click.option(
        "--engine",
        type=click.Choice(["duckdb", "spark"]),
        default="duckdb",
        show_default=True,
        help="Where rows are added up: on this machine, or on Spark (needs likvard[spark] and Java).",
    )(function)


@contextlib.contextmanager
def scanned(
    engine: Name,
    path: Path,
    *,
    numbers: Sequence[str],
    groups: Sequence[str],
    where: str | None = None,
    let: Sequence[tuple[str, str]] = (),
) -> Iterator[Scan]:
    """The file's columns in an engine. Rows are chosen and columns computed on this machine."""
    from likvard.analysis import engine as engines  # noqa: PLC0415 - `--help` needs none of this

    if groups and len(set(groups)) != len(groups):
        raise click.UsageError("A column of groups is named twice.")
    with engines.engine(engine) as on:
        chosen = where is not None or bool(let)
        yield engines.Scan(on, opened(path, [], where, let) if chosen else path, numbers=numbers, groups=groups)


def analysis(function: Callable[..., Answer]) -> Callable[..., None]:
    """Adds `--json` and `--language` to a command that returns an `Answer`, prints it, and turns a `DataError`
    into its message and exit code 2."""

    @click.option("--json", "as_json", is_flag=True, help="The whole answer as JSON.")
    @click.option("--language", type=click.Choice(["sv", "en"]), default=None, help="Language of tables and messages.")
    @functools.wraps(function)
    def asked(*args: Any, as_json: bool, language: Language | None, **options: Any) -> None:
        from likvard.analysis.errors import DataError  # noqa: PLC0415 - `--help` needs none of the estimators

        said = language or own_language()
        try:
            answer = function(*args, **options)
        except DataError as error:
            complain(error, as_json=as_json, language=said)
            raise SystemExit(error.exit_code) from None
        if as_json:
            click.echo(json.dumps({**answer.result.to_json(), **answer.more}, ensure_ascii=False, indent=1))
        else:
            show(answer, said)

    return asked


def coefficients_shown(coefficients: Sequence[Coefficient], language: Language) -> Shown:
    """The table of coefficients that every regression begins with."""
    swedish = language == "sv"
    return Shown(
        "Koefficienter" if swedish else "Coefficients",
        ("", "Skattning", "Medelfel", "95 % från", "till") if swedish else ("", "Estimate", "SE", "95 % from", "to"),
        [(c.name, c.estimate, c.se, c.low, c.high) for c in coefficients],
    )


def complain(error: Any, *, as_json: bool, language: Language) -> None:
    message = error.message(language)
    if as_json:
        told = {"code": error.code, "column": error.column, "row": error.row, "message": message}
        click.echo(json.dumps({"error": told}, ensure_ascii=False), err=True)
    else:
        click.echo(f"{message} [{error.code}]", err=True)


def show(answer: Answer, language: Language) -> None:
    """Tables, then n, notes, method, what is random, reference and source."""
    from rich.console import Console  # noqa: PLC0415 - slow import, not for --json
    from rich.markup import escape  # noqa: PLC0415 - as above
    from rich.table import Table as Grid  # noqa: PLC0415 - as above

    # Into a file or a pipe, lines are as long as the figures need.
    console = Console(highlight=False) if sys.stdout.isatty() else Console(highlight=False, width=160)
    for shown in answer.tables(language):
        grid = Grid(title=escape(shown.title), title_justify="left", header_style="bold")
        rows = [list(row) for row in shown.rows]
        for place, heading in enumerate(shown.columns):
            numbers = all(isinstance(row[place], int | float) or row[place] is None for row in rows)
            grid.add_column(escape(heading), justify="right" if numbers else "left", no_wrap=numbers)
        for row in rows:
            grid.add_row(*(escape(figure(value)) for value in row))
        console.print(grid)
    result = answer.result
    words = ("Antal", "Metod", "Slump", "Källa", "Data") if language == "sv" else (
        "n", "Method", "Random", "Reference", "Data",
    )  # fmt: skip
    lines: list[tuple[str, str]] = [(words[0], f"{result.n}")]
    lines += [("!", note.text.said(language)) for note in result.notes]
    lines += [
        (words[1], _said(result.method.text, language)),
        (words[2], _said(result.method.random, language)),
        (words[3], result.method.reference),
    ]
    lines += [(words[4], f"{source.file} ({source.rows}), sha256 {source.sha256[:16]}…") for source in result.sources]
    for word, text in lines:
        console.print(f"[bold]{word}[/bold]  {escape(text)}", soft_wrap=False)


def _said(text: Text, language: Language) -> str:
    return text.said(language)


def figure(value: object) -> str:
    """A number for a table: whole numbers as they are, others with five significant digits; nothing for None."""
    if value is None:
        return ""
    if isinstance(value, bool | int | str):
        return str(value)
    if isinstance(value, float):
        return "" if value != value else f"{value:.5g}"
    return str(value)
