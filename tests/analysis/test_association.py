"""Problem areas together: reported edges, co-variation, early warnings, and the words that may be used."""

import inspect
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from likvard.analysis.association import early_warning, network, spirals
from likvard.analysis.association.early_warning import _at_least, _called
from likvard.analysis.association.network import reported
from likvard.analysis.effect import effect
from likvard.analysis.errors import DataError
from likvard.analysis.results import Text
from likvard.analysis.table import of_columns
from likvard.analysis.wording import LADDER, OverstatedError, Step, association, overstatements, said

# ------------------------------------------------------------ words


@pytest.mark.parametrize(
    "text",
    [
        "Resultaten beror på lärarna.",
        "Effekten av åtgärden är 3 poäng.",
        "Frånvaron PÅVERKAR resultaten.",
        "Bättre studiero leder  till högre betyg.",
        "Gapet förklaras av elevsammansättningen.",
        "Results are lower because of absence.",
        "The effect of the measure is 3.",
        "Absence causes low results.",
    ],
)
def test_words_of_cause_are_refused_below_the_fourth_step(text):
    for step in Step:
        if step < Step.COMPARED_CHANGE:
            assert overstatements(text, step)
            with pytest.raises(OverstatedError, match=f"step {int(step)}"):
                said(step, Text(text, "…"))
        else:
            assert said(step, Text(text, "…")).sv == text


@pytest.mark.parametrize(
    "text",
    ["Trygghet samvarierar med studiero.", "Skillnaden kvarstår efter hänsyn till elevsammansättningen.",
     "En tänkbar orsak att pröva.", "A possible cause to examine on site.", "En räknemässig del är ingen orsak."],
)  # fmt: skip
def test_words_that_any_step_carries(text):
    assert overstatements(text, Step.DESCRIPTION) == []


def test_every_rung_keeps_to_its_own_words():
    for step, rung in LADDER.items():
        for text in (*rung.allowed, *rung.caveat):
            assert overstatements(text, step) == []
    areas, _ = reported()
    for step in (Step.DESCRIPTION, Step.GIVEN_INTAKE, Step.WITHIN_OVER_TIME):
        for positive in (True, False):
            for name in areas.values():
                association(step, name, name, positive)


def test_methods_of_the_room_claim_no_cause():
    from likvard.analysis import allocation, projection  # noqa: PLC0415 - read by this test alone
    from likvard.analysis.association import network as net  # noqa: PLC0415 - as above
    from likvard.analysis.decomposition import composition, regression  # noqa: PLC0415 - as above

    for module in (allocation, projection, composition, regression, inspect.getmodule(net)):
        for text in (*module.METHOD.text, *module.METHOD.random):
            assert overstatements(text, Step.DESCRIPTION) == []


# ------------------------------------------------------------ reported edges


def test_reported_edges_have_source_and_direction():
    areas, edges = reported()
    assert len(areas) == 16
    pairs = {(e.start, e.end) for e in edges}
    for a, b in combinations(["STY", "UND", "STR", "STD", "EHA"], 2):
        assert {(a, b), (b, a)} <= pairs
    assert ("SEG", "TRY") in pairs
    assert ("TRY", "SEG") not in pairs
    for edge in edges:
        assert {edge.start, edge.end} <= set(areas)
        assert edge.source
        assert edge.strength in ("stated", "indicated")
    # Areas that no report ties to another stay untied.
    assert not {"RES", "BET", "STI"} & {code for pair in pairs for code in pair}


def test_spirals_are_circles_among_open_areas():
    assert spirals(["UND", "STR", "EHA", "RST"]) == [("UND", "EHA", "STR")]
    assert spirals(["SEG", "TRY", "STR"]) == []
    assert spirals([]) == []


# ------------------------------------------------------------ co-variation


def panel(seed, units=60, years=6, tie=0.8):
    generator = np.random.default_rng(seed)
    u, t = np.repeat(np.arange(units), years), np.tile(np.arange(years), units)
    shock = generator.normal(0, 1, len(u))
    own = generator.normal(0, 2, units)[u]
    return {
        "school": [f"s{i}" for i in u],
        "year": 2018 + t,
        "safety": own + tie * shock + generator.normal(0, 0.6, len(u)),
        "calm": -own + tie * shock + generator.normal(0, 0.6, len(u)),
        "absence": generator.normal(0, 1, len(u)),
    }


def test_within_and_between_are_told_apart():
    table = of_columns(panel(1))
    areas = {"TRY": "safety", "STR": "calm", "FRV": "absence"}
    result = network(table, areas=areas, unit="school", period="year", lower_is_better=["absence"])
    link = next(x for x in result.links if {x.first, x.second} == {"TRY", "STR"})
    assert link.between < -0.5 < 0.4 < link.within
    assert link.within_low < link.within < link.within_high
    assert "samvarierar" in link.sentence.sv
    assert not link.reported
    other = next(x for x in result.links if {x.first, x.second} == {"TRY", "FRV"})
    assert other.sentence is None
    assert {note.code for note in result.notes} == {"rival_explanation", "question_on_site"}


