"""Every cell of a table with its margins, and the sums that tie them together.

Each dimension is a set of nodes: its leaves (the labels in the data), the groups that hierarchies make of them,
and the whole. A cell is one node from each dimension. A sum says that a node's cells are the sum of its children's.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from likvard.analysis.errors import DataError
from likvard.analysis.table import Factor, Floats, Mask, Table

Ints = NDArray[np.int64]
TOTAL = "Total"
# What tables call a row that is the sum of others: counted once more it would be twice the pupils.
SUMS = frozenset({"total", "totalt", "summa", "samtliga", "alla", "all"})


class Sum(NamedTuple):
    """`parent` is the sum of `children`, all nodes of one dimension."""

    parent: int
    children: tuple[int, ...]


@dataclass(frozen=True)
class Dimension:
    """`names[i]` and `columns[i]` tell node i; leaves come first, the whole last. A tree when `is_tree`."""

    column: str
    names: tuple[str, ...]
    columns: tuple[str, ...]
    leaves: int
    sums: tuple[Sum, ...]

    @property
    def size(self) -> int:
        return len(self.names)

    @property
    def total(self) -> int:
        return self.size - 1

    @property
    def is_flat(self) -> bool:
        return self.size == self.leaves + 1

    @cached_property
    def parents(self) -> Ints | None:
        """The parent of each node (-1 for the whole); None when some node has two."""
        out = np.full(self.size, -1, dtype=np.int64)
        for parent, children in self.sums:
            for child in children:
                if out[child] >= 0:
                    return None
                out[child] = parent
        return out


@dataclass(frozen=True)
class Cells:
    """`values` has one axis for each dimension; `missing` are cells about which nothing is known."""

    dimensions: tuple[Dimension, ...]
    values: Floats
    missing: Mask

    @property
    def size(self) -> int:
        return int(self.values.size)

    def equations(self) -> sparse.csr_array:
        """One row for each sum, one column for each cell (in C order): children 1, parent -1."""
        shape = self.values.shape
        index = np.arange(self.size).reshape(shape)
        rows, columns, signs, at = [], [], [], 0
        for axis, dimension in enumerate(self.dimensions):
            turned = np.moveaxis(index, axis, 0)
            for parent, children in dimension.sums:
                members = turned[[*children, parent]].reshape(len(children) + 1, -1)
                number = members.shape[1]
                columns.append(members.ravel())
                rows.append(np.tile(np.arange(at, at + number), len(children) + 1))
                signs.append(np.repeat(np.r_[np.ones(len(children)), -1.0], number))
                at += number
        return sparse.csr_array(
            (np.concatenate(signs), (np.concatenate(rows), np.concatenate(columns))), shape=(at, self.size)
        )

    def label(self, cell: int) -> tuple[str, ...]:
        """The names of a cell's nodes."""
        at = np.unravel_index(cell, self.values.shape)
        return tuple(d.names[int(i)] for d, i in zip(self.dimensions, at, strict=True))

    def level(self, cell: int) -> tuple[str, ...]:
        """The columns that those names stand in."""
        at = np.unravel_index(cell, self.values.shape)
        return tuple(d.columns[int(i)] for d, i in zip(self.dimensions, at, strict=True))


