"""How many pupils and places in the years to come, by area and grade.

The method is `likvard.analysis.projection`.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from likvard.cli.answering import Answer, Shown, analysis, data_argument, narrowing, opened

if TYPE_CHECKING:
    from likvard.analysis.errors import Language
    from likvard.analysis.projection import Projection


@click.command()
@data_argument()
@click.option("--year", required=True, help="The column of years.")
@click.option("--grade", required=True, help="The column of grades, as numbers (förskoleklass 0).")
@click.option("--pupils", required=True, help="The column with the number of pupils.")
@click.option("--area", help="The column of areas, schools or school forms.")
@click.option("--ahead", type=click.IntRange(1, 15), default=5, show_default=True, help="Years ahead.")
@click.option("--history", type=click.IntRange(2, 15), default=5, show_default=True, help="Years that ratios stand on.")
@click.option("--births", help="The column that on rows of coming years holds how many will begin.")
@click.option("--places", help="The column with the places of a grade.")
@narrowing
@analysis
def command(
    data: Path,
    year: str,
    grade: str,
    pupils: str,
    area: str | None,
    ahead: int,
    history: int,
    births: str | None,
    places: str | None,
    where: str | None,
    let: tuple[tuple[str, str], ...],
) -> Answer:
    """How many pupils will there be in each grade, and will the places do?

    DATA has one row per year and grade (and area). Each cohort is followed upwards; the interval stands on how the
    ratios have varied between years.

    \b
    Example:
      likvard analyse project pupils.csv --year year --grade grade --pupils n --area district --ahead 5
    """
    from likvard.analysis.projection import project  # noqa: PLC0415 - `--help` needs none of the estimators

    names = [name for name in (year, grade, pupils, area, births, places) if name]
    result = project(
        opened(data, names, where, let),
        year=year,
        grade=grade,
        pupils=pupils,
        area=area,
        years_ahead=ahead,
        history=history,
        births=births,
        places=places,
    )
    return Answer(result, lambda language: _tables(result, language))


def _tables(result: Projection, language: Language) -> Iterable[Shown]:
    swedish = language == "sv"
    everyone = "alla" if swedish else "all"
    yield Shown(
        "Elever" if swedish else "Pupils",
        ("Område", "År", "Årskurs", "Elever", "95 % från", "till", "Platser som saknas")
        if swedish
        else ("Area", "Year", "Grade", "Pupils", "95 % from", "to", "Places short"),
        [
            (r.area, r.year, everyone if r.grade is None else str(r.grade), round(r.pupils), round(r.low),
             round(r.high), None if r.short is None else round(r.short))
            for r in result.rows
        ],
    )  # fmt: skip
