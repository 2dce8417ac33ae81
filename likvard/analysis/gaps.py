"""The gap between two groups: how large, how sure, and how much of it lies within schools.

All from the sums n, Σy, Σy² of each unit and group (and year):

- raw: the difference of the means, its error by Welch or, when units are named, with units as clusters;
- standardised: the raw gap in pooled standard deviations, with Hedges' small-sample factor;
- within: the mean of the units' own gaps, weighted by n₁n₂/(n₁+n₂) — a regression with a level for each unit;
- between: what is left, which comes from the groups going to different units.

Hedges & Olkin (1985); Goldstein, Multilevel Statistical Models (2011), ch. 2; Okada (2013) for ε².
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
import pyarrow as pa
from scipy.special import stdtrit

from likvard.analysis.engine import Scan
from likvard.analysis.errors import DataError, bad_question, listed, near
from likvard.analysis.results import Coefficient, Method, Note, Result, Text, coefficient, dropped
from likvard.analysis.table import Floats, as_label, label_order

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


@dataclass(frozen=True, kw_only=True)
class Gap(Result):
    """`coefficients`: `gap` (first group less second), `standardised`, and with units `within` and `between`.

    `eta2` is the share of all variance that lies between units as computed, `epsilon2` with chance taken out, `icc` the
    share for two of the same unit; None without units. With several values of `over` all this is for those since the
    last joint, each value's own mean taken out first.
    """

    outcome: str
    by: str
    groups: tuple[str, str]
    means: tuple[float, float]
    sds: tuple[float, float]
    counts: tuple[int, int]
    coefficients: tuple[Coefficient, ...]
    eta2: float | None
    epsilon2: float | None
    icc: float | None
    over: tuple[Moment, ...]
    units: tuple[UnitGap, ...]


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


def gap(
    scan: Scan,
    outcome: str,
    by: str,
    *,
    groups: tuple[str, str] | None = None,
    unit: str | None = None,
    over: str | None = None,
    joints: Sequence[str] = (),
) -> Gap:
    """The gap in `outcome` between two groups of `by` (the first less the second, in their order when not given).

    `joints` are the values of `over` from which a new scale holds: nothing is compared across them. Raises `DataError`:
    `one_group`, `not_two_groups`, `no_such_group`, `empty_group`, `constant`.
    """
    t = scan.table
    keys = [name for name in (by, unit, over) if name]
    if len(set(keys)) != len(keys):
        raise bad_question("--by, --unit och --over ska vara olika kolumner.", "--by, --unit and --over must differ.")
    shift = scan.rows(t.aggregate(likvard_m=t[outcome].mean())).column(0)[0].as_py()
    if shift is None:
        scan.explain().number(outcome)
        raise DataError("no_complete_rows", column=", ".join([outcome, *keys]), row=int(scan.explain().rows[0]))
    y = t[outcome] - shift
    rows = scan.rows(t.group_by(keys).aggregate(likvard_n=t.count(), likvard_s=y.sum(), likvard_ss=(y * y).sum()))
    first, second = _chosen(scan, by, rows, groups)
    every = _sums(rows, by, unit, over, first, second)
    noted = _joint_note(every.times, joints, over)
    sums = _since_last_joint(every, joints)
    n, s, ss = (np.bincount(sums.group, weights=w, minlength=2) for w in (sums.n, sums.s, sums.ss))
    if not (ss.sum() - s.sum() ** 2 / n.sum() > 1e-12 * max(ss.sum(), 1e-300)):
        scan_rows = scan.explain()
        raise DataError("constant", column=outcome, value=f"{shift:g}", row=int(scan_rows.rows[0]))
    for place, label in enumerate((first, second)):
        if n[place] < 2:
            raise DataError(
                "too_few", column=f"{by} = {label}", found=int(n[place]), needed=2, row=_first(scan, by, label)
            )
    means = s / n
    spread = (ss - s * means) / (n - 1)
    levelled = _levelled(sums)
    found = estimates(levelled, clustered=unit is not None)
    eta2, epsilon2, icc = _shares(levelled) if unit else (None, None, None)
    total = int(scan.rows(t.aggregate(likvard_n=t.count())).column(0)[0].as_py())
    return Gap(
        n=int(n.sum()),
        method=_method(unit, over),
        sources=(scan.source,),
        notes=(
            *dropped(scan.source.rows - total, ", ".join([outcome, *keys])),
            *noted,
        ),
        outcome=outcome,
        by=by,
        groups=(first, second),
        means=(float(means[0] + shift), float(means[1] + shift)),
        sds=(float(math.sqrt(spread[0])), float(math.sqrt(spread[1]))),
        counts=(int(n[0]), int(n[1])),
        coefficients=found,
        eta2=eta2,
        epsilon2=epsilon2,
        icc=icc,
        over=_moments(every, joints, clustered=unit is not None) if over else (),
        units=_units(levelled) if unit else (),
    )


# ---------------------------------------------------------------- which groups


def _chosen(scan: Scan, by: str, rows: pa.Table, groups: tuple[str, str] | None) -> tuple[str, str]:
    labels = sorted({as_label(v) or "" for v in rows.column(by).to_pylist()}, key=label_order)
    if groups is None:
        if len(labels) == 1:
            raise DataError("one_group", column=by, value=labels[0], row=_first(scan, by, labels[0]))
        if len(labels) > 2:
            raise DataError(
                "not_two_groups", column=by, found=len(labels), values=listed(labels), row=_first(scan, by, labels[2])
            )
        return labels[0], labels[1]
    for label in groups:
        if label not in labels:
            raise DataError("no_such_group", column=by, value=label, near=near(label, labels), values=listed(labels))
    if groups[0] == groups[1]:
        raise bad_question("Grupperna ska vara två olika.", "The groups must be two different ones.")
    return groups


def _first(scan: Scan, by: str, label: str) -> int:
    """The first row of a group, for a message."""
    table = scan.explain()
    factor = table.factor(by)
    return table.first(factor.codes == factor.labels.index(label))


def _sums(rows: pa.Table, by: str, unit: str | None, over: str | None, first: str, second: str) -> Cells:
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


def _subset(sums: Cells, here: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Cells:
    """Some of the cells, with only the units and times that they have."""
    units, unit = np.unique(sums.unit[here], return_inverse=True)
    times, time = np.unique(sums.time[here], return_inverse=True)
    return Cells(
        sums.group[here], unit, time, sums.n[here], sums.s[here], sums.ss[here],
        [sums.units[k] for k in units], [sums.times[k] for k in times],
    )  # fmt: skip


def _since_last_joint(sums: Cells, joints: Sequence[str]) -> Cells:
    starts = [place for place, label in enumerate(sums.times) if label in joints]
    return _subset(sums, sums.time >= max(starts)) if starts else sums


def _levelled(sums: Cells) -> Cells:
    """The cells less each time's own mean."""
    means = np.bincount(sums.time, weights=sums.s) / np.bincount(sums.time, weights=sums.n)
    m = means[sums.time]
    return sums._replace(s=sums.s - sums.n * m, ss=sums.ss - 2 * m * sums.s + sums.n * m**2)