def cells(table: Table, *, dims: Sequence[str], count: str, hierarchies: Sequence[Sequence[str]] = ()) -> Cells:
    """The cells of a table of counts. Combinations without a row are 0; a row without a count is missing.

    `hierarchies` name columns that group a dimension's labels, in any order: the narrower lies within the wider.
    Raises `DataError` (`not_nested` when it does not).
    """
    known_factors: dict[str, Factor] = {}

    def factor_of(name: str) -> Factor:
        if name not in known_factors:
            known_factors[name] = table.factor(name)
        return known_factors[name]

    factors = [factor_of(name) for name in dims]
    text = table.number(count)
    wrong = (text < 0) | (text != np.floor(text))
    wrong &= ~np.isnan(text)
    if wrong.any():
        i = int(np.argmax(wrong))
        raise DataError("not_whole", column=count, row=int(table.rows[i]), value=table.shown(count, i))
    lost = np.zeros(len(table), dtype=bool)
    for factor in factors:
        lost |= factor.codes < 0
    if lost.any():
        i = int(np.argmax(lost))
        column = next(n for n, f in zip(dims, factors, strict=True) if f.codes[i] < 0)
        raise DataError("no_value", column=column, row=int(table.rows[i]))
    dimensions = [_dimension(table, name, [h for h in hierarchies if name in h], factor_of) for name in dims]
    shape = tuple(dimension.size for dimension in dimensions)
    at = np.ravel_multi_index(tuple(factor.codes.astype(np.int64) for factor in factors), shape)
    known = ~np.isnan(text)
    size = int(np.prod(shape))
    values: Floats = np.bincount(at[known], text[known], minlength=size).astype(np.float64).reshape(shape)
    missing = np.zeros(size, dtype=bool)
    missing[at[~known]] = True
    missing = missing.reshape(shape)
    for axis, dimension in enumerate(dimensions):
        turned = np.moveaxis(values, axis, 0)
        for parent, children in dimension.sums:
            turned[parent] = turned[list(children)].sum(axis=0)
    return Cells(tuple(dimensions), values, missing)


def without_sums(table: Table, dims: Sequence[str]) -> None:
    """Raises `DataError` `sum_row` with the first row whose label says that it is the sum of others: for tables from
    outside, where a group may not be called so."""
    for name in dims:
        factor = table.factor(name)
        for place, label in enumerate(factor.labels):
            if label.casefold() in SUMS:
                raise DataError("sum_row", column=name, value=label, row=table.first(factor.codes == place))


def _dimension(
    table: Table, name: str, hierarchies: Sequence[Sequence[str]], factor_of: Callable[[str], Factor]
) -> Dimension:
    factor = factor_of(name)
    names, columns = list(factor.labels), [name] * len(factor.labels)
    leaves = len(names)
    sums: list[Sum] = []
    tops: list[tuple[int, ...]] = []
    for hierarchy in hierarchies or [[name]]:
        # The narrowest first: a wider column has fewer labels.
        ordered = sorted((c for c in hierarchy if c != name), key=lambda c: -len(factor_of(c).labels))
        inner_name, inner_codes, inner_labels = name, factor.codes, factor.labels
        inner_nodes = list(range(leaves))
        for column in ordered:
            outer = factor_of(column)
            if (outer.codes < 0).any():
                raise DataError("no_value", column=column, row=table.first(outer.codes < 0))
            parent = np.full(len(inner_labels), -1, dtype=np.int64)
            parent[inner_codes[::-1]] = outer.codes[::-1]  # the first row decides
            wrong = parent[inner_codes] != outer.codes
            if wrong.any():
                label = inner_labels[int(inner_codes[int(np.argmax(wrong))])]
                raise DataError("not_nested", column=inner_name, value=label, outer=column, row=table.first(wrong))
            start = len(names)
            names += outer.labels
            columns += [column] * len(outer.labels)
            members: list[list[int]] = [[] for _ in outer.labels]
            for node, above in zip(inner_nodes, parent.tolist(), strict=True):
                members[above].append(node)
            for place in range(len(outer.labels)):
                sums.append(Sum(start + place, tuple(members[place])))
            inner_name, inner_codes, inner_labels = column, outer.codes, outer.labels
            inner_nodes = list(range(start, len(names)))
        tops.append(tuple(inner_nodes))
    names.append(TOTAL)
    columns.append(TOTAL)
    sums += [Sum(len(names) - 1, top) for top in dict.fromkeys(tops)]
    return Dimension(name, tuple(names), tuple(columns), leaves, tuple(sums))
