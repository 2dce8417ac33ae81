"""Random intercepts against the slow and obvious way: the whole covariance matrix of the rows, written out."""

import math

import numpy as np
import pytest

from likvard.analysis.errors import DataError
from likvard.analysis.mixed import mixed, mixed_many
from likvard.analysis.table import of_columns, read


def a_nation(seed, *, schools=24, municipalities=6, tau2=0.4, tau2_outer=0.3, crossed=False, rows=120):
    rng = np.random.default_rng(seed)
    school = rng.integers(0, schools, rows)
    municipality = rng.integers(0, municipalities, rows) if crossed else school % municipalities
    ses = rng.normal(size=rows) + 0.5 * rng.normal(size=schools)[school]
    boy = rng.integers(0, 2, rows)
    y = (
        50 + 2 * ses - boy
        + rng.normal(0, math.sqrt(tau2), schools)[school]
        + rng.normal(0, math.sqrt(tau2_outer), municipalities)[municipality]
        + rng.normal(size=rows)
    )  # fmt: skip
    return {"y": y, "ses": ses, "boy": boy, "school": school, "municipality": municipality}


def dense(columns, names, variances, *, restricted):
    """-2 log likelihood, beta, covariance and effects at given (sigma², tau²…), with the n × n matrix itself."""
    y = columns["y"]
    x = np.column_stack([np.ones(len(y)), columns["ses"], columns["boy"]])
    sigma2, *tau2 = variances
    z = [(columns[name][:, None] == np.unique(columns[name])[None, :]).astype(float) for name in names]
    v = sigma2 * np.eye(len(y)) + sum(t * part @ part.T for t, part in zip(tau2, z, strict=True))
    inverse = np.linalg.inv(v)
    covariance = np.linalg.inv(x.T @ inverse @ x)
    beta = covariance @ x.T @ inverse @ y
    residual = y - x @ beta
    criterion = np.linalg.slogdet(v)[1] + residual @ inverse @ residual
    n = len(y)
    if restricted:
        criterion += np.linalg.slogdet(x.T @ inverse @ x)[1]
        n -= x.shape[1]
    effects = [t * part.T @ inverse @ residual for t, part in zip(tau2, z, strict=True)]
    conditional = [
        np.diag(t * np.eye(part.shape[1]) - t**2 * part.T @ inverse @ part) for t, part in zip(tau2, z, strict=True)
    ]
    whole = inverse - inverse @ x @ covariance @ x.T @ inverse
    errors = [
        np.sqrt(np.diag(t * np.eye(part.shape[1]) - t**2 * part.T @ whole @ part))
        for t, part in zip(tau2, z, strict=True)
    ]
    return criterion + n * math.log(2 * math.pi), beta, covariance, effects, conditional, errors


CASES = [
    (1, {}, ["school"]),
    (2, {}, ["school", "municipality"]),
    (3, {}, ["municipality", "school"]),
    (4, {"crossed": True}, ["school", "municipality"]),
    (5, {"crossed": True}, ["municipality", "school"]),
    (6, {"tau2": 0.0}, ["school"]),
    (7, {"tau2_outer": 0.0}, ["school", "municipality"]),
    (8, {"tau2": 0.0, "tau2_outer": 2.0}, ["school", "municipality"]),
    (9, {"schools": 80, "rows": 130}, ["school", "municipality"]),
    (10, {"tau2": 50.0}, ["school"]),
]


@pytest.mark.parametrize(("seed", "world", "names"), CASES)
@pytest.mark.parametrize("ml", [False, True])
def test_all_of_it_equals_the_matrix_written_out(seed, world, names, ml):
    columns = a_nation(seed, **world)
    result = mixed(
        of_columns(columns), "y", names[0], ["ses", "boy"], group2=names[1] if len(names) > 1 else None, ml=ml
    )
    variances = [result.sigma2, result.tau2, *([result.tau2_group2] if len(names) > 1 else [])]
    criterion, beta, covariance, effects, conditional, errors = dense(columns, names, variances, restricted=not ml)
    assert result.criterion == pytest.approx(criterion, abs=1e-8)
    assert [c.estimate for c in result.coefficients] == pytest.approx(beta, abs=1e-9)
    assert [c.se for c in result.coefficients] == pytest.approx(np.sqrt(np.diag(covariance)), rel=1e-9)
    for place, found in enumerate([result.effects, result.effects_group2][: len(names)]):
        assert [e.estimate for e in found] == pytest.approx(effects[place], abs=1e-9)
        assert [e.conditional_variance for e in found] == pytest.approx(conditional[place], abs=1e-9)
        assert [e.se for e in found] == pytest.approx(errors[place], abs=1e-8)
    # No better variances in any direction.
    for place, value in enumerate(variances):
        for moved in (0.999 * value, 1.001 * value, value + 1e-4):
            other = [*variances[:place], moved, *variances[place + 1 :]]
            assert dense(columns, names, other, restricted=not ml)[0] >= criterion - 1e-9


