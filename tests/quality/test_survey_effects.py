"""An own survey as what is compared before and after: same questions, own units, nothing withheld."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from likvard.quality.actions import add_measure
from likvard.quality.actions.effects import choose_comparison
from likvard.quality.queries.effects import Answered, CannotSay, answer_to, explained, indicators_of, surveyed
from likvard.rulebook.permissions import Role
from likvard.surveys.models import Survey, Tally
from likvard.surveys.queries.questionnaire import options_of
from tests.factories import NOW, TODAY, a_unit, a_user, an_organiser
from tests.factories.surveys import a_survey

INDICATOR = "survey:pupils_middle.calm|||||who=pupils;topic=Studiero"
BEGINS = date(2025, 1, 13)  # in the middle of the school year 2024/25


@pytest.fixture
def ours(db, country):
    return an_organiser("Tranvik")


@pytest.fixture
def units(ours):
    return [a_unit(ours, f"{letter}skolan") for letter in "ABCDE"]


def put(ours, units, day: date, levels, n: int = 20, text: str = "") -> Survey:
    """A survey that is over since `day`; everybody in a unit takes the option that `levels` has for it."""
    survey = a_survey(ours, units, title=f"Enkät {day}")
    asked = survey.questionnaire
    if text:
        for area in asked["areas"]:
            area["questions"][0]["text"]["sv"] = text
    for unit, level in zip(units, levels, strict=True):
        tally = Tally.objects.get(unit__survey=survey, unit__school_unit=unit)
        for group in ("girl", "boy"):
            tally.counts[group]["people"] = n
            for places in tally.counts[group]["answers"].values():
                places[level] = n
        tally.save()
    Survey.objects.filter(pk=survey.pk).update(
        opens_on=day - timedelta(days=14), last_day=day, closed_on=day, questionnaire=asked
    )
    return survey


def a_comparison(ours, units, start=2024, at=NOW):
    measure = add_measure(
        holder=ours,
        origin="goal:1",
        what="Två vuxna på varje lektion",
        starts_on=BEGINS,
        units=units[:1],
        by=None,
        at=at,
    )
    sides = [[{"code": u.school_unit_code, "name": u.name} for u in side] for side in (units[:1], units[1:])]
    return choose_comparison(
        measure=measure, indicator=INDICATOR, start_year=start, treated=sides[0], units=sides[1], why="Våra andra.",
        by=None, at=at,
    )  # fmt: skip


def told(ours, units, **fields):
    codes = [unit.school_unit_code for unit in units]
    fields = {"holders": [ours.pk], "on": TODAY, "start": 2024, "begins": BEGINS} | fields
    found = surveyed(INDICATOR, codes[:1], codes[1:], **fields)
    return {(codes.index(row.code), row.year): round(row.value, 1) for row in found.rows}, found.reworded


def test_each_area_that_has_been_asked_can_be_followed(ours, units):
    put(ours, units, date(2024, 5, 20), [1, 1, 2, 2, 2])
    found = indicators_of([units[0].school_unit_code], holders=[ours.pk], on=TODAY)
    assert INDICATOR in {str(one.key) for one in found}
    assert {one.key.measure for one in found} == {
        f"survey:pupils_middle.{area}" for area in ("safety", "calm", "support", "influence")
    }
    other = an_organiser("Ås")
    assert indicators_of([units[0].school_unit_code], holders=[other.pk], on=TODAY) == []


def test_a_survey_before_the_first_day_is_before_though_in_the_same_school_year(ours, units):
    options = options_of(put(ours, units, date(2024, 10, 20), [0, 0, 0, 0, 0]).questionnaire)
    put(ours, units, date(2025, 5, 20), [options - 1] * 5)
    rows, reworded = told(ours, units)
    assert {year for _, year in rows} == {2023, 2024}
    assert (len(rows), reworded) == (10, False)
    assert rows[0, 2023] != rows[0, 2024]


def test_only_the_words_of_before_are_compared(ours, units):
    put(ours, units, date(2024, 5, 20), [1] * 5)
    put(ours, units, date(2025, 5, 20), [2] * 5, text="Andra ord.")
    rows, reworded = told(ours, units)
    assert ({year for _, year in rows}, reworded) == ({2023}, True)
    answered = answer_to(a_comparison(ours, units), holders=[ours.pk], on=TODAY)
    assert isinstance(answered, CannotSay)
    assert "Ställ samma frågor igen" in answered.words.sv


def test_what_was_withheld_is_compared_with_nothing(ours, units):
    """Four answer in the last unit, and the one that hides them is hidden with them."""
    survey = put(ours, units, date(2024, 5, 20), [1] * 5)
    for unit, n in ((units[3], 8), (units[4], 2)):
        tally = Tally.objects.get(unit__survey=survey, unit__school_unit=unit)
        for group in ("girl", "boy"):
            tally.counts[group]["people"] = n
            for places in tally.counts[group]["answers"].values():
                places[1] = n
        tally.save()
    rows, _ = told(ours, units)
    assert set(rows) == {(0, 2023), (1, 2023), (2, 2023)}  # without the fourth, the fifth would be the rest


def test_it_says_nothing_while_the_survey_can_be_answered_and_nothing_of_a_neighbour(ours, units):
    survey = put(ours, units, date(2024, 5, 20), [1] * 5)
    assert told(ours, units, holders=[an_organiser("Ås").pk]) == ({}, False)
    Survey.objects.filter(pk=survey.pk).update(closed_on=None, last_day=TODAY)
    assert told(ours, units) == ({}, False)


def test_few_units_and_answers_are_told_of_and_carry_no_words_of_effect(ours, units):
    put(ours, units, date(2023, 5, 20), [1, 2, 1, 2, 1])
    put(ours, units, date(2024, 5, 20), [1, 1, 2, 2, 1])
    put(ours, units, date(2025, 5, 20), [3, 1, 2, 1, 2])
    answered = answer_to(a_comparison(ours, units), holders=[ours.pk], on=TODAY)
    assert isinstance(answered, Answered)
    assert answered.result["step"] < 4
    words = " ".join(text.sv for text in answered.explained)
    for part in ("Bara en enhet har åtgärden", "Med så få enheter", "ur er egen enkät"):
        assert part in words
    assert explained(answered.result) == answered.explained  # as it is frozen with the answer


def test_two_units_to_compare_with_give_no_interval(ours, units):
    put(ours, units[:3], date(2023, 5, 20), [1, 2, 1])
    put(ours, units[:3], date(2024, 5, 20), [1, 1, 2])
    put(ours, units[:3], date(2025, 5, 20), [3, 1, 2])
    answered = answer_to(a_comparison(ours, units[:3]), holders=[ours.pk], on=TODAY)
    for said in ((text.sv for text in answered.explained), (text.en for text in answered.explained)):
        words = " ".join(said)
        assert "säkerhet mellan" not in words
        assert "likely between" not in words
        assert ("Så få säger inte hur mycket" in words) or ("So few cannot tell" in words)


def test_the_page_offers_own_units_that_answered_and_says_when_there_are_none(ours, units, client_of):
    put(ours, units[:4], date(2024, 5, 20), [1, 1, 2, 2])
    measure = add_measure(
        holder=ours, origin="goal:1", what="Två vuxna", starts_on=timezone.localdate() + timedelta(days=30),
        units=units[:1], by=None, at=timezone.now(),
    )  # fmt: skip
    client = client_of(a_user(Role.EDITOR, ours))
    address = reverse("goals:compare", args=[measure.pk])
    start = measure.starts_on.year if measure.starts_on.month >= 7 else measure.starts_on.year - 1
    asked = {"indicator": INDICATOR, "start_year": start}
    page = client.get(address, asked).content.decode()
    assert "Våra andra enheter som har svarat på samma frågor tidigare." in page
    assert [unit.school_unit_code in page.split('id="units"')[1] for unit in units] == [False, True, True, True, False]
    chosen = {"units": [unit.school_unit_code for unit in units[1:4]], "why": "Våra andra."}
    assert (
        client.post(
            f"{address}?indicator={INDICATOR.replace('|', '%7C').replace(';', '%3B')}&start_year={start}", chosen
        ).status_code
        == 302
    )
    assert measure.comparisons.get().indicator == INDICATOR
    unasked = add_measure(
        holder=ours, origin="goal:1", what="Tre vuxna", starts_on=measure.starts_on, units=units[:4], by=None,
        at=timezone.now(),
    )  # fmt: skip
    page = client.get(reverse("goals:compare", args=[unasked.pk]), asked).content.decode()
    assert "Det finns ännu inget att jämföra med" in page
