"""Which schools may be on their way into a spiral: several areas low and falling at once.

The estimator is `likvard.analysis.association`.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from likvard.cli.answering import NAMES, Answer, Shown, analysis, data_argument, narrowing, opened

if TYPE_CHECKING:
    from likvard.analysis.association import Warnings
    from likvard.analysis.errors import Language


@click.command()
@data_argument()
@click.option("--unit", required=True, help="The column of schools.")
@click.option("--area", required=True, help="The column of problem areas.")
@click.option("--period", required=True, help="The column of years or terms, as numbers.")
@click.option("--value", required=True, help="The column of values.")
@click.option("--se", help="The column of the values' standard errors; estimated when not given.")
@click.option("--at-least", type=click.IntRange(1), default=3, show_default=True, help="How many areas make an alert.")
@click.option("--fdr", type=click.FloatRange(0, 1, min_open=True, max_open=True), default=0.1, show_default=True,
              help="The share of alerts that may be false.")  # fmt: skip
@click.option("--lower-is-better", type=NAMES, default=(), help="Areas where less is better, such as absence.")
@narrowing
@analysis
def command(
    data: Path,
    unit: str,
    area: str,
    period: str,
    value: str,
    se: str | None,
    at_least: int,
    fdr: float,
    lower_is_better: tuple[str, ...],
    where: str | None,
    let: tuple[tuple[str, str], ...],
) -> Answer:
    """Which schools should we ask first, and how many of the alerts are expected to be false?

    DATA has one row per school, area and period.

    \b
    Example:
      likvard analyse early-warning areas.csv --unit school --area area --period year --value value --se se
    """
    from likvard.analysis.association import early_warning  # noqa: PLC0415 - not for `--help`

    names = [name for name in (unit, area, period, value, se) if name]
    result = early_warning(
        opened(data, names, where, let),
        unit=unit,
        area=area,
        period=period,
        value=value,
        se=se,
        at_least=at_least,
        false_discovery_rate=fdr,
        lower_is_better=lower_is_better,
    )
    return Answer(result, lambda language: _tables(result, language))


def _tables(result: Warnings, language: Language) -> Iterable[Shown]:
    swedish = language == "sv"
    alert = "fråga" if swedish else "ask"
    yield Shown(
        f"{result.alerts} larm, omkring {result.expected_false:.1f} väntas vara falska"
        if swedish
        else f"{result.alerts} alerts, about {result.expected_false:.1f} expected to be false",
        ("Skola", "Sannolikhet", "Väntade områden", "") if swedish else ("School", "Probability", "Expected areas", ""),
        [(u.unit, round(u.probability, 3), round(u.expected_areas, 2), alert if u.alert else "") for u in result.units],
    )
