"""What of a table of counts may be published: disclosure control with secondary suppression.

The rules and methods are `likvard.analysis.disclosure`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from likvard.cli.answering import NAMES, Answer, Shown, analysis, data_argument, narrowing, opened

if TYPE_CHECKING:
    from likvard.analysis.disclosure import Publishable
    from likvard.analysis.disclosure.shares import Share
    from likvard.analysis.errors import Language
    from likvard.analysis.table import Table


class Hierarchy(click.ParamType):  # type: ignore[type-arg]
    """Columns that lie within one another: `school,municipality,county` (also with < > / or :)."""

    name = "A,B"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, ...]:
        if isinstance(value, tuple):
            return value
        names = tuple(word.strip() for word in re.split(r"[,<>/:]", str(value)) if word.strip())
        if not names:
            self.fail("names at least one column", param, ctx)
        return names


@click.command()
@data_argument()
@click.option("--dims", type=NAMES, required=True, help="The columns that cross each other.")
@click.option("--count", help="The column of counts; the only numeric column beside the others when not given.")
@click.option("--threshold", type=click.IntRange(1), help="Counts below this (and above 0) are withheld; the rules' "
              "own when not given.")  # fmt: skip
@click.option("--hierarchy", "hierarchies", type=Hierarchy(), multiple=True, help="Columns that group one of --dims.")
@click.option("--rules", default="default", show_default=True, help="The rule set: default, elever, scb-2020.")
@click.option("--organiser-kind", help="The column with the kind of organiser, for rules that keep a kind secret.")
@click.option("--categories", help="The dimension whose categories divide people: shares of 0 and 100 per cent.")
@click.option("--subset", help="A column (1/0) with the rows of a narrower table that is published too.")
@click.option("--published", type=click.Path(path_type=Path, dir_okay=False), multiple=True,
              help="An earlier answer (--json) whose shown cells are known already.")  # fmt: skip
@click.option("--shares", help="The dimension whose whole is 100 per cent: each cell's share too, coded at the ends.")
@click.option("--top", type=click.FloatRange(50, 100), help="Shares from here up with few outside are shown as this "
              "limit; the rules' own when not given.")  # fmt: skip
@click.option("--bottom", type=click.FloatRange(0, 50), help="Shares from here down with few inside, alike.")
@narrowing
@analysis
def command(
    data: Path,
    dims: tuple[str, ...],
    count: str | None,
    threshold: int | None,
    hierarchies: tuple[tuple[str, ...], ...],
    rules: str,
    organiser_kind: str | None,
    categories: str | None,
    subset: str | None,
    published: tuple[Path, ...],
    shares: str | None,
    top: float | None,
    bottom: float | None,
    where: str | None,
    let: tuple[tuple[str, str], ...],
) -> Answer:
    """Which counts may be shown, so that nobody can be identified or worked out?

    DATA has one row per inner cell and no rows of sums; all margins are made here. A count is `shown`, `withheld`,
    `none` (nobody) or `missing` (nobody knows). More cells are withheld than the small ones, so that no withheld
    count follows from the sums; the answer has been audited for that. With --shares each cell's share is told too:
    `at least` 95 or `at most` 5 per cent where the exact share would tell of a few people.

    \b
    Examples:
      likvard analyse suppress counts.csv --threshold 10 --dims school,group --hierarchy school,municipality
      likvard analyse suppress counts.csv --rules elever --dims school,grade --categories grade --json
      likvard analyse suppress counts.csv --dims school,eligible --shares eligible --top 95 --bottom 5
    """
    from likvard.analysis.disclosure import load, suppress  # noqa: PLC0415 - `--help` needs none of the estimators
    from likvard.analysis.disclosure.cells import without_sums  # noqa: PLC0415 - as above
    from likvard.analysis.disclosure.shares import shares as shares_of  # noqa: PLC0415 - as above

    from likvard.analysis.table import read  # noqa: PLC0415 - as above  # isort: skip

    if shares is None and (top, bottom) != (None, None):
        raise click.UsageError("--top and --bottom belong to --shares.")
    groups = [_with_dimension(hierarchy, dims) for hierarchy in hierarchies]
    taken = {*dims, *(name for group in groups for name in group)}
    taken |= {name for name in (organiser_kind, subset) if name}
    if count is None:
        count = _only_number(read(data), taken)
    table = opened(data, [*dict.fromkeys([*dims, *sorted(taken - set(dims)), count])], where, let)
    without_sums(table, dims)
    result = suppress(
        table,
        dims=dims,
        count=count,
        hierarchies=groups,
        rules=rules,
        threshold=threshold,
        organiser_kind=organiser_kind,
        categories=categories,
        subset=subset,
        earlier=[cell for path in published for cell in _earlier(path)],
    )
    coded: tuple[Share, ...] = ()
    if shares is not None:
        chosen = load(rules).with_threshold(threshold)
        chosen = replace(
            chosen, top=chosen.top if top is None else top, bottom=chosen.bottom if bottom is None else bottom
        )
        coded = shares_of(result, shares, chosen)
    more = {"shares": [one.to_json() for one in coded]} if shares is not None else {}
    return Answer(result, lambda language: (*_tables(result, language), *_shares(coded, language)), more)


def _shares(coded: Sequence[Share], language: Language) -> Iterable[Shown]:
    swedish = language == "sv"
    words = {**WORDS[language], "at least": "minst " if swedish else "at least ", "at most": "högst " if swedish else
             "at most "}  # fmt: skip
    if coded:
        yield Shown(
            "Andelar, %" if swedish else "Shares, %",
            (*coded[0].labels, "Andel" if swedish else "Share"),
            [
                (*one.labels.values(), words[one.status] + ("" if one.value is None else f"{one.value:.1f}"))
                for one in coded
            ],
        )


def _with_dimension(hierarchy: tuple[str, ...], dims: Sequence[str]) -> tuple[str, ...]:
    """A hierarchy that names only the wider columns groups the first dimension."""
    return hierarchy if set(hierarchy) & set(dims) else (dims[0], *hierarchy)


def _only_number(table: Table, taken: set[str]) -> str:
    from likvard.analysis.errors import bad_question, listed  # noqa: PLC0415 - as above

    free = [name for name in table.names if name not in taken and table.is_numeric(name)]
    named = [name for name in free if name.casefold() in ("n", "count", "antal", "ant", "pupils", "elever")]
    if len(free) == 1 or len(named) == 1:
        return named[0] if len(named) == 1 else free[0]
    names = listed(free or table.names)
    raise bad_question(
        f"Ange kolumnen med antal med --count: {names}.", f"Name the column of counts by --count: {names}."
    )


def _earlier(path: Path) -> list[Mapping[str, object]]:
    from likvard.analysis.errors import DataError  # noqa: PLC0415 - as above

    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    except OSError:
        raise DataError("not_found", file=path.name) from None
    except (ValueError, KeyError, TypeError) as error:
        raise DataError("broken", file=path.name, reason=str(error)[:200]) from None
    return [cell for cell in cells if isinstance(cell, dict)]


WORDS = {
    "sv": {"withheld": "dold", "missing": "saknas", "none": "inga", "shown": ""},
    "en": {"withheld": "withheld", "missing": "missing", "none": "none", "shown": ""},
}


def _tables(result: Publishable, language: Language) -> Iterable[Shown]:
    swedish = language == "sv"
    yield Shown(
        "Celler" if swedish else "Cells",
        (*result.dims, "Antal" if swedish else "Count"),
        [
            (*cell.labels.values(), str(cell.value) if cell.status == "shown" else WORDS[language][cell.status])
            for cell in result.cells
        ],
    )
    yield Shown(
        "Dolda" if swedish else "Withheld",
        ("Små", "Till skydd", "Alla", "Går att räkna ut") if swedish else ("Small", "To protect", "All", "Computable"),
        [(result.n_primary, result.n_secondary, result.n_suppressed, result.audit["computable"])],
    )