def test_within_is_the_correlation_of_residuals_by_dummies():
    columns = panel(2, units=12, years=5)
    result = network(of_columns(columns), areas={"TRY": "safety", "STR": "calm"}, unit="school", period="year")
    units = np.array([int(s[1:]) for s in columns["school"]])
    years = np.asarray(columns["year"]) - 2018
    x = np.c_[np.eye(12)[units], np.eye(5)[years][:, 1:]]
    rest = [columns[c] - x @ np.linalg.lstsq(x, columns[c], rcond=None)[0] for c in ("safety", "calm")]
    assert result.links[0].within == pytest.approx(np.corrcoef(*rest)[0, 1], abs=1e-9)


def test_an_area_that_never_varies_is_told():
    table = of_columns({**panel(1), "calm": [2.0] * len(panel(1)["calm"])})
    with pytest.raises(DataError) as caught:
        network(table, areas={"TRY": "safety", "STR": "calm"}, unit="school")
    assert (caught.value.code, caught.value.column) == ("constant", "calm")


def test_unknown_areas_and_too_little_data_are_explained():
    table = of_columns(panel(1, units=3, years=1))
    for areas, code in (({"XYZ": "safety", "STR": "calm"}, "bad_question"), ({"TRY": "safety"}, "bad_question"),
                        ({"TRY": "safety", "STR": "calm"}, "too_few")):  # fmt: skip
        with pytest.raises(DataError) as caught:
            network(table, areas=areas, unit="school")
        assert caught.value.code == code


# ------------------------------------------------------------ early warning


@given(st.lists(st.floats(0, 1), min_size=1, max_size=6), st.integers(1, 4))
def test_chance_of_several_is_the_sum_over_all_outcomes(chances, number):
    expected = 0.0
    for outcome in range(2 ** len(chances)):
        happens = [outcome >> i & 1 for i in range(len(chances))]
        if sum(happens) >= number:
            expected += np.prod([p if h else 1 - p for p, h in zip(chances, happens, strict=True)])
    assert _at_least(np.array(chances)[:, None], number)[0] == pytest.approx(expected, abs=1e-12)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=20))
def test_alerts_keep_the_expected_share_of_false_ones(probabilities):
    p = np.array(probabilities)
    called = _called(p, 0.1)
    if called.any():
        assert (1 - p[called]).mean() <= 0.1 + 1e-12
        assert p[called].min() >= p[~called].max(initial=0) - 1e-12


def areas_panel(seed, units=120, years=6, sinking=12):
    generator = np.random.default_rng(seed)
    rows = {"school": [], "area": [], "year": [], "value": [], "se": []}
    truth = {}
    for u in range(units):
        falls = u < sinking
        truth[f"s{u}"] = falls
        for area in ("TRY", "STR", "RST", "FRV"):
            level = generator.normal(-2.5 if falls else 0, 0.5)
            slope = generator.normal(-0.8 if falls else 0, 0.15)
            for t in range(years):
                value = level + slope * (t - years + 1) + generator.normal(0, 0.5)
                rows["school"].append(f"s{u}")
                rows["area"].append(area)
                rows["year"].append(2015 + t)
                rows["value"].append(-value if area == "FRV" else value)
                rows["se"].append(0.5)
    return of_columns(rows), truth


@pytest.mark.parametrize("se", ["se", None])
def test_sinking_schools_are_found_and_false_alerts_are_few(se):
    table, truth = areas_panel(4)
    result = early_warning(
        table, unit="school", area="area", period="year", value="value", se=se, lower_is_better=["FRV"]
    )
    alerted = [u.unit for u in result.units if u.alert]
    assert sum(truth[name] for name in alerted) >= 10
    assert sum(not truth[name] for name in alerted) <= 2
    assert result.alerts == len(alerted)
    assert 0 <= result.expected_false <= 0.1 * result.alerts
    assert f"{result.expected_false:.1f}" in result.notes[-1].text.sv
    assert [u.probability for u in result.units] == sorted((u.probability for u in result.units), reverse=True)
    first = result.units[0].areas[0]
    assert 0 < first.level_sd < 0.5  # shrunken: surer than the last year's value alone


def test_probabilities_are_calibrated_when_the_model_holds():
    generator = np.random.default_rng(8)
    said_sum, true_sum, units = 0.0, 0, 300
    rows = {"school": [], "area": [], "year": [], "value": []}
    low = np.zeros((3, units), bool)
    for a, area in enumerate("abc"):
        level, slope = generator.normal(0, 1, units), generator.normal(0, 0.3, units)
        low[a] = (level < level.mean()) & (slope < 0)
        for t in range(6):
            rows["school"] += [f"s{u}" for u in range(units)]
            rows["area"] += [area] * units
            rows["year"] += [t] * units
            rows["value"] += (level + slope * (t - 5) + generator.normal(0, 0.7, units)).tolist()
    result = early_warning(of_columns(rows), unit="school", area="area", period="year", value="value", at_least=2)
    for unit in result.units:
        said_sum += unit.probability
        true_sum += low[:, int(unit.unit[1:])].sum() >= 2
    assert said_sum == pytest.approx(true_sum, rel=0.25)


