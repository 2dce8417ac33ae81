"""Which hidden cells of a tree of units by flat groups lie on cycles, told from the hidden cells alone.

In the table of one parent's children, rows are children and columns are groups with their total; a withheld cell is
an edge between its row and its column. Moving cells along a cycle, up and down in turn, keeps every sum; so a cell
that lies on a cycle cannot be worked out, and one that is a bridge can. A row that is itself a parent must pass its
change on to its own children: it may be entered by one column and left by another only if its children can carry
the difference.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from likvard.analysis.disclosure.cells import Dimension
from likvard.analysis.table import Mask


class Classes:
    """Union-find over small whole numbers."""

    def __init__(self, size: int) -> None:
        self.above = list(range(size))

    def find(self, x: int) -> int:
        above = self.above
        while above[x] != x:
            above[x] = above[above[x]]
            x = above[x]
        return x

    def join(self, x: int, y: int) -> None:
        self.above[self.find(x)] = self.find(y)


def blocks(edges: list[tuple[int, int]], nodes: int) -> list[int]:
    """For each edge its biconnected component, -1 for a bridge (Hopcroft & Tarjan 1973)."""
    near: list[list[tuple[int, int]]] = [[] for _ in range(nodes)]
    for place, (a, b) in enumerate(edges):
        near[a].append((b, place))
        near[b].append((a, place))
    found = [-1] * len(edges)
    order = [0] * nodes
    lowest = [0] * nodes
    time = 1
    component = 0
    for root in range(nodes):
        if order[root] or not near[root]:
            continue
        order[root] = lowest[root] = time
        time += 1
        stack = [(root, -1, 0)]
        kept: list[int] = []
        while stack:
            node, by, at = stack[-1]
            if at < len(near[node]):
                stack[-1] = (node, by, at + 1)
                other, place = near[node][at]
                if place == by:
                    continue
                if order[other]:
                    if order[other] < order[node]:
                        kept.append(place)
                        if order[other] < lowest[node]:
                            lowest[node] = order[other]
                else:
                    kept.append(place)
                    order[other] = lowest[other] = time
                    time += 1
                    stack.append((other, place, 0))
            else:
                stack.pop()
                if not stack:
                    break
                above = stack[-1][0]
                if lowest[node] < lowest[above]:
                    lowest[above] = lowest[node]
                if lowest[node] >= order[above]:
                    members = []
                    while kept[-1] != by:
                        members.append(kept.pop())
                    members.append(kept.pop())
                    if len(members) > 1:
                        for member in members:
                            found[member] = component
                        component += 1
    return found


class Tree:
    """The units: children of each parent, parents in the order from the whole down."""

    def __init__(self, dimension: Dimension) -> None:
        self.children = {parent: list(children) for parent, children in dimension.sums}
        self.root = dimension.total
        self.down: list[int] = []
        waiting = [self.root]
        while waiting:
            parent = waiting.pop()
            self.down.append(parent)
            waiting += [child for child in self.children[parent] if child in self.children]
        # The parents whose children are all leaves.
        self.of_leaves = [one for one in self.down if self.children.keys().isdisjoint(self.children[one])]


def masks(hidden: Mask) -> list[int]:
    """Each row's hidden columns as the bits of a number."""
    found: list[int] = (hidden @ (1 << np.arange(hidden.shape[1], dtype=np.int64))).tolist()
    return found


def certified(tree: Tree, hidden: Mask, sure: Mask | None = None) -> Mask:
    """Which hidden cells (units, groups) lie on a cycle that keeps every sum of the tree.

    `sure`: cells that are known to lie on one among their siblings; a table of leaves where all are is not looked at.
    """
    columns = hidden.shape[1]
    marks = masks(hidden)
    doubtful = np.ones(len(marks), dtype=bool) if sure is None else np.any(hidden & ~sure, axis=1)
    sure_of = {parent for parent in tree.of_leaves if not doubtful[tree.children[parent]].any()}
    # From below: between which columns each parent's descendants can carry a change.
    carried: dict[int, list[int]] = {}
    for parent in reversed(tree.down):
        held = {marks[row] for row in tree.children[parent] if row not in tree.children}
        for row in tree.children[parent]:
            if row in tree.children:
                held.update(_parts(marks[row], carried[row]))
        carried[parent] = _apart(held)
    # From above: cycles of each block, with the parent's row as far as it lies on cycles above.
    out = [0] * len(marks)
    ways: dict[int, list[int]] = {}
    for parent in tree.down:
        rows = tree.children[parent]
        if parent in sure_of:
            for row in rows:
                out[row] = marks[row]
            continue
        edges: list[tuple[int, int]] = []
        owner: list[tuple[int, int]] = []  # the row (-1: the parent's own; -2: see `alike`) and the mask of the node
        alike: dict[int, list[int]] = {}
        nodes = columns
        for row in rows:
            if row in tree.children:
                for part in _parts(marks[row], carried[row]):
                    if part & (part - 1):
                        edges += [(nodes, column) for column in _bits(part)]
                        owner.append((row, part))
                        nodes += 1
            elif marks[row] & (marks[row] - 1):
                alike.setdefault(marks[row], []).append(row)
        for mask, same in alike.items():
            for _ in same[:2]:
                edges += [(nodes, column) for column in _bits(mask)]
                owner.append((-2, mask))
                nodes += 1
        for mask in ways.get(parent, ()):
            edges += [(nodes, column) for column in _bits(mask)]
            owner.append((-1, mask))
            nodes += 1
        on_cycle: dict[int, int] = {}
        together: dict[tuple[int, int, int], int] = {}
        for (node, column), block in zip(edges, blocks(edges, nodes), strict=True):
            row, mask = owner[node - columns]
            if block < 0 or row == -1:
                continue
            if row == -2:
                on_cycle[mask] = on_cycle.get(mask, 0) | 1 << column
            else:
                out[row] |= 1 << column
                together[row, node, block] = together.get((row, node, block), 0) | 1 << column
        for mask, found in on_cycle.items():
            for row in alike[mask]:
                out[row] = found
        for (row, _, _), mask in together.items():
            ways.setdefault(row, []).append(mask)
    return np.asarray(np.array(out, dtype=np.int64)[:, None] >> np.arange(columns) & 1, dtype=bool)


def _bits(mask: int) -> list[int]:
    return [place for place in range(mask.bit_length()) if mask >> place & 1]


def _apart(sets: Iterable[int]) -> list[int]:
    """Sets of columns with those that overlap made one."""
    out: list[int] = []
    for one in sets:
        if one & (one - 1):
            for other in [other for other in out if other & one]:
                one |= other
                out.remove(other)
            out.append(one)
    return out


def _parts(mask: int, carried: list[int]) -> list[int]:
    """The hidden columns of a parent's row, divided by what its children can carry between."""
    together = [mask & one for one in carried if mask & one]
    return together + [1 << column for column in _bits(mask & ~sum(together))]
