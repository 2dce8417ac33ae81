"""Which pupils meet certified and experienced teachers.

The estimator is `likvard.analysis.segregation.teachers`.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from likvard.cli.analyse.segregation import Pair
from likvard.cli.answering import NAMES, Answer, Shown, analysis, data_argument, narrowing, opened

if TYPE_CHECKING:
    from likvard.analysis.errors import Language
    from likvard.analysis.segregation.teachers import Teachers


@click.command()
@data_argument()
@click.option("--unit", required=True, help="The column of schools.")
@click.option("--group", required=True, help="The column of groups of pupils.")
@click.option("--weight", help="The column with the number of pupils of a row; one each when not given.")
@click.option("--teachers", "columns", type=NAMES, required=True, help="Columns of the schools' teacher shares.")
@click.option("--pairs", "--pair", type=Pair(), multiple=True, help="Two groups to compare; all pairs if not given.")
@narrowing
@analysis
def command(
    data: Path,
    unit: str,
    group: str,
    weight: str | None,
    columns: tuple[str, ...],
    pairs: tuple[tuple[str, str], ...],
    where: str | None,
    let: tuple[tuple[str, str], ...],
) -> Answer:
    """Do pupils with greater needs meet certified and experienced teachers as often as others?

    DATA has one row per school and group (or pupil), with the school's share of such teachers on each.

    \b
    Example:
      likvard analyse teachers schools.csv --unit school --group background --weight n --teachers certified,experienced
    """
    from likvard.analysis.segregation.teachers import teachers  # noqa: PLC0415 - not for `--help`

    names = [name for name in (unit, group, weight, *columns) if name]
    table = opened(data, names, where, let)
    result = teachers(table, unit=unit, group=group, weight=weight, teachers=columns, pairs=pairs)
    return Answer(result, lambda language: _tables(result, language))


def _tables(result: Teachers, language: Language) -> Iterable[Shown]:
    swedish = language == "sv"
    yield Shown(
        "Möter" if swedish else "Meets",
        ("Lärare", "Grupp", "Medel", "Medelfel", "95 % från", "till", "Elever")
        if swedish
        else ("Teachers", "Group", "Mean", "SE", "95 % from", "to", "Pupils"),
        [(m.teachers, m.group, m.estimate, m.se, m.low, m.high, m.n) for m in result.exposure],
    )
    yield Shown(
        "Skillnad" if swedish else "Difference",
        ("Lärare", "Grupp", "mot", "Skillnad", "Medelfel", "95 % från", "till")
        if swedish
        else ("Teachers", "Group", "against", "Difference", "SE", "95 % from", "to"),
        [(g.teachers, g.first, g.second, g.estimate, g.se, g.low, g.high) for g in result.gaps],
    )
