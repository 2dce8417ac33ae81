"""Pupils in the years to come: cohorts by hand, intervals that cover."""

import numpy as np
import pytest

from likvard.analysis.errors import DataError
from likvard.analysis.projection import project
from likvard.analysis.table import of_columns


def history(seed=None, years=8, grades=4, ratio=0.97, entry=100.0, spread=0.0):
    generator = np.random.default_rng(seed)
    now = [entry] * grades
    rows = []
    for y in range(years):
        rows += [(2016 + y, g, n) for g, n in enumerate(now)]
        wobble = np.exp(generator.normal(0, spread, grades)) if spread else np.ones(grades)
        first = entry * (np.exp(generator.normal(0, spread)) if spread else 1)
        now = [first] + [now[g] * ratio * wobble[g] for g in range(grades - 1)]
    return rows


def asked(rows, **options):
    table = of_columns({"year": [r[0] for r in rows], "grade": [r[1] for r in rows], "n": [r[2] for r in rows]})
    return project(table, year="year", grade="grade", pupils="n", **options)


def of(result, year, grade):
    return next(r for r in result.rows if r.year == year and r.grade == grade)


def test_cohorts_are_followed_upwards():
    result = asked([(y, g, 100 * 0.9**g + (y == 2023) * 10) for y in range(2016, 2024) for g in range(4)],
                   years_ahead=2)  # fmt: skip
    ratio = {r.grade: r.ratio for r in result.ratios}
    assert of(result, 2024, 2).pupils == pytest.approx((100 * 0.9 + 10) * ratio[1])
    assert of(result, 2025, 3).pupils == pytest.approx((100 * 0.9 + 10) * ratio[1] * ratio[2])
    total = sum(of(result, 2024, g).pupils for g in range(4))
    assert of(result, 2024, None).pupils == pytest.approx(total)
    assert result.last_year == 2023
    assert [note.code for note in result.notes] == ["entry_held"]


def test_births_and_places():
    rows = [(*row, None, 95) for row in history()] + [(2024, 0, None, 140, None), (2025, 0, None, 60, None)]
    names = ("year", "grade", "n", "births", "places")
    table = of_columns({name: [r[i] for r in rows] for i, name in enumerate(names)})
    result = project(table, year="year", grade="grade", pupils="n", births="births", places="places", years_ahead=3)
    assert [of(result, y, 0).pupils for y in (2024, 2025)] == [140, 60]
    assert of(result, 2025, 1).pupils == pytest.approx(140 * 0.97)
    assert of(result, 2024, 0).short == pytest.approx(45)
    assert of(result, 2025, 0).short == 0
    assert of(result, 2024, None).places == 4 * 95
    assert result.notes == ()


def test_intervals_cover_what_came():
    hits = []
    for seed in range(150):
        rows = history(seed, years=11, spread=0.04)
        result = asked([r for r in rows if r[0] <= 2023], years_ahead=3)
        came = {(y, g): n for y, g, n in rows}
        hits += [of(result, 2024, g).low <= came[2024, g] <= of(result, 2024, g).high for g in (1, 2, 3)]
        hits += [of(result, 2026, 3).low <= came[2026, 3] <= of(result, 2026, 3).high]
    assert 0.92 <= np.mean(hits) <= 0.99


def test_areas_are_apart_and_faults_explained():
    rows = history()
    columns = {"year": [r[0] for r in rows] * 2, "grade": [r[1] for r in rows] * 2, "n": [r[2] for r in rows] * 2}
    table = of_columns({**columns, "area": ["a"] * len(rows) + ["b"] * len(rows)})
    result = project(table, year="year", grade="grade", pupils="n", area="area", years_ahead=1)
    assert {r.area for r in result.rows} == {"a", "b"}
    with pytest.raises(DataError) as caught:
        project(of_columns(columns), year="year", grade="grade", pupils="n")
    assert (caught.value.code, caught.value.row) == ("row_twice", len(rows) + 1)
    with pytest.raises(DataError) as caught:
        asked(history(years=2))
    assert caught.value.code == "too_few"
    with pytest.raises(DataError) as caught:
        asked(history(), years_ahead=40)
    assert caught.value.code == "bad_question"
