"""Surveys prepared, given codes, answered, moved, closed; who sees them; how many have answered."""

from datetime import date, timedelta

import pytest

from likvard.access.queries import grants_of
from likvard.ledger.models import Event
from likvard.rulebook.permissions import Role
from likvard.surveys.actions import (
    ChangedMeanwhile,
    CodeIsSpent,
    NothingAnswered,
    SurveyIsOver,
    SurveyIsShut,
    answer,
    close_survey,
    make_codes,
    move_last_day,
    prepare_survey,
)
from likvard.surveys.models import Code, Survey, SurveyUnit
from likvard.surveys.queries.codes import ALPHABET, LENGTH, typed, written
from likvard.surveys.queries.rates import rates, together
from likvard.surveys.queries.todo import errands
from likvard.surveys.queries.visibility import surveys_visible_to, units_visible_to
from tests.factories import NOW, TODAY, a_unit, a_user, an_organiser
from tests.factories.surveys import a_survey, answered, answers_like, codes_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def almvik():
    return an_organiser()


def test_a_survey_keeps_what_was_asked(almvik):
    survey = a_survey(almvik, [a_unit(almvik)], areas=["calm", "safety"])
    assert [area["key"] for area in survey.questionnaire["areas"]] == ["safety", "calm"]
    assert Event.objects.latest("number").action == "survey_prepared"


@pytest.mark.parametrize("fault", ["no units", "others", "backwards"])
def test_a_survey_is_run_in_own_units_and_ends_after_it_begins(almvik, fault):
    units = {"no units": [], "others": [a_unit(an_organiser("Ås"))]}.get(fault) or []
    units = units or ([] if fault == "no units" else [a_unit(almvik)])
    with pytest.raises(ValueError):
        prepare_survey(
            holder=almvik, template="staff", title="x", units=units, opens_on=TODAY,
            last_day=TODAY - timedelta(days=1) if fault == "backwards" else TODAY, by=None, at=NOW,
        )  # fmt: skip
    assert not Survey.objects.exists()


def test_codes_that_nobody_used_can_be_made_worthless(almvik):
    unit = a_unit(almvik)
    survey = a_survey(almvik, [unit])
    used, lost, _ = codes_for(survey, unit, 3)
    answer(code=used, group="girl", answers=answers_like(survey, 0), on=TODAY)
    new = make_codes(unit=SurveyUnit.objects.get(), number=2, replace=True, by=None, at=NOW)
    assert SurveyUnit.objects.get().asked == 3
    assert Code.objects.filter(spent=True).count() == 1
    with pytest.raises(CodeIsSpent):
        answer(code=lost, group="girl", answers=answers_like(survey, 0), on=TODAY)
    assert all(len(code) == LENGTH and set(code) <= set(ALPHABET) for code in new)


@pytest.mark.parametrize(
    ("text", "code"),
    [("abcde-23456", "ABCDE23456"), ("  AB CDE 23456 ", "ABCDE23456"), ("abcde–23456", "ABCDE23456"), ("", "")],
)
def test_a_code_is_read_as_people_type_it(text, code):
    assert typed(text) == code
    if code:
        assert typed(written(code)) == code


def test_what_the_questionnaire_does_not_have_is_refused(almvik):
    unit = a_unit(almvik)
    survey = a_survey(almvik, [unit])
    (code,) = codes_for(survey, unit, 1)
    for group, answers in [("girl", {"no_such": 0}), ("girl", {"safe_school": 5}), ("", {"safe_school": 0})]:
        with pytest.raises(ValueError):
            answer(code=code, group=group, answers=answers, on=TODAY)
    with pytest.raises(NothingAnswered):
        answer(code=code, group="girl", answers={}, on=TODAY)
    assert not Code.objects.filter(spent=True).exists()


@pytest.mark.parametrize("day", [TODAY - timedelta(days=1), date(2026, 12, 19)])
def test_nobody_answers_before_the_first_day_or_after_the_last(almvik, day):
    unit = a_unit(almvik)
    survey = a_survey(almvik, [unit])
    (code,) = codes_for(survey, unit, 1)
    with pytest.raises(SurveyIsShut):
        answer(code=code, group="girl", answers=answers_like(survey, 0), on=day)


