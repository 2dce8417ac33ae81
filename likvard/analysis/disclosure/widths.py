"""What else must be withheld: intervals that are too narrow, and cells that someone alone in hers could work out."""

from __future__ import annotations

import numpy as np
from scipy import sparse

from likvard.analysis.disclosure.audit import interval
from likvard.analysis.disclosure.cells import Ints
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
    out = []
    for _, children in work.cells.dimensions[axes[0]].sums:
        places = grid[list(children)]
        inside = need[places]
        if not inside.any():
            continue
        values, hidden = work.values[places], work.hidden[places]
        least = float(wanted[places][inside].max()) - 1
        # On a cycle of four two cells move against x and one with it. Room enough: the two leave `least` and the
        # others 1; or x and the one leave `least` and the two 1. Counted are the ways round, those by the own row or
        # column taken off.
        large = (hidden & (values >= least)).astype(np.int64)
        any_size = (hidden & (values > 0)).astype(np.int64)
        enough = _ways_round(large, any_size) > 0
        enough |= (_ways_round(any_size, large) > 0) & (values >= least)
        out.append(places[inside & ~enough])
    return np.concatenate(out) if out else np.zeros(0, dtype=np.int64)


def _ways_round(side: Ints, corner: Ints) -> Ints:
    """For each cell (r, j) the number of rows s and columns c, other than its own, with side[r, c], corner[s, c] and
    side[s, j] all 1."""
    all_ways = side @ (corner.T @ side)
    own_row = (side * corner).sum(axis=1, keepdims=True) * side
    own_column = (corner * side).sum(axis=0, keepdims=True) * side
    return np.asarray(all_ways - own_row - own_column + side * corner * side)


def narrow_ones(work: Work, rules: Rules, suspects: Ints) -> tuple[Mask, Ints]:
    """One more cell beside each suspect whose interval is too narrow, and those suspects."""
    out = np.zeros(len(work.values), dtype=bool)
    wanted = _wanted(work, rules)
    axes = tree_by_flat(work)
    # In a large table a longer cycle may save a suspect, but the programme that finds it costs more than one cell.
    exact = int(work.hidden.sum()) <= MOST_IN_PROGRAMME
    grid = None if axes is None else grid_of(work, np.arange(len(work.values)), axes)
    narrow = []
    for cell in suspects.tolist():
        if axes is not None and grid is not None:
            at = np.unravel_index(cell, work.cells.values.shape)
            row, column = int(at[axes[0]]), int(at[axes[1]])
            siblings = _siblings(work, row, axes)
            filled = (work.values[grid[siblings]] > 0).any(axis=0)
            # Alone in its column the cell is its parent's, which is judged where it stands.
            if not filled[column] or _room(work, grid, row, column, siblings) >= wanted[cell]:
                continue
            # In its row if something is left there, else in its column.
            inside = grid[row][filled]
            if work.hidden[inside].all():
                inside = np.concatenate([inside, grid[siblings, column]])
        else:
            inside = _neighbours(work, cell)
        if exact:
            low, high = interval(sums_of(work), work.values, work.hidden, cell)
            if high - low >= wanted[cell] - 1e-6:
                continue
        narrow.append(cell)
        shown = ~work.hidden[inside] & ~work.known[inside] & (work.values[inside] >= wanted[cell])
        free = np.where(shown, work.cost[inside], np.inf)
        if np.isfinite(free).any() and not out[inside].any():
            out[inside[int(np.argmin(free))]] = True
    return out, np.array(narrow, dtype=np.int64)


def _siblings(work: Work, row: int, axes: tuple[int, int]) -> list[int]:
    tree = work.cells.dimensions[axes[0]]
    assert tree.parents is not None
    parent = int(tree.parents[row])
    return [] if parent < 0 else [unit for unit in work.children(tree, parent) if unit != row]


def _room(work: Work, grid: Ints, row: int, column: int, siblings: list[int]) -> float:
    """The widest interval that a cycle of four among the siblings leaves the cell."""
    places = grid[siblings]
    values = np.where(work.hidden[places], work.values[places], 0.0)
    own = np.where(work.hidden[grid[row]], work.values[grid[row]], 0.0)
    # x goes up: its row's and its column's other cell go down; the corner across goes up with x.
    either = np.minimum(own[None, :], values[:, column][:, None])
    room = np.where((either > 0) & (values > 0), either + np.minimum(own[column], values), 0.0)
    room[:, column] = 0.0
    return float(room.max(initial=0.0))


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
