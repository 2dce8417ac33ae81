"""Bootstrap of the indices: thousands of drawn tables in a second, the same bits for the same seed.

Pupils: each cell of a drawn table is Poisson with the cell's count as its mean. Given their sum such cells are a
multinomial draw of the pupils, and the indices do not depend on the sum; so this is the ordinary bootstrap of
pupils, without its slow part. Poisson numbers come from tables (Marsaglia, Tsang & Wang 2004, J. Stat. Software
11(3)): 13 random bits point at one of 8,192 places that hold the number, in a table that stays in the fastest memory;
what does not fit whole places is drawn from the exact remainder. A mean above 127 is the sum of two or three such.

Units: schools are drawn with replacement inside their narrowest stratum, with all their pupils.

Draws are made in blocks. Block b has its own generator, seeded with (seed, b), and is added up by one thread in a
fixed order; so the number of threads changes nothing.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln

from likvard.analysis.segregation.counts import Counts
from likvard.analysis.segregation.indices import Floats, dissimilarity, exposure, mutual

Random = Literal["pupils", "units"]
Whole = NDArray[np.int16] | NDArray[np.int32]
BLOCK = 128
# Means are written in digits of this size: one table for each digit.
BASE = 128
LARGEST = BASE**3
PLACES = 1 << 13


class Scope(NamedTuple):
    """Units `start:end`; with `strata`, the totals of the runs that begin at `strata` stand for units."""

    start: int
    end: int
    strata: tuple[int, ...] = ()


# The values asked for in each draw: (index name, scope, first group, second group); groups are -1 for M and H.
Wanted = tuple[str, Scope, int, int]


@lru_cache(maxsize=2 * BASE + BASE)
def _table(mean: int) -> tuple[Whole, Whole, NDArray[np.float64]]:
    """The places for one mean (-1 where the remainder decides), the remainder's values and their summed chances."""
    spread = 12 * np.sqrt(mean) + 40
    k = np.arange(max(0, int(mean - spread)), int(mean + spread) + 1)
    chance = np.exp(k * np.log(mean) - mean - gammaln(k + 1.0))
    chance /= chance.sum()
    whole = np.floor(chance * PLACES).astype(np.int64)
    kind = np.int16 if k[-1] < np.iinfo(np.int16).max else np.int32
    places: Any = np.full(PLACES, -1, dtype=kind)
    places[: whole.sum()] = np.repeat(k, whole)
    summed = np.cumsum(chance * PLACES - whole)
    values: Any = k.astype(kind)
    return places, values, np.asarray(summed / summed[-1])


