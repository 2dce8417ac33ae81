"""Secondary suppression for any system of sums: the cheapest change that keeps every sum and moves the cell.

Slow and obvious. Whatever shape the table has, each open cell gets a linear programme over all its cells: the change
of least cost that moves it, costs being small for cells that are withheld already. The cells it moves are withheld.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse
from scipy.optimize import linprog

from likvard.analysis.disclosure.audit import determined
from likvard.analysis.table import Floats, Mask

HIDDEN_COST = 1e-4


def protect(equations: sparse.csr_array, values: Floats, hidden: Mask, cost: Floats, need: Mask | None = None) -> Mask:
    """The hidden cells and those that must be hidden with them. Infinite `cost` keeps a cell shown; `need` are the
    cells that must not be worked out (all hidden ones when not given).

    A cell that no change can move stays; the caller's audit finds it.
    """
    hidden = hidden.copy()
    hopeless: set[int] = set()
    while True:
        open_cells = [
            int(cell)
            for cell in determined(equations, hidden)
            if int(cell) not in hopeless and (need is None or need[cell])
        ]
        if not open_cells:
            return hidden
        # The smallest first: what protects it often protects its neighbours.
        cell = min(open_cells, key=lambda c: (values[c], c))
        moved = _moved(equations, values, hidden, cost, cell)
        if moved is None:
            hopeless.add(cell)
        else:
            hidden[moved] = True


def _moved(equations: sparse.csr_array, values: Floats, hidden: Mask, cost: Floats, cell: int) -> Mask | None:
    allowed = hidden | (np.isfinite(cost) & (values > 0))
    allowed[cell] = True
    places = np.flatnonzero(allowed)
    price = np.where(hidden[places], HIDDEN_COST, np.where(np.isfinite(cost[places]), cost[places], 0.0))
    part = equations[:, places]
    at = int(np.searchsorted(places, cell))
    bounds = np.full((2 * len(places), 2), (0.0, np.inf))
    bounds[at] = (1.0, 1.0)
    bounds[at + len(places)] = (0.0, 0.0)
    found = linprog(
        np.concatenate([price, price]),
        A_eq=sparse.hstack([part, -part]),
        b_eq=np.zeros(part.shape[0]),
        bounds=bounds,
    )
    if found.status != 0:
        return None
    change = found.x[: len(places)] - found.x[len(places) :]
    out = np.zeros(len(values), dtype=bool)
    out[places[np.abs(change) > 1e-7]] = True
    return out
