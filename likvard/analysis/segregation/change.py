"""What changed between two years: schools opened and closed, shifted margins, and segregation proper.

M of both years is worked out on the schools and groups they share; the rest of the change is `additions` (what is
only in the new table) and `removals` (only in the old). The change on the shared part is divided by fitting each
year's table to the other year's margins (iterative proportional fitting, zeros stay zeros). `structural` is what
remains at fixed margins, averaged over both years' margins; what the margins do is shared between `group_marginal`
and `unit_marginal` over both orders (Owen's value). The parts add up to the total.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np

from likvard.analysis.errors import DataError, bad_question
from likvard.analysis.results import Method, Note, Result, Text, dropped
from likvard.analysis.segregation.counts import Counts, count
from likvard.analysis.segregation.estimator import Part
from likvard.analysis.segregation.indices import Floats, mutual_of
from likvard.analysis.table import Table

PRECISION = 1e-12
MOST_SWEEPS = 10_000
PARTS = ("total", "additions", "removals", "group_marginal", "unit_marginal", "structural")


@dataclass(frozen=True, kw_only=True)
class Change(Result):
    """`old` and `new` are M of the whole tables; `n` is the number of pupils in both. `opened` and `closed` are
    the units that only the new or only the old table has, `sweeps` the longest fitting."""

    old: float
    new: float
    parts: tuple[Part, ...]
    units_in_both: int
    opened: tuple[str, ...]
    closed: tuple[str, ...]
    sweeps: int
    draws: int
    seed: int


def segregation_change(
    old: Table,
    new: Table,
    *,
    unit: str,
    group: str,
    weight: str | None = None,
    bootstrap: int = 100,
    seed: int = 1,
) -> Change:
    """Divide the change in M from `old` to `new`. Errors come from `bootstrap` draws of pupils in both tables (none
    with 0). Raises `DataError` for bad columns, and when the tables share fewer than two units or groups."""
    first = count(old, unit=unit, group=group, weight=weight)
    second = count(new, unit=unit, group=group, weight=weight)
    shared_units = [name for name in first.units if name in set(second.units)]
    shared_groups = [name for name in first.groups if name in set(second.groups)]
    for column, shared in ((unit, shared_units), (group, shared_groups)):
        if len(shared) < 2:
            raise bad_question(
                f"Kolumnen {column} har {len(shared)} värden gemensamma för de två filerna; det behövs minst två.",
                f"The column {column} has {len(shared)} values in common in the two files; at least two are needed.",
            )
    a, b = _shared(first, shared_groups, shared_units), _shared(second, shared_groups, shared_units)
    values, sweeps = _divide(first.matrix, second.matrix, a, b)
    errors = np.full(len(PARTS), np.nan)
    if bootstrap:
        generator = np.random.Generator(np.random.SFC64(np.random.SeedSequence(seed)))
        drawn = np.array([_drawn(first, second, shared_groups, shared_units, generator) for _ in range(bootstrap)])
        errors = drawn.std(axis=0, ddof=1) if bootstrap > 1 else errors
    lost = first.lost + second.lost
    return Change(
        old=float(mutual_of(first.matrix).m[0]),
        new=float(mutual_of(second.matrix).m[0]),
        parts=tuple(
            Part(name=name, estimate=float(value), se=float(se))
            for name, value, se in zip(PARTS, values, errors, strict=True)
        ),
        units_in_both=len(shared_units),
        opened=tuple(sorted(set(second.units) - set(first.units))),
        closed=tuple(sorted(set(first.units) - set(second.units))),
        sweeps=sweeps,
        draws=bootstrap,
        seed=seed,
        n=round(first.total + second.total),
        method=METHOD,
        sources=(old.source, new.source),
        notes=(*dropped(lost, ", ".join(name for name in (unit, group, weight) if name)), *_few(shared_units, first)),
    )


def _few(shared: list[str], first: Counts) -> tuple[Note, ...]:
    """Most schools with new codes is a break in the register, not schools that closed."""
    if len(shared) * 2 >= len(first.units):
        return ()
    return (
        Note(
            code="few_units_in_both",
            text=Text(
                f"Bara {len(shared)} av {len(first.units)} skolor i den gamla filen finns i den nya. "
                "Kontrollera att koderna är desamma båda åren.",
                f"Only {len(shared)} of {len(first.units)} schools of the old file are in the new one. "
                "Check that the codes are the same in both years.",
            ),
        ),
    )


def _shared(counts: Counts, groups: list[str], units: list[str]) -> Floats:
    rows = [counts.groups.index(name) for name in groups]
    place = {name: i for i, name in enumerate(counts.units)}
    part = counts.matrix[np.ix_(rows, [place[name] for name in units])]
    if not part.sum():
        raise DataError("one_group", column="unit", value=units[0], row=0)
    return part


def _divide(first: Floats, second: Floats, a: Floats, b: Floats) -> tuple[list[float], int]:
    """The six parts of tables `first` and `second`, whose shared cells are `a` and `b` (groups, units)."""
    tables = (a / a.sum(), b / b.sum())
    value: dict[tuple[int, int, int], float] = {}
    longest = 0
    for structure, of_units, of_groups in product((0, 1), repeat=3):
        table = tables[structure]
        if of_units == structure == of_groups:
            fitted, sweeps = table, 0
        else:
            fitted, sweeps = fit(table, tables[of_groups].sum(axis=1), tables[of_units].sum(axis=0))
        longest = max(longest, sweeps)
        value[structure, of_units, of_groups] = float(mutual_of(fitted).m[0])
    structural = (value[1, 1, 1] - value[0, 1, 1] + value[1, 0, 0] - value[0, 0, 0]) / 2
    of_group = sum(value[s, u, 1] - value[s, u, 0] for s, u in product((0, 1), repeat=2)) / 4
    of_unit = sum(value[s, 1, g] - value[s, 0, g] for s, g in product((0, 1), repeat=2)) / 4
    whole = float(mutual_of(second).m[0]) - float(mutual_of(first).m[0])
    additions = float(mutual_of(second).m[0]) - value[1, 1, 1]
    removals = value[0, 0, 0] - float(mutual_of(first).m[0])
    return [whole, additions, removals, of_group, of_unit, structural], longest


def fit(table: Floats, groups: Floats, units: Floats) -> tuple[Floats, int]:
    """The table (groups, units) with these margins and its own odds ratios, and the number of sweeps it took.

    Ends when no margin is more than 1e-12 off. Margins that its zeros cannot reach stop it where it no longer moves.
    """
    fitted = table.copy()
    previous = np.inf
    for sweep in range(1, MOST_SWEEPS + 1):
        row = fitted.sum(axis=1)
        fitted *= np.divide(groups, row, out=np.zeros_like(row), where=row > 0)[:, None]
        column = fitted.sum(axis=0)
        fitted *= np.divide(units, column, out=np.zeros_like(column), where=column > 0)
        off = float(np.abs(fitted.sum(axis=1) - groups).max())
        if off <= PRECISION:
            return fitted, sweep
        if sweep % 100 == 0:
            if off > previous * 0.999:
                return fitted, sweep
            previous = off
    return fitted, MOST_SWEEPS


def _drawn(
    first: Counts, second: Counts, groups: list[str], units: list[str], generator: np.random.Generator
) -> list[float]:
    drawn = []
    for counts in (first, second):
        matrix = generator.poisson(counts.matrix).astype(np.float64)
        drawn.append(Counts(matrix, counts.groups, counts.units, ()))
    a, b = (_shared(one, groups, units) for one in drawn)
    # A small school may be empty in a draw: it is then in neither year.
    present = (a.sum(axis=0) > 0) & (b.sum(axis=0) > 0)
    return _divide(drawn[0].matrix, drawn[1].matrix, a[:, present], b[:, present])[0]


METHOD = Method(
    text=Text(
        "Skillnaden i M mellan två tabeller delas i skolor och grupper som kommit till (additions) eller försvunnit "
        "(removals), ändrade andelar grupper och ändrade skolstorlekar (marginaler) och ändrad fördelning vid givna "
        "marginaler (structural). Tabellerna anpassas till varandras marginaler tills inget avviker mer än 1e-12.",
        "The difference in M between two tables is divided into schools and groups that have come (additions) or gone "
        "(removals), changed shares of groups and sizes of schools (margins), and changed distribution at given "
        "margins (structural). The tables are fitted to each other's margins until nothing is off by more than 1e-12.",
    ),
    random=Text(
        "Elever inom givna skolor, dragna i båda tabellerna.",
        "Pupils within the given schools, drawn in both tables.",
    ),
    reference="Elbers 2023, Sociological Methods & Research 52(1); Karmel & Maclachlan 1988; Deming & Stephan 1940; "
    "Owen 1977",
)
