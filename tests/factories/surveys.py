"""Surveys of one's own, with codes to answer by."""

from datetime import date

from likvard.organisations.models import Organisation, SchoolUnit
from likvard.surveys.actions import answer, make_codes, prepare_survey
from likvard.surveys.models import Survey, SurveyUnit, Tally
from likvard.surveys.queries.questionnaire import options_of, question_keys

from .days import NOW, TODAY


def a_survey(holder: Organisation, units: list[SchoolUnit], **fields) -> Survey:
    fields.setdefault("template", "pupils_middle")
    fields.setdefault("title", "Trygghet och studiero")
    fields.setdefault("opens_on", TODAY)
    fields.setdefault("last_day", date(2026, 12, 18))
    return prepare_survey(holder=holder, units=units, by=None, at=NOW, **fields)


def codes_for(survey: Survey, unit: SchoolUnit, number: int) -> tuple[str, ...]:
    asked = SurveyUnit.objects.get(survey=survey, school_unit=unit)
    return make_codes(unit=asked, number=number, replace=False, by=None, at=NOW)


def answers_like(survey: Survey, place: int) -> dict[str, int]:
    """Every question answered by one option; the place after the last is "don't know"."""
    assert 0 <= place <= options_of(survey.questionnaire)
    return dict.fromkeys(question_keys(survey.questionnaire), place)


def answered(survey: Survey, unit: SchoolUnit, groups: list[tuple[str, int]], asked: int | None = None) -> None:
    """One person answers for each of `groups`: (group, the option that she always takes)."""
    codes = codes_for(survey, unit, asked or len(groups))
    for code, (group, place) in zip(codes, groups, strict=False):
        answer(code=code, group=group, answers=answers_like(survey, place), on=survey.opens_on)


def counted(survey: Survey, unit: SchoolUnit, sizes: dict[str, int]) -> None:
    """As if so many of each group had answered, each option by its turn; quicker than to answer for them all."""
    tally = Tally.objects.get(unit__survey=survey, unit__school_unit=unit)
    for group, n in sizes.items():
        tally.counts[group]["people"] += n
        for places in tally.counts[group]["answers"].values():
            for at in range(n):
                places[at % options_of(survey.questionnaire)] += 1
    tally.save()
