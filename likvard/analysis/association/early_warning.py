"""Which units may be on their way into a spiral: several areas low and falling at once, false alerts reckoned with.

In each area a unit has a level and a trend, known with error. Both are shrunken towards what all units show, in
proportion to how little is known (a bivariate normal, its spread estimated from all units). The posterior gives the
chance that the unit is low and falling in the area; areas are independent given the data, so the chance that three
or more are follows exactly. Units are alerted as long as the expected share of false alerts stays below the limit,
and only when the period before would have alerted too.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr
from scipy.stats import multivariate_normal

from likvard.analysis.errors import DataError, bad_question
from likvard.analysis.results import Method, Note, Result, Text, dropped
from likvard.analysis.table import Floats, Table, two_groups, varying
from likvard.analysis.wording import Step, said


@dataclass(frozen=True, kw_only=True)
class AreaOfUnit:
    """Shrunken level (at the last period) and trend (per period) with standard deviations, and the chance that the
    unit is below the mean and falling."""

    area: str
    level: float
    level_sd: float
    trend: float
    trend_sd: float
    low_and_falling: float
    periods: int


@dataclass(frozen=True, kw_only=True)
class Unit:
    """`probability`: of `at_least` or more areas low and falling. `alert` when it and the period before call for it."""

    unit: str
    probability: float
    expected_areas: float
    alert: bool
    areas: tuple[AreaOfUnit, ...]


@dataclass(frozen=True, kw_only=True)
class Warnings(Result):
    """Units by falling probability. `expected_false` is how many of the alerts are expected to be false; `n` units."""

    units: tuple[Unit, ...]
    alerts: int
    expected_false: float
    at_least: int
    false_discovery_rate: float


def early_warning(
    table: Table,
    *,
    unit: str,
    area: str,
    period: str,
    value: str,
    se: str | None = None,
    at_least: int = 3,
    false_discovery_rate: float = 0.1,
    lower_is_better: Collection[str] = (),
    consecutive: bool = True,
) -> Warnings:
    """Early warnings from a table with one row for each unit, area and period (a number, such as a year).

    `se`: the values' standard errors; estimated from the units' scatter around their lines when not given. Areas in
    `lower_is_better` are turned round. Raises `DataError`, also with fewer areas than `at_least`.
    """
    if not 0 < false_discovery_rate < 1:
        raise bad_question("Andelen falska larm ska vara mellan 0 och 1.", "The false discovery rate is within 0–1.")
    units, areas = two_groups(table, unit), table.factor(area)
    times, values = table.number(period), table.number(value)
    errors = None if se is None else table.weight(se)
    if len(areas.labels) < at_least:
        row = int(table.rows[0])
        raise DataError("too_few", column=area, found=len(areas.labels), needed=at_least, row=row)
    wrong = set(lower_is_better) - set(areas.labels)
    if wrong:
        name = sorted(wrong)[0]
        raise bad_question(f"Området {name} finns inte i {area}.", f"There is no area {name} in {area}.")
    varying(table, value, values)
    turned = np.array([-1.0 if label in lower_is_better else 1.0 for label in areas.labels])
    known = (units.codes >= 0) & (areas.codes >= 0) & ~np.isnan(times) & ~np.isnan(values)
    if errors is not None:
        known &= ~np.isnan(errors)
    signed = np.where(known, values * turned[areas.codes], np.nan)
    moments = np.unique(times[known])
    if len(moments) < 3:
        raise DataError("too_few", column=period, found=len(moments), needed=3, row=int(table.rows[-1]))

    def judged(upto: float) -> tuple[Floats, list[dict[int, AreaOfUnit]]]:
        kept = known & (times <= upto)
        out: list[dict[int, AreaOfUnit]] = []
        chance = np.zeros((len(areas.labels), len(units.labels)))
        for place, label in enumerate(areas.labels):
            mask = kept & (areas.codes == place)
            own = _area(label, units.codes[mask], times[mask], signed[mask],
                        None if errors is None else errors[mask], upto, turned[place])  # fmt: skip
            for code, one in own.items():
                chance[place, code] = one.low_and_falling
            out.append(own)
        return chance, out

    chance, found = judged(float(moments[-1]))
    probability = _at_least(chance, at_least)
    called = _called(probability, false_discovery_rate)
    if consecutive and len(moments) >= 4:
        before = _at_least(judged(float(moments[-2]))[0], at_least)
        called &= _called(before, false_discovery_rate)
    order = np.argsort(-probability, kind="stable")
    return Warnings(
        units=tuple(
            Unit(
                unit=units.labels[int(u)],
                probability=float(probability[u]),
                expected_areas=float(chance[:, u].sum()),
                alert=bool(called[u]),
                areas=tuple(own[int(u)] for own in found if int(u) in own),
            )
            for u in order
        ),
        alerts=int(called.sum()),
        expected_false=float((1 - probability)[called].sum()),
        at_least=at_least,
        false_discovery_rate=false_discovery_rate,
        n=len(units.labels),
        method=_method(at_least, false_discovery_rate),
        sources=(table.source,),
        notes=(*dropped(int((~known).sum()), f"{unit}, {area}, {period}, {value}"),
               *_notes(int(called.sum()), float((1 - probability)[called].sum()))),
    )  # fmt: skip


def _area(
    label: str, units: NDArray[np.int32], times: Floats, values: Floats, errors: Floats | None, upto: float, turn: float
) -> dict[int, AreaOfUnit]:
    """Level and trend of each unit in one area, shrunken. Units with fewer than two periods are left out."""
    t = times - upto
    size = int(units.max()) + 1 if len(units) else 0
    w = np.ones(len(values)) if errors is None else 1 / np.maximum(errors, 1e-9) ** 2
    s = [np.bincount(units, w * t**k, minlength=size) for k in range(3)]
    r = [np.bincount(units, w * values * t**k, minlength=size) for k in range(2)]
    count = np.bincount(units, minlength=size)
    determinant = s[0] * s[2] - s[1] ** 2
    usable = np.flatnonzero((count >= 2) & (determinant > 1e-9 * np.maximum(s[0] * s[2], 1e-12)))
    if len(usable) < 4:
        return {}
    d = determinant[usable]
    level = (s[2][usable] * r[0][usable] - s[1][usable] * r[1][usable]) / d
    trend = (s[0][usable] * r[1][usable] - s[1][usable] * r[0][usable]) / d
    estimate = np.stack([level, trend], axis=1)
    inverse = np.empty((len(usable), 2, 2))
    inverse[:, 0, 0], inverse[:, 1, 1] = s[2][usable] / d, s[0][usable] / d
    inverse[:, 0, 1] = inverse[:, 1, 0] = -s[1][usable] / d
    if errors is None:
        place = np.full(size, -1)
        place[usable] = np.arange(len(usable))
        at = place[units]
        inside = at >= 0
        fitted = level[at[inside]] + trend[at[inside]] * t[inside]
        df = int(count[usable].sum()) - 2 * len(usable)
        if df < 1:
            return {}
        inverse *= max(float(((values[inside] - fitted) ** 2).sum()) / df, 1e-12)
    mean, spread = _prior(estimate, inverse)
    post_cov = np.linalg.inv(np.linalg.inv(inverse) + np.linalg.inv(spread)[None])
    shrunk = mean + np.einsum("nij,nj->ni", post_cov @ np.linalg.inv(inverse), estimate - mean)
    out = {}
    for i, code in enumerate(usable.tolist()):
        sd = np.sqrt(np.diag(post_cov[i]))
        z = [(mean[0] - shrunk[i, 0]) / sd[0], -shrunk[i, 1] / sd[1]]
        rho = float(np.clip(post_cov[i, 0, 1] / (sd[0] * sd[1]), -0.999, 0.999))
        both = float(multivariate_normal.cdf(z, cov=[[1, rho], [rho, 1]])) if abs(rho) > 1e-6 else float(
            ndtr(z[0]) * ndtr(z[1])
        )  # fmt: skip
        out[code] = AreaOfUnit(
            area=label,
            level=float(shrunk[i, 0]) * turn,
            level_sd=float(sd[0]),
            trend=float(shrunk[i, 1]) * turn,
            trend_sd=float(sd[1]),
            low_and_falling=min(1.0, max(0.0, both)),
            periods=int(count[code]),
        )
    return out


def _prior(estimate: Floats, error: Floats) -> tuple[Floats, Floats]:
    """Mean and covariance of true levels and trends, by maximum likelihood (EM) from estimates with known errors."""
    mean = estimate.mean(axis=0)
    spread = np.cov(estimate.T) - error.mean(axis=0)
    values, vectors = np.linalg.eigh(spread)
    floor = 1e-3 * np.maximum(np.trace(np.cov(estimate.T)), 1e-9)
    spread = vectors @ np.diag(np.maximum(values, floor)) @ vectors.T
    for _ in range(100):
        gain = spread @ np.linalg.inv(spread + error)
        centre = mean + np.einsum("nij,nj->ni", gain, estimate - mean)
        left = spread - gain @ spread
        mean = centre.mean(axis=0)
        off = centre - mean
        new = (np.einsum("ni,nj->ij", off, off) + left.sum(axis=0)) / len(centre)
        if np.abs(new - spread).max() < 1e-10 * np.abs(spread).max():
            break
        spread = new
    return mean, spread + 1e-12 * np.eye(2)


def _at_least(chance: Floats, number: int) -> Floats:
    """The chance that `number` or more of independent events happen; `chance` is (events, units)."""
    less = np.zeros((number, chance.shape[1]))
    less[0] = 1.0
    for p in chance:
        for k in range(number - 1, 0, -1):
            less[k] = less[k] * (1 - p) + less[k - 1] * p
        less[0] *= 1 - p
    return np.asarray(np.clip(1 - less.sum(axis=0), 0.0, 1.0))


def _called(probability: Floats, rate: float) -> NDArray[np.bool_]:
    """The most probable units for which the expected share of false ones stays at the rate."""
    order = np.argsort(-probability, kind="stable")
    share = np.cumsum(1 - probability[order]) / np.arange(1, len(order) + 1)
    kept = order[: int((share <= rate).sum())]  # the shares never fall, so this is a run from the first
    out = np.zeros(len(probability), dtype=bool)
    out[kept] = True
    return out


def _notes(alerts: int, false: float) -> Sequence[Note]:
    text = said(
        Step.DESCRIPTION,
        Text(
            f"{alerts} enheter lyfts fram; omkring {false:.1f} av dem väntas vara falska larm. Ett larm är en fråga "
            "att ställa, inte ett besked om enheten.",
            f"{alerts} units are brought forward; about {false:.1f} of them are expected to be false alerts. An alert "
            "is a question to ask, not a verdict.",
        ),
    )
    return (Note(code="expected_false", text=text),)


def _method(at_least: int, rate: float) -> Method:
    return Method(
        text=Text(
            f"Nivå och trend per område är krympta mot alla enheters. Larm när {at_least} eller fler områden sannolikt "
            f"ligger under medel och faller, två perioder i rad, med högst {100 * rate:g} procent väntade falska larm.",
            f"Level and trend in each area are shrunken towards all units'. Alert when {at_least} or more areas are "
            f"probably below the mean and falling, two periods running, with at most {100 * rate:g} per cent of "
            "alerts expected to be false.",
        ),
        random=Text(
            "Mätfelen i varje värde, och enheternas sanna nivåer och trender.",
            "The errors of each value, and the units' true levels and trends.",
        ),
        reference="Efron & Morris 1973; Laird & Ware 1982; Müller, Parmigiani & Rice 2007 (Bayesian FDR)",
    )
