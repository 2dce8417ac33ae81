"""The gap between two groups in parts: other means, other slopes (Oaxaca-Blinder).

The estimator is `likvard.analysis.decomposition`.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from likvard.cli.answering import NAMES, Answer, Shown, analysis, data_argument, narrowing, opened

if TYPE_CHECKING:
    from likvard.analysis.decomposition import Decomposition
    from likvard.analysis.errors import Language


@click.command()
@data_argument()
@click.option("--outcome", required=True, help="The column to compare, such as a merit value.")
@click.option("--by", required=True, help="The column of groups.")
@click.option("--fixed", type=NAMES, required=True, help="Columns that the gap is divided by: ses,sex,C(year).")
@click.option("--groups", type=NAMES, help="Which two groups: the first less the second.")
@click.option("--reference", type=NAMES, default=(), help="Whose slopes: first, second, average, weighted, pooled, "
              "pooled_by, or a weight from 0 to 1. All when not given.")  # fmt: skip
@narrowing
@analysis
def command(
    data: Path,
    outcome: str,
    by: str,
    fixed: tuple[str, ...],
    groups: tuple[str, ...] | None,
    reference: tuple[str, ...],
    where: str | None,
    let: tuple[tuple[str, str], ...],
) -> Answer:
    """How much of a gap goes, by arithmetic, with what the groups differ in?

    DATA has one row per pupil. The threefold parts are `endowments` (other means), `coefficients` (other slopes) and
    `interaction`; the twofold ones `explained` and `unexplained`, for each reference. A part is no cause.

    \b
    Example:
      likvard analyse decompose pupils.csv --outcome merit --by sex --fixed ses,newly_arrived --groups girl,boy
    """
    from likvard.analysis.decomposition import decompose  # noqa: PLC0415 - `--help` needs none of the estimators
    from likvard.analysis.design import columns_of  # noqa: PLC0415 - as above

    if groups is not None and len(groups) != 2:
        raise click.UsageError("--groups names two groups.")
    table = opened(data, list(dict.fromkeys([outcome, by, *columns_of(fixed)])), where, let)
    pair = (groups[0], groups[1]) if groups else None
    result = decompose(table, outcome, by, fixed, groups=pair, reference=reference)
    return Answer(result, lambda language: _tables(result, language))


def _tables(result: Decomposition, language: Language) -> Iterable[Shown]:
    swedish = language == "sv"
    heads = ("Del", "Värde", "Medelfel", "95 % från", "till") if swedish else ("Part", "Value", "SE", "95 % from", "to")
    yield Shown(
        f"{result.outcome}: {result.groups[0]} − {result.groups[1]}",
        heads,
        [(p.name, p.estimate, p.se, p.low, p.high) for p in result.parts],
    )
    yield Shown(
        "Med andra referenser" if swedish else "With other references",
        ("Referens", "explained", "Medelfel", "unexplained", "Medelfel")
        if swedish
        else ("Reference", "explained", "SE", "unexplained", "SE"),
        [
            (t.reference, t.explained.estimate, t.explained.se, t.unexplained.estimate, t.unexplained.se)
            for t in result.twofold
        ],
    )
    yield Shown(
        "Kolumn för kolumn" if swedish else "Column by column",
        ("Kolumn", "Del", "Värde", "Medelfel") if swedish else ("Column", "Part", "Value", "SE"),
        [(d.term, d.part, d.estimate, d.se) for d in result.detail],
    )
