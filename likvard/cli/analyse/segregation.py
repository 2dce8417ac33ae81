"""How unevenly groups are spread over schools: M, H, D, isolation, exposure.

The estimator is `likvard.analysis.segregation`.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from likvard.cli.answering import NAMES, Answer, Shown, analysis, data_argument, narrowing, opened

if TYPE_CHECKING:
    from likvard.analysis.errors import Language
    from likvard.analysis.segregation import Segregation
    from likvard.analysis.segregation.estimator import Index


class Pair(click.ParamType):  # type: ignore[type-arg]
    """Two groups with a comma between."""

    name = "a,b"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, str]:
        if isinstance(value, tuple):
            return value
        names = [word.strip() for word in str(value).split(",")]
        if len(names) != 2 or not all(names):
            self.fail("names two groups with a comma between", param, ctx)
        return names[0], names[1]


@click.command()
@data_argument()
@click.option("--unit", required=True, help="The column that tells which school a row belongs to.")
@click.option("--group", required=True, help="The column of groups, such as background.")
@click.option("--weight", help="The column with the number of pupils of a row; one each when not given.")
@click.option("--within", type=NAMES, default=(), help="Strata from the widest to the narrowest, nested.")
@click.option("--pairs", "--pair", type=Pair(), multiple=True, help="Two groups for D, isolation and exposure.")
@click.option("--bootstrap", type=click.IntRange(0), default=0, help="Number of draws; by formula when not given.")
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True, help="The same seed, the same bits.")
@click.option("--random", type=click.Choice(["pupils", "units"]), default="pupils", show_default=True,
              help="What is random: which pupils came to given schools, or which schools there are.")  # fmt: skip
@click.option("--threads", type=click.IntRange(1), help="Threads for the draws; the result does not depend on it.")
@click.option("--local", "local_units", is_flag=True, help="Also each unit's own score.")
@click.option("--show-refused", is_flag=True, help="Show D also where chance alone gives more than half of it.")
@narrowing
@analysis
def command(
    data: Path,
    unit: str,
    group: str,
    weight: str | None,
    within: tuple[str, ...],
    pairs: tuple[tuple[str, str], ...],
    bootstrap: int,
    seed: int,
    random: Literal["pupils", "units"],
    threads: int | None,
    local_units: bool,
    show_refused: bool,
    where: str | None,
    let: tuple[tuple[str, str], ...],
) -> Answer:
    """How unevenly are groups of pupils spread over schools, and how much of it is chance?

    DATA has one row per pupil, or one per school and group with the number of pupils as --weight. M is divided
    exactly into between and within strata. Every index stands beside the value that the same schools would show if
    each pupil's place were drawn by lot; D is refused where that is more than half of it.

    \b
    Examples:
      likvard analyse segregation schools.csv --unit school --group background --weight n
      likvard analyse segregation schools.csv --unit school --group background --weight n --within county,municipality
      likvard analyse segregation schools.csv --unit school --group background --weight n --pairs swedish,foreign
      likvard analyse segregation schools.csv --unit school --group background --weight n --bootstrap 500 --json
    """
    from likvard.analysis.segregation import segregation  # noqa: PLC0415 - `--help` needs none of the estimators

    names = [name for name in (unit, group, weight, *within) if name]
    result = segregation(
        opened(data, names, where, let),
        unit=unit,
        group=group,
        weight=weight,
        within=within,
        pairs=pairs,
        bootstrap=bootstrap,
        seed=seed,
        random=random,
        threads=threads,
        local_units=local_units,
        refuse=not show_refused,
    )
    return Answer(result, lambda language: _tables(result, language))


STATUS = {
    "sv": {"ok": "", "uncertain": "mest slump", "refused": "visas inte"},
    "en": {"ok": "", "uncertain": "mostly chance", "refused": "not shown"},
}


def _named(index: Index) -> str:
    return f"{index.name} {' → '.join(index.groups)}".strip()


def _short(value: float | None) -> float | None:
    """Four decimals: more would say more than the error allows, and the table must fit the terminal."""
    return None if value is None or value != value else round(value, 4)


def _tables(result: Segregation, language: Language) -> Iterable[Shown]:
    swedish = language == "sv"
    for scope in dict.fromkeys(index.scope for index in result.indices):
        inside = [index for index in result.indices if index.scope == scope]
        title = {"total": ("Hela", "The whole"), "between": ("Mellan strata", "Between strata")}.get(
            scope, (scope, scope)
        )
        pupils = "elever" if swedish else "pupils"
        yield Shown(
            f"{title[0 if swedish else 1]} ({inside[0].n:.0f} {pupils})",
            ("", "Värde", "Rättat", "95 % från", "till", "Av slump", "")
            if swedish
            else ("", "Value", "Corrected", "95 % from", "to", "By chance", ""),
            [
                (_named(i), _short(i.estimate), _short(i.debiased), _short(i.low), _short(i.high),
                 _short(i.expected_if_independent), STATUS[language][i.status])
                for i in inside
            ],
        )  # fmt: skip
    if result.parts:
        yield Shown(
            "M i delar" if swedish else "M in parts",
            ("Del", "Värde", "Medelfel") if swedish else ("Part", "Value", "SE"),
            [(part.name, part.estimate, part.se) for part in result.parts],
        )
    yield Shown(
        "Lokala värden" if swedish else "Local scores",
        ("", "Namn", "Andel", "Värde") if swedish else ("", "Name", "Share", "Score"),
        [(one.kind, one.name, one.share, one.score) for one in result.local],
    )
