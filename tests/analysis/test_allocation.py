"""Money by need: every krona, never less for more need, no cliffs."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from likvard.analysis.allocation import allocate
from likvard.analysis.errors import DataError
from likvard.analysis.table import of_columns

SCHOOLS = st.lists(
    st.tuples(st.integers(5, 900), st.floats(0, 0.6), st.floats(0, 0.4)), min_size=2, max_size=12
).filter(lambda rows: sum(r[1] for r in rows) > 0.01)
LIMITS = st.sampled_from([(None, None), (0.9, 1.4), (0.97, 1.05), (None, 1.1), (0.95, None), (1.0, 1.0)])


def asked(rows, budget=5_000_000, **options):
    table = of_columns({
        "school": [f"s{i}" for i in range(len(rows))],
        "n": [r[0] for r in rows],
        "need": [r[1] for r in rows],
        "new": [r[2] for r in rows],
        "now": [1000.0 * r[0] for r in rows],
    })  # fmt: skip
    return allocate(table, unit="school", pupils="n", **{"need": ["need"], "budget": budget, **options})


@given(SCHOOLS, LIMITS, st.floats(0, 1), st.integers(1000, 10**9))
@settings(deadline=None, max_examples=80)
def test_the_budget_is_given_out_and_more_need_never_gives_less(rows, limits, share, budget):
    result = asked(rows, budget, share=share, floor=limits[0], ceiling=limits[1])
    assert sum(school.amount for school in result.schools) == budget
    mean = budget / sum(school.pupils for school in result.schools)
    ordered = sorted(result.schools, key=lambda school: school.need)
    for less, more in pairwise(ordered):
        assert more.per_pupil >= less.per_pupil - 1e-6 * mean
        assert abs(more.per_pupil - less.per_pupil) <= result.slope * (more.index - less.index) / 100 + 1e-6 * mean
    for school in result.schools:
        assert abs(school.amount - school.per_pupil * school.pupils) <= 1 + 1e-6 * budget
        assert school.per_pupil >= (limits[0] or 0) * mean * (1 - 1e-6)
        assert school.per_pupil <= (limits[1] or np.inf) * mean * (1 + 1e-6)
    assert sum(school.gain for school in result.schools) == pytest.approx(0, abs=1e-3 + budget * 1e-9)


def test_no_limits_is_the_formula_by_hand():
    result = asked([(100, 0.1, 0), (300, 0.3, 0)], 4_000_000, share=0.2)
    # Mean need 0.25, mean amount 10 000: 8 000 + 2 000 × need / 0.25.
    assert (result.base, result.slope) == (pytest.approx(8000), pytest.approx(2000))
    assert [s.amount for s in result.schools] == [880_000, 3_120_000]
    assert [s.index for s in result.schools] == [pytest.approx(40), pytest.approx(120)]
    assert [s.gain for s in result.schools] == [pytest.approx(-120_000), pytest.approx(120_000)]
    assert result.formula.sv == "Belopp per elev = 8000.00 + 2000.00 × (need) / 0.25 kronor."


def test_a_small_change_of_need_moves_little_money():
    rows = [(100, 0.1, 0), (200, 0.2, 0), (300, 0.4, 0)]
    before = asked(rows, share=0.3, floor=0.9, ceiling=1.2)
    rows[1] = (200, 0.2001, 0)
    after = asked(rows, share=0.3, floor=0.9, ceiling=1.2)
    for a, b in zip(before.schools, after.schools, strict=True):
        assert abs(a.amount - b.amount) < 2000


def test_sensitivity_tells_what_each_variable_moves():
    rows = [(100, 0.1, 0.3), (200, 0.2, 0.0), (300, 0.4, 0.1)]
    result = asked(rows, need=["need", "new"], weights=[1.0, 0.5], share=0.3, current="now")
    assert [s.without for s in result.sensitivity] == ["need", "new"]
    for s in result.sensitivity:
        other = asked(rows, need=["new" if s.without == "need" else "need"], share=0.3)
        moved = sum(
            abs(a.per_pupil - b.per_pupil) * a.pupils for a, b in zip(result.schools, other.schools, strict=True)
        )
        assert s.moved == pytest.approx(moved / 2 / 5_000_000, rel=1e-6)
    assert [s.gain for s in result.schools] == [
        s.amount - 1000 * r[0] for s, r in zip(result.schools, rows, strict=True)
    ]


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"budget": 0}, "bad_question"),
        ({"share": 1.2}, "bad_question"),
        ({"floor": 1.1}, "bad_question"),
        ({"ceiling": 0.9}, "bad_question"),
        ({"weights": [1.0, 2.0]}, "bad_question"),
        ({"weights": [-1.0]}, "bad_question"),
        ({"need": ["behov"]}, "unknown_column"),
    ],
)
def test_faults_are_explained(options, code):
    with pytest.raises(DataError) as caught:
        asked([(100, 0.1, 0.3), (200, 0.2, 0.0)], **options)
    assert caught.value.code == code


def test_a_school_without_a_need_is_named():
    table = of_columns({"school": ["a", "b", "c"], "n": [10, 20, 30], "need": [0.1, None, 0.2]})
    with pytest.raises(DataError) as caught:
        allocate(table, unit="school", pupils="n", need=["need"], budget=1000)
    assert (caught.value.column, caught.value.row) == ("need (b)", 2)
