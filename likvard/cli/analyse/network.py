"""How problem areas go together: what reports state, and what the data show beside it.

The estimator is `likvard.analysis.association`.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from likvard.cli.answering import NAMES, Answer, Shown, analysis, narrowing, opened

if TYPE_CHECKING:
    from likvard.analysis.association import Network
    from likvard.analysis.errors import Language


@click.command()
@click.argument("data", type=click.Path(path_type=Path, dir_okay=False), required=False)
@click.option("--unit", help="The column of schools.")
@click.option("--period", help="The column of years or terms; within the same school over time when given.")
@click.option("--areas", type=NAMES, default=(), help="Areas and their columns: TRY=safety,STR=calm. A column that "
              "is called as its area needs no `=`.")  # fmt: skip
@click.option("--lower-is-better", type=NAMES, default=(), help="Columns where less is better, such as absence.")
@narrowing
@analysis
def command(
    data: Path | None,
    unit: str | None,
    period: str | None,
    areas: tuple[str, ...],
    lower_is_better: tuple[str, ...],
    where: str | None,
    let: tuple[tuple[str, str], ...],
) -> Answer:
    """Which problem areas pull each other down, by what reports say and by our own figures?

    Without DATA: the reported associations with source and direction. With DATA (one row per school and period): the
    co-variation of the areas beside them. Associations are candidates for causes, not causes.

    \b
    Examples:
      likvard analyse network
      likvard analyse network areas.csv --unit school --period year --areas TRY=safety,STR=calm,FRV=absence
        --lower-is-better absence
    """
    from likvard.analysis.association import network  # noqa: PLC0415 - `--help` needs none of the estimators

    if data is None:
        result = network()
    else:
        columns = {code.strip(): (column or code).strip() for code, _, column in (a.partition("=") for a in areas)}
        names = list(dict.fromkeys([name for name in (unit, period) if name] + list(columns.values())))
        table = opened(data, names, where, let) if names else opened(data, [], where, let)
        result = network(table, areas=columns, unit=unit, period=period, lower_is_better=lower_is_better)
    return Answer(result, lambda language: _tables(result, language))


def _tables(result: Network, language: Language) -> Iterable[Shown]:
    swedish = language == "sv"
    if result.links:
        yield Shown(
            "I data" if swedish else "In the data",
            ("", "", "Mellan", "Inom", "95 % från", "till", "q", "Rapporterat")
            if swedish
            else ("", "", "Between", "Within", "95 % from", "to", "q", "Reported"),
            [
                (one.first, one.second, one.between, one.within, one.within_low, one.within_high, one.q,
                 ("ja" if swedish else "yes") if one.reported else "")
                for one in result.links
            ],
        )  # fmt: skip
        sentences = [(one.sentence.said(language),) for one in result.links if one.sentence]
        if sentences:
            yield Shown("I ord" if swedish else "In words", ("",), sentences)
    yield Shown(
        "I rapporter" if swedish else "In reports",
        ("Från", "Till", "Källa") if swedish else ("From", "To", "Source"),
        [(e.start, e.end, e.source) for e in result.edges],
    )
