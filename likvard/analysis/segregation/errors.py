"""Errors, bias and chance level without drawing: the delta method, and exact moments of Poisson counts.

What is random here is which pupils came: the number in each cell is a draw around its true value, schools and
groups stay as they are. For an index that does not change when all counts are multiplied by the same number,
Poisson cells and a multinomial table give the same variance to the first order: sum of n (df/dn)².
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln, ndtr

from likvard.analysis.segregation.indices import dissimilarity, exposure, mutual_of

Floats = NDArray[np.float64]
TABLED = 60


def mutual_errors(counts: Floats) -> tuple[float, float]:
    """Standard errors of M and H. `counts` is (groups, units)."""
    total = counts.sum()
    p = counts / total
    groups = p.sum(axis=1, keepdims=True)
    independent = groups * p.sum(axis=0)
    log_ratio = np.log(np.divide(p, independent, out=np.ones_like(p), where=p > 0))
    m = float((p * log_ratio).sum())
    entropy = -float((groups * np.log(np.where(groups > 0, groups, 1.0))).sum())
    # p·(log ratio)² less its mean: added up in this order it cannot turn negative.
    of_m = float((p * (log_ratio - m) ** 2).sum())
    if entropy <= 1e-12:
        return np.sqrt(of_m / total), np.nan
    h = m / entropy
    of_h = float((p * (log_ratio + h * np.log(np.where(groups > 0, groups, 1.0))) ** 2).sum()) / entropy**2
    return float(np.sqrt(of_m / total)), float(np.sqrt(of_h / total))


def entropy_ratio_error(inside: Floats, everywhere: Floats) -> float:
    """Standard error of a stratum's group entropy divided by the whole's. Arguments: group totals."""
    n, total = inside.sum(), everywhere.sum()
    p, q = inside / n, everywhere / total
    log_p, log_q = np.log(np.where(p > 0, p, 1.0)), np.log(np.where(q > 0, q, 1.0))
    own, whole = -float(p @ log_p), -float(q @ log_q)
    if whole <= 1e-12:
        return float("nan")
    outside = own * (log_q + whole) / (total * whole**2)
    within = -(log_p + own) / (n * whole) + outside
    return float(np.sqrt(inside @ within**2 + (everywhere - inside) @ outside**2))


def dissimilarity_error(first: Floats, second: Floats) -> float:
    """Standard error of D: each pupil counts with the sign of the own school's difference."""
    a, b = first.sum(), second.sum()
    if a == 0 or b == 0:
        return float("nan")
    sign = np.sign(first / a - second / b)
    of_first = float(first @ (sign - float(sign @ first) / a) ** 2) / a**2
    of_second = float(second @ (sign - float(sign @ second) / b) ** 2) / b**2
    return 0.5 * float(np.sqrt(of_first + of_second))


def exposure_error(of: Floats, to: Floats, everyone: Floats, same: bool) -> float:
    """Standard error of exposure (`same` false) or isolation (`same` true: `of` and `to` are one group)."""
    own = of.sum()
    if own == 0:
        return float("nan")
    value = float(exposure(of[:, None], to[:, None], everyone[:, None])[0])
    t = np.where(everyone > 0, everyone, 1.0)
    others = -of * to / (own * t**2)
    by_of = to / (own * t) + others - value / own
    by_to = of / (own * t) + others
    if same:
        by_of = by_of + of / (own * t)
        return float(np.sqrt(of @ by_of**2 + (everyone - of) @ others**2))
    return float(np.sqrt(of @ by_of**2 + to @ by_to**2 + (everyone - of - to) @ others**2))


def excess(mean: Floats) -> Floats:
    """E[X log X] - m log m for X Poisson with mean m. Up to 60 summed term by term, beyond by its series."""
    mean = np.asarray(mean, dtype=np.float64)
    out = np.zeros(mean.shape)
    large = mean > TABLED
    x = mean[large]
    # Central moments of the Poisson put into Taylor's series of x log x; the next term is below 1e-7 here.
    out[large] = 0.5 + 1 / (12 * x) + 1 / (12 * x**2) + 19 / (120 * x**3) + 9 / (20 * x**4)
    small = (mean > 0) & ~large
    if small.any():
        # The same means stand in many cells: each is worked out once.
        values, inverse = np.unique(mean[small], return_inverse=True)
        k = np.arange(1, TABLED + 120, dtype=np.float64)
        found = np.empty(len(values))
        for start in range(0, len(values), 4096):
            part = values[start : start + 4096, None]
            chance = np.exp(k * np.log(part) - part - gammaln(k + 1))
            found[start : start + 4096] = (chance * (k * np.log(k))).sum(axis=1)
        out[small] = (found - values * np.log(values))[inverse]
    return out


