"""From the sums of cells to gaps, their errors, and the shares that lie between units."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.special import stdtrit

from likvard.analysis.gaps.cells import Cells, subset
from likvard.analysis.results import Coefficient, coefficient

# A school's own gap is told when each group has this many there.
FEWEST_IN_EACH = 5

Status = Literal["reported", "few"]


@dataclass(frozen=True, kw_only=True)
class UnitGap:
    """One unit's own gap. `few` when a group has fewer than five there; then it has no figures."""

    unit: str
    n_first: int
    n_second: int
    gap: float | None
    se: float | None
    low: float | None
    high: float | None
    status: Status


@dataclass(frozen=True, kw_only=True)
class Moment:
    """The gap at one value of `over`. `segment` changes at a joint, where the scale does; `change` is from the value
    before in the same segment."""

    over: str
    segment: int
    n_first: int
    n_second: int
    gap: float
    se: float
    low: float
    high: float
    standardised: float
    change: float | None
    change_se: float | None


def estimates(sums: Cells, *, clustered: bool) -> tuple[Coefficient, ...]:
    """`gap` and `standardised`, and with units as clusters `within` and `between`."""
    estimate, se, df = _raw(sums, clustered=clustered)
    n, s, ss = (np.bincount(sums.group, weights=w, minlength=2) for w in (sums.n, sums.s, sums.ss))
    means = s / n
    freedom = float(n.sum() - 2)
    pooled = math.sqrt(max(float((ss - s * means).sum()), 0.0) / freedom)
    hedges = 1 - 3 / (4 * freedom - 1)
    # Nobody differs from the others of the group at one moment: there is no spread to measure the gap by.
    d = estimate / pooled * hedges if pooled > 0 else math.nan
    # Hedges & Olkin: the error of the difference, and that of the standard deviation it is divided by.
    d_se = math.sqrt((se / pooled * hedges) ** 2 + d**2 / (2 * float(n.sum()))) if pooled > 0 else math.nan
    out = [
        coefficient("gap", estimate, se, float(stdtrit(df, 0.975))),
        coefficient("standardised", d, d_se, float(stdtrit(df, 0.975))),
    ]
    if clustered:
        out += _within_between(sums, estimate)
    return tuple(out)


def _raw(sums: Cells, *, clustered: bool) -> tuple[float, float, float]:
    """The difference of the means, its error and degrees of freedom."""
    n, s, ss = (np.bincount(sums.group, weights=w, minlength=2) for w in (sums.n, sums.s, sums.ss))
    means = s / n
    estimate = float(means[0] - means[1])
    variance = (ss - s * means) / np.maximum(n - 1, 1) / n
    if not clustered:
        # Welch–Satterthwaite.
        df = float(variance.sum() ** 2 / (variance**2 / np.maximum(n - 1, 1)).sum()) if variance.sum() > 0 else 1.0
        return estimate, math.sqrt(float(variance.sum())), max(df, 1.0)
    clusters = len(sums.units)
    signed = np.where(sums.group == 0, 1.0, -1.0) * (sums.s - sums.n * means[sums.group]) / n[sums.group]
    influence = np.bincount(sums.unit, weights=signed, minlength=clusters)
    total = float(n.sum())
    factor = clusters / (clusters - 1) * (total - 1) / (total - 2) if clusters > 1 and total > 2 else math.nan
    return (
        estimate,
        math.sqrt(factor * float(influence @ influence)) if clusters > 1 else math.nan,
        max(clusters - 1, 1),
    )


def _within_between(sums: Cells, raw: float) -> list[Coefficient]:
    """One level for each unit and time; errors with units as clusters."""
    strata = sums.unit * len(sums.times) + sums.time
    size = len(sums.units) * len(sums.times)
    n = np.stack([np.bincount(strata, weights=sums.n * (sums.group == g), minlength=size) for g in (0, 1)])
    s = np.stack([np.bincount(strata, weights=sums.s * (sums.group == g), minlength=size) for g in (0, 1)])
    both = (n > 0).all(axis=0)
    if not both.any():
        return []
    weight = np.zeros(size)
    apart = np.zeros(size)
    weight[both] = n[0, both] * n[1, both] / n[:, both].sum(axis=0)
    apart[both] = s[0, both] / n[0, both] - s[1, both] / n[1, both]
    estimate = float(weight @ apart / weight.sum())
    unit = np.arange(size) // len(sums.times)
    influence = np.bincount(unit, weights=weight * (apart - estimate), minlength=len(sums.units)) / weight.sum()
    clusters = len(np.unique(unit[both]))
    if clusters < 2:
        return [coefficient("within", estimate, math.nan), coefficient("between", raw - estimate, math.nan)]
    factor = clusters / (clusters - 1)
    quantile = float(stdtrit(clusters - 1, 0.975))
    within = coefficient("within", estimate, math.sqrt(factor * float(influence @ influence)), quantile)
    # The raw gap and the one within share their units: their difference has its own influence.
    totals = np.bincount(sums.group, weights=sums.n, minlength=2)
    means = np.bincount(sums.group, weights=sums.s, minlength=2) / totals
    signed = np.where(sums.group == 0, 1.0, -1.0) * (sums.s - sums.n * means[sums.group]) / totals[sums.group]
    raw_influence = np.bincount(sums.unit, weights=signed, minlength=len(sums.units))
    rest = raw_influence - influence
    between = coefficient("between", raw - estimate, math.sqrt(factor * float(rest @ rest)), quantile)
    return [within, between]


