"""The state of play: intervals, hidden figures, sentences, comparable schools, what remains, what stands out."""

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from likvard.access.queries import Grant, Grants
from likvard.analysis.mixed import mixed
from likvard.analysis.results import Text
from likvard.analysis.table import of_columns
from likvard.quality.queries.state import nation
from likvard.quality.queries.state.card import card, to_pin
from likvard.quality.queries.state.catalogue import AREAS, SHOWN, WANTED, name_of
from likvard.quality.queries.state.comparable import NEAREST, Composition, remaining
from likvard.quality.queries.state.places import held, place_of, reach_of
from likvard.quality.queries.state.points import Key, Point, Series, hidden, protect_siblings, wilson
from likvard.quality.queries.state.said import cannot_say, headline, joined, moved, sureness
from likvard.quality.queries.state.series import together
from likvard.quality.queries.state.standout import RATE, Remark, chosen, discovered, stands_out, what_lasts
from likvard.rulebook.permissions import Role
from tests.factories import a_unit, an_organiser

from .small_country import own_pupils, own_results, published

ALL = Key("year9_all_subjects_share", "compulsory", "9")
OWN = Key("own:results:all_subjects_share", "", "9")


def a_point(year: int, value: float | None, n: float | None = None, **fields) -> Point:
    made = Point(year, f"{year}/{(year + 1) % 100}", value, "value" if value is not None else "withheld", n=n)
    if value is not None and n:
        low, high = wilson(value, n)
        made = made._replace(low=low, high=high)
    return made._replace(**fields)


@pytest.mark.parametrize(
    ("percent", "n", "low", "high"),
    [(80, 10, 49.02, 94.33), (50, 100, 40.38, 59.62), (0, 10, 0, 27.75), (100, 10, 72.25, 100)],
)
def test_the_interval_of_a_share_is_wilsons(percent, n, low, high):
    assert wilson(percent, n) == (pytest.approx(low, abs=0.01), pytest.approx(high, abs=0.01))


@pytest.mark.parametrize(
    ("key", "value", "n", "state"),
    [
        (OWN, 61.0, 40, "value"),
        (OWN, 55.0, 9, "withheld"),  # fewer than ten
        (OWN, 95.0, 40, "approximate"),  # two pupils outside
        (OWN, 5.0, 40, "approximate"),
        (OWN, 100.0, 15, "withheld"),  # all of a small group
        (OWN, 100.0, 60, "value"),
        (OWN, 61.0, None, "value"),  # a whole school; its number is not told
        (OWN._replace(sex="girls"), 61.0, None, "withheld"),
        (Key("own:incidents:count"), 4, None, "withheld"),
        (Key("own:incidents:count"), 0, None, "value"),
        (Key("own:incidents:count"), 12, None, "value"),
        (Key("own:absence:absence_share"), 97.0, 30, "value"),  # time, not people
        (Key("own:absence:absence_share"), 7.0, 6, "withheld"),
        (Key("own:budget:budget"), 3.0, None, "value"),
    ],
)
def test_what_an_own_figure_may_show(key, value, n, state):
    shown = hidden(Point(2024, "2024/25", value, "value", n=n, holder="x"), key)
    assert (shown.state, shown.value is None) == (state, state != "value")


@pytest.mark.parametrize("whole", [OWN, ALL])  # the whole may be read as the official figure
def test_one_small_part_hides_the_next_smallest(whole):
    girls, boys = OWN._replace(sex="girls"), OWN._replace(sex="boys")
    told = protect_siblings(
        {
            whole: [a_point(2023, 60, 50), a_point(2024, 61, 40)],
            girls: [a_point(2023, 70, 25), a_point(2024, None)],
            boys: [a_point(2023, 50, 25), a_point(2024, 55, 31)],
        }
    )
    states = {key.sex: [point.state for point in points] for key, points in told.items()}
    assert states == {"": ["value", "value"], "girls": ["value", "withheld"], "boys": ["value", "withheld"]}


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # the first draw waits for the machine
@given(st.lists(st.tuples(st.floats(0, 100), st.integers(1, 200)), min_size=1, max_size=8))
def test_units_together_lie_between_the_least_and_the_most(units):
    series = {str(i): [Series(ALL, (a_point(2024, value, n),))] for i, (value, n) in enumerate(units)}
    (whole,) = together(series, {})
    values = [value for value, _ in units]
    assert min(values) - 1e-9 <= whole.last.value <= max(values) + 1e-9
    assert (whole.last.units, whole.last.of) == (len(units), len(units))


def test_hidden_units_are_not_in_the_sum_and_shares_near_100_are():
    known = [Series(ALL, (a_point(2024, 50.0, 40),))]
    shut = [Series(ALL, (a_point(2024, None),))]
    near = [Series(ALL, (Point(2024, "2024/25", None, "approximate", high=100.0, n=40),))]
    (whole,) = together({"a": known, "b": shut}, {})
    assert (whole.last.value, whole.last.units, whole.last.of) == (50.0, 1, 2)
    (whole,) = together({"a": known, "b": shut, "c": near}, {})
    assert (whole.last.value, whole.last.units, whole.last.roughly) == (pytest.approx(71.875), 2, True)


