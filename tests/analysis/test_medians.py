"""The median's interval: known ranks, few values, and that it covers what it says."""

from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from likvard.analysis.agreement import Interval
from likvard.analysis.medians import Median, median_of


@pytest.mark.parametrize(
    ("n", "ranks"),
    # 1-based ranks of the ends, from the table of the sign test
    [(5, None), (6, (1, 6)), (8, (1, 8)), (9, (2, 8)), (10, (2, 9)), (20, (6, 15)), (50, (18, 33))],
)
def test_known_ranks(n, ranks):
    found = median_of(list(range(1, n + 1)))
    assert found.interval == (Interval(*ranks) if ranks else None)


def test_one_value_and_none():
    assert median_of([]) is None
    assert median_of([7]) == Median(1, 7.0, None, 7)
    assert median_of([3, 1, 2]).middle == 2.0
    assert median_of(list(range(1, 11))).ninetieth == 9


@given(st.lists(st.integers(0, 900), min_size=1, max_size=120))
def test_the_median_lies_in_its_interval_which_covers_enough(values):
    found = median_of(values)
    n = len(values)
    if found.interval is None:
        assert n < 6
        return
    assert found.interval.low <= found.middle <= found.interval.high
    rank = next(r for r in range(n) if sorted(values)[r] == found.interval.low)
    missed = 2 * sum(comb(n, k) for k in range(rank + 1)) / 2**n
    assert missed <= 0.05 or values.count(sorted(values)[rank]) > 1
