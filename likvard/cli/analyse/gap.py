"""The gap between two groups: size, interval, within and between schools, over the years.

The estimator is `likvard.analysis.gaps`.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from likvard.cli.answering import (
    NAMES,
    Answer,
    Shown,
    analysis,
    coefficients_shown,
    data_argument,
    engine_option,
    narrowing,
    scanned,
)

if TYPE_CHECKING:
    from likvard.analysis.engine import Name
    from likvard.analysis.errors import Language
    from likvard.analysis.gaps import Gap


@click.command()
@data_argument()
@click.option("--outcome", required=True, help="The column to compare, such as a merit value.")
@click.option("--by", required=True, help="The column of groups.")
@click.option("--groups", type=NAMES, help="Which two groups, when there are more: F,M. The first less the second.")
@click.option("--unit", help="The column of schools: errors follow them, and the gap is split within and between.")
@click.option("--over", help="A column of years: the gap in each.")
@click.option("--joints", type=NAMES, default=(), help="Years from which a new scale holds; nothing crosses them.")
@narrowing
@engine_option
@analysis
def command(
    data: Path,
    outcome: str,
    by: str,
    groups: tuple[str, ...] | None,
    unit: str | None,
    over: str | None,
    joints: tuple[str, ...],
    where: str | None,
    let: tuple[tuple[str, str], ...],
    engine: Name,
) -> Answer:
    """How large is the difference between two groups, and how much of it lies within schools?

    DATA has one row per pupil.

    \b
    Examples:
      likvard analyse gap pupils.csv --outcome merit --by sex --unit school
      likvard analyse gap pupils.parquet --outcome points --by sex --groups girl,boy --over year --joints 2013
    """
    from likvard.analysis.gaps import gap  # noqa: PLC0415 - `--help` needs none of the estimators

    if groups is not None and len(groups) != 2:
        raise click.UsageError("--groups names two groups.")
    keys = [name for name in (by, unit, over) if name]
    with scanned(engine, data, numbers=[outcome], groups=keys, where=where, let=let) as scan:
        pair = (groups[0], groups[1]) if groups else None
        result = gap(scan, outcome, by, groups=pair, unit=unit, over=over, joints=joints)
    return Answer(result, lambda language: _tables(result, unit, over, language))


def _tables(result: Gap, unit: str | None, over: str | None, language: Language) -> Iterable[Shown]:
    swedish = language == "sv"
    yield Shown(
        f"{result.outcome}: {result.by}",
        ("Grupp", "Antal", "Medelvärde", "Standardavvikelse") if swedish else ("Group", "n", "Mean", "SD"),
        list(zip(result.groups, result.counts, result.means, result.sds, strict=True)),
    )
    title = f"{result.groups[0]} - {result.groups[1]}"
    yield coefficients_shown(result.coefficients, language)._replace(title=title)
    if result.over and over:
        yield Shown(
            over,
            (over, "n", "n", "Skillnad", "95 % från", "till", "Ändring", "Medelfel")
            if swedish
            else (over, "n", "n", "Gap", "95 % from", "to", "Change", "SE"),
            [(m.over, m.n_first, m.n_second, m.gap, m.low, m.high, m.change, m.change_se) for m in result.over],
        )
    if result.eta2 is not None and unit:
        yield Shown(
            "Mellan enheter" if swedish else "Between units",
            ("η²", "ε²", "ICC"),
            [(result.eta2, result.epsilon2, result.icc)],
        )
        few = "för få" if swedish else "too few"
        yield Shown(
            unit,
            (unit, "n", "n", "Skillnad", "95 % från", "till", "")
            if swedish
            else (unit, "n", "n", "Gap", "95 % from", "to", ""),
            [
                (u.unit, None, None, None, None, None, few)
                if u.status == "few"
                else (u.unit, u.n_first, u.n_second, u.gap, u.low, u.high, "")
                for u in result.units
            ],
        )
