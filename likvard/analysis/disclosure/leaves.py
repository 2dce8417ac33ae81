"""The tables of leaves of a tree (one for each parent that has no parent below it), all at once.

A withheld cell is an edge between its row and its column, as in `cycles`. `on_cycles` finds cells on cycles by drawing
together what hangs together doubly: two columns that two rows have in common, then whole sets of columns, until nothing
changes. What it finds lies on a cycle; a cycle that goes round three sets or more it may miss. `close` withholds
the cheapest cycle of four for each cell that is left, the first one of every table at a time.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from likvard.analysis.disclosure.cells import Ints
from likvard.analysis.disclosure.cycles import Tree
from likvard.analysis.table import Floats, Mask

# Of one table so many cells are closed at once, from the turn on in which doubling has come so far.
MOST_AT_ONCE, FULL_AFTER = 16, 4
FAR = 1e9  # dearer than any cycle, but finite so that sums of it stay numbers


class Tables(NamedTuple):
    """Rows of several parents' tables, one table after another: the `unit` of each row (-1 for a parent's own row),
    the number of its `table`, where each table `starts`, and the `parents`."""

    unit: Ints
    table: Ints
    starts: Ints
    parents: Ints

    @property
    def sizes(self) -> Ints:
        return np.diff(self.starts, append=len(self.table)).astype(np.int64)


def tables_of(tree: Tree, parents: Sequence[int], own: Iterable[int] = ()) -> Tables:
    """The tables of these parents. `own`: those whose own row stands in their table too, once for each time they are
    named."""
    unit = np.fromiter((unit for parent in parents for unit in tree.children[parent]), dtype=np.int64)
    table = np.repeat(np.arange(len(parents)), [len(tree.children[parent]) for parent in parents])
    number = {parent: place for place, parent in enumerate(parents)}
    extra = np.array([number[parent] for parent in own], dtype=np.int64)
    if len(extra):
        unit, table = np.r_[unit, np.full(len(extra), -1)], np.r_[table, extra]
        order = np.argsort(table, kind="stable")
        unit, table = unit[order], table[order]
    return Tables(unit, table, _starts(table), np.array(parents, dtype=np.int64))


def beside(tables: Tables, rows: Ints) -> tuple[Ints, Ints]:
    """For each of `rows` every row of its table: the place in `rows` and the row, both (pairs,)."""
    table = tables.table[rows]
    sizes = tables.sizes[table]
    ask = np.repeat(np.arange(len(rows)), sizes)
    first = np.cumsum(sizes) - sizes
    return ask, np.arange(len(ask)) - first[ask] + tables.starts[table[ask]]


def _starts(table: Ints) -> Ints:
    return np.flatnonzero(np.diff(table, prepend=-1)).astype(np.int64)


def on_cycles(hidden: Mask, table: Ints) -> Mask:
    """Which hidden cells (rows, columns) lie on cycles within their table; `table` ascends."""
    out = np.zeros_like(hidden)
    some = hidden.sum(axis=1) > 1  # a row with one hidden cell is on no cycle and on nobody's way
    if some.any():
        out[some] = _on_cycles(hidden[some], table[some])
    return out


def _on_cycles(hidden: Mask, table: Ints) -> Mask:
    columns = hidden.shape[1]
    starts = _starts(table)
    number = np.repeat(np.arange(len(starts)), np.diff(starts, append=len(table)))
    rows = np.arange(len(hidden))
    sets = np.tile(np.arange(columns), (len(starts), 1))  # for each table the set that each column is in
    while True:
        cells = np.zeros(hidden.shape, dtype=np.int16)  # how many of a row's hidden cells are in each set
        for column in range(columns):
            cells[rows, sets[number, column]] += hidden[:, column]
        # Two rows that touch both sets draw them together; a row with two cells in a set belongs to it.
        touched, within = cells > 0, cells > 1
        together = np.empty((len(starts), columns, columns), dtype=bool)
        for one in range(columns):
            times = (touched & touched[:, [one]]).astype(np.int16) + (within & within[:, [one]])
            together[:, one] = np.add.reduceat(times, starts, axis=0) > 1
        together |= np.eye(columns, dtype=bool)
        reach = together
        for _ in range(max(columns - 1, 1).bit_length()):
            reach = reach.astype(np.float32) @ reach.astype(np.float32) > 0
        least = reach.argmax(axis=2)
        drawn = np.take_along_axis(least, sets, axis=1)
        if (drawn == sets).all():
            return np.asarray(hidden & np.take_along_axis(within, sets[number], axis=1))
        sets = drawn


def among_siblings(tree: Tree, hidden: Mask) -> Mask:
    """Which hidden cells (units, groups) lie on cycles among the leaves of one parent."""
    tables = tables_of(tree, tree.of_leaves)
    out = np.zeros_like(hidden)
    out[tables.unit] = on_cycles(hidden[tables.unit], tables.table)
    return out


def cheapest_pairs(price: Floats, tables: Tables) -> NDArray[np.float64]:
    """For each table the price at which its cheapest row carries a change between two columns (tables, columns,
    columns)."""
    return np.stack(
        [np.minimum.reduceat(price + price[:, [one]], tables.starts, axis=0) for one in range(price.shape[1])], axis=1
    )


def close(hidden: Mask, price: Floats, tables: Tables) -> None:
    """Withhold, in place, a cycle of four for each hidden cell that lies on no cycle. Cells (rows, columns) in the
    order of `tables`; `price` is 0 for what is hidden and from `FAR` for what cannot be."""
    bridges = hidden & ~on_cycles(hidden, tables.table) & (tables.unit >= 0)[:, None]
    rows, columns = np.nonzero(bridges)
    inside = tables.table[rows]
    by_column = np.ascontiguousarray(price.T, dtype=np.float32)
    # The first of each table together, then two, four and so on: what the first ones hid serves the many that follow.
    place = np.arange(len(rows)) - np.searchsorted(inside, inside)
    turn = np.minimum(np.log2(place + 1).astype(np.int64), place // MOST_AT_ONCE + FULL_AFTER)
    for now in range(int(turn.max(initial=-1)) + 1):
        row, column = rows[turn == now], columns[turn == now]
        if not len(row):
            continue
        # Beside each of these cells every row of its table, and what a cycle by it and each other column costs.
        ask, other = beside(tables, row)
        starts = _starts(ask)
        back = by_column[column[ask], other]
        back[other == row[ask]] = np.inf
        least, across = np.full(len(ask), np.inf, dtype=np.float32), np.zeros(len(ask), dtype=np.int8)
        for through in range(hidden.shape[1]):
            own = np.where(column == through, np.float32(np.inf), by_column[through, row])
            cost = by_column[through, other] + own[ask]
            cheaper = cost < least
            np.copyto(least, cost, where=cheaper)
            np.copyto(across, through, where=cheaper)
        least += back
        best = np.minimum.reduceat(least, starts)
        found = np.flatnonzero(least == best[ask])
        found = found[np.unique(ask[found], return_index=True)[1]]
        closed = best < FAR  # without a cycle the audit will say so
        row, column, across, by = row[closed], column[closed], across[found][closed], other[found][closed]
        for r, c in ((row, across), (by, across), (by, column)):
            hidden[r, c] = True
            by_column[c, r] = 0.0
