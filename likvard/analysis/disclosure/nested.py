"""Secondary suppression for a tree of units by flat groups, fast: cycles in bipartite graphs, level by level.

In the table of one parent's children, rows are children and columns are groups with their total; a withheld cell is
an edge between its row and its column. Moving cells along a cycle, up and down in turn, keeps every sum; so a cell
that lies on a cycle cannot be worked out, and one that is a bridge can. A row that is itself a parent must pass its
change on to its own children: it may be entered by one column and left by another only if its children can carry
the difference. Parents come before children; a change through the parent's own row helps a child whose column has no
other.

`protect` withholds the cheapest cycle of four cells for each bridge: here for parents of parents, one by one, and in
`leaves` for all tables of leaves at once. `cycles.certified` then tells, from scratch and without knowing how they were
chosen, which cells lie on cycles.
"""

from __future__ import annotations

import numpy as np

from likvard.analysis.disclosure import leaves
from likvard.analysis.disclosure.cycles import Classes, Tree, blocks, masks
from likvard.analysis.disclosure.leaves import FAR
from likvard.analysis.table import Floats, Mask

Ways = dict[int, list[tuple[int, int]]]


def protect(
    tree: Tree,
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
    hidden = hidden.copy()
    price = np.where(hidden, 0.0, np.where(np.isfinite(cost) & (values > 0), cost, FAR))
    through: Ways = {} if ways is None else ways
    of_leaves = set(tree.of_leaves)
    if only is None:
        carry = _carrying(tree, price)
        for parent in tree.down:
            for first, second in through.get(parent, ()):
                _open_way(tree, parent, first, second, price, hidden)
            if parent not in of_leaves:
                _close_bridges(tree, parent, tree.children[parent], price, hidden, carry, through)
    _close_leaves(tree, of_leaves if only is None else of_leaves & only, price, hidden, through)
    return hidden, through


def _close_leaves(tree: Tree, parents: set[int], price: Floats, hidden: Mask, through: Ways) -> None:
    """Tables of leaves, each with the parent's own row once for each way that a cycle above goes through it."""
    pairs = [(parent, pair) for parent in sorted(parents) for pair in through.get(parent, ())]
    tables = leaves.tables_of(tree, sorted(parents), own=[parent for parent, _ in pairs])
    own = tables.unit < 0
    marked, priced = hidden[tables.unit], price[tables.unit]
    if pairs:
        first, second = np.array([pair for _, pair in pairs]).T
        places = np.flatnonzero(own)
        marked[places], priced[places] = False, FAR
        marked[places, first] = marked[places, second] = True
        priced[places, first] = priced[places, second] = 0.0
    leaves.close(marked, priced, tables)
    hidden[tables.unit[~own]] = marked[~own]


def _carrying(tree: Tree, price: Floats) -> dict[int, Floats]:
    """For each parent the price at which its descendants carry a change from one column to another."""
    tables = leaves.tables_of(tree, tree.of_leaves)
    of_leaves = leaves.cheapest_pairs(price[tables.unit], tables)
    out: dict[int, Floats] = dict(zip(tables.parents.tolist(), of_leaves, strict=True))
    columns = price.shape[1]
    for parent in reversed(tree.down):
        if parent in out:
            continue
        best = np.full((columns, columns), FAR)
        for row in tree.children[parent]:
            own = price[row][:, None] + price[row][None, :]
            best = np.minimum(best, own + out[row] if row in tree.children else own)
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
    marks = masks(hidden[rows])
    if not any(marks):
        return
    columns = price.shape[1]
    ways = through.get(parent, [])
    inner = {place: carry[row] for place, row in enumerate(rows) if row in tree.children}
    # The parent's own row, once for each way that a cycle above goes through it, stands after the children.
    marks += [1 << a | 1 << b for a, b in ways]
    done = _joined(marks, columns)
    local = np.vstack([price[rows], *(_only(pair, columns) for pair in ways)]) if ways else price[rows]
    pairs = local[:, :, None] + local[:, None, :]  # what it costs a row to carry a change between two columns
    for place, matrix in inner.items():
        pairs[place] += matrix
    at = pairs.argmin(axis=0)
    best_row: list[list[int]] = at.tolist()
    best: list[list[float]] = np.take_along_axis(pairs, at[None], axis=0)[0].tolist()
    prices: list[list[float]] = local.tolist()
    for row, mask in enumerate(marks[: len(rows)]):
        for column in range(columns):
            if not mask >> column & 1:
                continue
            if done.find(columns + row) == done.find(column):
                if row in inner:
                    _remember(through, rows[row], column, marks[row])
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
                if r < len(rows) and not marks[r] >> c & 1:
                    marks[r] |= 1 << c
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
