"""Means by design against the whole of what could have been drawn, and against replicates made by hand."""

import itertools

import numpy as np
import pytest

from likvard.analysis.errors import DataError
from likvard.analysis.sampling import design_mean
from likvard.analysis.table import of_columns


def test_the_error_is_right_on_average_over_every_sample_there_is():
    """Two strata of five and four, three and two drawn: the mean squared error over all 60 samples."""
    strata = [np.array([1.0, 2, 4, 7, 11]), np.array([3.0, 5, 6, 12])]
    truth = np.concatenate(strata).mean()
    squares, variances = [], []
    for first in itertools.combinations(range(5), 3):
        for second in itertools.combinations(range(4), 2):
            y = np.concatenate([strata[0][list(first)], strata[1][list(second)]])
            table = of_columns({"y": y, "s": [1] * 3 + [2] * 2, "w": [5 / 3] * 3 + [2.0] * 2, "N": [5] * 3 + [4] * 2})
            mean = design_mean(table, ["y"], weights="w", strata="s", fpc="N").coefficients[0]
            squares.append((mean.estimate - truth) ** 2)
            variances.append(mean.se**2)
    assert len(squares) == 60
    assert np.mean(variances) == pytest.approx(np.mean(squares))


def test_one_stratum_without_weights_is_the_plain_mean():
    y = np.random.default_rng(1).normal(size=17)
    mean = design_mean(of_columns({"y": y}), ["y"]).coefficients[0]
    assert (mean.estimate, mean.se) == pytest.approx((y.mean(), y.std(ddof=1) / 17**0.5))


def test_replicates_by_hand():
    """Deleting one of twelve: the replicate means lie (mean - y) / 11 from the mean of all."""
    y = np.random.default_rng(2).normal(size=12)
    columns = {"y": y, **{f"r{k}": np.where(np.arange(12) == k, 0.0, 1.0) for k in range(12)}}
    for fay in (0.0, 0.5):
        result = design_mean(of_columns(columns), ["y"], replicates=[f"r{k}" for k in range(12)], fay=fay)
        squares = (((y.mean() - y) / 11) ** 2).sum() / (12 * (1 - fay) ** 2)
        assert result.coefficients[0].se == pytest.approx(squares**0.5)
    assert result.df == 11


def test_a_gap_carries_the_covariance_of_its_groups():
    rng = np.random.default_rng(3)
    school = np.repeat(np.arange(20), 6)
    girl = np.tile([0, 1], 60)
    y = rng.normal(size=20)[school] * 3 + girl + rng.normal(size=120)
    table = of_columns({"y": y, "school": school, "girl": girl})
    result = design_mean(table, ["y"], cluster="school", by="girl")
    (gap,) = result.gaps
    # The same clusters hold both groups: the difference of each school's two means is what varies.
    means = np.stack([y[girl == g].reshape(20, 3).mean(axis=1) for g in (0, 1)])
    apart = means[1] - means[0]
    assert (gap.estimate, gap.se) == pytest.approx((apart.mean(), apart.std(ddof=1) / 20**0.5))
    assert result.counts == (120, 60, 60)


def test_plausible_values_add_their_spread():
    rng = np.random.default_rng(4)
    y = rng.normal(size=(3, 50)) + rng.normal(size=50)
    columns = {f"pv{k}": y[k] for k in range(3)}
    result = design_mean(of_columns(columns), ["pv0", "pv1", "pv2"]).coefficients[0]
    inside = np.mean(y.var(axis=1, ddof=1) / 50)
    between = y.mean(axis=1).var(ddof=1)
    assert result.se == pytest.approx((inside + (1 + 1 / 3) * between) ** 0.5)


@pytest.mark.parametrize(
    ("columns", "ask", "code"),
    [
        ({"y": [1.0, 2, 3], "s": [1, 1, 2]}, {"strata": "s"}, "one_group"),
        ({"y": [1.0, 2, 3], "N": [2, 2, 2]}, {"fpc": "N"}, "out_of_range"),
        ({"y": [1.0, None, None]}, {}, "too_few"),
        ({"y": [1.0, 2, 3], "w": [1, -1, 1]}, {"weights": "w"}, "negative"),
        ({"y": [1.0, 2, 3], "s": [1, 1, 1], "r": [1, 1, 1]}, {"strata": "s", "replicates": ["r"]}, "bad_question"),
        ({"y": [1.0, 2, 3], "r": [1, 1, 1]}, {"replicates": ["r"], "fay": 1.0}, "bad_question"),
    ],
)
def test_designs_that_cannot_answer(columns, ask, code):
    with pytest.raises(DataError) as caught:
        design_mean(of_columns(columns), ["y"], **ask)
    assert caught.value.code == code