def _second_order(cells: Floats, units: Floats, groups: Floats, total: float) -> tuple[float, float]:
    """How much too high M and the group entropy come out on average, for Poisson counts with these means."""
    of_groups = float(excess(groups).sum())
    of_m = float(excess(cells.ravel()).sum()) - float(excess(units).sum()) - of_groups
    of_total = float(excess(np.array([total]))[0])
    return (of_m + of_total) / total, -(of_groups - of_total) / total


def mutual_bias(counts: Floats) -> tuple[float, float]:
    """Bias of M and H: their mean over tables drawn around this one, less their value here."""
    total = float(counts.sum())
    of_m, of_entropy = _second_order(counts, counts.sum(axis=0), counts.sum(axis=1), total)
    value = mutual_of(counts)
    m, entropy = float(value.m[0]), float(value.group_entropy[0])
    if entropy <= 1e-12:
        return of_m, np.nan
    return of_m, of_m / entropy - m * of_entropy / entropy**2


def mutual_by_chance(counts: Floats) -> tuple[float, float]:
    """M and H to be expected in units of these sizes when every pupil is placed by lot."""
    total = float(counts.sum())
    units, groups = counts.sum(axis=0), counts.sum(axis=1)
    of_m, _ = _second_order(np.outer(groups, units) / total, units, groups, total)
    of_m = max(of_m, 0.0)
    entropy = float(mutual_of(counts).group_entropy[0])
    return of_m, of_m / entropy if entropy > 1e-12 else np.nan


def dissimilarity_bias(first: Floats, second: Floats) -> float:
    """Mean of D over tables drawn around this one, less D here: the differences as normal, folded at nought."""
    a, b = first.sum(), second.sum()
    if a == 0 or b == 0:
        return float("nan")
    p, q = first / a, second / b
    variance = p * (1 - p) / a + q * (1 - q) / b
    spread = np.sqrt(np.where(variance > 0, variance, 1.0))
    z = (p - q) / spread
    folded = spread * (np.sqrt(2 / np.pi) * np.exp(-(z**2) / 2) + z * (1 - 2 * ndtr(-z)))
    return 0.5 * float(np.where(variance > 0, folded - np.abs(p - q), 0.0).sum())


def dissimilarity_by_chance(first: Floats, second: Floats) -> float:
    """D to be expected when the pupils of the two groups are placed by lot in units of these sizes.

    The mean absolute deviation of a binomial (De Moivre), less what the fixed totals take away.
    """
    both = np.rint(first + second)
    total = float(both.sum())
    share = float(first.sum()) / float((first + second).sum()) if total else 0.0
    if not 0 < share < 1:
        return float("nan")
    if total <= 1:
        return 1.0
    n = both[both > 0]
    m = np.floor(n * share)
    at = np.minimum(m + 1, n)
    log_choose = gammaln(n + 1) - gammaln(at + 1) - gammaln(n - at + 1)
    deviation = 2 * np.exp(log_choose + (n - m) * np.log1p(-share) + (m + 1) * np.log(share)) * (m + 1)
    deviation = np.where(m >= n, 0.0, deviation) * np.sqrt((total - n) / (total - 1))
    return min(1.0, float(deviation.sum()) / (2 * total * share * (1 - share)))


def exposure_by_chance(of: Floats, to: Floats, everyone: Floats, same: bool) -> float:
    """Isolation or exposure to be expected when every pupil is placed by lot."""
    total, a, b = float(everyone.sum()), float(of.sum()), float(to.sum())
    if a == 0 or total <= 1:
        return float("nan")
    units = float((everyone > 0).sum())
    if same:
        return (units + (total - units) * (a - 1) / (total - 1)) / total
    return b * (1 - units / total) / (total - 1)


def exposure_bias(of: Floats, to: Floats, everyone: Floats, same: bool) -> float:
    """Second-order bias of exposure or isolation for Poisson counts: half the sum of n d²f/dn²."""
    a = float(of.sum())
    if a == 0:
        return float("nan")
    t = np.where(everyone > 0, everyone, 1.0)
    value = float(exposure(of[:, None], to[:, None], everyone[:, None])[0])
    # f = S/A with S = sum of r; d²f = S''/A - 2 S'/A² + 2 S/A³ for pupils of the first group, S''/A for others.
    if same:
        first = 2 * of / t - of**2 / t**2
        second = 2 / t - 4 * of / t**2 + 2 * of**2 / t**3
        others = 2 * of**2 / t**3
        rest = float((everyone - of) @ others) / a
    else:
        first = to / t - of * to / t**2
        second = -2 * to / t**2 + 2 * of * to / t**3
        by_to = -2 * of / t**2 + 2 * of * to / t**3
        rest = (float(to @ by_to) + float((everyone - of - to) @ (2 * of * to / t**3))) / a
    own = float(of @ second) / a - 2 * float(of @ first) / a**2 + 2 * value / a
    return 0.5 * (own + rest)


def dissimilarity_of(first: Floats, second: Floats) -> float:
    return float(dissimilarity(first[:, None], second[:, None])[0])