def test_a_balanced_design_has_the_textbook_answer():
    # Analysis of variance: tau² = (MSB - MSW) / n, sigma² = MSW; t with J - 1 degrees of freedom.
    rng = np.random.default_rng(11)
    y = rng.normal(size=(12, 8)) + rng.normal(size=(12, 1))
    between = 8 * y.mean(axis=1).var(ddof=1)
    within = y.var(axis=1, ddof=1).mean()
    result = mixed(of_columns({"y": y.ravel(), "g": np.repeat(np.arange(12), 8)}), "y", "g")
    assert result.sigma2 == pytest.approx(within, rel=1e-10)
    assert result.tau2 == pytest.approx((between - within) / 8, rel=1e-10)
    assert result.degrees_of_freedom[0] == pytest.approx(11, rel=1e-3)
    assert result.coefficients[0].se == pytest.approx(math.sqrt(between / 96), rel=1e-10)


def test_the_textbook_set_reads_the_same_from_any_order_of_rows(shared):
    table = read(shared / "analysis" / "data" / "exam.csv.gz", ["normexam", "standLRT", "school"])
    first = mixed(table, "normexam", "school", ["standLRT"])
    order = np.random.default_rng(3).permutation(len(table))
    second = mixed(
        of_columns({name: table.column(name).take(order) for name in table.names}), "normexam", "school", ["standLRT"]
    )
    assert second.tau2 == pytest.approx(first.tau2, rel=1e-10)
    assert [e.group for e in second.effects] == [e.group for e in first.effects]
    assert [e.estimate for e in second.effects] == pytest.approx([e.estimate for e in first.effects], abs=1e-11)


def test_slopes_within_and_between_schools():
    columns = a_nation(12)
    result = mixed(of_columns(columns), "y", "school", ["ses", "mean(ses)", "boy"])
    means = np.bincount(columns["school"], columns["ses"]) / np.bincount(columns["school"])
    mean = means[columns["school"]]
    split = mixed(
        of_columns({**columns, "within": columns["ses"] - mean, "between": mean}),
        "y",
        "school",
        ["within", "between", "boy"],
    )
    (slopes,) = result.slopes
    within, between = split.coefficients[1:3]
    assert (slopes.within, slopes.within_se) == pytest.approx((within.estimate, within.se), rel=1e-8)
    assert (slopes.between, slopes.between_se) == pytest.approx((between.estimate, between.se), rel=1e-8)
    assert slopes.difference == pytest.approx(slopes.between - slopes.within)


def test_contrasts_and_interactions():
    columns = a_nation(13)
    sector = np.array(["Catholic", "Public", "Other"])[columns["school"] % 3]
    result = mixed(of_columns({**columns, "sector": sector}), "y", "school", ["ses*sector", "C(boy)"])
    assert [c.name for c in result.coefficients] == [
        "intercept", "ses", "sector[Other]", "sector[Public]", "ses:sector[Other]", "ses:sector[Public]", "boy[1]",
    ]  # fmt: skip
    by_hand = {
        **columns,
        "o": (sector == "Other") * 1.0,
        "p": (sector == "Public") * 1.0,
        "so": (sector == "Other") * columns["ses"],
        "sp": (sector == "Public") * columns["ses"],
    }
    other = mixed(of_columns(by_hand), "y", "school", ["ses", "o", "p", "so", "sp", "boy"])
    assert [c.estimate for c in result.coefficients] == pytest.approx([c.estimate for c in other.coefficients])


def test_rows_without_a_value_are_left_out_and_counted():
    columns = a_nation(14)
    holes = {**columns, "y": columns["y"].copy(), "ses": columns["ses"].copy()}
    holes["y"][:5] = np.nan
    holes["ses"][3:9] = np.nan
    kept = {name: values[9:] for name, values in columns.items()}
    first = mixed(of_columns(holes), "y", "school", ["ses"])
    assert first.n == 111
    assert "9 rader" in next(note.text.sv for note in first.notes if note.code == "rows_left_out")
    assert first.tau2 == mixed(of_columns(kept), "y", "school", ["ses"]).tau2


def test_many_outcomes_at_once_are_each_on_its_own():
    columns = a_nation(16, rows=300)
    rng = np.random.default_rng(17)
    subjects = [f"subject_{k}" for k in range(3)]
    for k, name in enumerate(subjects):
        columns[name] = np.where(rng.random(300) < 0.1 * k, np.nan, columns["y"] + rng.normal(size=300))
    columns["subject_2"][columns["school"] == 4] = np.nan  # a school without the subject
    table = of_columns(columns)
    for name, many in zip(subjects, mixed_many(table, subjects, "school", ["ses", "boy"]), strict=True):
        alone = mixed(table, name, "school", ["ses", "boy"])
        assert (many.n, many.groups, many.outcome) == (alone.n, alone.groups, name)
        assert many.tau2 == pytest.approx(alone.tau2, rel=1e-9)
        assert many.criterion == pytest.approx(alone.criterion, abs=1e-8)
        for a, b in zip(many.coefficients, alone.coefficients, strict=True):
            assert (a.estimate, a.se) == pytest.approx((b.estimate, b.se), rel=1e-9)
        assert [(e.group, e.n) for e in many.effects] == [(e.group, e.n) for e in alone.effects]
        assert [e.estimate for e in many.effects] == pytest.approx([e.estimate for e in alone.effects], abs=1e-9)


