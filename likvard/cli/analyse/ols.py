"""Least squares, weighted or not, with classical, robust or clustered errors.

The estimator is `likvard.analysis.regression`.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from likvard.cli.answering import NAMES, Answer, Shown, analysis, coefficients_shown, data_argument, narrowing, opened

if TYPE_CHECKING:
    from likvard.analysis.errors import Language
    from likvard.analysis.regression import Errors, Regression


@click.command()
@data_argument()
@click.option("--outcome", required=True, help="The column to explain.")
@click.option("--fixed", type=NAMES, default=(), help="Covariates: columns, C(column), a:b, a*b.")
@click.option("--weights", help="A column of weights, such as the number of pupils.")
@click.option(
    "--robust",
    type=click.Choice(["hc0", "hc1", "hc2", "hc3"], case_sensitive=False),
    help="Errors that hold when the spread differs between rows; hc3 for few rows.",
)
@click.option("--cluster", help="A column of clusters: errors that hold when rows of a cluster are alike.")
@narrowing
@analysis
def command(
    data: Path,
    outcome: str,
    fixed: tuple[str, ...],
    weights: str | None,
    robust: Errors | None,
    cluster: str | None,
    where: str | None,
    let: tuple[tuple[str, str], ...],
) -> Answer:
    """How does an outcome vary with the columns named, all at once?

    \b
    Examples:
      likvard analyse ols schools.csv --outcome merit --fixed education,boys,newly_arrived --weights pupils --robust hc1
      likvard analyse ols caschools.csv --let 'score=(read+math)/2' --let 'str=students/teachers' \\
          --outcome score --fixed str --robust hc1
    """
    from likvard.analysis import regression  # noqa: PLC0415 - `--help` needs none of the estimators

    table = opened(data, regression.columns(outcome, fixed, weights, cluster), where, let)
    result = regression.ols(table, outcome, fixed, weights=weights, errors=robust or "classical", cluster=cluster)
    return Answer(result, lambda language: _tables(result, language))


def _tables(result: Regression, language: Language) -> Iterable[Shown]:
    swedish = language == "sv"
    yield coefficients_shown(result.coefficients, language)
    yield Shown(
        "Modellen" if swedish else "The model",
        ("R²", "justerat R²", "Residual-sd", "Frihetsgrader")
        if swedish
        else ("R²", "adjusted R²", "Residual SD", "Degrees of freedom"),
        [(result.r2, result.adjusted_r2, result.residual_sd, result.df)],
    )