def test_the_sentences_of_a_falling_figure():
    series = Series(ALL, tuple(a_point(2020 + i, v, 64) for i, v in enumerate((78, 76, 74, 67, 55))))
    told = joined(headline("Björkbackens skola", series), sureness(series), moved(series))
    assert told == Text(
        "Björkbackens skola: 55\xa0% av eleverna i årskurs 9 uppfyllde kriterierna i alla ämnen läsåret 2024/25 "
        "(64 elever). Slumpen ensam kan ge allt mellan 43 och 67\xa0%. Det är 17 procentenheter lägre än åren innan "
        "(72\xa0%), mer än slumpen brukar ge.",
        "Björkbackens skola: 55% of the pupils in year 9 met the criteria in all subjects in 2024/25 (64 pupils). "
        "Chance alone can give anything between 43 and 67%. That is 17 percentage points lower than the years before "
        "(72%), more than chance usually gives.",
    )


@pytest.mark.parametrize(
    ("points", "sv"),
    [
        ([a_point(2024, None)],
         "X: Andel som uppfyllt kriterierna i alla ämnen, årskurs 9 läsåret 2024/25 visas inte: "
         "den bygger på för få."),
        ([Point(2024, "2024/25", None, "approximate", high=100.0, n=30)],
         "X: Andel som uppfyllt kriterierna i alla ämnen, årskurs 9 är nära 100\xa0% läsåret 2024/25; "
         "den exakta andelen döljs."),
        ([Point(2024, "2024/25", None, "missing")],
         "X: Andel som uppfyllt kriterierna i alla ämnen, årskurs 9 läsåret 2024/25 saknas."),
        ([a_point(2023, 61.4, 30), a_point(2024, None)],
         "X: 61\xa0% av eleverna i årskurs 9 uppfyllde kriterierna i alla ämnen läsåret 2023/24 (30 elever). "
         "Siffran läsåret 2024/25 visas inte."),
    ],
)  # fmt: skip
def test_withheld_none_and_missing_are_told_apart(points, sv):
    assert headline("X", Series(ALL, tuple(points))).sv == sv


def test_every_measure_has_its_words():
    for measure, shown in SHOWN.items():
        key = Key(measure, "", "9", "MA", "", "who=pupils;topic=Trygghet;question=Q")
        series = Series(key, (a_point(2023, 12.0, 40), a_point(2024, 14.0, 40)))
        told = joined(headline("Skolan", series), sureness(series), moved(series), cannot_say(series))
        assert all("{" not in text and text[-1] == "." for text in told), measure
        assert name_of(measure).sv
        assert shown.area in {area.code for area in AREAS}
    assert {one.area for one in WANTED} == {area.code for area in AREAS}
    assert {measure for one in WANTED for measure in one.measures} <= set(SHOWN)


def test_what_remains_is_the_mixed_models_own_estimate():
    drawn = random.Random(3)
    rows = {"unit": [], "value": [], "n": [], "abroad": [], "parents": [], "year": []}
    for unit in range(60):
        abroad, parents, effect = drawn.uniform(5, 60), drawn.uniform(30, 80), drawn.gauss(0, 6)
        for year in ("2022", "2023", "2024"):
            value, n = 40 + 0.5 * parents + effect + drawn.gauss(0, 5), float(drawn.randrange(20, 90))
            for name, cell in zip(rows, (f"{unit:02d}", value, n, abroad, parents, year), strict=True):
                rows[name].append(cell)
    fit = mixed(of_columns(rows), "value", "unit", ["abroad", "parents", "C(year)"], weights="n")
    told = {one.name: one.estimate for one in fit.coefficients}
    years = {name[5:-1]: value for name, value in told.items() if name.startswith("year[")}
    model = nation.Model(told["intercept"], told["abroad"], told["parents"], years, fit.tau2, fit.sigma2, 60, 180,
                         2024, 0.0, 0.0)  # fmt: skip
    for effect in fit.effects[:10]:
        at = [i for i, unit in enumerate(rows["unit"]) if unit == effect.group]
        figures = [[int(rows["year"][i]), rows["value"][i], rows["n"][i]] for i in at]
        own = Composition(rows["abroad"][at[0]], rows["parents"][at[0]], 400)
        found = remaining(effect.group, "X", figures, own, model)
        assert (found.estimate, found.reliability) == pytest.approx((effect.estimate, effect.reliability), rel=1e-6)


def _remark(unit: int, false: float) -> Remark:
    return Remark("changed", str(unit), "X", Series(ALL, (a_point(2024, 50, 40),)), False, -1.0, false, Text("", ""))


