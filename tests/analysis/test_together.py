"""Problem areas at the same places, against the slow obvious way and scipy's own Fisher test."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import fisher_exact

from likvard.analysis.association import together

CODES = ["STY", "UND", "STR", "STD", "EHA"]
PLACES = st.dictionaries(st.text("abcdefghij", min_size=1, max_size=3), st.sets(st.sampled_from(CODES)), max_size=12)


@given(PLACES)
def test_every_pair_is_counted_as_by_hand(places):
    occurring = sorted(set().union(*places.values())) if places else []
    found = {(one.first, one.second): one for one in together(places)}

    assert set(found) == set(combinations(occurring, 2))
    for (first, second), one in found.items():
        a = sum(first in areas for areas in places.values())
        b = sum(second in areas for areas in places.values())
        both = sum({first, second} <= areas for areas in places.values())
        assert (one.of, one.with_first, one.with_second, one.both) == (len(places), a, b, both)
        assert one.expected == pytest.approx(a * b / len(places))
        table = [[both, a - both], [b - both, len(places) - a - b + both]]
        if one.p is None:
            assert max(0, a + b - len(places)) == min(a, b)
        else:
            assert one.p == pytest.approx(fisher_exact(table).pvalue, abs=1e-9)
            assert one.p <= one.q + 1e-12 <= 1 + 1e-9


@given(PLACES)
def test_the_names_and_the_order_of_places_do_not_matter(places):
    turned = {f"x{name}": set(areas) for name, areas in reversed(places.items())}
    assert together(turned) == together(places)


def test_places_where_nothing_was_found_make_a_pair_clearer():
    tied = {str(n): {"STY", "UND"} for n in range(5)}
    (alone,) = together(tied)
    (beside,) = together(tied | {f"u{n}": set() for n in range(5)})
    assert (alone.both, alone.expected, alone.p, alone.q) == (5, 5.0, None, None)
    assert beside.expected == 2.5
    assert beside.p == pytest.approx(2 / 252)
