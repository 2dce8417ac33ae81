"""What was said is the same whoever asks, through whichever page, and whenever: no filter makes another sum."""

from datetime import timedelta

import pytest
from django.core.cache import cache

from likvard.access.queries import grants_of
from likvard.analysis.survey.published import ALL
from likvard.rulebook.permissions import Role
from likvard.surveys.models import SurveyUnit
from likvard.surveys.queries.results import figures_of, indices_of, over, published_of, results
from likvard.surveys.queries.visibility import units_visible_to
from tests.factories import TODAY, a_unit, a_user, an_organiser
from tests.factories.surveys import a_survey, counted

pytestmark = pytest.mark.django_db
AFTER = TODAY + timedelta(days=60)
# Per unit, how many girls, boys and others answer.
SIZES = {"Björkskolan": (20, 20, 1), "Granskolan": (15, 12, 0), "Hasselskolan": (3, 3, 0), "Ekskolan": (11, 4, 2)}


@pytest.fixture
def almvik():
    return an_organiser()


@pytest.fixture
def units(almvik):
    return [a_unit(almvik, name) for name in SIZES]


@pytest.fixture
def survey(almvik, units):
    made = a_survey(almvik, units, areas=["safety", "calm"])
    for unit, sizes in zip(units, SIZES.values(), strict=True):
        counted(made, unit, dict(zip(("girl", "boy", "unsaid"), sizes, strict=True)))
    return made


def _of(place):
    return [place.index, *place.groups, *(row for _, row in place.questions)]


def test_every_filter_shows_rows_of_one_and_the_same_table(almvik, units, survey):
    whole = set(published_of(survey, on=AFTER).rows)
    assert {row.status for row in whole} == {"shown", "withheld"} | ({"missing"} & {row.status for row in whole})
    readers = [a_user(Role.EDITOR, almvik), a_user(Role.BOARD_READER, almvik)]
    readers += [a_user(Role.PRINCIPAL, almvik, [unit]) for unit in units]
    readers += [a_user(Role.PRINCIPAL, almvik, units[:2]), a_user(Role.PRINCIPAL, almvik, units[2:])]
    for reader in readers:
        visible = units_visible_to(grants_of(reader, TODAY))
        told = [row for area in results(survey, visible, on=AFTER) for place in area.places for row in _of(place)]
        assert set(told) <= whole
        mine = set(visible.values_list("school_unit__school_unit_code", flat=True))
        assert {row.unit for row in told} == {ALL, *mine}
    everything = {row for row in whole if not row.question}
    assert {row for _, row in indices_of(over([str(almvik.pk)], on=AFTER))} == everything
    codes = [unit.school_unit_code for unit in units]
    assert {row for _, row in figures_of(almvik.pk, codes, on=AFTER)} <= everything


def test_asking_again_later_gives_the_same_and_asking_before_gives_nothing(almvik, units, survey):
    during = [survey.opens_on + timedelta(days=at) for at in (0, 3, 26)]
    assert [published_of(survey, on=day) for day in during] == [None] * 3
    assert over([str(almvik.pk)], on=survey.last_day) == frozenset()
    first = published_of(survey, on=AFTER).rows
    cache.clear()
    assert [published_of(survey, on=AFTER + timedelta(days=at)).rows for at in (1, 400)] == [first] * 2


def test_another_survey_of_the_same_people_changes_no_figure_of_the_first(almvik, units, survey):
    first = published_of(survey, on=AFTER).rows
    cache.clear()
    again = a_survey(almvik, units[:2], title="En gång till", areas=["safety", "calm"])
    counted(again, units[0], {"girl": 30})
    assert published_of(survey, on=AFTER).rows == first


def test_a_unit_that_is_added_to_the_reader_adds_only_its_own_rows(almvik, units, survey):
    two, three = (
        {
            row
            for area in results(survey, SurveyUnit.objects.filter(school_unit__in=some), on=AFTER)
            for place in area.places
            for row in _of(place)
        }
        for some in (units[:2], units[:3])
    )
    assert {row.unit for row in three - two} == {units[2].school_unit_code}
