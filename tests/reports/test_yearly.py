"""Figures of the kind that yearbooks print: sums that hold, and contradictions that are flagged."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from likvard.reports.overall import percent
from likvard.reports.yearly import Contradiction, Share, Told, Total, contradictions, whole_shares


@pytest.mark.parametrize(
    ("value", "parts"),
    [(192, (134, 58)), (134, (99, 35)), (324, (311, 13)), (311, (225, 86)), (92, (67, 24, 1)), (963, (373, 590)),
     (61, (24, 37)), (139, (88, 51)), (4200, (400, 500, 800, 1000, 1000, 500))],
)  # fmt: skip
def test_sums_that_hold(value, parts):
    assert contradictions([Total("t", value, tuple((str(n), n) for n in parts))]) == []


def test_a_sum_that_does_not_hold():
    assert contradictions([Total("Beslut", 193, (("enheter", 134), ("huvudmän", 58)))]) == [
        Contradiction("sum", "Beslut", 193, 192)
    ]


def test_a_share_of_another_whole_is_flagged():
    """38 per cent is 30 of 78 units, not of 83 controls."""
    assert contradictions([Share("enheter", 38, 30, 78)]) == []
    assert contradictions([Share("kontroller", 38, 30, 83)]) == [Contradiction("share", "kontroller", 38, 36)]
    assert contradictions([Share("fler än alla", 100, 5, 4), Share("av ingen", 0, 0, 0)]) == [
        Contradiction("share", "fler än alla", 100, -1), Contradiction("share", "av ingen", 0, -1),
    ]  # fmt: skip


def test_the_same_figure_told_twice():
    assert contradictions([Told("vite 2015", (("en rapport", 90), ("en annan", 89)))]) == [
        Contradiction("told", "vite 2015", 90, 89)
    ]
    assert contradictions([Told("vite 2015", (("en rapport", 90), ("en annan", 90)))]) == []


def test_rounded_shares_of_one_whole():
    assert whole_shares("nivåer", [29, 58, 13]) == []
    assert whole_shares("nivåer", [33, 33, 33]) == []
    assert whole_shares("nivåer", [29, 58, 23]) == [Contradiction("shares_sum", "nivåer", 110, 100)]


@given(st.lists(st.integers(1, 400), min_size=1, max_size=6))
@settings(suppress_health_check=[HealthCheck.too_slow])  # a busy machine is no fault of the figures
def test_our_own_rounding_never_contradicts_itself(counts):
    n = sum(counts)
    shares = [percent(count, n) for count in counts]
    figures = [Share(str(i), share, count, n) for i, (share, count) in enumerate(zip(shares, counts, strict=True))]
    assert contradictions([*figures, Total("n", n, tuple((str(i), c) for i, c in enumerate(counts)))]) == []
    assert whole_shares("n", shares) == []