def test_an_ended_survey_never_opens_again(almvik):
    unit = a_unit(almvik)
    survey = a_survey(almvik, [unit])
    (code,) = codes_for(survey, unit, 1)
    moved = move_last_day(survey=survey, last_day=TODAY + timedelta(days=1), version=1, by=None, at=NOW)
    with pytest.raises(ChangedMeanwhile):
        close_survey(survey=survey, version=1, by=None, at=NOW)
    closed = close_survey(survey=moved, version=2, by=None, at=NOW)
    with pytest.raises(SurveyIsOver):
        move_last_day(survey=closed, last_day=date(2027, 1, 1), version=3, by=None, at=NOW)
    with pytest.raises(SurveyIsOver):
        make_codes(unit=SurveyUnit.objects.get(), number=1, replace=False, by=None, at=NOW)
    with pytest.raises(SurveyIsShut):
        answer(code=code, group="girl", answers=answers_like(survey, 0), on=TODAY)
    # The last day passes by itself, and then it is as final.
    other = a_survey(almvik, [unit])
    with pytest.raises(SurveyIsOver):
        move_last_day(survey=other, last_day=date(2027, 1, 9), version=1, by=None, at=NOW + timedelta(days=31))


def test_each_sees_her_own_and_no_neighbour(almvik):
    mine, other = a_unit(almvik, "Björkskolan"), a_unit(almvik, "Granskolan")
    neighbour = an_organiser("Ås kommun")
    both, alone = a_survey(almvik, [mine, other]), a_survey(almvik, [other], title="Bara Gran")
    theirs = a_survey(neighbour, [a_unit(neighbour, "Ås skola")])

    def seen(role, organisation, units=()):
        grants = grants_of(a_user(role, organisation, units), TODAY)
        return set(surveys_visible_to(grants)), {u.school_unit.name for u in units_visible_to(grants)}

    assert seen(Role.EDITOR, almvik) == ({both, alone}, {"Björkskolan", "Granskolan"})
    assert seen(Role.PRINCIPAL, almvik, [mine]) == ({both}, {"Björkskolan"})
    assert seen(Role.BOARD_READER, neighbour) == ({theirs}, {"Ås skola"})
    assert seen(Role.REVIEWER, almvik) == (set(), set())


def test_the_rate_is_counted_on_codes(almvik, django_assert_num_queries):
    small, large = a_unit(almvik, "A"), a_unit(almvik, "B")
    survey = a_survey(almvik, [small, large])
    answered(survey, small, [("girl", 0)], asked=2)
    answered(survey, large, [("boy", 1)] * 3, asked=4)
    units = units_visible_to(grants_of(a_user(Role.EDITOR, almvik), TODAY)).filter(survey=survey)
    with django_assert_num_queries(1):
        found = rates(units)
    assert [(r.unit.school_unit.name, r.answered, r.asked, r.share) for r in found] == [
        ("A", 1, 2, 0.5), ("B", 3, 4, 0.75),
    ]  # fmt: skip
    assert together(found) == (4, 6)


def test_what_a_survey_asks_of_the_one_who_runs_it(almvik):
    unit = a_unit(almvik)
    grants = grants_of(a_user(Role.EDITOR, almvik), TODAY)
    survey = a_survey(almvik, [unit])

    def kinds(day):
        return [(e.kind, e.answered, e.asked) for e in errands(grants, today=day)]

    assert kinds(TODAY) == [("codes", 0, 0)]
    answered(survey, unit, [("girl", 0)], asked=4)
    assert kinds(TODAY) == [("answers", 1, 4)]
    assert kinds(date(2026, 12, 19)) == [("results", 1, 4)]
    assert kinds(date(2027, 2, 1)) == []
    outsider = grants_of(a_user(Role.EDITOR, an_organiser("Ås")), TODAY)
    assert errands(outsider, today=TODAY) == ()
