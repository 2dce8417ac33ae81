"""Gaps between groups against regressions written out."""

import math

import numpy as np
import pyarrow as pa
import pytest
import statsmodels.api as sm

from likvard.analysis.engine import DuckDB, Scan
from likvard.analysis.errors import DataError
from likvard.analysis.gaps import gap
from likvard.analysis.table import of_columns, read


def pupils(seed, n=400, years=1):
    rng = np.random.default_rng(seed)
    school = rng.integers(0, 25, n)
    year = rng.integers(0, years, n)
    sex = np.where(rng.random(n) < 0.3 + 0.4 * (school % 2), "F", "M")
    y = 200 + 8 * (sex == "F") + 5 * rng.normal(size=25)[school] + 10 * rng.normal(size=n) + 30 * year
    return {"y": y, "sex": sex, "school": school, "year": 2020 + year}


def ask(columns, **options):
    by = options.pop("by", "sex")
    groups = [name for name in (by, options.get("unit"), options.get("over")) if name]
    table = of_columns({k: pa.array(v) for k, v in columns.items()})
    return gap(Scan(DuckDB(), table, numbers=["y"], groups=groups), "y", by, **options)


def named(result, name):
    return next(c for c in result.coefficients if c.name == name)


def test_the_textbook_gap(shared):
    table = read(shared / "analysis" / "data" / "exam.csv.gz", ["normexam", "sex", "school"])
    scan = Scan(DuckDB(), table, numbers=["normexam"], groups=["sex", "school"])
    result = gap(scan, "normexam", "sex", unit="school")
    assert named(result, "gap").estimate == pytest.approx(0.2336698291, abs=1e-8)
    assert result.eta2 == pytest.approx(0.1638698158, abs=1e-8)
    # Chance alone gives about (J - 1)/(N - 1) = 1.6 points of 16.4.
    assert result.eta2 - result.epsilon2 == pytest.approx(0.0134, abs=5e-5)


def test_a_raw_gap_is_welch():
    columns = pupils(1)
    result = ask(columns)
    f, m = (columns["y"][columns["sex"] == s] for s in "FM")
    other = sm.stats.CompareMeans(sm.stats.DescrStatsW(f), sm.stats.DescrStatsW(m))
    low, high = other.tconfint_diff(usevar="unequal")
    found = named(result, "gap")
    assert found.estimate == pytest.approx(f.mean() - m.mean())
    assert (found.low, found.high) == pytest.approx((low, high))
    assert result.means == pytest.approx((f.mean(), m.mean()))
    assert result.sds == pytest.approx((f.std(ddof=1), m.std(ddof=1)))
    assert result.counts == (len(f), len(m))
    assert result.units == ()


def test_errors_follow_the_schools():
    columns = pupils(2)
    result = ask(columns, unit="school")
    x = sm.add_constant((columns["sex"] == "F").astype(float))
    raw = sm.OLS(columns["y"], x).fit(cov_type="cluster", cov_kwds={"groups": columns["school"]})
    assert named(result, "gap").se == pytest.approx(raw.bse[1])


def test_the_part_within_has_a_level_for_each_school():
    columns = pupils(3)
    result = ask(columns, unit="school")
    levels = (columns["school"][:, None] == np.arange(25)).astype(float)
    x = np.column_stack([(columns["sex"] == "F").astype(float), levels])
    fixed = sm.OLS(columns["y"], x).fit()
    within, between = named(result, "within"), named(result, "between")
    assert within.estimate == pytest.approx(fixed.params[0])
    assert within.estimate + between.estimate == pytest.approx(named(result, "gap").estimate)
    clustered = fixed.get_robustcov_results("cluster", groups=columns["school"], use_correction=False)
    assert within.se == pytest.approx(clustered.bse[0] * (25 / 24) ** 0.5)


def test_shares_between_schools_by_analysis_of_variance():
    columns = pupils(4)
    result = ask(columns, unit="school")
    y, school = columns["y"], columns["school"]
    means = np.array([y[school == k].mean() for k in range(25)])
    between = ((means[school] - y.mean()) ** 2).sum()
    total = ((y - y.mean()) ** 2).sum()
    within = (total - between) / (len(y) - 25)
    assert result.eta2 == pytest.approx(between / total)
    assert result.epsilon2 == pytest.approx((between - 24 * within) / total)


