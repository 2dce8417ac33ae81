"""A population mean from a sample: strata, clusters, replicate weights, plausible values.

The estimator is `likvard.analysis.sampling`.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from likvard.cli.answering import NAMES, Answer, Shown, analysis, coefficients_shown, data_argument, narrowing, opened

if TYPE_CHECKING:
    from likvard.analysis.errors import Language
    from likvard.analysis.sampling import DesignMean


@click.command()
@data_argument()
@click.option("--outcome", type=NAMES, required=True, help="The column; several are plausible values of one thing.")
@click.option("--weights", help="The column of sampling weights.")
@click.option("--strata", help="The column of strata.")
@click.option("--cluster", help="The column of clusters, such as schools.")
@click.option("--fpc", help="The column with the population's size in each stratum (or the share drawn).")
@click.option(
    "--replicates", help="How the columns of replicate weights begin: w_fsturwt for w_fsturwt1, w_fsturwt2, …"
)
@click.option("--fay", type=float, default=0.0, show_default=True, help="Fay's factor; PISA uses 0.5.")
@click.option("--by", help="Means of each group of this column too.")
@narrowing
@analysis
def command(
    data: Path,
    outcome: tuple[str, ...],
    weights: str | None,
    strata: str | None,
    cluster: str | None,
    fpc: str | None,
    replicates: str | None,
    fay: float,
    by: str | None,
    where: str | None,
    let: tuple[tuple[str, str], ...],
) -> Answer:
    """What is the mean of the whole population, judged by a sample?

    \b
    Examples:
      likvard analyse mean sample.csv --outcome score --weights pw --strata form --fpc schools --by form
      likvard analyse mean pisa.csv --outcome pv1math,pv2math --weights w_fstuwt --replicates w_fsturwt --fay 0.5
    """
    from likvard.analysis.errors import bad_question  # noqa: PLC0415 - `--help` needs none of the estimators
    from likvard.analysis.narrowing import narrowed  # noqa: PLC0415 - as above
    from likvard.analysis.sampling import design_mean  # noqa: PLC0415 - as above
    from likvard.analysis.table import read  # noqa: PLC0415 - as above

    wanted = [name for name in (*outcome, weights, strata, cluster, fpc, by) if name]
    if replicates is None:
        table, sets = opened(data, wanted, where, let), []
    else:
        table = narrowed(read(data), where=where, let=let)
        sets = [name for name in table.names if name.startswith(replicates) and name[len(replicates) :].isdigit()]
        if len(sets) < 2:
            raise bad_question(
                f"Det finns inga kolumner {replicates}1, {replicates}2, …",
                f"There are no columns {replicates}1, {replicates}2, …",
            )
    result = design_mean(
        table, outcome, weights=weights, strata=strata, cluster=cluster, fpc=fpc, replicates=sets, fay=fay, by=by
    )
    return Answer(result, lambda language: _tables(result, language))


def _tables(result: DesignMean, language: Language) -> Iterable[Shown]:
    yield coefficients_shown(result.coefficients, language)
    if result.gaps:
        title = "Skillnader" if language == "sv" else "Differences"
        yield coefficients_shown(result.gaps, language)._replace(title=title)
