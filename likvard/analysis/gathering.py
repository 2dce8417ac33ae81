"""One pass over the rows of a regression with groups: the sums that its random intercepts need.

From rows in memory (`of_rows`), or for many outcomes of the same pupils at once (`of_outcomes`), where only the rows
without a grade are gone through again for each subject. `engine_sums` has the same from an engine.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from likvard.analysis import levels
from likvard.analysis.design import Frame, columns_of, frame, independent
from likvard.analysis.errors import DataError
from likvard.analysis.table import Floats, Source, Table

# A matrix product with more multiplications than this starts threads, which for blocks cost more than they give.
ONE_THREAD = 260_000


class Pairs(NamedTuple):
    """The pairs of groups that occur: places in the first and the second grouping, and rows in each pair."""

    first: NDArray[np.int64]
    second: NDArray[np.int64]
    n: Floats


@dataclass(frozen=True)
class Gathered:
    """`names` are the p covariates (the intercept first), `means` (p+1,) what was taken off each column, the outcome
    last. `labels[i]` and `sums[i]` belong to grouping i; `pairs` is there when there are two."""

    n: int
    lost: int
    columns: tuple[str, ...]
    names: tuple[str, ...]
    means: Floats
    labels: tuple[tuple[str, ...], ...]
    sums: tuple[levels.Sums, ...]
    pairs: Pairs | None
    source: Source
    first_row: int
    # Σ log w of weighted rows: what the likelihood has beside the sums.
    log_weights: float = 0.0


Arrangement = Literal["one", "nested", "crossed"]


def arranged(found: Gathered) -> tuple[levels.Levels, Arrangement, tuple[int, ...]]:
    """The levels of a model, how they lie to one another, and the place of each grouping among the ratios."""
    first = found.sums[0]
    if found.pairs is None:
        return levels.OneLevel(first), "one", (0,)
    pairs = found.pairs
    if len(np.unique(pairs.first)) == len(pairs.first):
        outer = np.empty(len(pairs.first), dtype=np.int64)
        outer[pairs.first] = pairs.second
        return levels.Nested(first, outer), "nested", (0, 1)
    if len(np.unique(pairs.second)) == len(pairs.second):
        outer = np.empty(len(pairs.second), dtype=np.int64)
        outer[pairs.second] = pairs.first
        return levels.Nested(found.sums[1], outer), "nested", (1, 0)
    counts = np.zeros((len(found.labels[0]), len(found.labels[1])))
    counts[pairs.first, pairs.second] = pairs.n
    if len(counts) >= counts.shape[1]:
        return levels.Crossed(first, found.sums[1], counts), "crossed", (0, 1)
    return levels.Crossed(found.sums[1], first, np.ascontiguousarray(counts.T)), "crossed", (1, 0)


def of_rows(
    table: Table, outcome: str, terms: Sequence[str], groups: Sequence[str], weights: str | None = None
) -> Gathered:
    """The sums of the complete rows of a table; a row of weight w has the variance σ²/w, as a mean of w pupils has.

    Raises what `design.frame` raises, `singletons` when each group of a grouping has one row, `same_groups` when two
    groupings are one.
    """
    given = frame(table, outcome, terms, groups=groups, weights=weights)
    sizes = [len(factor.labels) for factor in given.groups]
    for name, size in zip(groups, sizes, strict=True):
        if size == len(given.y) and (weights is None or len(groups) == 1):
            raise DataError("singletons", column=name, row=int(given.rows[0]))
    means, total, sums = _one_pass(given, given.y)
    pairs = None
    if len(given.groups) == 2:
        one, two = given.groups
        both, counts = np.unique(one.codes.astype(np.int64) * len(two.labels) + two.codes, return_counts=True)
        pairs = Pairs(both // len(two.labels), both % len(two.labels), counts.astype(np.float64))
        alike(groups, sizes, len(both), int(given.rows[0]))
    return Gathered(
        n=len(given.y),
        lost=given.lost,
        columns=given.columns,
        names=given.names,
        means=means,
        labels=tuple(factor.labels for factor in given.groups),
        sums=tuple(levels.Sums(n, s, total) for n, s in sums),
        pairs=pairs,
        source=table.source,
        first_row=int(given.rows[0]),
        log_weights=0.0 if given.weights is None else float(np.log(given.weights).sum()),
    )


def alike(groups: Sequence[str], sizes: Sequence[int], pairs: int, row: int) -> None:
    """Raises `same_groups` when there are no more pairs of groups than groups in either grouping."""
    if sizes[0] == sizes[1] == pairs:
        raise DataError("same_groups", column=groups[0], other=groups[1], row=row)


def _one_pass(given: Frame, y: Floats) -> tuple[Floats, Floats, list[tuple[Floats, Floats]]]:
    """Means (p+1,), products (p+1, p+1), and for each grouping n (J,) and sums (J, p+1) of (1, x, y) less the means.

    In blocks that stay in the processor's cache: the matrix of all rows is never made. Less the means, so that sums of
    squares do not drown in them; the intercept stays as it is.
    """
    columns = [*given.covariates, y]
    width = len(columns) + 1
    means = np.array([0.0, *(column.mean() for column in columns)])
    total = np.zeros((width, width))
    codes = [factor.codes.astype(np.int64) for factor in given.groups]
    sizes = [len(factor.labels) for factor in given.groups]
    sums = [np.zeros((width, groups)) for groups in sizes]
    size = _block(width * width)
    z = np.ones((width, size))
    root = None if given.weights is None else np.sqrt(given.weights)
    for start in range(0, len(y), size):
        stop = min(start + size, len(y))
        block = z[:, : stop - start]
        for place, column in enumerate(columns, start=1):
            np.subtract(column[start:stop], means[place], out=block[place])
        if root is not None:
            block[0] = 1.0
            block *= root[start:stop]
        total += block @ block.T
        for grouping, summed in zip(codes, sums, strict=True):
            here = grouping[start:stop]
            # Schools often stand together: only the span of this block's groups is added to.
            low, high = int(here.min()), int(here.max()) + 1
            here = here - low
            for place in range(width):
                values = block[place] if root is None else block[place] * root[start:stop]
                summed[place, low:high] += np.bincount(here, weights=values, minlength=high - low)
    independent(given, total[1:-1, 1:-1])
    return means, total, [(summed[0].copy(), np.ascontiguousarray(summed.T)) for summed in sums]


def of_outcomes(
    table: Table, outcomes: Sequence[str], terms: Sequence[str], group: str
) -> Iterator[tuple[str, Gathered]]:
    """The sums of several outcomes, one after the other, with the same covariates and one grouping.

    The covariates are gone through once, with all pupils; for each outcome only those without a value are taken away.
    """
    # The outcome of the frame is not used, only its covariates: any column that all pupils have will do.
    given = frame(table, outcomes[0], terms, groups=[group], missing_outcome=True)
    means, total, ((n, sums),) = _one_pass(given, np.zeros(len(given.rows)))
    total, sums = total[:-1, :-1], sums[:, :-1]
    columns = [given.table.number(outcome) for outcome in outcomes]
    # Near the mean is enough: what is taken off is put back, and only rounding is at stake.
    shifts = [_near(column) for column in columns]
    labels = given.groups[0].labels
    own, away = _apart(given, means, columns, shifts, len(labels))
    for place, outcome in enumerate(outcomes):
        left = n - away[place].sums[0]
        kept = left > 0
        s = np.column_stack([sums - away[place].sums.T, own[place].sums])
        products = np.empty((len(means),) * 2)
        products[:-1, :-1] = total - away[place].products
        products[:-1, -1] = products[-1, :-1] = own[place].with_x
        products[-1, -1] = own[place].square
        yield (
            outcome,
            Gathered(
                n=int(left.sum()),
                lost=len(table) - int(left.sum()),
                columns=(outcome, *columns_of(terms), group),
                names=given.names,
                means=np.append(means[:-1], shifts[place]),
                labels=(tuple(label for label, keep in zip(labels, kept, strict=True) if keep),),
                sums=(levels.Sums(left[kept], np.ascontiguousarray(s[kept]), products),),
                pairs=None,
                source=table.source,
                first_row=int(given.rows[0]),
            ),
        )


@dataclass
class _Own:
    """One outcome's own sums: by group (J,), with the covariates (p,), and of squares."""

    sums: Floats
    with_x: Floats
    square: float = 0.0


