"""Gaps in parts: published values, parts that add up, errors that bootstrapping agrees with."""

import csv

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from likvard.analysis.decomposition import decompose, kitagawa
from likvard.analysis.decomposition.regression import REFERENCES
from likvard.analysis.errors import DataError
from likvard.analysis.narrowing import narrowed
from likvard.analysis.table import of_columns, read


def part(result, name):
    return next(p for p in result.parts if p.name == name)


def test_published_values_are_met(shared):
    data = shared / "analysis" / "data"
    with (shared / "analysis" / "targets.csv").open(encoding="utf-8") as stream:
        rows = {row["id"]: row for row in csv.DictReader(stream) if row["id"].startswith(("DC01", "DC03", "DC05"))}
    chicago = narrowed(read(data / "chicago.csv"), let=[("wage", 'exp("ln.real.wage")')])
    fixed = ["age", "female", "LTHS", "some.college", "college", "advanced.degree"]
    wages = decompose(chicago, "wage", "foreign.born", fixed)
    nlys = narrowed(read(data / "nlys00.csv.gz"), let=[("log_wage", "ln(wage)")])
    fixed = ["age", "region", "education", "years_worked_civilian", "years_worked_military", "part_time", "industry"]
    women = decompose(
        nlys, "log_wage", "female", [*fixed, "family_responsibility"], groups=("yes", "no"), reference=["second"]
    )
    ucb = kitagawa(read(data / "ucb.csv"), "Admit", "Gender", "Dept", value="Admitted", weight="Freq",
                   groups=("Male", "Female"))  # fmt: skip
    found = {
        "DC01.nA": wages.counts[0],
        "DC01.nB": wages.counts[1],
        "DC01.diff": part(wages, "difference").estimate,
        "DC01.endowments": part(wages, "endowments").estimate,
        "DC01.coefficients": part(wages, "coefficients").estimate,
        "DC01.interaction": part(wages, "interaction").estimate,
        "DC03.observed": part(women, "difference").estimate,
        "DC03.composition": part(women, "explained").estimate,
        "DC03.structure": part(women, "unexplained").estimate,
        "DC05.raw": part(ucb, "difference").estimate,
    }
    assert set(found) == set(rows)
    far = {}
    for name, row in rows.items():
        bound = 0 if row["tolerance"] == "exact" else float(row["tolerance"].split()[1])
        if abs(found[name] - float(row["value"])) > bound:
            far[name] = (found[name], row["value"])
    assert far == {}
    # The gap of the famous example is composition: within departments it is the other way.
    assert part(ucb, "rates").estimate < 0 < part(ucb, "composition").estimate


def pupils(seed, n=400):
    generator = np.random.default_rng(seed)
    group = generator.integers(0, 2, n)
    ses = generator.normal(0.4 * group, 1)
    sector = generator.choice(["x", "y", "z"], n)
    y = 1 + 0.5 * ses + 0.3 * group * ses + (sector == "y") * 0.4 + generator.normal(0, 1 + group, n)
    return {"y": y, "group": np.where(group, "b", "a"), "ses": ses, "sector": sector}


@given(st.integers(0, 10_000), st.sampled_from([*REFERENCES, "0.3"]))
@settings(deadline=None, max_examples=25)
def test_parts_and_details_add_up(seed, reference):
    result = decompose(of_columns(pupils(seed, 80)), "y", "group", ["ses", "sector"], reference=[reference])
    difference = part(result, "difference").estimate
    assert result.means[0] - result.means[1] == pytest.approx(difference)
    threefold = sum(part(result, name).estimate for name in ("endowments", "coefficients", "interaction"))
    assert threefold == pytest.approx(difference, abs=1e-9)
    (two,) = result.twofold
    assert two.explained.estimate + two.unexplained.estimate == pytest.approx(difference, abs=1e-9)
    for name in ("explained", "unexplained"):
        whole = sum(d.estimate for d in two.detail if d.part == name)
        assert whole == pytest.approx(part(result, name).estimate, abs=1e-9)
    assert {d.term for d in result.detail} == {"intercept", "ses", "sector"}


def test_changing_groups_round_changes_signs_and_references():
    table = of_columns(pupils(3))
    there = decompose(table, "y", "group", ["ses"], reference=["first"], groups=("a", "b"))
    back = decompose(table, "y", "group", ["ses"], reference=["second"], groups=("b", "a"))
    for name in ("difference", "explained", "unexplained"):
        assert part(there, name).estimate == pytest.approx(-part(back, name).estimate)
        assert part(there, name).se == pytest.approx(part(back, name).se)


