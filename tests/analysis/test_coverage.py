"""Simulated truth: what is said to hold in 95 cases of 100 holds in 93 to 97, for few pupils and few schools too."""

from math import comb

import numpy as np
import pytest

from likvard.analysis.gaps import Cells, estimates
from likvard.analysis.grouptable import wilson
from likvard.analysis.mixed import mixed
from likvard.analysis.pooling import pooled
from likvard.analysis.regression import ols
from likvard.analysis.sampling import design_mean
from likvard.analysis.table import of_columns

pytestmark = pytest.mark.slow


def covered(seed, times, once):
    """The share of `times` worlds in which each named interval holds its truth; `once(rng)` gives name → (low, truth,
    high), numbers or arrays."""
    rng = np.random.default_rng(seed)
    held: dict[str, list[float]] = {}
    for _ in range(times):
        for name, (low, truth, high) in once(rng).items():
            held.setdefault(name, []).append(float(np.mean((np.asarray(low) <= truth) & (truth <= np.asarray(high)))))
    return {name: np.mean(values) for name, values in held.items()}


def limits(coefficient, truth):
    return coefficient.low, truth, coefficient.high


def cells(y, group, unit):
    """The sums of each unit and group, as the engine makes them of rows."""
    units = int(unit.max()) + 1
    place = group * units + unit
    n, s, ss = (np.bincount(place, weights=w, minlength=2 * units) for w in (np.ones(len(y)), y, y**2))
    here = np.flatnonzero(n)
    return Cells(
        here // units, here % units, np.zeros(len(here), dtype=np.int64), n[here], s[here], ss[here],
        [str(u) for u in range(units)], [""],
    )  # fmt: skip


def holds(shares):
    assert {name: round(float(share), 4) for name, share in shares.items() if not 0.93 <= share <= 0.97} == {}


@pytest.mark.parametrize(("schools", "pupils"), [(12, 10), (20, 20), (30, 30)])
def test_random_intercepts_with_few_schools(schools, pupils):
    def once(rng):
        school = np.repeat(np.arange(schools), pupils)
        own = rng.normal(size=schools) * 0.5
        x, z = rng.normal(size=len(school)), rng.normal(size=schools)
        y = 3 + 0.4 * x + 0.3 * z[school] + own[school] + rng.normal(size=len(school))
        result = mixed(of_columns({"y": y, "x": x, "z": z[school], "school": school}), "y", "school", ["x", "z"])
        truths = (3.0, 0.4, 0.3)
        found = {c.name: limits(c, truth) for c, truth in zip(result.coefficients, truths, strict=True)}
        found["icc"] = (result.icc_interval.low, 0.2, result.icc_interval.high)
        return found

    holds(covered(1, 500, once))


def test_shrunken_effects_of_many_schools():
    def once(rng):
        school = np.repeat(np.arange(100), rng.integers(5, 40, 100))
        own = rng.normal(size=100) * 0.4
        y = own[school] + rng.normal(size=len(school))
        effects = mixed(of_columns({"y": y, "school": school}), "y", "school").effects
        return {"effects": ([e.low for e in effects], own, [e.high for e in effects])}

    holds(covered(2, 60, once))


@pytest.mark.parametrize("n", [10, 20, 30])
def test_least_squares_with_few_rows(n):
    def once(rng):
        x = rng.normal(size=n)
        even = 1 + 2 * x + rng.normal(size=n)
        table = of_columns({"y": even, "x": x})
        return {
            errors: limits(ols(table, "y", ["x"], errors=errors).coefficients[1], 2.0)
            for errors in ("classical", "hc3")
        }

    shares = covered(3, 1500, once)
    # HC3 errs on the safe side in the smallest samples.
    assert 0.93 <= shares.pop("hc3") <= 0.98
    holds(shares)


def test_gaps_and_means_with_few_rows():
    def once(rng):
        y = np.concatenate([rng.normal(size=12), 1 + 2 * rng.normal(size=18)])
        group = np.repeat([0, 1], [12, 18])
        found = estimates(cells(y, group, np.zeros(30, dtype=np.int64)), clustered=False)
        whole = design_mean(of_columns({"y": y[:12]}), ["y"]).coefficients[0]
        return {"gap": limits(found[0], -1.0), "mean": limits(whole, 0.0)}

    holds(covered(4, 1500, once))


def test_the_gap_within_schools():
    def once(rng):
        school = np.repeat(np.arange(25), 16)
        girl = rng.integers(0, 2, len(school))
        own = rng.normal(size=25)
        y = own[school] + (0.5 + 0.3 * rng.normal(size=25)[school]) * (girl == 0) + rng.normal(size=len(school))
        found = {c.name: c for c in estimates(cells(y, girl, school), clustered=True)}
        return {"within": limits(found["within"], 0.5), "gap": limits(found["gap"], 0.5)}

    holds(covered(5, 1500, once))


def test_the_mean_of_several_estimates():
    def once(rng):
        se = rng.uniform(0.2, 0.6, 25)
        y = 1 + 0.3 * rng.normal(size=25) + se * rng.normal(size=25)
        result = pooled(of_columns({"y": y, "se": se}), "y", se="se")
        return {"mean": limits(result.coefficients[0], 1.0)}

    holds(covered(6, 800, once))


def test_wilson_on_average_over_shares():
    """Exact: the mean coverage over shares from 0.05 to 0.95, without a draw."""
    for n in (10, 20, 30):
        intervals = [wilson(k / n, n) for k in range(n + 1)]
        shares = np.linspace(0.05, 0.95, 181)
        held = [
            sum(comb(n, k) * p**k * (1 - p) ** (n - k) for k, (low, high) in enumerate(intervals) if low <= p <= high)
            for p in shares
        ]
        assert 0.93 <= np.mean(held) <= 0.97
