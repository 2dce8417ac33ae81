"""Agreement between two readers, beside a second implementation and by what must always be true."""

import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.inter_rater import cohens_kappa
from statsmodels.stats.proportion import proportion_confint

from likvard.analysis.agreement import Agreement, agreement, wilson

SCALE = ("low", "some", "high")
PAIRS = st.lists(st.tuples(st.sampled_from(SCALE), st.sampled_from(SCALE)), min_size=2, max_size=60)


def table(pairs):
    counts = np.zeros((3, 3))
    for one, other in pairs:
        counts[SCALE.index(one), SCALE.index(other)] += 1
    return counts


@given(PAIRS)
def test_kappa_is_that_of_another_program(pairs):
    ours = agreement(pairs, SCALE)
    counts = table(pairs)
    if ours.kappa is None:  # both readers used one and the same step
        assert len({*counts.sum(0).nonzero()[0], *counts.sum(1).nonzero()[0]}) == 1
        return
    with np.errstate(invalid="ignore", divide="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it divides by zero where one reader used one step only
        theirs = cohens_kappa(counts, wt="linear")
    assert ours.kappa == pytest.approx(theirs.kappa, abs=1e-9)
    low, high = max(-1, theirs.kappa - 1.959964 * theirs.std_kappa), min(1, theirs.kappa + 1.959964 * theirs.std_kappa)
    if ours.kappa_interval is None:
        assert np.isnan(theirs.std_kappa) or theirs.std_kappa < 1e-6
    else:
        assert (ours.kappa_interval.low, ours.kappa_interval.high) == (
            pytest.approx(low, abs=1e-5), pytest.approx(high, abs=1e-5),
        )  # fmt: skip


@given(st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_of_a_share_is_that_of_another_program(counts):
    ours = wilson(*counts)
    low, high = proportion_confint(*counts, alpha=0.05, method="wilson")
    assert (ours.low, ours.high) == (pytest.approx(low, abs=1e-9), pytest.approx(high, abs=1e-9))


@given(PAIRS)
def test_it_does_not_matter_who_is_called_first(pairs):
    one, other = agreement(pairs, SCALE), agreement([(b, a) for a, b in pairs], SCALE)
    assert (one.same, one.kappa) == (other.same, pytest.approx(other.kappa) if other.kappa is not None else None)


def test_nothing_read_twice_says_nothing():
    assert agreement([], SCALE) == Agreement(0, 0, None, None, None, None)


def test_all_alike_has_no_kappa_but_a_share():
    told = agreement([("low", "low")] * 4, SCALE)
    assert (told.share, told.kappa, told.kappa_interval) == (1.0, None, None)


def test_a_judgement_of_another_scale_is_refused():
    with pytest.raises(ValueError, match="deficiency"):
        agreement([("low", "deficiency")], SCALE)


def test_impossible_counts_are_refused():
    with pytest.raises(ValueError, match="3 of 2"):
        wilson(3, 2)
