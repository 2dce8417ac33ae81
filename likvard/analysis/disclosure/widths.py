"""What else must be withheld: intervals that are too narrow, and cells that someone alone in hers could work out."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from scipy import sparse

from likvard.analysis.disclosure.audit import interval
from likvard.analysis.disclosure.cells import Ints
from likvard.analysis.disclosure.leaves import Tables, beside, tables_of
from likvard.analysis.disclosure.rules import Rules
from likvard.analysis.disclosure.work import Work, grid_of, sums_of, tree_by_flat
from likvard.analysis.table import Floats, Mask

# Up to this many hidden cells each doubtful interval is worked out by linear programmes.
MOST_IN_PROGRAMME = 2000


def _wanted(work: Work, rules: Rules) -> Floats:
    return np.maximum(rules.width, rules.relative_width * work.values)


def suspects_of(work: Work, rules: Rules) -> Ints:
    """The primary cells whose interval may be too narrow."""
    need = work.primary & work.hidden & (work.values > 0)
    wanted = _wanted(work, rules)
    if not wanted.any() or not need.any():
        return np.zeros(0, dtype=np.int64)
    axes = tree_by_flat(work)
    if axes is None:
        return np.flatnonzero(need)
    grid = grid_of(work, np.arange(len(work.values)), axes)
    tree = work.tree(axes)
    tables = tables_of(tree, tree.down)
    places = grid[tables.unit]
    inside = need[places]
    values, hidden = work.values[places], work.hidden[places]
    most = np.maximum.reduceat(np.where(inside, wanted[places], 0.0).max(axis=1), tables.starts)
    least = most[tables.table, None] - 1
    # On a cycle of four two cells move against x and one with it. Room enough: the two leave `least` and the
    # others 1; or x and the one leave `least` and the two 1. Counted are the ways round, those by the own row or
    # column taken off.
    large, any_size = hidden & (values >= least), hidden & (values > 0)
    enough = _ways_round(large, any_size, tables) > 0
    enough |= (_ways_round(any_size, large, tables) > 0) & (values >= least)
    found: Ints = places[inside & ~enough]
    return found


def _ways_round(side: Mask, corner: Mask, tables: Tables) -> Ints:
    """For each cell (r, j) the number of rows s of its table and columns c, other than its own, with side[r, c],
    corner[s, c] and side[s, j] all true."""
    of_side, both = side.astype(np.int32), (side & corner).astype(np.int32)
    out = np.zeros(side.shape, dtype=np.int64)
    for column in range(side.shape[1]):
        by = np.add.reduceat(of_side * corner[:, [column]], tables.starts, axis=0)
        out += np.where(side[:, [column]], by[tables.table], 0)
    out -= both.sum(axis=1, keepdims=True) * of_side
    out -= np.add.reduceat(both, tables.starts, axis=0)[tables.table] * of_side
    return np.asarray(out + both)


def narrow_ones(work: Work, rules: Rules, suspects: Ints) -> tuple[Mask, Ints]:
    """One more cell beside each suspect whose interval is too narrow, and those suspects."""
    out = np.zeros(len(work.values), dtype=bool)
    wanted = _wanted(work, rules)
    axes = tree_by_flat(work)
    # In a large table a longer cycle may save a suspect, but the programme that finds it costs more than one cell.
    exact = int(work.hidden.sum()) <= MOST_IN_PROGRAMME
    looked_at = _neighbourhoods(work, suspects, wanted, axes) if axes else (
        (cell, _neighbours(work, cell)) for cell in suspects.tolist()
    )  # fmt: skip
    narrow = []
    for cell, inside in looked_at:
        if exact:
            low, high = interval(sums_of(work), work.values, work.hidden, cell)
            if high - low >= wanted[cell] - 1e-6:
                continue
        narrow.append(cell)
        free = np.where(_free(work, inside, wanted[cell]), work.cost[inside], np.inf)
        if np.isfinite(free).any() and not out[inside].any():
            out[inside[int(np.argmin(free))]] = True
    return out, np.array(narrow, dtype=np.int64)


def _free(work: Work, cells: Ints, wanted: float) -> Mask:
    """Which of these cells are shown yet, may be withheld and are large enough to widen an interval."""
    return ~work.hidden[cells] & ~work.known[cells] & (work.values[cells] >= wanted)


def _neighbourhoods(work: Work, suspects: Ints, wanted: Floats, axes: tuple[int, int]) -> Iterator[tuple[int, Ints]]:
    """The suspects that no cycle of four among their siblings gives room enough, each with the cells where one more
    may be withheld: those of its row, or of its row and column when nothing is left in the row."""
    if not len(suspects):
        return
    at = np.unravel_index(suspects, work.cells.values.shape)
    units, columns = at[axes[0]], at[axes[1]]
    grid = grid_of(work, np.arange(len(work.values)), axes)
    tree = work.tree(axes)
    parents = work.cells.dimensions[axes[0]].parents
    assert parents is not None
    tables = tables_of(tree, [one for one in np.unique(parents[units]).tolist() if one >= 0])
    row_of = np.full(len(grid), -1)
    row_of[tables.unit] = np.arange(len(tables.unit))
    below = row_of[units] >= 0  # the whole has no siblings: it is judged where its parts stand
    suspects, units, columns = suspects[below], units[below], columns[below]
    rows = row_of[units]
    values = work.values[grid[tables.unit]]
    filled = np.add.reduceat((values > 0).astype(np.int64), tables.starts, axis=0)[tables.table[rows]]
    filled -= values[rows] > 0
    room = _room(values, work.hidden[grid[tables.unit]], tables, rows, columns)
    # Alone in its column the cell is its parent's, which is judged where it stands.
    narrow = (filled[np.arange(len(rows)), columns] > 0) & (room < wanted[suspects])
    for place in np.flatnonzero(narrow).tolist():
        inside = grid[units[place]][filled[place] > 0]
        if not _free(work, inside, wanted[suspects[place]]).any():
            table = tables.table[rows[place]]
            all_rows = tables.unit[tables.table == table]
            inside = np.concatenate([inside, grid[all_rows[all_rows != units[place]], columns[place]]])
        yield int(suspects[place]), inside


def _room(values: Floats, hidden: Mask, tables: Tables, rows: Ints, columns: Ints) -> Floats:
    """For each cell (row, column) the widest interval that a cycle of four with another row leaves it: x goes up, its
    row's and its column's other cell go down, and the corner across goes up with x."""
    by_column = np.ascontiguousarray(np.where(hidden, values, 0.0).T)
    ask, other = beside(tables, rows)
    starts = np.searchsorted(ask, np.arange(len(rows)))
    up, aside = by_column[columns, rows], by_column[columns[ask], other]
    aside[other == rows[ask]] = 0.0
    room = np.zeros(len(ask))
    for across in range(len(by_column)):
        own = np.where(columns == across, 0.0, by_column[across, rows])
        corner = by_column[across, other]
        down = np.minimum(own[ask], aside)
        np.maximum(room, np.where((down > 0) & (corner > 0), down + np.minimum(up[ask], corner), 0.0), out=room)
    return np.maximum.reduceat(room, starts)


def _neighbours(work: Work, cell: int) -> Ints:
    """The cells that share a sum with this one."""
    equations = sums_of(work)
    members = equations[:, [cell]].tocoo()
    return np.unique(equations[np.unique(members.coords[0])].tocoo().coords[1]).astype(np.int64)


def given_away(work: Work) -> Mask:
    """One more cell in each sum where somebody alone in a cell could work out the only other hidden one."""
    equations = sums_of(work)
    members = sparse.csr_array(abs(equations))
    out = np.zeros(len(work.values), dtype=bool)
    number = members @ work.hidden.astype(float)
    alone = members @ (work.hidden & (work.values == 1)).astype(float)
    free = work.cost + np.where(work.hidden | work.known | (work.values == 0), np.inf, 0.0)
    for row in np.flatnonzero((number == 2) & (alone >= 1)):
        inside = members.indices[members.indptr[row] : members.indptr[row + 1]]
        if not (work.primary[inside] & (work.values[inside] > 0)).any() or out[inside].any():
            continue
        cheapest = inside[int(np.argmin(free[inside]))]
        if np.isfinite(free[cheapest]):
            out[cheapest] = True
    return out
