"""What surveys ask of one person: give the units their codes, see to it that people answer, read what they said."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal
from uuid import UUID

from likvard.access.queries import Grants
from likvard.rulebook.permissions import Permission

from .rates import rates, together
from .visibility import is_over, surveys_visible_to, units_visible_to

NEAR = timedelta(days=14)
# Results that nobody has gone on from stay this long.
FRESH = timedelta(days=21)
LOW = 0.5


@dataclass(frozen=True, slots=True)
class Errand:
    """`codes`: some unit has none; `answers`: few have answered; `results`: they can be read."""

    kind: Literal["codes", "answers", "results"]
    subject: UUID
    thing: str
    day: date
    answered: int
    asked: int


def errands(grants: Grants, *, today: date) -> tuple[Errand, ...]:
    """In no particular order. Two queries, and two more for each survey that is near."""
    found = []
    near = surveys_visible_to(grants, Permission.SURVEY_RUN).filter(
        opens_on__lte=today + NEAR, last_day__gte=today - FRESH
    )
    for survey in near:
        held = rates(units_visible_to(grants, Permission.SURVEY_RUN).filter(survey=survey))
        answered, asked = together(held)
        if is_over(survey, today):
            if answered:
                day = survey.closed_on or survey.last_day
                found.append(Errand("results", survey.pk, survey.title, day + FRESH, answered, asked))
        elif any(not one.asked for one in held):
            found.append(Errand("codes", survey.pk, survey.title, max(survey.opens_on, today), answered, asked))
        elif survey.opens_on <= today and any((one.share or 0) < LOW for one in held):
            found.append(Errand("answers", survey.pk, survey.title, survey.last_day, answered, asked))
    return tuple(found)
