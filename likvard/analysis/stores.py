"""Two stores that add up: counts of values, and sums of cross-products. Every figure of groups follows from them.

A count store holds, for each cell of its dimensions, how many rows have each value (a grade, a merit value in steps
of 2.5). Mean, share, standard deviation and any exact quantile of any coarser cell are sums over it. A store of two
years is the sum of the years' stores.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import duckdb
import ibis
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from likvard.analysis.engine import Scan
from likvard.analysis.errors import DataError, bad_question
from likvard.analysis.table import Floats

# A store has one column for each value. Grades have 7, merit values 150; what has more is not on a scale.
MOST_VALUES = 200
# Rows that are looked at for the values of a scale before all are counted.
LOOKED_AT = 20_000
BLOCK = 1 << 16
Counts = NDArray[np.uint32]


@dataclass(frozen=True)
class CountStore:
    """`keys` has one row for each cell; `values` (k,) ascending; `counts[i]` (cells,) how many rows of each cell have
    `values[i]`. One array for each value, so that every step runs along memory."""

    keys: pa.Table
    values: Floats
    counts: tuple[Counts, ...]

    @property
    def dims(self) -> list[str]:
        return list(self.keys.column_names)

    def __len__(self) -> int:
        return len(self.counts[0])

    def __add__(self, other: CountStore) -> CountStore:
        if self.dims != other.dims:
            raise ValueError(f"{self.dims} and {other.dims} do not add up")
        values = np.union1d(self.values, other.values)
        parts = []
        for store in (self, other):
            place = {float(value): i for i, value in enumerate(store.values)}
            nothing = np.zeros(len(store), dtype=np.uint32)
            parts.append([store.counts[place[float(v)]] if float(v) in place else nothing for v in values])
        keys = pa.concat_tables([self.keys, other.keys], promote_options="permissive")
        counts = tuple(np.concatenate([a, b]) for a, b in zip(*parts, strict=True))
        return CountStore(keys, values, counts).by(self.dims)

    def by(self, dims: Sequence[str]) -> CountStore:
        """The store of coarser cells: sums over the dimensions that are not named. Cells in the order of their keys."""
        table = self._table()
        columns = ", ".join(f'"{d.replace(chr(34), chr(34) * 2)}"' for d in dims)
        sums = ", ".join(f"sum({_column(i)})::UINTEGER AS {_column(i)}" for i in range(len(self.values)))
        grouped = f" GROUP BY {columns} ORDER BY {columns}" if dims else ""
        with duckdb.connect() as connection:
            connection.register("cells", table)
            found = connection.sql(f"SELECT {columns}{',' if dims else ''} {sums} FROM cells{grouped}")  # noqa: S608
            return _of_arrow(found.to_arrow_table(), list(dims), self.values)

    def _table(self) -> pa.Table:
        table = self.keys
        for i, counts in enumerate(self.counts):
            table = table.append_column(_column(i), pa.array(counts))
        return table

    def write(self, path: Path) -> None:
        """To a Parquet file, with the values in its metadata."""
        values = ",".join(repr(float(v)) for v in self.values)
        table = self._table().replace_schema_metadata({"likvard_values": values, "likvard_dims": "\n".join(self.dims)})
        pq.write_table(table, path, compression="zstd")

    # ------------------------------------------------------------ figures

    def n(self) -> NDArray[np.int64]:
        return np.asarray(np.stack(self.counts).sum(axis=0), dtype=np.int64)

    def statistics(self, quantiles: Sequence[float] = (), at_least: float | None = None) -> Statistics:
        """n, mean, standard deviation, the share at `at_least` or more, and exact quantiles of every cell."""
        cells = len(self)
        out = Statistics(
            n=np.zeros(cells, dtype=np.int64),
            mean=np.empty(cells),
            sd=np.empty(cells),
            share=np.full(cells, np.nan),
            quantiles=np.empty((len(quantiles), cells)),
        )
        blocks = [slice(start, min(start + BLOCK, cells)) for start in range(0, cells, BLOCK)]
        with ThreadPoolExecutor(2) as pool:  # NumPy lets go of the interpreter inside each step
            list(pool.map(lambda block: self._block(block, out, quantiles, at_least), blocks))
        return out

    def _block(self, block: slice, out: Statistics, quantiles: Sequence[float], at_least: float | None) -> None:
        counts = [column[block] for column in self.counts]
        # How many rows have this value or a lower one; the last is n.
        below = np.cumsum(np.stack(counts), axis=0, dtype=np.uint32)
        n = below[-1]
        known = np.maximum(n, 1).astype(np.float64)
        # Around the middle value, so that the squares stay small beside their differences.
        centre = float(self.values[len(self.values) // 2])
        first, second = np.zeros(len(n)), np.zeros(len(n))
        for value, column in zip(self.values - centre, counts, strict=True):
            first += value * column
            second += value * value * column
        mean = first / known
        with np.errstate(invalid="ignore", divide="ignore"):
            out.sd[block] = np.where(n > 1, np.sqrt(np.maximum(second - first * mean, 0) / (known - 1)), np.nan)
        out.n[block] = n
        out.mean[block] = np.where(n > 0, centre + mean, np.nan)
        if at_least is not None:
            place = int(np.searchsorted(self.values, at_least))
            low = below[place - 1] if place > 0 else np.zeros_like(n)
            out.share[block] = np.where(n > 0, (n - low) / known, np.nan)
        for row, q in enumerate(quantiles):
            # Between the two rows around (n - 1)q, as R (type 7), NumPy and DuckDB do.
            rank = (known - 1) * q
            lower = np.floor(rank)
            low, high = self._at(below, lower.astype(np.uint32)), self._at(below, np.ceil(rank).astype(np.uint32))
            out.quantiles[row, block] = np.where(n > 0, low + (rank - lower) * (high - low), np.nan)

    def _at(self, below: NDArray[np.uint32], rank: NDArray[np.uint32]) -> Floats:
        """The value of the row with this rank (0 is the lowest) in each cell."""
        place = np.zeros(len(rank), dtype=np.uint8)  # MOST_VALUES fits
        for row in below[:-1]:
            np.add(place, row <= rank, out=place)
        found: Floats = self.values[place]
        return found


@dataclass(frozen=True)
class Statistics:
    """One number for each cell; `quantiles` (q, cells). NaN where a cell is empty (or `sd` of one row)."""

    n: NDArray[np.int64]
    mean: Floats
    sd: Floats
    share: Floats
    quantiles: Floats


def read_store(path: Path) -> CountStore:
    """A store that `CountStore.write` wrote."""
    table = pq.read_table(path)
    metadata = table.schema.metadata or {}
    if b"likvard_values" not in metadata:
        raise bad_question(f"{path.name} är inget räkneförråd.", f"{path.name} is not a count store.")
    values = np.array([float(v) for v in metadata[b"likvard_values"].decode().split(",")])
    dims = metadata[b"likvard_dims"].decode().split("\n")
    return _of_arrow(table, [d for d in dims if d], values)


def count_store(scan: Scan, outcome: str, by: Sequence[str]) -> CountStore | None:
    """The counts of `outcome` in every cell of `by`, added up by the scan's engine; None when the outcome has more
    different values than a scale. Raises `all_missing` or `no_complete_rows` when there is nothing to count."""
    seen = _different(scan, outcome, first=LOOKED_AT)
    if seen is None:
        return None
    if len(seen):
        # What stood in the first rows is counted, and all rows beside: when those agree, no other value occurs.
        store, n = _counted(scan, outcome, by, seen)
        if int(store.n().sum()) == n:
            return store
    values = _different(scan, outcome)
    if values is None:
        return None
    if not len(values):
        explained = scan.explain()
        explained.number(outcome)  # says so, when it is this column that has no values
        raise DataError("no_complete_rows", column=", ".join([*scan.numbers, *scan.groups]), row=int(explained.rows[0]))
    return _counted(scan, outcome, by, values)[0]


def _counted(scan: Scan, outcome: str, by: Sequence[str], values: Floats) -> tuple[CountStore, int]:
    """The store of these values, and the number of rows with any value."""
    # DuckDB groups rows that were filtered before six times as slowly as rows as they stand in the file. A missing
    # outcome is none of the values, and cells with a missing key are left out when they have been counted.
    t = scan.with_values_in([name for name in [*scan.numbers, *scan.groups] if name != outcome and name not in by])
    counted = {_column(i): t.count(where=t[outcome] == value) for i, value in enumerate(values.tolist())}
    counted["likvard_n"] = t.count(where=scan.known(t, outcome))
    rows = scan.rows(t.group_by(list(by)).aggregate(**counted) if by else t.aggregate(**counted))
    if by:
        there = pa.compute.greater(rows.column("likvard_n"), 0)
        for key in by:
            there = pa.compute.and_(there, pa.compute.is_valid(rows.column(key)))
        rows = rows.filter(there)
    n = int(rows.column("likvard_n").to_numpy().sum())
    return _sorted(_of_arrow(rows, list(by), values)), n


def _different(scan: Scan, outcome: str, first: int | None = None) -> Floats | None:
    column = scan.table.select(outcome)
    found = scan.rows((column.limit(first) if first else column).distinct().limit(MOST_VALUES + 1))
    if found.num_rows > MOST_VALUES:
        return None
    values: Floats = np.sort(found.column(0).to_numpy().astype(np.float64))
    return values


def _column(i: int) -> str:
    return f"likvard_c{i}"


def _of_arrow(table: pa.Table, dims: list[str], values: Floats) -> CountStore:
    counts = tuple(
        np.ascontiguousarray(table.column(_column(i)).to_numpy().astype(np.uint32)) for i in range(len(values))
    )
    return CountStore(table.select(dims), values, counts)


def _sorted(store: CountStore) -> CountStore:
    if not store.dims or len(store) < 2:
        return store
    order = pa.compute.sort_indices(store.keys, sort_keys=[(dim, "ascending") for dim in store.dims])
    index = order.to_numpy()
    return CountStore(store.keys.take(order), store.values, tuple(column[index] for column in store.counts))


def cross_products(t: ibis.Table, columns: Sequence[str], by: Sequence[str], shift: Sequence[float]) -> ibis.Table:
    """The sums that a regression needs, as an expression: for each cell of `by` n and the sums `s_i` of each column
    less its `shift`; with an empty `by` also the products `p_i_j`."""
    moved = [t[name] - value for name, value in zip(columns, shift, strict=True)]
    sums = {f"s_{i}": one.sum() for i, one in enumerate(moved)}
    if by:
        return t.group_by(list(by)).aggregate(n=t.count(), **sums)
    products = {f"p_{i}_{j}": (moved[i] * moved[j]).sum() for i in range(len(moved)) for j in range(i, len(moved))}
    return t.aggregate(n=t.count(), **sums, **products)
