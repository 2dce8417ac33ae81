"""How schools change between windows of years, with regression to the mean told.

The estimator is `likvard.analysis.change`.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from likvard.cli.answering import NAMES, Answer, Shown, analysis, data_argument, narrowing, opened

if TYPE_CHECKING:
    from likvard.analysis.change import Change
    from likvard.analysis.errors import Language


@click.command()
@data_argument()
@click.option("--outcome", required=True, help="The column that may have changed.")
@click.option("--group", required=True, help="The column of schools.")
@click.option("--time", required=True, help="The column of years.")
@click.option("--fixed", type=NAMES, default=(), help="Covariates, such as parents' education.")
@click.option("--weights", help="The pupils behind each row, when rows are yearly means.")
@click.option(
    "--window", type=click.IntRange(1), default=3, show_default=True, help="Years in each of the two windows."
)
@narrowing
@analysis
def command(
    data: Path,
    outcome: str,
    group: str,
    time: str,
    fixed: tuple[str, ...],
    weights: str | None,
    window: int,
    where: str | None,
    let: tuple[tuple[str, str], ...],
) -> Answer:
    """Which schools have changed, and how much of what is seen is chance that will swing back?

    DATA has one row per pupil and year, or per school and year with the number of pupils as weight. The last years are
    compared with as many years before them.

    \b
    Example:
      likvard analyse change schools.csv --outcome merit --group code --time year --weights pupils --window 3
    """
    from likvard.analysis import change  # noqa: PLC0415 - `--help` needs none of the estimators

    table = opened(data, change.columns(outcome, group, time, fixed, weights), where, let)
    result = change.change(table, outcome, group, time, fixed, weights=weights, window=window)
    return Answer(result, lambda language: [_table(result, group, language)])


def _table(result: Change, group: str, language: Language) -> Shown:
    from likvard.analysis.bands import WORDS  # noqa: PLC0415 - not for --json

    swedish = language == "sv"
    title = f"{', '.join(result.before)} → {', '.join(result.after)}"
    rows: Iterable[tuple[object, ...]] = [
        (s.group, s.seen, s.estimate, s.low, s.high, s.swings_back, f"{WORDS[s.word].said(language)} 0")
        for s in result.schools
    ]
    return Shown(
        title,
        (group, "Sedd", "Bestående", "95 % från", "till", "Väntas gå tillbaka", "")
        if swedish
        else (group, "Seen", "Lasting", "95 % from", "to", "Expected to swing back", ""),
        list(rows),
    )