def shares(sums: Cells) -> tuple[float, float, float]:
    """η², ε² and the ICC of units by analysis of variance, with a level for each time taken out first."""
    size = len(sums.units) * len(sums.times)
    strata = sums.unit * len(sums.times) + sums.time
    n = np.bincount(strata, weights=sums.n, minlength=size)
    s = np.bincount(strata, weights=sums.s, minlength=size)
    held = n > 0
    times = np.bincount(sums.time, weights=sums.n), np.bincount(sums.time, weights=sums.s)
    correction = float((times[1] ** 2 / times[0]).sum())
    total = float(sums.ss.sum()) - correction
    between = float((s[held] ** 2 / n[held]).sum()) - correction
    rows, cells = float(n.sum()), int(held.sum())
    freedom = cells - len(sums.times)
    within = (total - between) / max(rows - cells, 1)
    eta2 = between / total
    epsilon2 = (between - freedom * within) / total
    typical = (rows - float((n[held] ** 2).sum()) / rows) / max(freedom, 1)
    variance = (between / max(freedom, 1) - within) / typical if typical > 0 else 0.0
    return eta2, epsilon2, max(variance, 0.0) / (max(variance, 0.0) + within)


def moments(sums: Cells, joints: Sequence[str], *, clustered: bool) -> tuple[Moment, ...]:
    out: list[Moment] = []
    segment = 0
    for place, label in enumerate(sums.times):
        if label in joints and place > 0:
            segment += 1
        cells = subset(sums, sums.time == place)
        n = np.bincount(cells.group, weights=cells.n, minlength=2)
        if (n < 2).any():
            continue
        estimate, se, df = _raw(cells, clustered=clustered and len(cells.units) > 1)
        standardised = estimates(cells, clustered=False)[1].estimate
        half = float(stdtrit(df, 0.975)) * se
        before = out[-1] if out and out[-1].segment == segment else None
        out.append(
            Moment(
                over=label,
                segment=segment,
                n_first=int(n[0]),
                n_second=int(n[1]),
                gap=estimate,
                se=se,
                low=estimate - half,
                high=estimate + half,
                standardised=standardised,
                change=estimate - before.gap if before else None,
                change_se=math.hypot(se, before.se) if before else None,
            )
        )
    return tuple(out)


def unit_gaps(sums: Cells) -> tuple[UnitGap, ...]:
    size = len(sums.units)
    n, s, ss = (
        np.stack([np.bincount(sums.unit, weights=w * (sums.group == g), minlength=size) for g in (0, 1)])
        for w in (sums.n, sums.s, sums.ss)
    )
    out = []
    for k, label in enumerate(sums.units):
        first, second = int(n[0, k]), int(n[1, k])
        if min(first, second) < FEWEST_IN_EACH:
            out.append(
                UnitGap(
                    unit=label, n_first=first, n_second=second, gap=None, se=None, low=None, high=None, status="few"
                )
            )
            continue
        means = s[:, k] / n[:, k]
        variance = (ss[:, k] - s[:, k] * means) / (n[:, k] - 1) / n[:, k]
        se = math.sqrt(max(float(variance.sum()), 0.0))
        df = float(variance.sum() ** 2 / (variance**2 / (n[:, k] - 1)).sum()) if se > 0 else float(first + second - 2)
        estimate = float(means[0] - means[1])
        half = float(stdtrit(df, 0.975)) * se
        out.append(
            UnitGap(
                unit=label, n_first=first, n_second=second, gap=estimate, se=se, low=estimate - half,
                high=estimate + half, status="reported",
            )
        )  # fmt: skip
    return tuple(out)
