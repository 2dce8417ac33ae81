"""Which schools differ by 20 percentage points or more from their municipality.

The estimator is `likvard.analysis.segregation.deviation`.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from likvard.cli.answering import NAMES, Answer, Shown, analysis, data_argument, narrowing, opened

if TYPE_CHECKING:
    from likvard.analysis.errors import Language
    from likvard.analysis.segregation.deviation import Deviation


@click.command()
@data_argument()
@click.option("--unit", required=True, help="The column of schools.")
@click.option("--area", required=True, help="The column of municipalities.")
@click.option("--pupils", required=True, help="The column with the number of pupils of the school.")
@click.option("--shares", type=NAMES, required=True, help="Columns of shares in per cent; `..` is a withheld one.")
@click.option("--threshold", type=click.FloatRange(0, 100), default=20.0, show_default=True, help="Percentage points.")
@click.option("--hidden", type=click.FloatRange(0), default=5.0, show_default=True,
              help="How many pupils a withheld share stands for.")  # fmt: skip
@narrowing
@analysis
def command(
    data: Path,
    unit: str,
    area: str,
    pupils: str,
    shares: tuple[str, ...],
    threshold: float,
    hidden: float,
    where: str | None,
    let: tuple[tuple[str, str], ...],
) -> Answer:
    """How many pupils go to a school whose intake differs clearly from its municipality's?

    DATA has one row per school. A withheld share is taken as a few pupils, and the answer is given with the bounds
    that 1 and 9 pupils would give.

    \b
    Example:
      likvard analyse deviation composition.csv --unit code --area municipality --pupils n --shares foreign,educated
    """
    from likvard.analysis.segregation.deviation import deviation  # noqa: PLC0415 - not for `--help`

    table = opened(data, [unit, area, pupils, *shares], where, let)
    result = deviation(
        table, unit=unit, area=area, pupils=pupils, shares=shares, threshold=threshold, hidden=hidden
    )  # fmt: skip
    return Answer(result, lambda language: _tables(result, shares, language))


def _tables(result: Deviation, shares: tuple[str, ...], language: Language) -> Iterable[Shown]:
    swedish = language == "sv"
    yield Shown(
        "Elever i avvikande skolor" if swedish else "Pupils in deviating schools",
        ("Procent", "lägst", "högst", "Skolor", "Kommuner med någon", "Kommuner", "Utan uppgift, procent")
        if swedish
        else ("Per cent", "lowest", "highest", "Schools", "Areas with any", "Areas", "Unknown, per cent"),
        [(result.share, result.low, result.high, result.flagged_units, result.areas_with_flagged, result.areas,
          result.missing)],
    )  # fmt: skip
    yield Shown(
        "Avvikande skolor" if swedish else "Deviating schools",
        ("Skola", "Kommun", "Elever", *shares) if swedish else ("School", "Area", "Pupils", *shares),
        [(u.unit, u.area, u.pupils, *u.differences) for u in result.units if u.flagged],
    )
