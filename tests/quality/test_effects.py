"""Follow-up of effect: known truth comes out right, the traps are caught and told in plain words."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from likvard.ledger.models import Event
from likvard.quality.actions import add_measure
from likvard.quality.actions.effects import NoGrounds, choose_comparison, note_effect
from likvard.quality.models import Comparison, Effect
from likvard.quality.queries.effects import Answered, CannotSay, UnitYear, answer_from, weak_start
from likvard.quality.queries.measures import measure_lines, time_to_ask
from tests.factories import NOW, TODAY, a_pinned_figure, an_organiser

YEARS = range(2018, 2026)
START = 2023


def _schools(
    seed: int, *, true: float = 0.0, dip: float = 0.0, apart: float = 0.0, treated: int = 6, others: int = 24
) -> tuple[list[UnitYear], dict[str, int]]:
    """A panel with a known effect: levels of their own, common years, noise; `dip` in the last year before the start,
    `apart` points a year that the treated move by themselves all along."""
    random = np.random.default_rng(seed)
    common = dict(zip(YEARS, random.normal(0, 2, len(YEARS)), strict=True))
    rows, sides = [], {}
    for number in range(treated + others):
        code = f"{10_000_000 + number}"
        sides[code] = int(number < treated)
        level = random.normal(220, 12)
        for year in YEARS:
            value = level + common[year] + random.normal(0, 2.5)
            if sides[code]:
                value += true * (year >= START) + dip * (year == START - 1) + apart * (year - YEARS[0])
            rows.append(UnitYear(code, year, float(value)))
    return rows, sides


def _answer(rows, sides, *, beforehand=True):
    return answer_from(rows, sides=sides, start=START, chosen_beforehand=beforehand)


@settings(max_examples=12, deadline=None)
@given(seed=st.integers(0, 10_000), true=st.sampled_from([-15.0, 12.0, 20.0]))
def test_a_known_effect_comes_out_right(seed, true):
    found = _answer(*_schools(seed, true=true))
    main = found.result["estimates"][0]
    assert abs(main["estimate"] - true) < 4 * main["se"]
    assert (main["low"] > 0) == (true > 0)


def test_a_clear_effect_after_alike_years_carries_words_of_effect():
    found = _answer(*_schools(3, true=15))
    assert (found.result["step"], found.trap) == (4, False)
    assert "förenligt med en effekt av åtgärden" in found.explained[0].sv
    assert "consistent with an effect of the measure" in found.explained[0].en


def test_no_effect_is_said_to_be_none():
    found = _answer(*_schools(5, true=0))
    assert found.explained[0].sv == "Förändringen går inte att skilja från jämförelseskolornas."


def test_return_from_a_weak_year_is_caught_and_told():
    """No effect at all: the schools had a bad year, got the measure, and came back by themselves."""
    found = _answer(*_schools(11, true=0, dip=-18))
    main = found.result["estimates"][0]
    assert main["estimate"] > 0
    assert (found.result["step"], found.trap) == (3, True)
    told = " ".join(text.sv for text in found.explained)
    assert "Året före åtgärden var ovanligt" in told
    assert "går ofta tillbaka av sig själva" in told
    assert "utan någon åtgärd" in told
    assert "effekt av" not in told
    assert "effect of" not in " ".join(text.en for text in found.explained)


def test_paths_that_parted_before_are_told():
    found = _answer(*_schools(7, apart=4))
    assert (found.result["step"], found.trap) == (3, True)
    assert any("gick åt olika håll redan före" in text.sv for text in found.explained)


def test_units_chosen_afterwards_carry_no_words_of_effect():
    found = _answer(*_schools(3, true=15), beforehand=False)
    assert (found.result["step"], found.trap) == (3, True)
    assert any("valdes när man redan kunde veta" in text.sv for text in found.explained)


def test_one_single_unit_says_what_else_it_can_be():
    found = _answer(*_schools(3, true=25, treated=1))
    assert any("Bara en enhet har åtgärden" in text.sv for text in found.explained)


def test_before_there_are_figures_it_is_too_early():
    rows, sides = _schools(3)
    early = [row for row in rows if row.year < START or not sides[row.code]]
    found = _answer(early, sides)
    assert isinstance(found, CannotSay)
    assert "för tidigt" in found.words.sv


def test_too_few_units_are_told_not_guessed():
    rows, sides = _schools(3, others=2)
    lonely = {code: side for code, side in sides.items() if side} | {next(c for c, s in sides.items() if not s): 0}
    found = _answer([row for row in rows if row.code in lonely], lonely)
    assert isinstance(found, CannotSay)
    assert found.words.sv.startswith("Siffrorna räcker inte till en jämförelse:")


# -- a start that is unusually weak -------------------------------------------------------------------------------


def _points(*values):
    return [{"period": str(2019 + i), "year": 2019 + i, "value": v} for i, v in enumerate(values)]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("value", "earlier", "weak"),
    [(52, (70, 68, 71, 69), True), (69, (70, 68, 71, 69), False), (90, (70, 68, 71, 69), False), (52, (70, 68), False)],
)
def test_a_weak_start_is_pointed_out(value, earlier, weak):
    figure = a_pinned_figure(an_organiser(), value=value, year=2024, points=_points(*earlier))
    told = weak_start(figure)
    assert (told is not None) == weak
    if told:
        assert "ovanligt svagt år: 52 mot 69,5 i medeltal de 4 åren före" in told.sv


# -- what is kept -------------------------------------------------------------------------------------------------


@pytest.fixture
def measure(db):
    return add_measure(
        holder=an_organiser(), origin="goal:1", what="Läsgrupper", starts_on=TODAY + timedelta(days=30), by=None, at=NOW
    )


UNITS = {"treated": [{"code": "1", "name": "A"}], "units": [{"code": "2", "name": "B"}, {"code": "3", "name": "C"}]}


def _compared(measure, **fields) -> Comparison:
    given = {
        "indicator": "year9_merit_value|compulsory|9|||",
        "start_year": 2026,
        "why": "Närmast i elevsammansättning",
    } | UNITS
    return choose_comparison(measure=measure, by=None, at=NOW, **(given | fields))


def test_chosen_beforehand_is_before_the_first_day(measure):
    assert _compared(measure).before_start is True
    measure.starts_on = TODAY
    measure.save()
    assert _compared(measure).before_start is True
    measure.starts_on = TODAY - timedelta(days=1)
    measure.save()
    assert _compared(measure).before_start is False
    measure.starts_on = TODAY + timedelta(days=30)
    measure.save()
    assert _compared(measure, start_year=2025).before_start is False  # that year is known already
    measure.starts_on = None  # a measure without a first day may have begun
    measure.save()
    assert _compared(measure).before_start is False
    assert Comparison.objects.count() == 5  # a later choice stands beside the first


def test_a_comparison_has_two_sides(measure):
    for wrong in ({"treated": []}, {"units": UNITS["units"][:1]}, {"treated": UNITS["units"]}):
        with pytest.raises(ValueError, match="both"):
            _compared(measure, **wrong)


def test_effect_stands_on_something(measure):
    for answer in (Effect.Answer.EFFECT, Effect.Answer.NO_EFFECT):
        with pytest.raises(NoGrounds):
            note_effect(measure=measure, answer=answer, seen="Bättre", on=TODAY, by=None, at=NOW)
    noted = note_effect(
        measure=measure, answer=Effect.Answer.EFFECT, seen="Bättre", observation="Två lektionsbesök", on=TODAY, by=None,
        at=NOW,
    )  # fmt: skip
    assert (noted.step, noted.result) == (1, None)
    event = Event.objects.get(action="effect_noted")
    assert event.after["effect"] == "effect"
    assert "Bättre" not in str(event.after)


def test_activity_only_and_too_early_are_answers_of_their_own(measure):
    note_effect(measure=measure, answer="activity_only", seen="Grupperna är igång", on=TODAY, by=None, at=NOW)
    with pytest.raises(ValueError, match="look again"):
        note_effect(measure=measure, answer="too_early", seen="Provet görs i maj", on=TODAY, by=None, at=NOW)
    again = date(2027, 6, 15)
    early = note_effect(
        measure=measure,
        answer="too_early",
        seen="Provet görs i maj",
        on=TODAY,
        look_again_on=again,
        by=None,
        at=NOW + timedelta(hours=1),
    )
    assert time_to_ask(measure, early, again - timedelta(days=1)) is False
    assert time_to_ask(measure, early, again) is True
    (line,) = measure_lines([measure], today=again)
    assert (line.answer, line.ask) == ("too_early", True)


def test_the_engines_answer_is_frozen_with_its_step(measure):
    found = _answer(*_schools(3, true=15))
    assert isinstance(found, Answered)
    noted = note_effect(
        measure=measure, answer="effect", seen="Meritvärdet steg", comparison=_compared(measure), result=found.result,
        on=TODAY, by=None, at=NOW,
    )  # fmt: skip
    noted.refresh_from_db()
    assert (noted.step, noted.result["sentence"]["sv"]) == (4, found.result["sentence"]["sv"])


@pytest.mark.parametrize(
    ("reach", "concerned", "thin"), [(20, 100, True), (50, 100, False), (None, 100, False), (5, 0, False)]
)
def test_reach_beside_the_size_of_the_problem(measure, reach, concerned, thin):
    measure.reach, measure.concerned = reach, concerned
    measure.save()
    (line,) = measure_lines([measure], today=TODAY)
    assert line.thin is thin