@pytest.mark.parametrize("reference", ["first", "average", "pooled", "pooled_by"])
def test_errors_agree_with_a_bootstrap(reference):
    columns = pupils(5)
    result = decompose(of_columns(columns), "y", "group", ["ses", "sector"], reference=[reference])
    generator = np.random.default_rng(1)
    drawn = []
    groups = [np.flatnonzero(columns["group"] == g) for g in "ab"]
    for _ in range(250):
        rows = np.concatenate([generator.choice(g, len(g)) for g in groups])
        again = decompose(
            of_columns({k: v[rows] for k, v in columns.items()}), "y", "group", ["ses", "sector"], reference=[reference]
        )
        drawn.append([p.estimate for p in again.parts])
    spread = np.std(drawn, axis=0, ddof=1)
    assert [p.se for p in result.parts] == pytest.approx(spread, rel=0.25)


def test_kitagawa_by_hand_and_by_bootstrap():
    generator = np.random.default_rng(2)
    n = 600
    by = generator.choice(["f", "m"], n)
    over = np.where(generator.random(n) < np.where(by == "f", 0.7, 0.4), "p", "q")
    y = (generator.random(n) < np.where(over == "p", 0.6, 0.3) + 0.1 * (by == "f")).astype(float)
    columns = {"y": y, "by": by, "over": over}
    result = kitagawa(of_columns(columns), "y", "by", "over")
    p, q = ([np.mean(over[by == g] == c) for c in "pq"] for g in "fm")
    r, t = ([y[(by == g) & (over == c)].mean() for c in "pq"] for g in "fm")
    assert part(result, "composition").estimate == pytest.approx(
        sum((a - b) * (c + d) / 2 for a, b, c, d in zip(p, q, r, t, strict=True))
    )
    assert part(result, "rates").estimate == pytest.approx(
        sum((c - d) * (a + b) / 2 for a, b, c, d in zip(p, q, r, t, strict=True))
    )
    assert sum(x.estimate for x in result.parts[1:]) == pytest.approx(part(result, "difference").estimate)
    drawn = []
    for _ in range(400):
        rows = generator.integers(0, n, n)
        again = kitagawa(of_columns({k: v[rows] for k, v in columns.items()}), "y", "by", "over")
        drawn.append([x.estimate for x in again.parts])
    assert [x.se for x in result.parts] == pytest.approx(np.std(drawn, axis=0), rel=0.15)


def test_weighted_rows_are_expanded_rows():
    rows = [("f", "p", 1, 3), ("f", "q", 0, 2), ("m", "p", 0, 4), ("m", "q", 1, 1), ("m", "q", 0, 2), ("f", "p", 0, 2)]
    names = ("by", "over", "y")
    weighted = of_columns({name: [r[i] for r in rows] for i, name in enumerate((*names, "n"))})
    expanded = of_columns({name: [r[i] for r in rows for _ in range(r[3])] for i, name in enumerate(names)})
    one, other = kitagawa(weighted, "y", "by", "over", weight="n"), kitagawa(expanded, "y", "by", "over")
    assert [p.estimate for p in one.parts] == pytest.approx([p.estimate for p in other.parts])
    assert [p.se for p in one.parts] == pytest.approx([p.se for p in other.parts])


@pytest.mark.parametrize(
    ("change", "options", "code"),
    [
        ({}, {"fixed": ["skola"]}, "unknown_column"),
        ({"group": ["a"] * 80}, {}, "one_group"),
        ({"group": ["a", "b", "c", "d"] * 20}, {}, "not_two_groups"),
        ({}, {"groups": ("a", "q")}, "no_such_group"),
        ({"group": ["a"] * 78 + ["b"] * 2}, {}, "too_few"),
        ({"ses": [1.0] * 40 + list(range(40)), "group": ["a"] * 40 + ["b"] * 40}, {}, "constant"),
        ({}, {"reference": ["mest"]}, "bad_question"),
        ({}, {"reference": ["1.5"]}, "bad_question"),
    ],
)
def test_faults_are_explained(change, options, code):
    columns = {**pupils(1, 80), **change}
    with pytest.raises(DataError) as caught:
        decompose(of_columns(columns), "y", "group", **{"fixed": ["ses"], **options})
    assert caught.value.code == code


def test_a_category_with_one_group_is_no_comparison():
    table = of_columns({"y": [1, 0, 1, 0, 1], "by": list("ffmmm"), "over": list("ppppq")})
    with pytest.raises(DataError, match="f, q") as caught:
        kitagawa(table, "y", "by", "over")
    assert (caught.value.code, caught.value.row) == ("empty_group", 5)


def test_a_rate_that_is_the_same_everywhere_has_no_parts():
    table = of_columns({"y": [1, 1, 1, 1], "by": list("fmfm"), "over": list("ppqq")})
    with pytest.raises(DataError) as caught:
        kitagawa(table, "y", "by", "over")
    assert (caught.value.code, caught.value.column, caught.value.row) == ("constant", "y", 1)
