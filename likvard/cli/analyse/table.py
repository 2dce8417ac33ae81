"""Group tables: n, mean, spread, share and exact quantiles in every cell.

The estimator is `likvard.analysis.grouptable`.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from likvard.cli.answering import NAMES, Answer, Shown, analysis, data_argument, engine_option, narrowing, scanned

if TYPE_CHECKING:
    from likvard.analysis.engine import Name
    from likvard.analysis.errors import Language
    from likvard.analysis.grouptable import GroupTable


@click.command()
@data_argument()
@click.option("--outcome", required=True, help="The column to describe, such as grade points or a merit value.")
@click.option("--by", type=NAMES, default=(), help="Columns of groups: year,school,subject,sex.")
@click.option("--quantiles", type=NAMES, default=("0.1", "0.25", "0.5", "0.75", "0.9"), help="Which quantiles.")
@click.option("--at-least", type=float, help="Also the share with this value or more (E or better: 10).")
@click.option("--fewest", type=click.IntRange(0), default=10, show_default=True, help="Cells under this are not shown.")
@narrowing
@engine_option
@analysis
def command(
    data: Path,
    outcome: str,
    by: tuple[str, ...],
    quantiles: tuple[str, ...],
    at_least: float | None,
    fewest: int,
    where: str | None,
    let: tuple[tuple[str, str], ...],
    engine: Name,
) -> Answer:
    """What do the results of each group look like: not the mean alone?

    DATA has one row per pupil, or per pupil and subject.

    \b
    Examples:
      likvard analyse table grades.parquet --outcome points --by year,school,subject,sex --at-least 10
      likvard analyse table pupils.csv --outcome merit --by sex --quantiles 0.05,0.5,0.95
    """
    from likvard.analysis.grouptable import group_table  # noqa: PLC0415 - `--help` needs none of the estimators

    try:
        wanted = [float(q) for q in quantiles]
    except ValueError:
        raise click.UsageError("--quantiles are numbers between 0 and 1.") from None
    with scanned(engine, data, numbers=[outcome], groups=by, where=where, let=let) as scan:
        result = group_table(scan, outcome, by, quantiles=wanted, at_least=at_least, fewest=fewest)
    return Answer(result, lambda language: [_table(result, language)])


def _table(result: GroupTable, language: Language) -> Shown:
    swedish = language == "sv"
    headings = [
        *result.by,
        *(("Antal", "Medelvärde", "95 % från", "till") if swedish else ("n", "Mean", "95 % from", "to")),
    ]
    if result.at_least is not None:
        headings.append(f"≥ {result.at_least:g}")
    headings += [f"q{q:g}" for q in result.quantiles]
    return Shown(result.outcome, headings, list(_rows(result)))


def _rows(result: GroupTable) -> Iterable[list[object]]:
    for cell in result.cells:
        figures: list[object] = [cell.n, cell.mean, cell.low, cell.high]
        if result.at_least is not None:
            figures.append(cell.share)
        figures += cell.quantiles
        yield [*cell.key.values(), *([None] * len(figures) if cell.status == "few" else figures)]