@pytest.mark.parametrize(
    ("change", "options", "code"),
    [
        ({"area": ["a"] * 12}, {}, "too_few"),
        ({"year": [2020] * 12}, {}, "too_few"),
        ({}, {"lower_is_better": ["x"]}, "bad_question"),
        ({"school": ["a"] * 12}, {}, "one_group"),
        ({"v": [7] * 12}, {}, "constant"),
    ],
)
def test_what_gives_no_warning_is_explained(change, options, code):
    columns = {"school": list("abcd") * 3, "area": ["p", "q", "r"] * 4, "year": [1, 2, 3, 4] * 3, "v": range(12)}
    with pytest.raises(DataError) as caught:
        early_warning(
            of_columns({**columns, **change}), unit="school", area="area", period="year", value="v", **options
        )
    assert caught.value.code == code


# ------------------------------------------------------------ effect of a measure


def schools(seed=1, units=30, treated=10, effect_size=5.0, drift=0.0, dip=0.0, years=8, start=5, noise=2.0):
    generator = np.random.default_rng(seed)
    rows = {"school": [], "year": [], "y": [], "measure": []}
    for u in range(units):
        level = generator.normal(220, 10)
        for t in range(years):
            mine = u < treated
            y = level + 0.5 * t + generator.normal(0, noise) + mine * (drift * t + (t >= start) * effect_size)
            y -= mine * dip * (t == start - 1)
            rows["school"].append(f"s{u}")
            rows["year"].append(2015 + t)
            rows["y"].append(y)
            rows["measure"].append(int(mine))
    return rows


def answer(rows, **options):
    question = {"unit": "school", "period": "year", "outcome": "y", "treated": "measure", "start": 2020}
    return effect(of_columns(rows), **question | options)


def test_difference_in_differences_by_hand():
    rows = schools()
    result = answer(rows)
    y = np.array(rows["y"]).reshape(30, 8)
    change = y[:, 5:].mean(axis=1) - y[:, :5].mean(axis=1)
    main = result.estimates[0]
    assert main.estimate == pytest.approx(change[:10].mean() - change[10:].mean())
    assert main.se == pytest.approx(np.sqrt(change[:10].var(ddof=1) / 10 + change[10:].var(ddof=1) / 20))
    assert main.low < 5 < main.high
    assert (result.step, result.treated, result.comparison) == (4, 10, 20)
    assert "effekt av åtgärden" in result.sentence.sv
    base = y - y[:, 4:5]
    for event, place in zip(result.events, range(8), strict=True):
        assert event.estimate == pytest.approx(base[:10, place].mean() - base[10:, place].mean(), abs=1e-9)


def test_unequal_paths_before_take_the_words_down_a_step():
    result = answer(schools(drift=3.0, effect_size=0))
    assert result.pre_trend_p < 0.01
    assert result.step == 3
    assert "effekt" not in result.sentence.sv
    assert {"pre_trend", "ladder"} <= {note.code for note in result.notes}


def test_a_measure_after_one_bad_year_is_told():
    result = answer(schools(dip=15.0, effect_size=0))
    assert result.mean_reversion.dip == pytest.approx(-15, abs=3)
    assert result.mean_reversion.expected > 1
    assert abs(result.estimates[1].estimate) < abs(result.estimates[0].estimate)
    assert result.step == 3
    assert "regression_to_the_mean" in {note.code for note in result.notes}


def test_intervals_cover_the_truth():
    covered = [
        (lambda e: e.low <= 5 <= e.high)(answer(schools(seed, units=12, treated=4)).estimates[0]) for seed in range(300)
    ]
    assert 0.92 <= np.mean(covered) <= 0.98


def test_a_single_school_takes_its_error_from_the_others():
    result = answer(schools(treated=1))
    assert "one_treated" in {note.code for note in result.notes}
    assert result.estimates[0].se > 0


@pytest.mark.parametrize(
    ("change", "options", "code"),
    [
        ({}, {"start": 2000}, "out_of_range"),
        ({}, {"treated": "åtgärd"}, "unknown_column"),
        ({"measure": [2] * 240}, {}, "not_a_choice"),
        ({"measure": [1] * 240}, {}, "too_few"),
        ({"measure": [0, 1] * 120}, {}, "not_nested"),
        ({"year": [2015] * 120 + [2021] * 120}, {}, "row_twice"),
        ({"y": [3.0] * 240}, {}, "constant"),
    ],
)
def test_what_is_no_comparison_is_explained(change, options, code):
    with pytest.raises(DataError) as caught:
        answer({**schools(), **change}, **options)
    assert caught.value.code == code
