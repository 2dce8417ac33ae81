"""The sums n, Σy, Σy² of each unit, group and time, and what of them is looked at."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from likvard.analysis.table import Floats, as_label, label_order


class Cells(NamedTuple):
    """The sums of each cell: `group` 0 or 1, `unit` and `time` places in their labels; n, Σ(y-shift), Σ(y-shift)²."""

    group: np.ndarray[tuple[int], np.dtype[np.int64]]
    unit: np.ndarray[tuple[int], np.dtype[np.int64]]
    time: np.ndarray[tuple[int], np.dtype[np.int64]]
    n: Floats
    s: Floats
    ss: Floats
    units: list[str]
    times: list[str]


def of_rows(rows: pa.Table, by: str, unit: str | None, over: str | None, first: str, second: str) -> Cells:
    labels = [as_label(v) or "" for v in rows.column(by).to_pylist()]
    kept = np.array([label in (first, second) for label in labels])

    def places(name: str | None) -> tuple[np.ndarray[tuple[int], np.dtype[np.int64]], list[str]]:
        if name is None:
            return np.zeros(int(kept.sum()), dtype=np.int64), [""]
        words = [as_label(v) or "" for v, keep in zip(rows.column(name).to_pylist(), kept, strict=True) if keep]
        known = sorted(set(words), key=label_order)
        place = {word: i for i, word in enumerate(known)}
        return np.array([place[word] for word in words], dtype=np.int64), known

    unit_places, units = places(unit)
    time_places, times = places(over)
    n, s, ss = (rows.column(f"likvard_{c}").to_numpy().astype(np.float64)[kept] for c in ("n", "s", "ss"))
    group = np.array([int(label == second) for label, keep in zip(labels, kept, strict=True) if keep], dtype=np.int64)
    return Cells(group, unit_places, time_places, n, s, ss, units, times)


def subset(sums: Cells, here: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Cells:
    """Some of the cells, with only the units and times that they have."""
    units, unit = np.unique(sums.unit[here], return_inverse=True)
    times, time = np.unique(sums.time[here], return_inverse=True)
    return Cells(
        sums.group[here], unit, time, sums.n[here], sums.s[here], sums.ss[here],
        [sums.units[k] for k in units], [sums.times[k] for k in times],
    )  # fmt: skip


def since_last_joint(sums: Cells, joints: Sequence[str]) -> Cells:
    starts = [place for place, label in enumerate(sums.times) if label in joints]
    return subset(sums, sums.time >= max(starts)) if starts else sums


def levelled(sums: Cells) -> Cells:
    """The cells less each time's own mean."""
    means = np.bincount(sums.time, weights=sums.s) / np.bincount(sums.time, weights=sums.n)
    m = means[sums.time]
    return sums._replace(s=sums.s - sums.n * m, ss=sums.ss - 2 * m * sums.s + sums.n * m**2)
