"""What changed in segregation between two years, schools opened and closed apart.

The estimator is `likvard.analysis.segregation.change`.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from likvard.cli.answering import Answer, Shown, analysis, narrowing, opened

if TYPE_CHECKING:
    from likvard.analysis.errors import Language
    from likvard.analysis.segregation.change import Change

FILE = click.Path(path_type=Path, dir_okay=False)


@click.command()
@click.argument("old", type=FILE)
@click.argument("new", type=FILE)
@click.option("--unit", required=True, help="The column that tells which school a row belongs to.")
@click.option("--group", required=True, help="The column of groups, such as background.")
@click.option("--weight", help="The column with the number of pupils of a row; one each when not given.")
@click.option("--bootstrap", type=click.IntRange(0), default=100, show_default=True, help="Draws for the errors.")
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True, help="The same seed, the same bits.")
@narrowing
@analysis
def command(
    old: Path,
    new: Path,
    unit: str,
    group: str,
    weight: str | None,
    bootstrap: int,
    seed: int,
    where: str | None,
    let: tuple[tuple[str, str], ...],
) -> Answer:
    """Did segregation itself change, or only the groups, the sizes of schools, and which schools there are?

    OLD and NEW are files of the same layout (see `likvard analyse segregation`). The parts add up to the total:
    `additions` and `removals` (schools and groups in one file only), `group_marginal`, `unit_marginal`, and
    `structural`, the change at given margins.

    \b
    Example:
      likvard analyse segregation-change 2019.csv 2024.csv --unit school --group background --weight n
    """
    from likvard.analysis.segregation.change import segregation_change  # noqa: PLC0415 - not for `--help`

    names = [name for name in (unit, group, weight) if name]
    result = segregation_change(
        opened(old, names, where, let),
        opened(new, names, where, let),
        unit=unit,
        group=group,
        weight=weight,
        bootstrap=bootstrap,
        seed=seed,
    )
    return Answer(result, lambda language: _tables(result, language))


WORDS = {
    "total": ("Hela ändringen", "The whole change"),
    "additions": ("Skolor och grupper som kommit till", "Schools and groups that have come"),
    "removals": ("Skolor och grupper som försvunnit", "Schools and groups that have gone"),
    "group_marginal": ("Ändrade andelar grupper", "Changed shares of groups"),
    "unit_marginal": ("Ändrade skolstorlekar", "Changed sizes of schools"),
    "structural": ("Ändrad fördelning vid givna andelar", "Changed distribution at given margins"),
}


def _tables(result: Change, language: Language) -> Iterable[Shown]:
    swedish = language == "sv"
    place = 0 if swedish else 1
    yield Shown(
        f"M {result.old:.6g} → {result.new:.6g}",
        ("Del", "Värde", "Medelfel") if swedish else ("Part", "Value", "SE"),
        [(WORDS[part.name][place], part.estimate, part.se) for part in result.parts],
    )
    yield Shown(
        "Skolor" if swedish else "Schools",
        ("Båda åren", "Nya", "Borta") if swedish else ("Both years", "Opened", "Closed"),
        [(result.units_in_both, len(result.opened), len(result.closed))],
    )