def test_a_variance_at_zero_is_told():
    y = np.tile([1.0, 2.0, 3.0, 4.0], 6)
    result = mixed(of_columns({"y": y, "g": np.repeat(np.arange(6), 4)}), "y", "g")
    assert (result.tau2, result.icc, result.boundary) == (0.0, 0.0, ("g",))
    assert "boundary" in [note.code for note in result.notes]
    assert {e.estimate for e in result.effects} == {0.0}
    assert result.icc_interval.low == 0.0


def test_few_rows_and_low_reliability_are_marked():
    rng = np.random.default_rng(15)
    sizes = [3, 12, 400]
    group = np.concatenate([np.repeat(np.arange(3 * 8), np.tile(sizes, 8))])
    y = 0.25 * rng.normal(size=24)[group] + rng.normal(size=len(group))
    result = mixed(of_columns({"y": y, "g": group}), "y", "g")
    assert {(e.n, e.status) for e in result.effects} == {(3, "few"), (12, "uncertain"), (400, "reported")}
    for e in result.effects:
        assert e.reliability == pytest.approx(e.n * result.tau2 / (e.n * result.tau2 + result.sigma2))


@pytest.mark.parametrize(
    ("columns", "ask", "code", "column"),
    [
        ({"y": [1.0, 1, 1, 1], "g": [1, 1, 2, 2]}, {}, "constant", "y"),
        ({"y": [1.0, 2, 3, 4], "g": [1, 1, 1, 1]}, {}, "one_group", "g"),
        ({"y": [1.0, 2, 3, 4], "g": [1, 2, 3, 4]}, {}, "singletons", "g"),
        ({"y": [None, None], "g": [1, 2]}, {}, "all_missing", "y"),
        ({"y": [1.0, None, 3, None], "g": [None, 1, None, 2]}, {}, "no_complete_rows", "y, g"),
        ({"y": [1.0, 2, 3, 4], "g": [1, 1, 2, 2], "x": [5, 5, 5, 5]}, {"terms": ["x"]}, "constant", "x"),
        ({"y": [1.0, 2, 3, 4, 6], "g": [1, 1, 2, 2, 2], "x": [1, 2, 3, 4, 5], "z": [2, 4, 6, 8, 10]},
         {"terms": ["x", "z"]}, "collinear", "z"),
        ({"y": [1.0, 2, 3, 4], "g": [1, 1, 2, 2], "x": ["a", "a", "a", "a"]}, {"terms": ["x"]}, "one_group", "x"),
        ({"y": [1.0, 2, 3], "g": [1, 1, 2], "x": [1, 2, 4], "z": [2, 1, 7]}, {"terms": ["x", "z"]}, "too_few", None),
        ({"y": [1.0, 2, 3], "g": [1, 1, 2]}, {"group2": "g"}, "bad_question", None),
        ({"y": ["a", "2", "3"], "g": [1, 1, 2]}, {}, "not_a_number", "y"),
        ({"y": [1.0, 1, 3, 3, 8, 8], "g": [1, 1, 2, 2, 3, 3]}, {}, "no_spread", "y"),
        ({"y": [2.0, 4, 6, 9, 3, 1], "g": [1, 1, 2, 2, 3, 3], "x": [1, 2, 3, 4.5, 1.5, 0.5]}, {"terms": ["x"]},
         "no_spread", "y"),
        ({"y": [2.0, 4, 6, 9, 3, 1], "g": [1, 1, 2, 2, 3, 3]}, {"terms": ["C(g)"]}, "saturated", "g"),
        ({"y": [2.0, 4, 6, 9, 3, 1], "g": [1, 1, 2, 2, 3, 3], "h": [4, 4, 5, 5, 6, 6]}, {"group2": "h"},
         "same_groups", "g"),
        ({"y": [2.0, 4, 6, 9], "g": [1, 2, 3, 4], "h": [1, 1, 2, 2]}, {"group2": "h"}, "singletons", "g"),
    ],
)  # fmt: skip
def test_data_that_cannot_answer(columns, ask, code, column):
    with pytest.raises(DataError) as caught:
        mixed(of_columns(columns), "y", "g", **ask)
    assert caught.value.code == code
    assert column is None or caught.value.column == column
