"""Change between windows: against the matrix written out, and against what happens the year after."""

import numpy as np
import pytest

from likvard.analysis.change import change
from likvard.analysis.errors import DataError
from likvard.analysis.mixed import mixed
from likvard.analysis.table import of_columns


def a_nation(seed, *, schools=40, years=4, pupils=12, tau=6.0, moving=4.0, noise=20.0):
    rng = np.random.default_rng(seed)
    school = np.repeat(np.arange(schools), years * pupils)
    year = np.tile(np.repeat(np.arange(years), pupils), schools)
    late = (year >= years - years // 2).astype(int)
    level, moved = rng.normal(0, tau, schools), rng.normal(0, moving, (schools, 2))
    y = 220 + 2 * year + level[school] + moved[school, late] + rng.normal(0, noise, len(school))
    return {"y": y, "school": school, "year": 2020 + year}, moved[:, 1] - moved[:, 0]


def test_it_equals_the_matrix_written_out():
    columns, _ = a_nation(1, schools=12, years=2, pupils=6)
    result = change(of_columns(columns), "y", "school", "year", window=1)
    cell = columns["school"] * 2 + (columns["year"] == 2021)
    z1 = (cell[:, None] == np.arange(24)).astype(float)
    z2 = (columns["school"][:, None] == np.arange(12)).astype(float)
    x = np.column_stack([np.ones(len(cell)), columns["year"] == 2021])
    v = result.sigma2 * np.eye(len(cell)) + result.tau2_window * z1 @ z1.T + result.tau2_school * z2 @ z2.T
    inverse = np.linalg.inv(v)
    beta = np.linalg.solve(x.T @ inverse @ x, x.T @ inverse @ columns["y"])
    effects = result.tau2_window * z1.T @ inverse @ (columns["y"] - x @ beta)
    covariance = result.tau2_window * np.eye(24) - result.tau2_window**2 * z1.T @ inverse @ z1
    for k, school in enumerate(result.schools):
        contrast = np.zeros(24)
        contrast[2 * k], contrast[2 * k + 1] = -1, 1
        assert school.estimate == pytest.approx(contrast @ effects, abs=1e-8)
        assert school.se**2 == pytest.approx(contrast @ covariance @ contrast, abs=1e-8)
        assert school.swings_back == pytest.approx(school.seen - school.estimate)


def test_intervals_hold_and_what_is_seen_swings_back():
    held, kept = [], []
    for seed in range(20):
        columns, truth = a_nation(100 + seed, schools=80, years=6)
        result = change(of_columns(columns), "y", "school", "year")
        held += [s.low <= t <= s.high for s, t in zip(result.schools, truth, strict=True)]
        seen = np.array([s.seen for s in result.schools])
        # The slope of the true change on the seen one is what the note says will last.
        kept.append((result.lasting, float(seen @ (truth - truth.mean()) / (seen @ seen))))
    assert 0.93 <= np.mean(held) <= 0.97
    told, happened = np.mean(kept, axis=0)
    assert told == pytest.approx(happened, abs=0.05)


def test_yearly_means_with_their_pupils_as_weights():
    columns, _ = a_nation(3, schools=30, years=4, pupils=9)
    rows = change(of_columns(columns), "y", "school", "year", window=2)
    means = columns["y"].reshape(120, 9).mean(axis=1)
    table = of_columns(
        {"y": means, "school": columns["school"][::9], "year": columns["year"][::9], "n": np.full(120, 9)}
    )
    found = change(table, "y", "school", "year", weights="n", window=2)
    assert [s.seen for s in found.schools] == pytest.approx([s.seen for s in rows.schools])
    assert [s.n_before for s in found.schools] == [18.0] * 30


def test_a_school_that_opened_has_no_change():
    columns, _ = a_nation(4)
    gone = ~((columns["school"] == 5) & (columns["year"] < 2022))
    result = change(of_columns({k: v[gone] for k, v in columns.items()}), "y", "school", "year", window=2)
    assert "5" not in [s.group for s in result.schools]
    assert len(result.schools) == 39
    assert "regression_to_the_mean" in [note.code for note in result.notes]


def test_years_that_do_not_fill_two_windows():
    columns, _ = a_nation(5)
    with pytest.raises(DataError) as caught:
        change(of_columns(columns), "y", "school", "year", window=3)
    assert caught.value.code == "too_few"


def test_weighted_rows_have_the_likelihood_of_the_weights():
    """A row of weight w has the variance σ²/w: the matrix written out."""
    rng = np.random.default_rng(6)
    school = np.repeat(np.arange(10), 6)
    w = rng.integers(1, 9, 60).astype(float)
    y = rng.normal(size=10)[school] + rng.normal(size=60) / np.sqrt(w)
    result = mixed(of_columns({"y": y, "school": school, "w": w}), "y", "school", weights="w", ml=True)
    z = (school[:, None] == np.arange(10)).astype(float)
    v = result.sigma2 * np.diag(1 / w) + result.tau2 * z @ z.T
    residual = y - result.coefficients[0].estimate
    criterion = np.linalg.slogdet(v)[1] + residual @ np.linalg.solve(v, residual) + 60 * np.log(2 * np.pi)
    assert result.criterion == pytest.approx(criterion, abs=1e-8)
    effects = result.tau2 * z.T @ np.linalg.solve(v, residual)
    assert [e.estimate for e in result.effects] == pytest.approx(effects, abs=1e-9)
