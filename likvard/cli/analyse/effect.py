"""What changed after a measure, against comparison schools chosen beforehand.

The estimator is `likvard.analysis.effect`.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from likvard.cli.answering import Answer, Shown, analysis, data_argument, narrowing, opened

if TYPE_CHECKING:
    from likvard.analysis.effect import Effect
    from likvard.analysis.errors import Language


@click.command()
@data_argument()
@click.option("--unit", required=True, help="The column of schools.")
@click.option("--period", required=True, help="The column of years or terms, as numbers.")
@click.option("--outcome", required=True, help="The column that the measure was to change.")
@click.option("--treated", required=True, help="The column with 1 for schools with the measure, 0 for comparison.")
@click.option("--start", type=float, required=True, help="The first period with the measure.")
@narrowing
@analysis
def command(
    data: Path,
    unit: str,
    period: str,
    outcome: str,
    treated: str,
    start: float,
    where: str | None,
    let: tuple[tuple[str, str], ...],
) -> Answer:
    """Did it turn out otherwise than at comparable schools, and would some of it have come anyway?

    DATA has one row per school and period. The paths before the measure are tested and shown; the words of the answer
    follow what they allow.

    \b
    Example:
      likvard analyse effect results.csv --unit school --period year --outcome merit --treated measure --start 2023
    """
    from likvard.analysis.effect import effect  # noqa: PLC0415 - `--help` needs none of the estimators

    table = opened(data, [unit, period, outcome, treated], where, let)
    result = effect(table, unit=unit, period=period, outcome=outcome, treated=treated, start=start)
    return Answer(result, lambda language: _tables(result, language))


def _tables(result: Effect, language: Language) -> Iterable[Shown]:
    swedish = language == "sv"
    tail = ("Värde", "Medelfel", "95 % från", "till") if swedish else ("Value", "SE", "95 % from", "to")
    yield Shown(
        result.sentence.said(language),
        ("", *tail),
        [(e.name, e.estimate, e.se, e.low, e.high) for e in result.estimates],
    )
    yield Shown(
        "Period för period" if swedish else "Period by period",
        ("Period", *tail),
        [(e.period, e.estimate, e.se, e.low, e.high) for e in result.events],
    )
    if result.pre_trend is not None:
        one = result.pre_trend
        yield Shown(
            "Före åtgärden" if swedish else "Before the measure",
            ("", *tail, "p"),
            [("skillnad i trend" if swedish else "difference in trend", one.estimate, one.se, one.low, one.high,
              result.pre_trend_p)],
        )  # fmt: skip
