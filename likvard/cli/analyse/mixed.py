"""School effects given intake: regression with random intercepts (REML, ML).

The estimator is `likvard.analysis.mixed`.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from likvard.cli.answering import (
    NAMES,
    Answer,
    Shown,
    analysis,
    coefficients_shown,
    data_argument,
    narrowing,
    opened,
    scanned,
)

if TYPE_CHECKING:
    from likvard.analysis.engine import Name
    from likvard.analysis.errors import Language
    from likvard.analysis.mixed import Effect, Mixed


@click.command()
@data_argument()
@click.option("--outcome", required=True, help="The column to explain, such as a merit value.")
@click.option("--fixed", type=NAMES, default=(), help="Covariates: columns, C(column), a:b, a*b, mean(column).")
@click.option("--group", required=True, help="The column that tells which school a row belongs to.")
@click.option("--group2", help="A second grouping: municipality, organiser, lower school. Nested or crossed.")
@click.option("--weights", help="The pupils behind each row, when rows are means of several.")
@click.option("--ml", is_flag=True, help="Maximum likelihood instead of REML.")
@narrowing
@click.option(
    "--engine",
    type=click.Choice(["memory", "duckdb", "spark"]),
    default="memory",
    show_default=True,
    help="Where the sums are made; duckdb and spark read Parquet where it lies and need C(…) around words.",
)
@analysis
def command(
    data: Path,
    outcome: str,
    fixed: tuple[str, ...],
    group: str,
    group2: str | None,
    weights: str | None,
    ml: bool,
    where: str | None,
    let: tuple[tuple[str, str], ...],
    engine: str,
) -> Answer:
    """How much do schools differ once intake is taken into account, and how sure are we?

    DATA has one row per pupil. Each school gets an effect, shrunken towards the mean in proportion to how little is
    known of it, with its conditional variance, reliability, a 95 % interval, and the interval of ±1.39 standard errors
    that two schools are compared by. A column of words enters as contrasts against its first group; `mean(ses)` adds
    the school's own mean, and the slopes within and between schools are then told apart.

    \b
    Examples:
      likvard analyse mixed pupils.csv --outcome merit --fixed ses,sex --group school
      likvard analyse mixed pupils.parquet --outcome merit --fixed ses,mean(ses) --group school --group2 municipality
      likvard analyse mixed pupils.csv --outcome merit --group school --where "year = 2024" --json
    """
    from likvard.analysis import mixed  # noqa: PLC0415 - `--help` needs none of the estimators

    if engine == "memory":
        table = opened(data, mixed.columns(outcome, group, fixed, group2, weights), where, let)
        result = mixed.mixed(table, outcome, group, fixed, group2=group2, weights=weights, ml=ml)
    else:
        if weights is not None:
            raise click.UsageError("--weights needs --engine memory.")
        result = _by_engine(cast("Name", engine), data, outcome, fixed, group, group2, ml, where, let)
    return Answer(result, lambda language: _tables(result, group, group2, language))


def _by_engine(
    engine: Name,
    data: Path,
    outcome: str,
    fixed: tuple[str, ...],
    group: str,
    group2: str | None,
    ml: bool,
    where: str | None,
    let: tuple[tuple[str, str], ...],
) -> Mixed:
    from likvard.analysis import engine_sums, mixed  # noqa: PLC0415 - Ibis takes a second to load

    numbers, words = engine_sums.scan_columns(fixed)
    groups = list(dict.fromkeys([group, *([group2] if group2 else []), *words]))
    with scanned(engine, data, numbers=[outcome, *numbers], groups=groups, where=where, let=let) as scan:
        return mixed.mixed_by_engine(scan, outcome, group, fixed, group2=group2, ml=ml)


def _tables(result: Mixed, group: str, group2: str | None, language: Language) -> Iterable[Shown]:
    swedish = language == "sv"
    yield coefficients_shown(result.coefficients, language)
    rows: list[tuple[str, float | None, float | None, float | None]] = [
        (group, result.tau2, result.tau2_se, result.icc)
    ]
    if group2 is not None:
        rows.append((group2, result.tau2_group2, result.tau2_group2_se, result.icc_group2))
    rows.append(("inom" if swedish else "within", result.sigma2, result.sigma2_se, None))
    yield Shown(
        "Varians" if swedish else "Variance",
        ("Nivå", "Varians", "Medelfel", "Andel") if swedish else ("Level", "Variance", "SE", "Share"),
        rows,
    )
    if result.slopes:
        yield Shown(
            "Inom och mellan grupper" if swedish else "Within and between groups",
            ("", "Inom", "Medelfel", "Mellan", "Medelfel", "Skillnad", "Medelfel")
            if swedish
            else ("", "Within", "SE", "Between", "SE", "Difference", "SE"),
            [
                (s.name, s.within, s.within_se, s.between, s.between_se, s.difference, s.difference_se)
                for s in result.slopes
            ],
        )
    yield _effects(result.effects, group, language)
    if group2 is not None:
        yield _effects(result.effects_group2, group2, language)


STATUS = {
    "sv": {"reported": "", "uncertain": "osäkert", "few": "för få"},
    "en": {"reported": "", "uncertain": "uncertain", "few": "too few"},
}


def _effects(effects: tuple[Effect, ...], name: str, language: Language) -> Shown:
    swedish = language == "sv"
    return Shown(
        f"{name}: avvikelse från det väntade" if swedish else f"{name}: difference from what is expected",
        (name, "Antal", "Avvikelse", "95 % från", "till", "Reliabilitet", "")
        if swedish
        else (name, "n", "Difference", "95 % from", "to", "Reliability", ""),
        [
            (e.group, e.n, *((None,) * 3 if e.status == "few" else (e.estimate, e.low, e.high)), e.reliability,
             STATUS[language][e.status])
            for e in effects
        ],
    )  # fmt: skip
