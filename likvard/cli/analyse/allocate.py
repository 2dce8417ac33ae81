"""Money by need: what each school gets, gains and loses, and the formula.

The method is `likvard.analysis.allocation`.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from likvard.cli.answering import NAMES, Answer, Shown, analysis, data_argument, narrowing, opened

if TYPE_CHECKING:
    from likvard.analysis.allocation import Allocation
    from likvard.analysis.errors import Language


@click.command()
@data_argument()
@click.option("--unit", required=True, help="The column of schools.")
@click.option("--pupils", required=True, help="The column with the number of pupils.")
@click.option("--need", type=NAMES, required=True, help="Columns of expected need per pupil, from 0 up.")
@click.option("--weights", type=NAMES, default=(), help="A weight for each column of need; 1 when not given.")
@click.option("--budget", type=float, required=True, help="Kronor to divide; every krona is given out.")
@click.option(
    "--share", type=click.FloatRange(0, 1), default=0.1, show_default=True, help="The part that goes by need."
)
@click.option("--floor", type=click.FloatRange(0, 1), help="At least this part of the mean amount per pupil.")
@click.option("--ceiling", type=click.FloatRange(1), help="At most this many times the mean amount per pupil.")
@click.option("--current", help="The column with the present allocation, to tell gains and losses against.")
@narrowing
@analysis
def command(
    data: Path,
    unit: str,
    pupils: str,
    need: tuple[str, ...],
    weights: tuple[str, ...],
    budget: float,
    share: float,
    floor: float | None,
    ceiling: float | None,
    current: str | None,
    where: str | None,
    let: tuple[tuple[str, str], ...],
) -> Answer:
    """How should a budget be divided so that schools with greater need can do more?

    DATA has one row per school. More need never gives less, no limit makes a jump, and the formula can be printed and
    worked out by hand. Results are no part of it.

    \b
    Example:
      likvard analyse allocate schools.csv --unit school --pupils n --need expected_not_eligible --budget 9500000
        --share 0.15 --floor 0.9 --ceiling 1.5
    """
    from likvard.analysis.allocation import allocate  # noqa: PLC0415 - `--help` needs none of the estimators

    try:
        numbers = [float(word.replace(",", ".")) for word in weights]
    except ValueError:
        raise click.UsageError("--weights are numbers with commas between.") from None
    names = list(dict.fromkeys(name for name in (unit, pupils, *need, current) if name))
    result = allocate(
        opened(data, names, where, let),
        unit=unit,
        pupils=pupils,
        need=need,
        weights=numbers,
        budget=budget,
        share=share,
        floor=floor,
        ceiling=ceiling,
        current=current,
    )
    return Answer(result, lambda language: _tables(result, language))


def _tables(result: Allocation, language: Language) -> Iterable[Shown]:
    swedish = language == "sv"
    yield Shown(
        result.formula.said(language),
        ("Skola", "Elever", "Index", "Per elev", "Belopp", "Vinst")
        if swedish
        else ("School", "Pupils", "Index", "Per pupil", "Amount", "Gain"),
        [(s.unit, s.pupils, round(s.index), round(s.per_pupil), s.amount, round(s.gain)) for s in result.schools],
    )
    if result.sensitivity:
        yield Shown(
            "Utan en variabel" if swedish else "Without one variable",
            ("Utan", "Andel som flyttas", "Störst ändring, %", "Skola")
            if swedish
            else ("Without", "Share moved", "Largest change, %", "School"),
            [(s.without, s.moved, s.largest, s.unit) for s in result.sensitivity],
        )
