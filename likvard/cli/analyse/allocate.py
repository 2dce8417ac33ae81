"""Money by need: what each school gets, gains and loses, and the formula.

The method is `likvard.analysis.allocation`.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from likvard.cli.answering import NAMES, Answer, Shown, analysis, data_argument, narrowing, opened

if TYPE_CHECKING:
    from likvard.analysis.allocation import Allocation
    from likvard.analysis.errors import Language


@click.command()
@data_argument()
@click.option("--unit", required=True, help="The column of schools.")
@click.option("--pupils", required=True, help="The column with the number of pupils.")
@click.option("--need", type=NAMES, default=(), help="Columns of expected need per pupil, from 0 up …")
@click.option("--intake", type=NAMES, default=(), help="… or columns of intake, from which the need is worked out,")
@click.option("--outcome", help="with this column: the share (0-1) of pupils who did not reach the goal.")
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
    intake: tuple[str, ...],
    outcome: str | None,
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
    worked out by hand. A school's own results are no part of it: with --intake and --outcome the need is the share
    that schools with the same intake have, and a school without a known outcome gets its need all the same.

    \b
    Examples:
      likvard analyse allocate schools.csv --unit school --pupils n --intake parents_education,newly_arrived
        --outcome not_eligible --budget 9500000 --share 0.15
      likvard analyse allocate schools.csv --unit school --pupils n --need expected_not_eligible --budget 9500000
        --share 0.15 --floor 0.9 --ceiling 1.5
    """
    from likvard.analysis.allocation import allocate, allocate_by_intake  # noqa: PLC0415 - not needed for `--help`

    try:
        numbers = [float(word.replace(",", ".")) for word in weights]
    except ValueError:
        raise click.UsageError("--weights are numbers with commas between.") from None
    if bool(need) == bool(intake):
        raise click.UsageError("Give either --need or --intake.")
    if bool(intake) != (outcome is not None):
        raise click.UsageError("--intake and --outcome go together.")
    if intake and numbers:
        raise click.UsageError("--weights belongs to --need: with --intake the weights are worked out.")
    names = list(dict.fromkeys(name for name in (unit, pupils, *need, *intake, outcome, current) if name))
    table = opened(data, names, where, let)
    money: dict[str, Any] = {"budget": budget, "share": share, "floor": floor, "ceiling": ceiling, "current": current}
    if outcome is not None:
        result = allocate_by_intake(table, unit=unit, pupils=pupils, outcome=outcome, intake=intake, **money)
    else:
        result = allocate(table, unit=unit, pupils=pupils, need=need, weights=numbers, **money)
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
    if result.expected_need:
        swedish_head = ("", "Koefficient", "Medelfel", "95 % från", "till")
        yield Shown(
            f"Förväntat behov, {result.expected_need.schools} skolor"
            if swedish
            else f"Expected need, {result.expected_need.schools} schools",
            swedish_head if swedish else ("", "Coefficient", "SE", "95 % from", "to"),
            [(c.name, c.estimate, c.se, c.low, c.high) for c in result.expected_need.coefficients],
        )
    if result.sensitivity:
        yield Shown(
            "Utan en variabel" if swedish else "Without one variable",
            ("Utan", "Andel som flyttas", "Störst ändring, %", "Skola")
            if swedish
            else ("Without", "Share moved", "Largest change, %", "School"),
            [(s.without, s.moved, s.largest, s.unit) for s in result.sensitivity],
        )
