"""Expected values: the printed equation, one's own, and the words for a difference."""

import numpy as np
import pytest
import statsmodels.api as sm

from likvard.analysis.bands import progress8_band, word
from likvard.analysis.errors import DataError
from likvard.analysis.expected import by_equation, fitted
from likvard.analysis.table import of_columns

SCHOOLS = {
    "unit": ["A", "B", "C"], "edu": [2.27, 1.9, 2.6], "boys": [0.518, 0.5, 0.47], "new": [0.05, 0.3, 0.0],
    "merit": [229.664, 150.0, 310.0], "pupils": [60, 14, 30],
}  # fmt: skip


def test_the_printed_equation():
    result = by_equation(of_columns(SCHOOLS), ["edu", "boys", "new"], outcome="merit", unit="unit", pupils="pupils")
    first, few, over = result.units
    assert first.expected == pytest.approx(229.664, abs=1e-3)
    assert (first.word, first.difference) == ("not_told_apart", pytest.approx(0, abs=1e-3))
    assert first.high - first.expected == pytest.approx(1.96 * 17.337, abs=1e-2)
    assert (few.unit, few.status) == ("B", "few")
    assert over.word == "over"
    assert "no_ranking" in [note.code for note in result.notes]


def test_per_cent_for_a_share_is_told():
    with pytest.raises(DataError) as caught:
        by_equation(of_columns({**SCHOOLS, "boys": [0.5, 51.8, 0.5]}), ["edu", "boys", "new"])
    assert (caught.value.code, caught.value.column, caught.value.row) == ("out_of_range", "boys", 2)


def test_the_equation_wants_its_three_columns():
    with pytest.raises(DataError):
        by_equation(of_columns(SCHOOLS), ["edu", "boys"])


def test_a_fitted_equation_has_the_interval_of_a_new_school():
    rng = np.random.default_rng(5)
    columns = {"x": rng.normal(size=40), "w": rng.integers(15, 90, 40)}
    columns["y"] = 230 + 20 * columns["x"] + rng.normal(size=40) * 90 / np.sqrt(columns["w"])
    result = fitted(of_columns(columns), "y", ["x"], weights="w")
    fit = sm.WLS(columns["y"], sm.add_constant(columns["x"]), weights=columns["w"]).fit()
    frame = fit.get_prediction(weights=columns["w"]).summary_frame()
    assert [u.expected for u in result.units] == pytest.approx(frame["mean"].tolist())
    assert [u.low for u in result.units] == pytest.approx(frame["obs_ci_lower"].tolist())
    assert [u.high for u in result.units] == pytest.approx(frame["obs_ci_upper"].tolist())


@pytest.mark.parametrize(
    ("score", "pupils", "band"),
    [
        (0.45, 24, "average"), (0.45, 45, "above average"), (0.5, 45, "well above average"),
        (-0.45, 45, "below average"),
        (-0.5, 45, "below average"), (-0.51, 45, "well below average"), (0.0, 1000, "average"),
        (3.0, 1, "well above average"), (2.0, 1, "average"),
    ],
)  # fmt: skip
def test_progress_8_bands(score, pupils, band):
    assert progress8_band(score, pupils) == band


def test_words_follow_the_interval_and_mirror_each_other():
    found = [word(z, 1.0) for z in (2.0, 1.9, 1.3, 1.2, 0.0)]
    assert found == ["over", "probably_over", "probably_over", "not_told_apart", "not_told_apart"]
    mirrored = {"over": "under", "probably_over": "probably_under", "not_told_apart": "not_told_apart"}
    assert [word(-z, 1.0) for z in (2.0, 1.9, 1.3, 1.2, 0.0)] == [mirrored[w] for w in found]
