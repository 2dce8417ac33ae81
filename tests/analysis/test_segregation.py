"""Segregation: published values, slow second opinions, identities, and the errors' own truth."""

import csv
import gzip
import io
from itertools import permutations
from math import log

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as nps

from likvard.analysis.errors import DataError
from likvard.analysis.segregation import errors, segregation
from likvard.analysis.segregation.bootstrap import BASE, PLACES, _Cells, _table
from likvard.analysis.segregation.change import fit, segregation_change
from likvard.analysis.segregation.deviation import deviation
from likvard.analysis.segregation.indices import dissimilarity, exposure, mutual_of
from likvard.analysis.segregation.teachers import teachers
from likvard.analysis.table import of_columns, read


def table(matrix, units=None, strata=None):
    """A table of cells from a matrix (groups, units)."""
    cells = [(g, u, int(n)) for g, row in enumerate(matrix) for u, n in enumerate(row)]
    columns = {
        "group": [f"g{g}" for g, _, _ in cells],
        "unit": [f"u{u}" if units is None else units[u] for _, u, _ in cells],
        "n": [n for _, _, n in cells],
    }
    if strata is not None:
        columns["stratum"] = [strata[u] for _, u, _ in cells]
    return of_columns(columns)


def asked(matrix, **options):
    strata = options.pop("strata", None)
    options |= {"within": ["stratum"]} if strata else {}
    return segregation(table(matrix, strata=strata), unit="unit", group="group", weight="n", **options)


def index(result, name, scope="total", groups=None):
    found = [i for i in result.indices if i.name == name and i.scope == scope]
    return next(i for i in found if groups is None or i.groups == groups)


# ------------------------------------------------------------ second opinions, straight from the definitions


def slow_m(matrix):
    total = sum(map(sum, matrix))
    groups = [sum(row) / total for row in matrix]
    units = [sum(column) / total for column in zip(*matrix, strict=True)]
    return sum(
        n / total * log(n / total / (groups[g] * units[u]))
        for g, row in enumerate(matrix)
        for u, n in enumerate(row)
        if n
    )


def slow_entropy(counts):
    total = sum(counts)
    return -sum(n / total * log(n / total) for n in counts if n)


def slow_d(first, second):
    return sum(abs(a / sum(first) - b / sum(second)) for a, b in zip(first, second, strict=True)) / 2


def slow_exposure(of, to, everyone):
    return sum(a / sum(of) * b / t for a, b, t in zip(of, to, everyone, strict=True) if t)


# The first example pays for imports.
UNHURRIED = settings(deadline=None, max_examples=30)
MATRICES = nps.arrays(np.int64, st.tuples(st.integers(2, 4), st.integers(2, 7)), elements=st.integers(0, 30)).filter(
    lambda m: (m.sum(axis=1) > 0).sum() >= 2 and (m.sum(axis=0) > 0).sum() >= 2
)


@given(MATRICES)
@UNHURRIED
def test_indices_agree_with_their_definitions(matrix):
    rows = matrix.tolist()
    both = mutual_of(matrix.astype(float))
    assert both.m[0] == pytest.approx(slow_m(rows), abs=1e-12)
    entropy = slow_entropy([sum(row) for row in rows])
    assert both.group_entropy[0] == pytest.approx(entropy, abs=1e-12)
    assert both.h[0] == pytest.approx(slow_m(rows) / entropy, abs=1e-10)
    assert both.unit_entropy[0] == pytest.approx(slow_entropy(matrix.sum(axis=0).tolist()), abs=1e-12)
    if rows[0] and sum(rows[0]) and sum(rows[1]):
        first, second = (np.array(row, float)[:, None] for row in rows[:2])
        everyone = matrix.sum(axis=0).astype(float)[:, None]
        assert dissimilarity(first, second)[0] == pytest.approx(slow_d(*rows[:2]), abs=1e-12)
        assert exposure(first, second, everyone)[0] == pytest.approx(
            slow_exposure(*rows[:2], matrix.sum(axis=0).tolist()), abs=1e-12
        )