# ---------------------------------------------------------------- figures


def estimates(sums: Cells, *, clustered: bool) -> tuple[Coefficient, ...]:
    """`gap` and `standardised`, and with units as clusters `within` and `between`."""
    estimate, se, df = _raw(sums, clustered=clustered)
    n, s, ss = (np.bincount(sums.group, weights=w, minlength=2) for w in (sums.n, sums.s, sums.ss))
    means = s / n
    freedom = float(n.sum() - 2)
    pooled = math.sqrt(float((ss - s * means).sum()) / freedom)
    hedges = 1 - 3 / (4 * freedom - 1)
    d = estimate / pooled * hedges
    # Hedges & Olkin: the error of the difference, and that of the standard deviation it is divided by.
    d_se = math.sqrt((se / pooled * hedges) ** 2 + d**2 / (2 * float(n.sum())))
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


def _shares(sums: Cells) -> tuple[float, float, float]:
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


def _moments(sums: Cells, joints: Sequence[str], *, clustered: bool) -> tuple[Moment, ...]:
    out: list[Moment] = []
    segment = 0
    for place, label in enumerate(sums.times):
        if label in joints and place > 0:
            segment += 1
        cells = _subset(sums, sums.time == place)
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


def _units(sums: Cells) -> tuple[UnitGap, ...]:
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


def _joint_note(times: list[str], joints: Sequence[str], over: str | None) -> tuple[Note, ...]:
    for joint in joints:
        if over is None or joint not in times:
            raise bad_question(
                f"Skarven {joint} finns inte bland värdena ({listed(times)}).",
                f"The joint {joint} is not among the values ({listed(times)}).",
            )
    if not joints:
        return ()
    return (
        Note(
            code="joints",
            text=Text(
                f"Skalan ändras från {', '.join(joints)}: värden före och efter jämförs inte.",
                f"The scale changes from {', '.join(joints)}: values before and after are not compared.",
            ),
        ),
    )


def _method(unit: str | None, over: str | None) -> Method:
    error_sv = f"medelfel klustrade på {unit}" if unit else "medelfel enligt Welch"
    error_en = f"errors clustered on {unit}" if unit else "errors by Welch"
    within_sv = "; inom-delen har en egen nivå för varje enhet, mellan-delen är resten" if unit else ""
    within_en = "; the part within has a level of its own for each unit, the part between is the rest" if unit else ""
    return Method(
        text=Text(
            f"Skillnad mellan gruppernas medelvärden, {error_sv}; standardiserad enligt Hedges{within_sv}. "
            "En beskrivning, ingen orsak.",
            f"Difference of the groups' means, {error_en}; standardised by Hedges{within_en}. "
            "A description, not a cause.",
        ),
        random=Text(f"Enheterna i {unit} som ett urval.", f"The units of {unit} as a sample.")
        if unit
        else Text("Raderna i varje grupp som ett urval.", "The rows of each group as a sample."),
        reference="Hedges & Olkin (1985) Statistical Methods for Meta-Analysis; Okada (2013) Behaviormetrika 40",
    )
