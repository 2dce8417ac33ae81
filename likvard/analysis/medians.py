"""The median of few values with an interval that supposes nothing of how they are spread."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import comb
from statistics import median

from likvard.analysis.agreement import Interval

MISSED = 0.025  # the most that an interval may miss on either side


@dataclass(frozen=True, slots=True)
class Median:
    """`interval` is None for fewer than six values: then no two of them hold the median with 95 % certainty.
    `ninetieth` is the nearest-rank percentile: nine of ten values are that or less."""

    n: int
    middle: float
    interval: Interval | None
    ninetieth: float


def median_of(values: Sequence[float]) -> Median | None:
    """The median with its distribution-free 95 % interval between two order statistics (Conover 1999, section 3.2).

    The interval covers at least 95 %, more when values are few. None without values.
    """
    ordered, n = sorted(values), len(values)
    if not n:
        return None
    below, lowest = 0.0, -1
    while lowest < n // 2 and below + comb(n, lowest + 1) / 2**n <= MISSED:
        lowest += 1
        below += comb(n, lowest) / 2**n
    interval = None if lowest < 0 else Interval(ordered[lowest], ordered[n - 1 - lowest])
    return Median(n, float(median(ordered)), interval, ordered[-(-n * 9 // 10) - 1])
