"""The gap in a rate as composition and rates over the categories of a column (Kitagawa).

The estimator is `likvard.analysis.decomposition`.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from likvard.cli.answering import NAMES, Answer, Shown, analysis, data_argument, narrowing, opened

if TYPE_CHECKING:
    from likvard.analysis.decomposition import Composition
    from likvard.analysis.errors import Language


@click.command()
@data_argument()
@click.option("--outcome", required=True, help="The column to compare: numbers, or words with --value.")
@click.option("--value", help="The share of this word in --outcome.")
@click.option("--by", required=True, help="The column of groups.")
@click.option("--over", required=True, help="The column of categories, such as school, programme or subject.")
@click.option("--weight", help="The column with the number of pupils of a row.")
@click.option("--groups", type=NAMES, help="Which two groups: the first less the second.")
@narrowing
@analysis
def command(
    data: Path,
    outcome: str,
    value: str | None,
    by: str,
    over: str,
    weight: str | None,
    groups: tuple[str, ...] | None,
    where: str | None,
    let: tuple[tuple[str, str], ...],
) -> Answer:
    """Is a gap there in each category, or do the groups only stand in different ones?

    DATA has one row per pupil, or one per cell with --weight.

    \b
    Example:
      likvard analyse kitagawa cells.csv --outcome passed --by sex --over programme --weight n
    """
    from likvard.analysis.decomposition import kitagawa  # noqa: PLC0415 - `--help` needs none of the estimators

    if groups is not None and len(groups) != 2:
        raise click.UsageError("--groups names two groups.")
    table = opened(data, [name for name in (outcome, by, over, weight) if name], where, let)
    pair = (groups[0], groups[1]) if groups else None
    result = kitagawa(table, outcome, by, over, value=value, weight=weight, groups=pair)
    return Answer(result, lambda language: _tables(result, language))


def _tables(result: Composition, language: Language) -> Iterable[Shown]:
    swedish = language == "sv"
    yield Shown(
        f"{result.outcome}: {result.groups[0]} − {result.groups[1]}",
        ("Del", "Värde", "Medelfel", "95 % från", "till") if swedish else ("Part", "Value", "SE", "95 % from", "to"),
        [(p.name, p.estimate, p.se, p.low, p.high) for p in result.parts],
    )
    first, second = result.groups
    yield Shown(
        result.over,
        ("", f"andel {first}", f"andel {second}", f"värde {first}", f"värde {second}", "composition", "rates")
        if swedish
        else ("", f"share {first}", f"share {second}", f"value {first}", f"value {second}", "composition", "rates"),
        [(c.name, *c.shares, *c.means, c.composition, c.rates) for c in result.categories],
    )
