"""Secondary suppression for a tree of units by flat groups, fast: cycles in bipartite graphs, level by level.

In the table of one parent's children, rows are children and columns are groups with their total; a withheld cell is
an edge between its row and its column. Moving cells along a cycle, up and down in turn, keeps every sum; so a cell
that lies on a cycle cannot be worked out, and one that is a bridge can. A row that is itself a parent must pass its
change on to its own children: it may be entered by one column and left by another only if its children can carry
the difference. Parents come before children; a change through the parent's own row helps a child whose column has no
other.

`protect` withholds the cheapest cycle of four cells for each bridge. `certified` then tells, from scratch and without
knowing how they were chosen, which cells lie on cycles.
"""

from __future__ import annotations

import numpy as np

from likvard.analysis.disclosure.cells import Dimension
from likvard.analysis.table import Floats, Mask

FAR = 1e9  # dearer than any cycle, but finite so that sums of it stay numbers


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


Ways = dict[int, list[tuple[int, int]]]


def protect(
    dimension: Dimension,
    values: Floats,
    hidden: Mask,
    cost: Floats,
    *,
    only: set[int] | None = None,
    ways: Ways | None = None,
) -> tuple[Mask, Ways]:
    """`values`, `hidden` and `cost` are (units, groups) with the groups' total last; returns what to withhold, and
    for each row that is a parent the pairs of columns that a cycle above enters and leaves it by.

    `only`: look at the children of these parents alone, when nothing else has changed since `ways` were returned.
    """
    tree = Tree(dimension)
    hidden = hidden.copy()
    price = np.where(hidden, 0.0, np.where(np.isfinite(cost) & (values > 0), cost, FAR))
    carry = _carrying(tree, price) if only is None else {}
    through: Ways = {} if ways is None else ways
    for parent in tree.down:
        if only is not None and parent not in only:
            continue
        rows = tree.children[parent]
        if only is None:
            for first, second in through.get(parent, ()):
                _open_way(tree, parent, first, second, price, hidden)
        _close_bridges(tree, parent, rows, price, hidden, carry, through)
    return hidden, through


def _carrying(tree: Tree, price: Floats) -> dict[int, Floats]:
    """For each parent the price at which its descendants carry a change from one column to another."""
    out: dict[int, Floats] = {}
    columns = price.shape[1]
    for parent in reversed(tree.down):
        rows = tree.children[parent]
        inner = [row for row in rows if row in tree.children]
        best = np.full((columns, columns), FAR)
        if len(inner) < len(rows):
            part = price[[row for row in rows if row not in tree.children]] if inner else price[rows]
            best = (part[:, :, None] + part[:, None, :]).min(axis=0)
        for row in inner:
            best = np.minimum(best, price[row][:, None] + price[row][None, :] + out[row])
        out[parent] = best
    return out


def _open_way(tree: Tree, parent: int, first: int, second: int, price: Floats, hidden: Mask) -> None:
    """Withhold, in one child, the two cells by which a change goes from the first column to the second."""
    rows = tree.children[parent]
    classes = Classes(price.shape[1])
    for row in rows:
        if row not in tree.children:
            marked = np.flatnonzero(hidden[row]).tolist()
            for column in marked[1:]:
                classes.join(marked[0], column)
    if classes.find(first) == classes.find(second):
        return
    prices = price[rows, first] + price[rows, second]
    row = rows[int(np.argmin(prices))]
    for column in (first, second):
        hidden[row, column] = True
        price[row, column] = 0.0


def _close_bridges(
    tree: Tree,
    parent: int,
    rows: list[int],
    price: Floats,
    hidden: Mask,
    carry: dict[int, Floats],
    through: Ways,
) -> None:
    """Withhold a cycle of four for each bridge in the table of a parent's children."""
    masks = _masks(hidden[rows])
    if not any(masks):
        return
    columns = price.shape[1]
    ways = through.get(parent, [])
    inner = {place: carry[row] for place, row in enumerate(rows) if row in tree.children}
    # The parent's own row, once for each way that a cycle above goes through it, stands after the children.
    masks += [1 << a | 1 << b for a, b in ways]
    done = _joined(masks, columns)
    local = np.vstack([price[rows], *(_only(pair, columns) for pair in ways)]) if ways else price[rows]
    pairs = local[:, :, None] + local[:, None, :]  # what it costs a row to carry a change between two columns
    for place, matrix in inner.items():
        pairs[place] += matrix
    at = pairs.argmin(axis=0)
    best_row: list[list[int]] = at.tolist()
    best: list[list[float]] = np.take_along_axis(pairs, at[None], axis=0)[0].tolist()
    prices: list[list[float]] = local.tolist()
    for row, mask in enumerate(masks[: len(rows)]):
        for column in range(columns):
            if not mask >> column & 1:
                continue
            if done.find(columns + row) == done.find(column):
                if row in inner:
                    _remember(through, rows[row], column, masks[row])
                continue
            own = prices[row]
            down = inner.get(row)
            found, other, across = FAR, -1, -1
            for c in range(columns):
                if c == column:
                    continue
                partner, way = best_row[column][c], best[column][c]
                if partner == row:  # its own best partner: the next best has to be looked for
                    others = pairs[:, column, c].copy()
                    others[row] = np.inf
                    partner = int(others.argmin())
                    way = float(others[partner])
                total = own[c] + way + (0.0 if down is None else float(down[column, c]))
                if total < found:
                    found, other, across = total, partner, c
            if found >= FAR:
                continue  # no cycle: the audit will say so
            for r, c in ((row, across), (other, across), (other, column)):
                if r < len(rows) and not masks[r] >> c & 1:
                    masks[r] |= 1 << c
                    hidden[rows[r], c] = True
                    price[rows[r], c] = 0.0
                    _cheaper(r, c, prices, pairs, best, best_row, inner.get(r))
            for r in (row, other):
                if r in inner:
                    through.setdefault(rows[r], []).append((column, across))
            for node in (column, across, columns + other):
                done.join(columns + row, node)


