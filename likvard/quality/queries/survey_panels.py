"""The organiser's own surveys by unit and school year, for a before and after: only the same questions side by side.

What may be shown was decided by the last door of the surveys. What it withholds is not here, whoever asks.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from likvard.analysis.survey.published import ALL
from likvard.rulebook.schoolyear import school_year_of
from likvard.surveys.queries.questionnaire import wording
from likvard.surveys.queries.results import indices_of

from .state.catalogue import OWN_SURVEYS, own_survey
from .state.own_surveys import SEXES_ASKED, key_of
from .state.points import Key


@dataclass(frozen=True, slots=True)
class Asked:
    """One unit's index in one survey. `worded`: what must be the same for two of them to be compared."""

    key: Key
    code: str
    day: date
    value: float
    worded: tuple[object, ...]


def asked_in(surveys: Collection[str], codes: Collection[str]) -> list[Asked]:
    """Every index shown of the units, the oldest survey first. `surveys`: ids of surveys that are over."""
    found = []
    for survey, row in indices_of(surveys):
        measure = own_survey(survey.template, row.area)
        if (
            measure in OWN_SURVEYS
            and row.group in SEXES_ASKED
            and row.unit != ALL
            and row.unit in codes
            and row.value is not None
        ):
            key = key_of(measure, row.group)
            found.append(Asked(key, row.unit, survey.last_day, row.value, wording(survey.questionnaire, row.area)))
    return found


def year_of(one: Asked, *, start: int, begins: date | None) -> int:
    """The school year that it tells of: one that was over before the measure's first day is of the year before,
    though it lies in the same school year."""
    year = school_year_of(one.day)
    return year - 1 if year == start and begins is not None and one.day < begins else year


def worded_before(asked: Collection[Asked], treated: Collection[str], *, start: int, begins: date | None) -> object:
    """The words put to the units with the measure the last time before it; None when they were not asked before."""
    mine = [one for one in asked if one.code in treated and year_of(one, start=start, begins=begins) < start]
    return max(mine, key=lambda one: one.day).worded if mine else None
