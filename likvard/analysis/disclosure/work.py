"""What stands while rounds of hiding go on, and how a tree of units by flat groups lies in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from scipy import sparse

from likvard.analysis.disclosure import nested
from likvard.analysis.disclosure.cells import Cells
from likvard.analysis.disclosure.cycles import Tree
from likvard.analysis.table import Floats, Mask

# Hidden columns are the bits of a 64-bit number there.
MOST_COLUMNS = 60


@dataclass
class Work:
    """What stands while rounds of hiding go on; every array has one place for each cell."""

    cells: Cells
    values: Floats
    primary: Mask
    hidden: Mask
    known: Mask
    unpublished: Mask
    cost: Floats
    equations: sparse.csr_array
    width: Mask
    ways: nested.Ways
    _tree: Tree | None = None

    def tree(self, axes: tuple[int, int]) -> Tree:
        """The units of the table that `tree_by_flat` found."""
        if self._tree is None:
            self._tree = Tree(self.cells.dimensions[axes[0]])
        return self._tree


def tree_by_flat(work: Work) -> tuple[int, int] | None:
    """The axes of a tree and of flat groups, when that is what the table is and nothing else is asked."""
    # Hidden columns are the bits of a 64-bit number there.
    if len(work.cells.dimensions) != 2 or work.unpublished.any() or work.known.any():
        return None
    first, second = work.cells.dimensions
    if second.is_flat and second.size <= MOST_COLUMNS and first.parents is not None:
        return 0, 1
    if first.is_flat and first.size <= MOST_COLUMNS and second.parents is not None:
        return 1, 0
    return None


def sums_of(work: Work) -> sparse.csr_array:
    if work.equations.shape[0] == 0:
        work.equations = work.cells.equations()
    return work.equations


def grid_of(work: Work, flat: Any, axes: tuple[int, int]) -> Any:
    """An array of all cells as units down and groups across."""
    grid = flat.reshape(work.cells.values.shape)
    return grid if axes == (0, 1) else grid.T
