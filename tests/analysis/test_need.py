"""Expected need from intake, against statsmodels and against what it must and must not do."""

import numpy as np
import pytest
import statsmodels.api as sm

from likvard.analysis.allocation import allocate_by_intake
from likvard.analysis.errors import DataError
from likvard.analysis.need import Need, expected_need
from likvard.analysis.results import coefficient
from likvard.analysis.table import of_columns


def schools(n=60, seed=3):
    drawn = np.random.default_rng(seed)
    education, new = drawn.uniform(20, 90, n), drawn.uniform(0, 0.3, n)
    size = drawn.integers(15, 200, n)
    share = drawn.binomial(size, 1 / (1 + np.exp(-(0.5 - 0.04 * education + 3 * new)))) / size
    return {"school": [f"s{i}" for i in range(n)], "n": size.tolist(), "education": education.tolist(),
            "new": new.tolist(), "out": share.tolist()}  # fmt: skip


def test_the_fit_is_that_of_statsmodels():
    rows = schools()
    need, values = expected_need(of_columns(rows), "out", ["education", "new"], "n")
    x = sm.add_constant(np.column_stack([rows["education"], rows["new"]]))
    size = np.array(rows["n"], dtype=float)
    model = sm.GLM(np.array(rows["out"]), x, family=sm.families.Binomial(), var_weights=size)
    plain = model.fit(scale="X2", tol=1e-12)
    assert [c.estimate for c in need.coefficients] == pytest.approx(plain.params, rel=1e-7)
    assert need.dispersion == pytest.approx(plain.scale, rel=1e-7)
    if plain.scale > 1:
        assert [c.se for c in need.coefficients] == pytest.approx(plain.bse, rel=1e-6)
    assert values == pytest.approx(plain.fittedvalues, rel=1e-8)


def test_the_own_result_does_not_decide_the_own_need():
    rows = schools()
    rows["out"][0] = None
    asked = {"unit": "school", "pupils": "n", "outcome": "out", "intake": ["education", "new"], "budget": 1_000_000}
    result = allocate_by_intake(of_columns(rows), **asked, share=0.2)
    assert len(result.schools) == 60
    assert sum(one.amount for one in result.schools) == 1_000_000
    assert {one.without for one in result.sensitivity} == {"education", "new"}
    # The need can be worked out from the printed formula.
    a, b, c = (one.estimate for one in result.expected_need.coefficients)
    by_hand = 1 / (1 + np.exp(-(a + b * rows["education"][0] + c * rows["new"][0])))
    assert result.schools[0].need == pytest.approx(by_hand)
    order = np.argsort([one.need for one in result.schools])
    assert (np.diff(np.array([one.per_pupil for one in result.schools])[order]) >= -1e-9).all()


@pytest.mark.parametrize(
    ("change", "code", "column"),
    [
        ({"out": [12.0] * 60}, "out_of_range", "out"),
        ({"education": [50.0] * 60}, "constant", "education"),
        ({"out": [0.1] * 60}, "constant", "out"),
        ({"new": [x / 100 for x in schools()["education"]]}, "collinear", "education"),
        ({"out": [None] * 57 + [0.1, 0.2, 0.3]}, "too_few", "out"),
        ({"n": [-1] * 60}, "negative", "n"),
    ],
)
def test_faults_are_explained(change, code, column):
    with pytest.raises(DataError) as caught:
        expected_need(of_columns({**schools(), **change}), "out", ["education", "new"], "n")
    assert (caught.value.code, caught.value.column) == (code, column)


def test_the_formula_is_used_on_others_and_turned_about_a_point():
    need = Need(
        outcome="not_eligible",
        coefficients=tuple(
            coefficient(name, value, 0.1) for name, value in (("constant", -1.0), ("parents", 0.5), ("new", 2.0))
        ),
        schools=10,
        dispersion=1.0,
    )
    parents, new = np.array([0.0, 2.0, 4.0]), np.array([0.1, 0.2, 0.3])
    assert need.of([parents, new]) == pytest.approx(1 / (1 + np.exp(1 - 0.5 * parents - 2 * new)))
    turned = need.turned("parents", 1.1, at=2.0)
    before, after = need.of([parents, new]), turned.of([parents, new])
    assert after[1] == pytest.approx(before[1])
    assert (after[0] < before[0], after[2] > before[2]) == (True, True)
    same = need.turned("parents", 1.0, at=3.0)
    assert [one.estimate for one in same.coefficients] == [one.estimate for one in need.coefficients]
