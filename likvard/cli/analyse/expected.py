"""What intake leads one to expect: SALSA's printed equation, or one fitted to the rows.

The estimators are in `likvard.analysis.expected`.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from likvard.cli.answering import NAMES, Answer, Shown, analysis, data_argument, narrowing, opened

if TYPE_CHECKING:
    from likvard.analysis.errors import Language
    from likvard.analysis.expected import Expected


@click.command()
@data_argument()
@click.option("--fixed", type=NAMES, required=True, help="Covariates; for a printed equation in its own order.")
@click.option(
    "--equation",
    type=click.Choice(["salsa-2015", "fitted"]),
    default="salsa-2015",
    show_default=True,
    help="Skolverket's SALSA 2015/16 (education 1-3, share of boys, share newly arrived), or fitted to the rows.",
)
@click.option("--outcome", help="The column of actual values; needed for a fitted equation.")
@click.option("--weights", help="A column of weights for a fitted equation, such as pupils.")
@click.option("--unit", help="The column that names the rows.")
@click.option("--pupils", help="The column with the number of pupils: under 15 a value is marked as from too few.")
@narrowing
@analysis
def command(
    data: Path,
    fixed: tuple[str, ...],
    equation: str,
    outcome: str | None,
    weights: str | None,
    unit: str | None,
    pupils: str | None,
    where: str | None,
    let: tuple[tuple[str, str], ...],
) -> Answer:
    """What merit value would schools with the same intake have, and how far do they spread?

    DATA has one row per school. Shares are written 0.518, not 51.8.

    \b
    Examples:
      likvard analyse expected schools.csv --fixed education,boys,newly --outcome merit --unit school
      likvard analyse expected schools.csv --equation fitted --fixed education,boys --outcome merit --weights pupils
    """
    from likvard.analysis import expected  # noqa: PLC0415 - `--help` needs none of the estimators

    names = expected.columns(fixed, outcome=outcome, weights=weights, unit=unit, pupils=pupils)
    table = opened(data, names, where, let)
    if equation == "fitted":
        if outcome is None:
            raise click.UsageError("--equation fitted needs --outcome.")
        result = expected.fitted(table, outcome, fixed, weights=weights, unit=unit, pupils=pupils)
    else:
        if weights is not None:
            raise click.UsageError("--weights belongs to --equation fitted.")
        result = expected.by_equation(table, fixed, equation=equation, outcome=outcome, unit=unit, pupils=pupils)
    return Answer(result, lambda language: _tables(result, language))


def _tables(result: Expected, language: Language) -> Iterable[Shown]:
    from likvard.analysis.bands import WORDS  # noqa: PLC0415 - not for --json

    swedish = language == "sv"
    few = "för få elever" if swedish else "too few pupils"
    yield Shown(
        "Väntat och faktiskt" if swedish else "Expected and actual",
        ("Enhet", "Väntat", "95 % från", "till", "Faktiskt", "Skillnad", "")
        if swedish
        else ("Unit", "Expected", "95 % from", "to", "Actual", "Difference", ""),
        [
            (u.unit, None, None, None, None, None, few)
            if u.status == "few"
            else (
                u.unit,
                u.expected,
                u.low,
                u.high,
                u.actual,
                u.difference,
                WORDS[u.word].said(language) if u.word else "",
            )
            for u in result.units
        ],
    )
