"""The mean of several estimates with known errors (random effects, REML).

The estimator is `likvard.analysis.pooling`.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from likvard.cli.answering import Answer, Shown, analysis, coefficients_shown, data_argument, narrowing, opened

if TYPE_CHECKING:
    from likvard.analysis.errors import Language
    from likvard.analysis.pooling import Pooled


@click.command()
@data_argument()
@click.option("--estimate", required=True, help="The column of estimates.")
@click.option("--se", help="The column of their standard errors …")
@click.option("--variance", help="… or of their variances.")
@click.option("--label", help="A column that names each estimate.")
@click.option("--ml", is_flag=True, help="Maximum likelihood instead of REML.")
@narrowing
@analysis
def command(
    data: Path,
    estimate: str,
    se: str | None,
    variance: str | None,
    label: str | None,
    ml: bool,
    where: str | None,
    let: tuple[tuple[str, str], ...],
) -> Answer:
    """What do several estimates say together, and how much do they really differ?

    DATA has one row per estimate, such as the effect of the same measure at different schools.

    \b
    Example:
      likvard analyse pool trials.csv --estimate yi --variance vi --label trial
    """
    from likvard.analysis.pooling import pooled  # noqa: PLC0415 - `--help` needs none of the estimators

    names = [name for name in (estimate, se, variance, label) if name]
    result = pooled(opened(data, names, where, let), estimate, se=se, variance=variance, label=label, ml=ml)
    return Answer(result, lambda language: _tables(result, language))


def _tables(result: Pooled, language: Language) -> Iterable[Shown]:
    swedish = language == "sv"
    yield coefficients_shown(result.coefficients, language)
    yield Shown(
        "Spridning" if swedish else "Spread",
        ("τ²", "Q", "frihetsgrader", "p", "I²") if swedish else ("τ²", "Q", "degrees of freedom", "p", "I²"),
        [(result.tau2, result.q, result.q_df, result.q_p, result.i2)],
    )
    yield Shown(
        "Var och en" if swedish else "Each",
        ("", "Krympt skattning", "95 % från", "till") if swedish else ("", "Shrunken estimate", "95 % from", "to"),
        [(e.group, e.estimate, e.low, e.high) for e in result.effects],
    )
