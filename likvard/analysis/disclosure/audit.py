"""What can be worked out about withheld cells: exactly, by elimination, and how closely, by linear programmes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import linprog
from scipy.sparse.csgraph import connected_components

from likvard.analysis.table import Floats, Mask

Ints = NDArray[np.int64]
# Elimination runs in whole numbers modulo this prime: no rounding, and products of two fit 64 bits.
PRIME = (1 << 31) - 1


def determined(equations: sparse.csr_array, hidden: Mask) -> Ints:
    """The hidden cells whose value follows from the shown ones by the sums alone.

    A hidden cell is open when some change of hidden cells keeps every sum and moves it: when the null space of the
    equations, taken on the hidden cells, has a vector that is not 0 there.
    """
    places = np.flatnonzero(hidden)
    if len(places) == 0:
        return places
    part = sparse.csc_array(equations[:, places])
    filled = np.flatnonzero(np.diff(part.tocsr().indptr) > 0)
    part = part[filled]
    rows = part.shape[0]
    graph = sparse.block_array([[None, part], [part.T, None]], format="csr")
    _, label = connected_components(graph, directed=False)
    found = []
    order_rows = np.argsort(label[:rows], kind="stable")
    order_columns = np.argsort(label[rows:], kind="stable")
    row_labels, column_labels = label[:rows][order_rows], label[rows:][order_columns]
    for component in np.unique(column_labels):
        here = order_columns[
            np.searchsorted(column_labels, component) : np.searchsorted(column_labels, component, "right")
        ]
        sums = order_rows[np.searchsorted(row_labels, component) : np.searchsorted(row_labels, component, "right")]
        dense = part[:, here].tocsr()[sums].toarray().astype(np.int64)
        found.append(places[here[_fixed(dense)]])
    return np.sort(np.concatenate(found))


def _fixed(matrix: NDArray[np.int64]) -> Ints:
    """The columns that are 0 in every vector of the null space of the matrix."""
    reduced = matrix % PRIME
    rows, columns = reduced.shape
    pivots: list[tuple[int, int]] = []
    row = 0
    for column in range(columns):
        if row == rows:
            break
        candidates = np.flatnonzero(reduced[row:, column])
        if len(candidates) == 0:
            continue
        swap = row + int(candidates[0])
        if swap != row:
            reduced[[row, swap]] = reduced[[swap, row]]
        reduced[row] = reduced[row] * pow(int(reduced[row, column]), -1, PRIME) % PRIME
        others = np.flatnonzero(reduced[:, column])
        others = others[others != row]
        if len(others):
            reduced[others] = (reduced[others] - reduced[others, column][:, None] * reduced[row]) % PRIME
        pivots.append((row, column))
        row += 1
    return np.array([c for r, c in pivots if np.count_nonzero(reduced[r]) == 1], dtype=np.int64)


def interval(equations: sparse.csr_array, values: Floats, hidden: Mask, cell: int) -> tuple[float, float]:
    """The lowest and highest value of a hidden cell that the shown cells, the sums and counts from 0 up allow.

    With `hidden` narrowed to some of the hidden cells the others count as shown: the true interval is no narrower.
    """
    places = np.flatnonzero(hidden)
    part = equations[:, places].tocsr()
    part = part[np.flatnonzero(np.diff(part.indptr) > 0)]
    rows = part.shape[0]
    graph = sparse.block_array([[None, part], [part.T, None]], format="csr")
    _, label = connected_components(graph, directed=False)
    at = int(np.searchsorted(places, cell))
    here = np.flatnonzero(label[rows:] == label[rows + at])
    sums = np.flatnonzero(label[:rows] == label[rows + at])
    small = part[sums][:, here]
    own = values.ravel()[places[here]]
    aim = np.zeros(len(here))
    aim[int(np.searchsorted(here, at))] = 1.0
    target = small @ own
    low = linprog(aim, A_eq=small, b_eq=target, bounds=(0, None))
    high = linprog(-aim, A_eq=small, b_eq=target, bounds=(0, None))
    # Without a bound above the programme says so: the cell may be any number.
    return float(low.fun) if low.status == 0 else 0.0, -float(high.fun) if high.status == 0 else float("inf")