# ------------------------------------------------------------ identities


@given(MATRICES, st.randoms(use_true_random=False))
@UNHURRIED
def test_between_and_within_add_up_to_the_whole(matrix, random):
    strata = [random.choice("ABC") for _ in range(matrix.shape[1])]
    result = asked(matrix, strata=strata)
    within = sum(
        index(result, "p", i.scope).estimate * i.estimate
        for i in result.indices
        if i.name == "M" and i.scope in "ABC" and len({*strata}) > 1
    )
    whole = index(result, "M").estimate
    assert sum(part.estimate for part in result.parts) == pytest.approx(whole, abs=1e-12)
    if len({strata[u] for u in range(matrix.shape[1]) if matrix[:, u].sum()}) > 1:
        assert index(result, "M", "between").estimate + within == pytest.approx(whole, abs=1e-12)


@given(MATRICES, st.randoms(use_true_random=False))
@UNHURRIED
def test_order_of_rows_and_empty_units_change_nothing(matrix, random):
    order = list(range(matrix.shape[1]))
    random.shuffle(order)
    padded = np.c_[matrix[:, order], np.zeros(len(matrix), int)]
    for name in ("M", "H"):
        first, second = index(asked(matrix), name), index(asked(padded), name)
        assert first.estimate == pytest.approx(second.estimate, abs=1e-12)
        assert first.se == pytest.approx(second.se, abs=1e-12)
        assert first.units == second.units


