"""The organiser's own surveys in the state of play: what is shown, to whom, and what Skolenkäten says of the same."""

from datetime import timedelta

import pytest
from django.urls import reverse

from likvard.access.queries import grants_of
from likvard.quality.models import PinnedFigure
from likvard.quality.queries.state.card import card, to_pin
from likvard.quality.queries.state.own_surveys import beside_said, matching
from likvard.quality.queries.state.places import held, place_of, reach_of
from likvard.quality.queries.state.points import Key, Point, Series
from likvard.rulebook.permissions import Role
from likvard.surveys.models import Survey
from likvard.surveys.queries.results import over
from tests.factories import TODAY, a_unit, a_user, an_organiser
from tests.factories.surveys import a_survey, counted

DURING = TODAY + timedelta(days=1)
AFTER = TODAY + timedelta(days=60)
SAFETY = Key("survey:pupils_middle.safety", group="who=pupils;topic=Trygghet")


@pytest.fixture
def ours(db, country):
    return an_organiser("Tranvik")


@pytest.fixture
def units(ours):
    return [a_unit(ours, name) for name in ("Bergaskolan", "Tranviksskolan", "Årbyskolan", "Öbyskolan")]


@pytest.fixture
def survey(ours, units):
    """Six answer in the third unit, who would be known by the fourth's twelve; forty and thirty in the others."""
    made = a_survey(ours, units)
    for unit, n in zip(units, (20, 15, 3, 6), strict=True):
        counted(made, unit, {"girl": n, "boy": n})
    return made


def _seen(person, code: str, on=AFTER) -> dict[Key, tuple[str, float | None]]:
    grants = grants_of(person, TODAY)
    place = place_of(code, grants)
    if place is None:
        return {}
    whole = held(place, reach_of(grants, on=on)).whole
    return {one.key: (one.last.state, one.last.value) for one in whole if one.key.measure.startswith("survey:")}


def test_a_finished_survey_is_a_figure_of_each_unit_and_of_all(ours, units, survey):
    editor = a_user(Role.EDITOR, ours)
    first = _seen(editor, f"skola-{units[0].school_unit_code}")
    assert first[SAFETY] == ("value", pytest.approx(5))
    assert first[SAFETY._replace(sex="girls")] == ("value", pytest.approx(5))
    assert _seen(editor, f"skola-{units[2].school_unit_code}")[SAFETY] == ("withheld", None)
    whole = _seen(editor, f"huvudman-{ours.pk}")
    assert {key.measure for key in whole} == {
        f"survey:pupils_middle.{area}" for area in ("safety", "calm", "support", "influence")
    }


def test_nothing_is_told_while_it_can_be_answered(ours, units, survey):
    assert _seen(a_user(Role.EDITOR, ours), f"huvudman-{ours.pk}", DURING) == {}
    Survey.objects.update(closed_on=DURING)
    assert SAFETY in _seen(a_user(Role.EDITOR, ours), f"huvudman-{ours.pk}", DURING)


def test_a_principal_sees_the_own_unit_alone_and_a_neighbour_nothing(ours, units, survey):
    principal = a_user(Role.PRINCIPAL, ours, units=[units[0]])
    codes = [f"skola-{unit.school_unit_code}" for unit in units]
    assert [bool(_seen(principal, code)) for code in [*codes, f"huvudman-{ours.pk}"]] == [True] + [False] * 4
    theirs = a_user(Role.EDITOR, an_organiser("Ås"))
    assert [_seen(theirs, code) for code in [*codes, f"huvudman-{ours.pk}"]] == [{}] * 5


def test_years_with_other_words_are_left_out_and_same_ones_stand_in_order(ours, units, survey):
    for years, text in ((1, None), (2, "En annan fråga.")):
        earlier = a_survey(ours, units, title=f"För {years} år sedan")
        counted(earlier, units[0], {"girl": 10, "boy": 10})
        asked = earlier.questionnaire
        if text:
            asked["areas"][0]["questions"][0]["text"]["sv"] = text
        days = timedelta(days=365 * years)
        Survey.objects.filter(pk=earlier.pk).update(
            opens_on=earlier.opens_on - days, last_day=earlier.last_day - days, questionnaire=asked
        )
    grants = grants_of(a_user(Role.EDITOR, ours), TODAY)
    place = place_of(f"skola-{units[0].school_unit_code}", grants)
    series = {one.key: one for one in held(place, reach_of(grants, on=AFTER)).whole}
    assert [point.period for point in series[SAFETY].points] == ["2025", "2026"]
    calm = SAFETY._replace(measure="survey:pupils_middle.calm", group="who=pupils;topic=Studiero")
    assert [point.period for point in series[calm].points] == ["2024", "2025", "2026"]


def test_it_becomes_a_card_and_a_pin_that_names_the_survey(ours, units, survey):
    grants = grants_of(a_user(Role.EDITOR, ours), TODAY)
    reach = reach_of(grants, on=AFTER)
    made = card(place_of(f"skola-{units[0].school_unit_code}", grants), SAFETY, reach)
    assert made.sentence.sv.startswith(
        "Bergaskolan: index i den egna enkäten (trygghet, elever i årskurs 4–6) var 5,0 av 10 år 2026 (40 svar)."
    )
    pin = to_pin(made, "figure")
    assert (pin["measure"], pin["n"], pin["source"]["title"], pin["source"]["publisher"]) == (
        "survey:pupils_middle.safety", 40, survey.title, ours.name,
    )  # fmt: skip
    assert [source.survey for source in made.sources] == [str(survey.pk)]


def test_the_page_leads_to_the_survey_and_can_be_pinned(ours, units, survey, client_of):
    Survey.objects.update(last_day=TODAY - timedelta(days=1), opens_on=TODAY - timedelta(days=9))
    client = client_of(a_user(Role.EDITOR, ours))
    args, asked = [f"skola-{units[0].school_unit_code}"], {"serie": str(SAFETY)}
    assert over([str(ours.pk)], on=TODAY) == {str(survey.pk)}
    text = client.get(reverse("state:figure", args=args), asked).content.decode()
    assert reverse("surveys:results", args=[survey.pk]) in text
    client.post(reverse("state:pin", args=args), asked)
    assert PinnedFigure.objects.get().measure == SAFETY.measure
    hidden = client.get(reverse("state:figure", args=[f"skola-{units[2].school_unit_code}"]), asked).content.decode()
    assert "visas inte: den bygger på för få" in hidden


def _national(who: str, topic: str, year_group: str, value: float = 6.1) -> Series:
    key = Key("survey_index", "compulsory", year_group, group=f"who={who};topic={topic}")
    return Series(key, (Point(2022, "2022", value, "value", 5.7, 6.5, 45),))


def test_skolenkaten_stands_beside_where_both_ask_of_the_same():
    key = Key("survey:pupils_older.safety", group="who=pupils;topic=Trygghet")
    own = Series(key, (Point(2026, "2026", 6.8, "value", 6.5, 7.1, 60),))
    right = _national("pupils", "Trygghet", "8")
    others = [right, _national("pupils", "Studiero", "8"), _national("pupils", "Trygghet", "5"),
              _national("staff", "Trygghet", "")]  # fmt: skip
    assert matching(own, others) == [right]
    assert matching(right, [own]) == [own]
    assert matching(Series(key._replace(sex="girls"), own.points), others) == []
    told = beside_said(own, [right])
    assert "2022 (årskurs 8): 6,1, 0,7 lägre." in told.sv
    assert "inte ordagrant desamma" in told.sv
    assert beside_said(own, []) is None