@dataclass
class _Away:
    """The covariates of the rows without this outcome: sums by group (p, J), products (p, p)."""

    sums: Floats
    products: Floats


def _apart(
    given: Frame, means: Floats, columns: list[Floats], shifts: list[float], size: int
) -> tuple[list[_Own], list[_Away]]:
    """One pass in blocks over all outcomes: what each has, and what its missing rows take away."""
    p = len(given.covariates) + 1
    own = [_Own(np.zeros(size), np.zeros(p)) for _ in columns]
    away = [_Away(np.zeros((p, size)), np.zeros((p, p))) for _ in columns]
    codes = given.groups[0].codes.astype(np.int64)
    rows = _block(p * max(p, len(columns)))
    z, y = np.ones((p, rows)), np.empty((len(columns), rows))
    for start in range(0, len(codes), rows):
        stop = min(start + rows, len(codes))
        block, values = z[:, : stop - start], y[:, : stop - start]
        for place, covariate in enumerate(given.covariates, start=1):
            np.subtract(covariate[start:stop], means[place], out=block[place])
        here = codes[start:stop]
        low, high = int(here.min()), int(here.max()) + 1
        here = here - low
        for k, column in enumerate(columns):
            row = np.subtract(column[start:stop], shifts[k], out=values[k])
            gone = np.flatnonzero(np.isnan(row))
            if len(gone):
                row[gone] = 0.0
                theirs, where = block[:, gone], here[gone]
                away[k].products += theirs @ theirs.T
                for place in range(p):
                    away[k].sums[place, low:high] += np.bincount(where, weights=theirs[place], minlength=high - low)
            own[k].sums[low:high] += np.bincount(here, weights=row, minlength=high - low)
            own[k].square += float(row @ row)
        together = block @ values.T
        for k in range(len(columns)):
            own[k].with_x += together[:, k]
    return own, away


def _block(products: int) -> int:
    """Rows of a block: few enough for the processor's cache and for one thread, with so many products for each row."""
    return max(256, ONE_THREAD // products)


def _near(column: Floats) -> float:
    head = column[:4096]
    head = head[~np.isnan(head)]
    return float(head.mean()) if len(head) else 0.0