@given(st.lists(st.floats(0, 1), max_size=40))
def test_no_more_than_one_in_ten_is_expected_to_be_false(chances):
    kept = chosen([_remark(i, chance) for i, chance in enumerate(chances)])
    assert sum(one.false for one in kept) <= RATE * len(kept) + 1e-12
    found = discovered([_remark(i, chance) for i, chance in enumerate(chances)])
    assert all(one.false <= RATE * len(found) / len(chances) for one in found)


def test_the_shipped_country_was_made_of_the_shipped_figures():
    assert nation._shipped() is not None, "run likvard.quality.queries.state.nation.ship()"


def _whole(organisation) -> Grants:
    return Grants((Grant(Role.EDITOR, organisation.id, None),))


@pytest.mark.django_db
def test_own_figures_reach_their_holder_and_a_principal_the_own_unit(country):
    ours, theirs = an_organiser("Tranvik"), an_organiser("Granby")
    mine, other = a_unit(ours, "Tranviksskolan"), a_unit(ours, "Grannskolan")
    own_results(ours, f"{mine.school_unit_code};2024/25;9;;61;40", f"{other.school_unit_code};2024/25;9;;72;50")
    published()
    place = place_of(f"skola-{mine.school_unit_code}", _whole(ours))
    principal = Grants((Grant(Role.PRINCIPAL, ours.id, frozenset({other.id})),))
    board = Grants((Grant(Role.BOARD_READER, ours.id, None),))
    seen = {
        "editor": held(place, reach_of(_whole(ours))).whole,
        "board": held(place, reach_of(board)).whole,
        "principal of another unit": held(place, reach_of(principal)).whole,
        "neighbour": held(place, reach_of(_whole(theirs))).whole,
    }
    assert {who: [s.last.value for s in series] for who, series in seen.items()} == {
        "editor": [61.0], "board": [61.0], "principal of another unit": [], "neighbour": [],
    }  # fmt: skip
    assert place_of(f"skola-{mine.school_unit_code}", _whole(theirs)) is None
    assert place_of(f"huvudman-{ours.id}", _whole(theirs)) is None
    own = place_of(f"skola-{other.school_unit_code}", principal)
    assert [s.last.value for s in held(own, reach_of(principal)).whole] == [72.0]


@pytest.mark.django_db
def test_a_card_compares_with_similar_schools_and_becomes_a_pin(country):
    ours = an_organiser("Tranvik")
    unit = a_unit(ours, "Tranviksskolan")
    code = unit.school_unit_code
    own_results(
        ours, *(f"{code};{y}/{y % 100 + 1};9;;{v};60" for y, v in ((2021, 70), (2022, 69), (2023, 68), (2024, 30)))
    )
    own_pupils(ours, f"{code};2024/25;500;30;55")
    published()
    reach = reach_of(_whole(ours))
    found = card(place_of(f"skola-{code}", _whole(ours)), ALL, reach)
    assert len(found.comparison.units) == NEAREST
    assert [one.name for one in found.comparison.units] == sorted(one.name for one in found.comparison.units)
    assert found.comparison.word == "under"
    assert "Siffran ligger under snittet för skolor med liknande elever" in found.sentence.sv
    pin = to_pin(found, "figure")
    assert (pin["value"], pin["n"], pin["period"], pin["about_code"]) == (30.0, 60, "2024/25", f"unit:{code}")
    assert (pin["source"]["file"], pin["source"]["rows"]) == ("resultat.csv", "5")
    assert to_pin(found, "change")["value"] == pytest.approx(-39.0, abs=0.1)
    out = stands_out(place_of(f"huvudman-{ours.id}", _whole(ours)), reach)
    assert [(one.kind, one.better) for one in out.remarks] == [("changed", False)]
    assert out.expected_false == RATE


@pytest.mark.parametrize(
    ("points", "sv"),
    [
        (-6.2, " Av en sådan rörelse brukar bara omkring 6 procentenheter bestå till nästa år."),
        (1.2, " Av en sådan rörelse brukar bara omkring 1 procentenhet bestå till nästa år."),
        (0.4, " Av en sådan rörelse brukar nästan inget bestå till nästa år."),
        (-0.4, " Av en sådan rörelse brukar nästan inget bestå till nästa år."),
    ],
)
def test_what_lasts_of_a_move(points, sv):
    assert what_lasts(points, Series(ALL, (a_point(2024, 50, 40),))).sv == sv


@pytest.mark.django_db
def test_any_municipality_is_shown_from_open_data(country):
    ours = an_organiser("Tranvik")
    own_results(ours, f"{a_unit(ours).school_unit_code};2024/25;9;;61;40")
    published()
    place = place_of("kommun-0138", _whole(ours))
    whole = held(place, reach_of(_whole(ours))).whole
    assert (place.name, len(place.units)) == ("Tyresö", 80)
    assert {one.key.measure for one in whole} == {
        "year9_all_subjects_share", "pupils", "foreign_background_share", "parents_post_secondary_share",
    }  # fmt: skip
    assert [place_of(code, _whole(ours)) for code in ("kommun-9999", "kommun-", "skola-1", "skola-99999999", "x")] == [
        None
    ] * 5
