"""Least squares against statsmodels, and against what must be so."""

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st

from likvard.analysis.errors import DataError
from likvard.analysis.regression import ols
from likvard.analysis.table import of_columns


def a_sample(seed, n=60):
    rng = np.random.default_rng(seed)
    x, z = rng.normal(size=n), rng.exponential(size=n)
    y = 1 + 2 * x - z + rng.normal(size=n) * (1 + z)
    return {"y": y, "x": x, "z": z, "w": rng.integers(1, 9, n), "c": rng.integers(0, 12, n)}


@pytest.mark.parametrize("weights", [None, "w"])
@pytest.mark.parametrize("errors", ["classical", "hc0", "hc1", "hc2", "hc3"])
def test_it_equals_statsmodels(weights, errors):
    columns = a_sample(1)
    x = sm.add_constant(np.column_stack([columns["x"], columns["z"]]))
    fit = sm.WLS(columns["y"], x, weights=columns[weights] if weights else 1.0)
    other = fit.fit(cov_type="nonrobust" if errors == "classical" else errors.upper(), use_t=True)
    result = ols(of_columns(columns), "y", ["x", "z"], weights=weights, errors=errors)
    assert [c.estimate for c in result.coefficients] == pytest.approx(other.params, rel=1e-10)
    if weights is None or errors not in (
        "hc2",
        "hc3",
    ):  # its weighted HC2 and HC3 leave the weights out of the leverage
        assert [c.se for c in result.coefficients] == pytest.approx(other.bse, rel=1e-10)
    assert (result.r2, result.adjusted_r2) == pytest.approx((other.rsquared, other.rsquared_adj), rel=1e-10)
    low, high = other.conf_int().T
    if weights is None:
        assert [c.low for c in result.coefficients] == pytest.approx(low, rel=1e-9)
        assert [c.high for c in result.coefficients] == pytest.approx(high, rel=1e-9)


def test_clustered_errors_equal_statsmodels():
    columns = a_sample(2)
    x = sm.add_constant(columns["x"])
    other = sm.OLS(columns["y"], x).fit(cov_type="cluster", cov_kwds={"groups": columns["c"]})
    result = ols(of_columns(columns), "y", ["x"], cluster="c")
    assert [c.se for c in result.coefficients] == pytest.approx(other.bse, rel=1e-10)
    assert (result.clusters, result.df) == (12, 11)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6))
def test_weighted_equals_expanded(seed):
    columns = a_sample(seed, n=25)
    expanded = {name: np.repeat(values, columns["w"]) for name, values in columns.items()}
    weighted = ols(of_columns(columns), "y", ["x", "z"], weights="w")
    many = ols(of_columns(expanded), "y", ["x", "z"])
    assert [c.estimate for c in weighted.coefficients] == pytest.approx([c.estimate for c in many.coefficients])
    assert weighted.r2 == pytest.approx(many.r2)


def test_hc2_and_hc3_with_weights_by_hand():
    columns = a_sample(3)
    root = np.sqrt(columns["w"])
    x = sm.add_constant(columns["x"]) * root[:, None]
    other = sm.OLS(columns["y"] * root, x).fit()
    for errors in ("hc2", "hc3"):
        result = ols(of_columns(columns), "y", ["x"], weights="w", errors=errors)
        assert [c.se for c in result.coefficients] == pytest.approx(getattr(other, f"{errors.upper()}_se"), rel=1e-10)


def test_one_kind_of_errors_at_a_time():
    with pytest.raises(DataError):
        ols(of_columns(a_sample(4)), "y", ["x"], errors="hc1", cluster="c")