def _cheaper(
    row: int,
    column: int,
    prices: list[list[float]],
    pairs: Floats,
    best: list[list[float]],
    best_row: list[list[int]],
    carried: Floats | None,
) -> None:
    """A cell has become free: what its row carries costs less from now on."""
    own = prices[row]
    own[column] = 0.0
    for c, price in enumerate(own):
        total = price + (0.0 if carried is None else float(carried[column, c]))
        if c == column:
            continue
        pairs[row, column, c] = pairs[row, c, column] = total
        if total < best[column][c]:
            best[column][c] = best[c][column] = total
            best_row[column][c] = best_row[c][column] = row


def _masks(hidden: Mask) -> list[int]:
    """Each row's hidden columns as the bits of a number."""
    found: list[int] = (hidden @ (1 << np.arange(hidden.shape[1], dtype=np.int64))).tolist()
    return found


def _only(pair: tuple[int, int], columns: int) -> Floats:
    out = np.full((1, columns), FAR)
    out[0, list(pair)] = 0.0
    return out


def _joined(masks: list[int], columns: int) -> Classes:
    """Columns and rows (after the columns) that lie on common cycles, joined.

    Rows with the same hidden columns, two or more, lie on a cycle together: two of them stand for all in the graph.
    """
    done = Classes(columns + len(masks))
    alike: dict[int, list[int]] = {}
    for row, mask in enumerate(masks):
        if mask & (mask - 1):
            alike.setdefault(mask, []).append(row)
    edges = [
        (columns + row, column)
        for mask, rows in alike.items()
        for row in rows[:2]
        for column in range(columns)
        if mask >> column & 1
    ]
    first: dict[int, int] = {}
    for (row, column), block in zip(edges, blocks(edges, columns + len(masks)), strict=True):
        if block >= 0:
            done.join(row, column)
            done.join(first.setdefault(block, column), column)
    for rows in alike.values():
        for row in rows[2:]:
            done.join(columns + row, columns + rows[0])
    return done


def _remember(through: Ways, row: int, column: int, mask: int) -> None:
    """A parent's cell that lies on a cycle already: its cycle leaves by the nearest other hidden column."""
    kept = through.setdefault(row, [])
    for other in range(mask.bit_length()):
        if other != column and mask >> other & 1:
            if (column, other) not in kept and (other, column) not in kept:
                kept.append((column, other))
            return


def certified(dimension: Dimension, hidden: Mask) -> Mask:
    """Which hidden cells (units, groups) lie on a cycle that keeps every sum of the tree."""
    tree = Tree(dimension)
    columns = hidden.shape[1]
    marks = _masks(hidden)
    # From below: between which columns each parent's descendants can carry a change.
    carried: dict[int, Classes] = {}
    for parent in reversed(tree.down):
        classes = Classes(columns)
        leaves = {marks[row] for row in tree.children[parent] if row not in tree.children}
        inner = [
            part for row in tree.children[parent] if row in tree.children for part in _parts(marks[row], carried[row])
        ]
        for part in (*leaves, *inner):
            group = _bits(part)
            for column in group[1:]:
                classes.join(group[0], column)
        carried[parent] = classes
    # From above: cycles of each block, with the parent's row as far as it lies on cycles above.
    out = [0] * len(marks)
    ways: dict[int, list[int]] = {}
    for parent in tree.down:
        edges: list[tuple[int, int]] = []
        owner: list[tuple[int, int]] = []  # the row (-1: the parent's own; -2: see `alike`) and the mask of the node
        alike: dict[int, list[int]] = {}
        nodes = columns
        for row in tree.children[parent]:
            if row in tree.children:
                for part in _parts(marks[row], carried[row]):
                    if part & (part - 1):
                        edges += [(nodes, column) for column in _bits(part)]
                        owner.append((row, part))
                        nodes += 1
            elif marks[row] & (marks[row] - 1):
                alike.setdefault(marks[row], []).append(row)
        for mask, rows in alike.items():
            for _ in rows[:2]:
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


def _parts(mask: int, classes: Classes) -> list[int]:
    """The hidden columns of a parent's row, divided by what its children can carry between."""
    out: dict[int, int] = {}
    for column in _bits(mask):
        root = classes.find(column)
        out[root] = out.get(root, 0) | 1 << column
    return list(out.values())