class _Cells:
    """Which cells need which tables."""

    def __init__(self, means: Floats) -> None:
        whole = np.floor(means)
        self.part = means - whole
        self.fractions = np.flatnonzero(self.part > 0)
        rest = np.minimum(whole, LARGEST - 1).astype(np.int64)
        self.huge = np.flatnonzero(whole >= LARGEST)
        self.means = means
        self.tables: list[tuple[int, NDArray[np.int64], bool]] = []  # the last: nothing stands there yet
        # Small numbers in few bytes: a block of draws then stays near the processor.
        largest = float(means.max(initial=0.0))
        self.kind = np.int16 if largest + 12 * np.sqrt(largest) + 100 < np.iinfo(np.int16).max else np.int32
        empty = np.ones(len(means), dtype=bool)
        rest[self.huge] = 0
        unit = 1
        while rest.any():
            digits = rest % BASE
            order = np.argsort(digits, kind="stable")
            starts = np.searchsorted(digits[order], np.arange(1, BASE + 1))
            for digit in range(1, BASE):
                at = order[starts[digit - 1] : starts[digit]]
                if len(at):
                    fresh = empty[at]
                    for first, part in ((True, at[fresh]), (False, at[~fresh])):
                        if len(part):
                            self.tables.append((digit * unit, part, first))
                    empty[at] = False
            rest //= BASE
            unit *= BASE

    def draw(self, generator: np.random.Generator, draws: int) -> Whole:
        out = np.zeros((len(self.means), draws), dtype=self.kind)
        for mean, at, first in self.tables:
            places, values, summed = _table(mean)
            size = len(at) * draws
            bits = generator.bit_generator.random_raw((size + 3) // 4).view(np.uint16)[:size]
            bits >>= 3
            drawn = places.take(bits, mode="wrap")
            left = np.flatnonzero(drawn < 0)
            if len(left):
                drawn[left] = values[np.searchsorted(summed, generator.random(len(left)), side="right")]
            if first:
                out[at] = drawn.reshape(len(at), draws)
            else:
                out[at] += drawn.reshape(len(at), draws)
        for at, means in ((self.fractions, self.part), (self.huge, self.means)):
            if len(at):
                out[at] += generator.poisson(means[at, None], (len(at), draws)).astype(self.kind)
        return out


class _LogTable:
    """n log n of whole numbers by look-up; it grows when a larger number is met."""

    def __init__(self) -> None:
        self.values = np.zeros(1)

    def grown(self, largest: int) -> Floats:
        if largest >= len(self.values):
            n = np.arange(1.0, 1.0 + max(2 * largest, 1024))
            self.values = np.concatenate([[0.0], n * np.log(n)])
        return self.values


def draw(
    counts: Counts,
    wanted: Sequence[Wanted],
    *,
    draws: int,
    seed: int,
    random: Random = "pupils",
    threads: int | None = None,
) -> Floats:
    """The wanted values in each draw, shaped (wanted, draws). NaN where a draw has no pupils of a group."""
    groups, units = counts.matrix.shape
    blocks = [(block, min(BLOCK, draws - block * BLOCK)) for block in range((draws + BLOCK - 1) // BLOCK)]
    tables = _LogTable()
    one: Callable[[np.random.Generator, int], Floats]
    if random == "pupils":
        cells = _Cells(counts.matrix.ravel())
        # Room for every draw: grown before the threads start, so that none sees it change.
        largest = float(counts.matrix.sum(axis=0).max())
        log_table = tables.grown(int(largest + 12 * np.sqrt(largest) + 100)) if largest < LARGEST else None

        def one(generator: np.random.Generator, size: int) -> Floats:
            drawn = cells.draw(generator, size).reshape(groups, units, size)
            return _values_of_pupils(drawn, wanted, log_table)
    else:
        strata = counts.levels[-1] if counts.levels else None
        runs = [(0, units)] if strata is None else list(zip(strata.starts, strata.ends, strict=True))

        def one(generator: np.random.Generator, size: int) -> Floats:
            times = np.empty((units, size), dtype=np.int64)
            for start, end in runs:
                number = int(end - start)
                picked = generator.integers(0, number, (size, number))
                picked += np.arange(size)[:, None] * number
                counted = np.bincount(picked.ravel(), minlength=size * number)
                times[start:end] = counted.reshape(size, number).T
            return _values_of_units(counts.matrix, times, wanted)

    def block_of(which: tuple[int, int]) -> Floats:
        block, size = which
        return one(np.random.Generator(np.random.SFC64(np.random.SeedSequence(seed, spawn_key=(block,)))), size)

    workers = min(threads or os.cpu_count() or 1, len(blocks))
    if workers <= 1:
        found = [block_of(block) for block in blocks]
    else:
        with ThreadPoolExecutor(workers) as pool:
            found = list(pool.map(block_of, blocks))
    return np.concatenate(found, axis=1)


def _sum_n_log_n(rows: Whole, table: Floats | None) -> Floats:
    """The sum of n log n over units, for each draw. Shaped (units, draws)."""
    # A draw beyond twelve standard errors comes once in more draws than will ever be made; it is worked out.
    if table is not None and int(rows.max(initial=0)) < len(table):
        return np.asarray(table.take(rows, mode="wrap").sum(axis=0))
    return np.asarray((rows * np.log(np.where(rows > 0, rows, 1))).sum(axis=0))


def _runs(of: Whole, scope: Scope) -> Whole:
    """The counts (…, units, draws) of a scope: its units, or the totals of its strata."""
    part = of[..., scope.start : scope.end, :]
    if scope.strata:
        part = np.add.reduceat(part, np.array(scope.strata) - scope.start, axis=-2, dtype=np.int32)
    return part


def _values_of_pupils(drawn: Whole, wanted: Sequence[Wanted], table: Floats | None) -> Floats:
    out = np.full((len(wanted), drawn.shape[2]), np.nan)
    scopes = dict.fromkeys(scope for _, scope, _, _ in wanted)
    for scope in scopes:
        rows = [(i, name, a, b) for i, (name, of, a, b) in enumerate(wanted) if of == scope]
        part = _runs(drawn, scope)
        own = None if scope.strata else table
        everyone = part.sum(axis=0, dtype=np.int32)
        if any(name in ("M", "H") for _, name, _, _ in rows):
            totals = part.sum(axis=1, dtype=np.int64).astype(np.float64)
            cells = np.sum([_sum_n_log_n(one, own) for one in part], axis=0)
            both = mutual(cells, _sum_n_log_n(everyone, own), totals)
        for i, name, a, b in rows:
            if name == "M":
                out[i] = both.m
            elif name == "H":
                out[i] = both.h
            elif name == "D":
                out[i] = dissimilarity(part[a], part[b])
            else:
                out[i] = exposure(part[a], part[b], everyone)
    return out


def _values_of_units(matrix: Floats, times: NDArray[np.int64], wanted: Sequence[Wanted]) -> Floats:
    """As above, with each unit taken `times` times, shaped (units, draws)."""
    out = np.full((len(wanted), times.shape[1]), np.nan)
    everyone = matrix.sum(axis=0)
    own = (np.where(matrix > 0, matrix * np.log(np.where(matrix > 0, matrix, 1.0)), 0.0)).sum(axis=0)
    units = np.where(everyone > 0, everyone * np.log(np.where(everyone > 0, everyone, 1.0)), 0.0)
    for i, (name, scope, a, b) in enumerate(wanted):
        at = slice(scope.start, scope.end)
        if scope.strata:
            stack = np.add.reduceat(matrix[:, at, None] * times[None, at], np.array(scope.strata) - scope.start, axis=1)
            if name in ("M", "H"):
                cells = np.where(stack > 0, stack * np.log(np.where(stack > 0, stack, 1.0)), 0.0).sum(axis=(0, 1))
                total = stack.sum(axis=0)
                unit = np.where(total > 0, total * np.log(np.where(total > 0, total, 1.0)), 0.0).sum(axis=0)
                both = mutual(cells, unit, stack.sum(axis=1))
                out[i] = both.m if name == "M" else both.h
            elif name == "D":
                out[i] = dissimilarity(stack[a], stack[b])
            else:
                out[i] = exposure(stack[a], stack[b], stack.sum(axis=0))
        elif name in ("M", "H"):
            # Sums over units of whole numbers times a constant: no table of draws × cells is needed.
            cells = (times[at] * own[at, None]).sum(axis=0)
            unit = (times[at] * units[at, None]).sum(axis=0)
            totals = np.stack([(times[at] * row[at, None]).sum(axis=0) for row in matrix])
            both = mutual(cells, unit, totals)
            out[i] = both.m if name == "M" else both.h
        elif name == "D":
            out[i] = dissimilarity(matrix[a, at, None] * times[at], matrix[b, at, None] * times[at])
        else:
            around = times[at] * everyone[at, None]
            out[i] = exposure(matrix[a, at, None] * times[at], matrix[b, at, None] * times[at], around)
    return out
