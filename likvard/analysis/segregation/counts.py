"""From a table to a count matrix: units down, groups across, strata as runs of units."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from likvard.analysis.errors import DataError
from likvard.analysis.table import Floats, Table, two_groups

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Level:
    """One level of strata. Stratum k holds the units `starts[k]:ends[k]`; `parents[k]` its place in the level above."""

    column: str
    names: tuple[str, ...]
    starts: Ints
    ends: Ints
    parents: Ints


@dataclass(frozen=True)
class Counts:
    """`matrix[g, u]` is the number of pupils of group g in unit u; units without pupils are not there."""

    matrix: Floats
    groups: tuple[str, ...]
    units: tuple[str, ...]
    levels: tuple[Level, ...]
    lost: int = 0

    @property
    def total(self) -> float:
        return float(self.matrix.sum())

    @property
    def whole(self) -> bool:
        """Whether every cell is a whole number."""
        return bool((self.matrix == np.floor(self.matrix)).all())


def count(
    table: Table, *, unit: str, group: str, weight: str | None = None, within: Sequence[str] = (), least: int = 2
) -> Counts:
    """The counts of a table. `within` names strata from the widest to the narrowest.

    A row without a unit, group, weight or stratum is left out and counted in `lost`. Raises `not_nested` when a
    unit lies in two strata, `one_group` when there are fewer than two groups, or fewer than `least` units.
    """
    units = table.factor(unit)
    groups = two_groups(table, group)
    if least > 1:
        two_groups(table, unit, units)
    weights = np.ones(len(table)) if weight is None else table.weight(weight)
    strata = [table.factor(name) for name in within]
    known = (units.codes >= 0) & (groups.codes >= 0) & ~np.isnan(weights)
    for factor in strata:
        known &= factor.codes >= 0
    if not known.any() or not weights[known].any():
        columns = ", ".join([unit, group, *([weight] if weight else []), *within])
        raise DataError("no_complete_rows", column=columns, row=int(table.rows[0]))
    inner, outer = unit, units
    paths: list[Ints] = []
    for name, factor in zip(reversed(within), reversed(strata), strict=True):
        paths.append(_parents(table, inner, outer.codes, outer.labels, name, factor.codes, known))
        inner, outer = name, factor
    paths.reverse()  # now widest first: paths[-1] is unit -> narrowest stratum

    width, height = len(groups.labels), len(units.labels)
    cells = groups.codes[known].astype(np.int64) * height + units.codes[known]
    matrix = np.bincount(cells, weights[known], minlength=width * height).reshape(width, height)

    # Each unit's stratum on every level, and the units in the order of their strata.
    places = np.arange(height)
    of_level: list[Ints] = []
    for path in reversed(paths):
        places = np.where(places >= 0, path[places], -1)
        of_level.append(places)
    of_level.reverse()
    kept_units = np.flatnonzero(matrix.sum(axis=0) > 0)
    order = kept_units
    for places in reversed(of_level):
        order = order[np.argsort(places[order], kind="stable")]
    kept_groups = np.flatnonzero(matrix.sum(axis=1) > 0)
    if len(kept_groups) < 2:
        raise DataError("one_group", column=group, value=groups.labels[int(kept_groups[0])], row=table.first(known))
    levels: list[Level] = []
    previous = np.zeros(len(order), dtype=np.int64)
    for name, factor, places in zip(within, strata, of_level, strict=True):
        codes = places[order]
        starts = np.flatnonzero(np.r_[True, codes[1:] != codes[:-1]])
        ends = np.r_[starts[1:], len(codes)]
        names = tuple(factor.labels[int(code)] for code in codes[starts])
        levels.append(Level(name, names, starts, ends, previous[starts]))
        previous = np.repeat(np.arange(len(starts)), ends - starts)
    return Counts(
        np.ascontiguousarray(matrix[np.ix_(kept_groups, order)]),
        tuple(groups.labels[int(g)] for g in kept_groups),
        tuple(units.labels[int(u)] for u in order),
        tuple(levels),
        int((~known).sum()),
    )


def _parents(
    table: Table,
    inner: str,
    inner_codes: NDArray[np.int32],
    inner_labels: Sequence[str],
    outer: str,
    outer_codes: NDArray[np.int32],
    known: NDArray[np.bool_],
) -> Ints:
    """For each inner group the outer group it lies in, -1 when it has no rows."""
    parent = np.full(len(inner_labels), -1, dtype=np.int64)
    rows = np.flatnonzero(known)
    parent[inner_codes[rows[::-1]]] = outer_codes[rows[::-1]]  # the first row decides
    wrong = parent[inner_codes[rows]] != outer_codes[rows]
    if wrong.any():
        i = int(rows[int(np.argmax(wrong))])
        raise DataError(
            "not_nested",
            column=inner,
            value=inner_labels[int(inner_codes[i])],
            outer=outer,
            row=int(table.rows[i]),
        )
    return parent


def of_matrix(matrix: Floats, groups: Sequence[str] = (), units: Sequence[str] = ()) -> Counts:
    """Counts of a matrix that is already there, groups down and units across."""
    matrix = np.ascontiguousarray(matrix, dtype=np.float64)
    return Counts(
        matrix,
        tuple(groups) or tuple(str(g) for g in range(matrix.shape[0])),
        tuple(units) or tuple(str(u) for u in range(matrix.shape[1])),
        (),
    )