def test_years_stand_apart_and_nothing_crosses_a_joint():
    columns = pupils(5, n=1500, years=4)
    result = ask(columns, over="year", joints=["2022"], unit="school")
    assert [(m.over, m.segment) for m in result.over] == [("2020", 0), ("2021", 0), ("2022", 1), ("2023", 1)]
    assert [m.change is None for m in result.over] == [True, False, True, False]
    one = {k: v[columns["year"] == 2021] for k, v in columns.items()}
    alone = named(ask(one, unit="school"), "gap")
    assert (result.over[1].gap, result.over[1].se) == pytest.approx((alone.estimate, alone.se))
    # The pooled figures are those since the joint, with each year's mean taken out.
    late = columns["year"] >= 2022
    y = columns["y"][late]
    year, sex = columns["year"][late], columns["sex"][late]
    y = y - np.where(year == 2022, y[year == 2022].mean(), y[year == 2023].mean())
    assert named(result, "gap").estimate == pytest.approx(y[sex == "F"].mean() - y[sex == "M"].mean())
    assert result.n == late.sum()
    assert "joints" in [note.code for note in result.notes]


def test_a_school_with_few_of_one_group_has_no_figure():
    columns = pupils(6, n=300)
    result = ask(columns, unit="school")
    for unit in result.units:
        few = min(unit.n_first, unit.n_second) < 5
        assert (unit.status == "few") == few
        assert (unit.gap is None) == few
    assert {u.status for u in result.units} == {"few", "reported"}


def test_groups_in_another_order_change_the_sign():
    columns = pupils(7)
    first, second = ask(columns, unit="school"), ask(columns, unit="school", groups=("M", "F"))
    for a, b in zip(first.coefficients, second.coefficients, strict=True):
        assert (a.estimate, a.se) == pytest.approx((-b.estimate, b.se))


@pytest.mark.parametrize(
    ("columns", "options", "code"),
    [
        ({"y": [1.0, 2, 3], "sex": ["F", "F", "F"]}, {}, "one_group"),
        ({"y": [1.0, 2, 3], "sex": ["F", "M", "X"]}, {}, "not_two_groups"),
        ({"y": [1.0, 2, 3], "sex": ["F", "M", "M"]}, {"groups": ("F", "W")}, "no_such_group"),
        ({"y": [1.0, 2, 3], "sex": ["F", "M", "M"]}, {"groups": ("F", "F")}, "bad_question"),
        ({"y": [1.0, 2, 3], "sex": ["F", "M", "M"]}, {}, "too_few"),
        ({"y": [2.0, 2, 2, 2], "sex": ["F", "F", "M", "M"]}, {}, "constant"),
        ({"y": [1.0, 1, 2, 2], "sex": ["F", "F", "M", "M"]}, {}, "no_spread"),
        ({"y": [1.0, 2, 3, 4], "sex": ["F", "M", "F", "M"], "school": ["A"] * 4}, {"unit": "school"}, "one_group"),
        ({"y": [None, None], "sex": ["F", "M"]}, {}, "all_missing"),
        ({"y": [1.0, 2, 3, 4], "sex": ["F", "M", "F", "M"], "year": [1, 1, 2, 2]}, {"over": "year", "joints": ["9"]},
         "bad_question"),
        ({"y": [1.0, 2, 3, 4], "sex": ["F", "M", "F", "M"]}, {"unit": "sex"}, "bad_question"),
    ],
)  # fmt: skip
def test_data_that_cannot_answer(columns, options, code):
    with pytest.raises(DataError) as caught:
        ask(columns, **options)
    assert caught.value.code == code


def test_a_year_in_which_nobody_differs_within_a_group_has_a_gap_but_no_standardised_one():
    columns = {"y": [1.0, 1, 2, 2, 1, 3, 4, 6], "sex": ["F", "F", "M", "M"] * 2, "year": [1] * 4 + [2] * 4}
    first, second = ask(columns, over="year").over
    assert (first.gap, first.se, second.gap) == (-1, 0, -3)
    assert math.isnan(first.standardised)
    assert second.standardised < 0
