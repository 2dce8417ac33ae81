"""The indices themselves, of counts shaped (groups, units, draws): one draw for the data, many for a bootstrap.

M is mutual information in natural logarithms, H is M divided by the entropy of the groups (Theil's information
index), D the dissimilarity of two groups, isolation and exposure the mean share that a pupil of one group meets
of its own or of another group (Bell). All five are unchanged when every count is multiplied by the same number.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def x_log_x(x: Floats) -> Floats:
    """x log x, with 0 log 0 = 0."""
    return np.asarray(x * np.log(np.where(x > 0, x, 1.0)))


class Mutual(NamedTuple):
    """One value for each draw. `group_entropy` and `unit_entropy` belong to the margins."""

    m: Floats
    h: Floats
    group_entropy: Floats
    unit_entropy: Floats


def mutual(cells: Floats, units: Floats, groups: Floats) -> Mutual:
    """M and H from sums: `cells` and `units` are the sums of n log n over cells and over unit totals for each draw,
    `groups` the group totals (groups, draws)."""
    total = groups.sum(axis=0)
    safe = np.where(total > 0, total, 1.0)
    of_groups = x_log_x(groups).sum(axis=0)
    own = x_log_x(total)
    m = np.where(total > 0, (cells - units - of_groups + own) / safe, 0.0)
    group_entropy = np.where(total > 0, np.log(safe) - of_groups / safe, 0.0)
    unit_entropy = np.where(total > 0, np.log(safe) - units / safe, 0.0)
    # n log n of large numbers leaves dust below 1e-12 where there is no segregation at all.
    m = np.clip(np.where(np.abs(m) < 1e-13, 0.0, m), 0.0, None)
    h = np.divide(m, group_entropy, out=np.full_like(m, np.nan), where=group_entropy > 1e-12)
    return Mutual(m, h, group_entropy, unit_entropy)


def mutual_of(counts: Floats) -> Mutual:
    """M and H of a matrix (groups, units) or a stack of them (groups, units, draws)."""
    stack = counts[..., None] if counts.ndim == 2 else counts
    cells = x_log_x(stack).sum(axis=(0, 1))
    units = x_log_x(stack.sum(axis=0)).sum(axis=0)
    return mutual(cells, units, stack.sum(axis=1))


def dissimilarity(first: Floats, second: Floats) -> Floats:
    """D of two groups, counts shaped (units, draws): half the sum of the differences of the two distributions."""
    a, b = first.sum(axis=0), second.sum(axis=0)
    sound = (a > 0) & (b > 0)
    shares = np.abs(first / np.where(a > 0, a, 1.0) - second / np.where(b > 0, b, 1.0))
    return np.where(sound, shares.sum(axis=0) / 2, np.nan)


def exposure(of: Floats, to: Floats, everyone: Floats) -> Floats:
    """The mean share of `to` among the pupils around a pupil of `of`, counts shaped (units, draws)."""
    own = of.sum(axis=0)
    around = np.divide(to, everyone, out=np.zeros(np.broadcast(to, everyone).shape), where=everyone > 0)
    return np.where(own > 0, (of * around).sum(axis=0) / np.where(own > 0, own, 1.0), np.nan)


def local(counts: Floats) -> Floats:
    """How far each unit's groups lie from the whole: sum over groups of p(g|u) log(p(g|u) / p(g)).

    Weighted with the units' shares of the pupils these add up to M. `counts` is (groups, units); transposed it
    gives the score of each group.
    """
    units = counts.sum(axis=0)
    inside = counts / units
    everywhere = counts.sum(axis=1, keepdims=True) / counts.sum()
    return np.asarray(np.where(inside > 0, inside * np.log(np.where(inside > 0, inside / everywhere, 1.0)), 0.0).sum(0))