@given(MATRICES)
@UNHURRIED
def test_splitting_a_unit_in_even_halves_changes_nothing_and_merging_never_raises_m(matrix):
    matrix = matrix * 2
    halves = np.c_[matrix[:, :1] // 2, matrix]
    halves[:, 1] //= 2
    assert mutual_of(halves.astype(float)).m[0] == pytest.approx(mutual_of(matrix.astype(float)).m[0], abs=1e-12)
    merged = np.c_[matrix[:, :2].sum(axis=1), matrix[:, 2:]]
    assert mutual_of(merged.astype(float)).m[0] <= mutual_of(matrix.astype(float)).m[0] + 1e-12


@given(MATRICES)
@UNHURRIED
def test_weighted_cells_and_one_row_a_pupil_are_the_same(matrix):
    rows = [(f"g{g}", f"u{u}") for g, row in enumerate(matrix) for u, n in enumerate(row) for _ in range(n)]
    pupils = of_columns({"group": [g for g, _ in rows], "unit": [u for _, u in rows]})
    each = segregation(pupils, unit="unit", group="group")
    cells = asked(matrix)
    assert [(i.name, i.groups, i.n, i.units, i.status) for i in each.indices] == [
        (i.name, i.groups, i.n, i.units, i.status) for i in cells.indices
    ]
    for one, other in zip(each.indices, cells.indices, strict=True):
        values = [(one.estimate, other.estimate), (one.se, other.se), (one.bias, other.bias)]
        for a, b in values:
            assert a == b or a == pytest.approx(b, abs=1e-12, nan_ok=True)


@given(MATRICES)
@UNHURRIED
def test_m_is_the_same_with_groups_and_units_changed_round(matrix):
    assert mutual_of(matrix.astype(float)).m[0] == pytest.approx(mutual_of(matrix.T.astype(float)).m[0], abs=1e-12)


@given(MATRICES)
@UNHURRIED
def test_local_scores_add_up_to_m(matrix):
    result = asked(matrix, local_units=True)
    for kind in ("group", "unit"):
        parts = [one for one in result.local if one.kind == kind]
        assert sum(one.share for one in parts) == pytest.approx(1)
        whole = sum(one.share * one.score for one in parts)
        assert whole == pytest.approx(index(result, "M").estimate, abs=1e-12)


# ------------------------------------------------------------ errors


def test_excess_of_poisson_counts_agrees_with_the_sum_over_all_values():
    from scipy.stats import poisson  # noqa: PLC0415 - second opinion of this test alone

    k = np.arange(1, 3000)
    for mean in (0.01, 0.5, 1, 7.3, 59.9, 60.1, 150, 900):
        exact = (poisson.pmf(k, mean) * k * np.log(k)).sum() - mean * np.log(mean)
        assert errors.excess(np.array([mean]))[0] == pytest.approx(exact, abs=1e-6)


def gradient_error(f, matrix):
    """The square root of sum n (df/dn)², each derivative by small steps."""
    spread = 0.0
    for at in np.argwhere(matrix > 0):
        up, down = matrix.copy(), matrix.copy()
        up[tuple(at)] += 1e-4
        down[tuple(at)] -= 1e-4
        spread += matrix[tuple(at)] * ((f(up) - f(down)) / 2e-4) ** 2
    return np.sqrt(spread)


MATRIX = np.array([[10.0, 30, 25, 7], [40, 12, 3, 18], [5, 9, 14, 30]])


def test_errors_are_the_delta_method():
    def whole(m):
        return m.sum(axis=0)

    of_m, of_h = errors.mutual_errors(MATRIX)
    assert of_m == pytest.approx(gradient_error(lambda m: mutual_of(m).m[0], MATRIX), rel=1e-6)
    assert of_h == pytest.approx(gradient_error(lambda m: mutual_of(m).h[0], MATRIX), rel=1e-6)
    assert errors.dissimilarity_error(MATRIX[0], MATRIX[1]) == pytest.approx(
        gradient_error(lambda m: slow_d(m[0], m[1]), MATRIX), rel=1e-6
    )
    assert errors.exposure_error(MATRIX[0], MATRIX[1], whole(MATRIX), same=False) == pytest.approx(
        gradient_error(lambda m: slow_exposure(m[0], m[1], whole(m)), MATRIX), rel=1e-6
    )
    assert errors.exposure_error(MATRIX[0], MATRIX[0], whole(MATRIX), same=True) == pytest.approx(
        gradient_error(lambda m: slow_exposure(m[0], m[0], whole(m)), MATRIX), rel=1e-6
    )
    inside = MATRIX[:, :2].sum(axis=1)

    def ratio(m):
        return slow_entropy(m[:, :2].sum(axis=1)) / slow_entropy(m.sum(axis=1))

    assert errors.entropy_ratio_error(inside, MATRIX.sum(axis=1)) == pytest.approx(gradient_error(ratio, MATRIX), 1e-5)


def test_bias_and_chance_agree_with_drawn_tables():
    generator = np.random.default_rng(7)
    matrix = np.array([[12.0, 30, 25, 17, 22, 9], [40, 12, 13, 18, 11, 25]])
    draws = generator.poisson(matrix, (40_000, *matrix.shape)).astype(float).transpose(1, 2, 0)
    around = draws.sum(axis=0)
    mutual = mutual_of(draws)
    own = mutual_of(matrix)
    of_m, of_h = errors.mutual_bias(matrix)
    assert of_m == pytest.approx(mutual.m.mean() - own.m[0], rel=0.05)
    assert of_h == pytest.approx(mutual.h.mean() - own.h[0], rel=0.08)
    drawn_d = dissimilarity(draws[0], draws[1]).mean() - slow_d(*matrix)
    assert errors.dissimilarity_bias(*matrix) == pytest.approx(drawn_d, rel=0.1)
    for a, b in ((0, 0), (0, 1)):
        mean = exposure(draws[a], draws[b], around).mean()
        found = errors.exposure_bias(matrix[a], matrix[b], matrix.sum(axis=0), a == b)
        assert found == pytest.approx(mean - slow_exposure(matrix[a], matrix[b], matrix.sum(axis=0)), rel=0.15)

    pupils = np.repeat([0, 1], matrix.sum(axis=1).astype(int))
    units = np.repeat(np.arange(6), matrix.sum(axis=0).astype(int))
    shuffled = np.empty((2, 6, 4000))
    for draw in range(4000):
        shuffled[..., draw] = np.bincount(generator.permutation(pupils) * 6 + units, minlength=12).reshape(2, 6)
    chance = mutual_of(shuffled)
    by_m, by_h = errors.mutual_by_chance(matrix)
    assert by_m == pytest.approx(chance.m.mean(), rel=0.04)
    assert by_h == pytest.approx(chance.h.mean(), rel=0.04)
    assert errors.dissimilarity_by_chance(*matrix) == pytest.approx(dissimilarity(*shuffled).mean(), rel=0.03)
    everyone = shuffled.sum(axis=0)
    for a, b in ((0, 0), (0, 1)):
        mean = exposure(shuffled[a], shuffled[b], everyone).mean()
        assert errors.exposure_by_chance(matrix[a], matrix[b], matrix.sum(axis=0), a == b) == pytest.approx(mean, 0.01)


@pytest.mark.parametrize("mean", [1, 3, 40, 127])
def test_drawn_numbers_are_poisson(mean):
    places, values, summed = _table(mean)
    assert len(places) == PLACES
    # The chance of each number: its whole places, and its part of the remainder.
    left = (places < 0).mean()
    chance = np.array([(places == k).mean() for k in values]) + left * np.diff(np.r_[0, summed])
    from scipy.stats import poisson  # noqa: PLC0415 - second opinion of this test alone

    assert np.abs(chance - poisson.pmf(values, mean)).max() < 1e-12


def test_drawn_cells_have_the_right_mean_and_variance():
    means = np.array([0.0, 0.4, 1, 5, BASE - 1, BASE, 300.5, 5000])
    drawn = _Cells(means).draw(np.random.Generator(np.random.SFC64(3)), 20_000)
    assert drawn.mean(axis=1) == pytest.approx(means, abs=0.05, rel=0.01)
    assert drawn.var(axis=1)[1:] == pytest.approx(means[1:], rel=0.05)


def test_bootstrap_gives_the_same_bits_on_any_number_of_threads():
    options = {"bootstrap": 200, "seed": 5, "strata": list("AABB")}
    for random in ("pupils", "units"):
        one, two = (asked(MATRIX, random=random, threads=threads, **options).to_json() for threads in (1, 2))
        assert one == two
        assert one != asked(MATRIX, random=random, **options | {"seed": 6}).to_json()


def test_bootstrap_of_schools_agrees_with_plain_draws():
    generator = np.random.default_rng(3)
    matrix = generator.poisson(generator.gamma(2, 15, (2, 40)))
    found = index(asked(matrix, bootstrap=2000, random="units"), "M")
    plain = [mutual_of(matrix[:, generator.integers(0, 40, 40)].astype(float)).m[0] for _ in range(2000)]
    assert found.se == pytest.approx(np.std(plain, ddof=1), rel=0.08)


def test_bootstrap_of_pupils_agrees_with_a_multinomial_loop():
    generator = np.random.default_rng(3)
    result = asked(MATRIX, bootstrap=4000, pairs=[("g0", "g1")])
    share, total = (MATRIX / MATRIX.sum()).ravel(), int(MATRIX.sum())
    drawn = generator.multinomial(total, share, 4000).reshape(4000, *MATRIX.shape).astype(float)
    plain = {
        "M": [mutual_of(one).m[0] for one in drawn],
        "H": [mutual_of(one).h[0] for one in drawn],
        "D": [slow_d(one[0], one[1]) for one in drawn],
    }
    for name, values in plain.items():
        assert index(result, name).se == pytest.approx(np.std(values, ddof=1), rel=0.06)


def test_dissimilarity_that_chance_could_give_is_refused():
    small = np.ones((2, 30), int)
    small[0, ::2] = 2
    refused = index(asked(small), "D")
    assert (refused.estimate, refused.debiased, refused.status) == (None, None, "refused")
    assert refused.expected_if_independent > 0.1
    assert index(asked(small, refuse=False), "D").estimate == pytest.approx(slow_d(*small.tolist()))
    assert [n.code for n in asked(small).notes] == ["d_refused"]
    assert index(asked(small * 100), "D").status == "ok"


# ------------------------------------------------------------ published values


@pytest.fixture(scope="module")
def schools(shared):
    return [read(shared / "analysis" / "data" / f"schools{year}.csv.gz") for year in ("00", "05")]


def test_every_published_value_is_met(shared, schools):
    old, new = schools
    question = {"unit": "school", "group": "race", "weight": "n"}
    whole = segregation(old, within=["state"], pairs=[("black", "white")], **question)
    drawn = segregation(old, bootstrap=2000, **question)
    change = segregation_change(old, new, bootstrap=0, **question)
    part = {one.name: one.estimate for one in change.parts}
    found = {
        "SG01.M": index(whole, "M").estimate,
        "SG01.H": index(whole, "H").estimate,
        "SG01.group_entropy": index(whole, "group_entropy").estimate,
        "SG01.school_entropy": index(whole, "unit_entropy").estimate,
        "SG02.M": index(whole, "M", "between").estimate,
        "SG02.H": index(whole, "H", "between").estimate,
        "SG04.M": index(whole, "M", "A").estimate,
        "SG04.p": index(whole, "p", "A").estimate,
        "SG04.H": index(whole, "H", "A").estimate,
        "SG04.ent_ratio": index(whole, "ent_ratio", "A").estimate,
        "SG07.M_se": index(drawn, "M").se,
        "SG07.M_bias": index(drawn, "M").bias,
        "SG07.H_se": index(drawn, "H").se,
        "SG08.D": index(whole, "D").estimate,
        "SG12.M2": change.new,
        "SG12.diff": part["total"],
        "SG12.additions": part["additions"],
        "SG12.removals": part["removals"],
    }
    with (shared / "analysis" / "targets.csv").open(encoding="utf-8") as stream:
        rows = {row["id"]: row for row in csv.DictReader(stream) if row["id"].startswith("SG")}
    assert set(found) == set(rows)
    far = {}
    for name, row in rows.items():
        kind, bound = row["tolerance"].split()[:2]
        value = float(row["value"])
        if abs(found[name] - value) > float(bound) * (abs(value) if kind == "rel" else 1):
            far[name] = (found[name], value)
    assert far == {}


def test_formula_and_draws_agree_on_the_published_table(schools):
    question = {"unit": "school", "group": "race", "weight": "n"}
    formula, drawn = (index(segregation(schools[0], bootstrap=n, **question), "M") for n in (0, 1000))
    assert formula.se == pytest.approx(drawn.se, rel=0.08)
    assert formula.bias == pytest.approx(drawn.bias, rel=0.03)


# ------------------------------------------------------------ change


@given(MATRICES, st.data())
@UNHURRIED
def test_parts_of_a_change_add_up_and_turn_round(matrix, data):
    other = data.draw(nps.arrays(np.int64, matrix.shape, elements=st.integers(1, 30)))
    first, second = table(matrix + 1), table(other)
    question = {"unit": "unit", "group": "group", "weight": "n", "bootstrap": 0}
    there, back = segregation_change(first, second, **question), segregation_change(second, first, **question)
    part = {one.name: one.estimate for one in there.parts}
    assert part["total"] == pytest.approx(sum(part.values()) - part["total"], abs=1e-10)
    turned = {one.name: -one.estimate for one in back.parts}
    turned["additions"], turned["removals"] = turned["removals"], turned["additions"]
    assert part == pytest.approx(turned, abs=1e-9)


def test_only_margins_changed_is_no_structural_change():
    first = np.array([[30.0, 10, 20], [5, 25, 15]])
    second, sweeps = fit(first, np.array([50.0, 60]), np.array([20.0, 40, 50]))
    assert sweeps < 200
    columns = {"group": ["a"] * 3 + ["b"] * 3, "unit": list("xyz") * 2}
    old, new = (of_columns({**columns, "n": m.ravel().tolist()}) for m in (first, second))
    change = segregation_change(old, new, unit="unit", group="group", weight="n", bootstrap=0)
    part = {one.name: one.estimate for one in change.parts}
    assert part["structural"] == pytest.approx(0, abs=1e-10)
    assert (part["additions"], part["removals"]) == pytest.approx((0, 0), abs=1e-14)
    assert abs(part["total"]) > 1e-3


def test_fitting_keeps_zeros_and_meets_the_margins():
    start = np.array([[0.0, 3, 4], [5, 0, 6]])
    fitted, _ = fit(start / start.sum(), np.array([0.4, 0.6]), np.array([0.2, 0.3, 0.5]))
    assert ((fitted == 0) == (start == 0)).all()
    assert fitted.sum(axis=0) == pytest.approx([0.2, 0.3, 0.5], abs=1e-11)
    assert fitted.sum(axis=1) == pytest.approx([0.4, 0.6], abs=1e-11)


def test_schools_opened_and_closed_are_told_by_name():
    change = segregation_change(
        of_columns({"u": list("aabbcc"), "g": list("xyxyxy"), "n": [9, 1, 5, 5, 2, 8]}),
        of_columns({"u": list("bbccdd"), "g": list("xyxyxy"), "n": [6, 4, 3, 7, 9, 1]}),
        unit="u",
        group="g",
        weight="n",
    )
    assert (change.opened, change.closed, change.units_in_both) == (("d",), ("a",), 2)
    assert all(part.se > 0 for part in change.parts)


# ------------------------------------------------------------ real schools


def composition(shared, year):
    packed = shared / "data" / "skolverket-elever-skolenhet" / f"elever-per-arskurs-skolenhet-{year}.csv.gz"
    text = gzip.decompress(packed.read_bytes()).decode("utf-8-sig")
    rows = [row for row in list(csv.reader(io.StringIO(text), delimiter=";"))[6:] if len(row) > 12 and row[1].isdigit()]
    picked = {"unit": 1, "area": 3, "pupils": 9, "foreign": 11, "educated": 12}
    return of_columns({name: [row[place] for row in rows] for name, place in picked.items()})


def test_pupils_in_clearly_segregated_schools_rose_from_a_fifth_to_a_quarter(shared):
    found = {
        year: deviation(
            composition(shared, year), unit="unit", area="area", pupils="pupils", shares=["foreign", "educated"]
        )
        for year in (2009, 2019)
    }
    assert [round(found[year].share, 1) for year in (2009, 2019)] == [21.0, 26.6]
    for one in found.values():
        assert one.low < one.share < one.high
        assert one.areas == 290


def test_deviation_counts_withheld_shares_as_a_few_pupils():
    table = of_columns({"u": list("abcd"), "k": ["x", "x", "x", "y"], "n": [100, 100, 50, 10],
                        "s": ["50", "10", "..", "."], "t": ["30", ".", "30", "."]})  # fmt: skip
    result = deviation(table, unit="u", area="k", pupils="n", shares=["s", "t"])
    # 5 of 50 is 10 %: the mean is (5000 + 1000 + 500) / 250 = 26; t of b is missing beside a known s: 5 %.
    assert [unit.differences[0] for unit in result.units] == [24, -16, -16, None]
    assert [unit.differences[1] for unit in result.units] == [10, -15, 10, None]
    assert [unit.flagged for unit in result.units] == [True, False, False, False]
    assert (result.missing_units, result.missing) == (1, pytest.approx(100 * 10 / 260))
    assert result.share == pytest.approx(100 * 100 / 260)


# ------------------------------------------------------------ teachers


def test_exposure_to_teachers_is_the_weighted_mean_and_its_gap():
    columns = {
        "unit": list("aabbcc"),
        "group": ["f", "s"] * 3,
        "n": [10, 30, 40, 20, 25, 25],
        "certified": [90, 90, 60, 60, 75, 75],
    }
    result = teachers(of_columns(columns), unit="unit", group="group", weight="n", teachers=["certified"])
    means = {met.group: met.estimate for met in result.exposure}
    foreign = (10 * 90 + 40 * 60 + 25 * 75) / 75
    swedish = (30 * 90 + 20 * 60 + 25 * 75) / 75
    assert means == pytest.approx({"f": foreign, "s": swedish})
    (gap,) = result.gaps
    assert gap.estimate == pytest.approx(foreign - swedish)
    # The square root of 3/2 times the sum over schools of their squared parts.
    share = np.array([90.0, 60, 75])
    parts = np.array([10.0, 40, 25]) / 75 * (share - foreign) - np.array([30.0, 20, 25]) / 75 * (share - swedish)
    assert gap.se == pytest.approx(np.sqrt(1.5 * (parts**2).sum()))


def test_two_teacher_shares_in_one_school_are_an_error():
    table = of_columns({"u": list("aabb"), "g": list("xyxy"), "t": [90, 80, 70, 70]})
    with pytest.raises(DataError, match="row 2") as caught:
        teachers(table, unit="u", group="g", teachers=["t"])
    assert caught.value.code == "not_nested"


# ------------------------------------------------------------ faults

FAULTS = {
    "no such column": ({"unit": "skola"}, {}, "unknown_column"),
    "one school": ({}, {"unit": ["a"] * 4}, "one_group"),
    "one group": ({}, {"group": ["x"] * 4}, "one_group"),
    "all weights missing": ({"weight": "n"}, {"n": [None] * 4}, "all_missing"),
    "a word as a weight": ({"weight": "n"}, {"n": ["1", "2", "många", "4"]}, "not_a_number"),
    "a negative weight": ({"weight": "n"}, {"n": [1, -2, 3, 4]}, "negative"),
    "no pupils": ({"weight": "n"}, {"n": [0, 0, 0, 0]}, "no_complete_rows"),
    "a school in two strata": ({"within": ["s"]}, {"s": ["k", "l", "l", "l"]}, "not_nested"),
    "a pair that is not there": ({"pairs": [("x", "q")]}, {}, "no_such_group"),
    "a pair of one": ({"pairs": [("x", "x")]}, {}, "bad_question"),
    "schools at random without draws": ({"random": "units"}, {}, "bad_question"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_what_cannot_be_answered_is_explained(fault):
    options, columns, code = FAULTS[fault]
    table = of_columns({"unit": list("aabb"), "group": list("xyxy"), **columns})
    with pytest.raises(DataError) as caught:
        segregation(table, **{"unit": "unit", "group": "group", **options})
    assert caught.value.code == code
    if code != "bad_question" and code != "no_such_group":
        assert caught.value.column in ("skola", "unit", "group", "n", "s", "unit, group, n")


def test_pairs_of_all_groups_when_there_are_few():
    result = asked(MATRIX)
    assert {i.groups for i in result.indices if i.name == "exposure"} == set(permutations(("g0", "g1", "g2"), 2))
    assert len([i for i in result.indices if i.name == "D"]) == 3


def test_a_share_over_a_hundred_is_told_by_row():
    table = of_columns({"u": list("abcd"), "k": list("kkll"), "n": [50] * 4, "s": ["20", "..", "150", "10"]})
    with pytest.raises(DataError) as caught:
        deviation(table, unit="u", area="k", pupils="n", shares=["s"])
    assert (caught.value.code, caught.value.column, caught.value.row) == ("out_of_range", "s", 3)
