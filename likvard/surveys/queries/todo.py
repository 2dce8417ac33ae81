"""What surveys ask of one person: give the units their codes, see to it that people answer, read what they said."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal
from uuid import UUID

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce

from likvard.access.queries import Grants
from likvard.ledger.together import Topic, gathered
from likvard.rulebook.permissions import Permission
from likvard.surveys.models import Code

from .visibility import surveys_visible_to, units_visible_to

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
    """In no particular order. One query."""
    return tuple(gathered(topics(grants, today=today)))


def topics(grants: Grants, *, today: date) -> list[Topic[Errand]]:
    """What the errands are made of, to be asked for together with those of other rooms: the asked units of surveys
    that are near, with how many have answered there."""
    near = surveys_visible_to(grants, Permission.SURVEY_RUN).filter(
        opens_on__lte=today + NEAR, last_day__gte=today - FRESH
    )
    spent = Code.objects.filter(unit=OuterRef("pk"), spent=True).order_by().values("unit").annotate(n=Count("pk"))
    units = (
        units_visible_to(grants, Permission.SURVEY_RUN)
        .filter(survey__in=near.order_by().values("pk"))
        .annotate(answered=Coalesce(Subquery(spent.values("n")), 0))
    )
    fields = {"survey": "survey", "title": "survey__title", "opens_on": "survey__opens_on", "asked": "asked",
              "last_day": "survey__last_day", "closed_on": "survey__closed_on", "answered": "answered"}  # fmt: skip

    def made(rows: list[dict[str, Any]]) -> Iterable[Errand]:
        of_survey: dict[UUID, list[dict[str, Any]]] = {}
        for one in rows:
            of_survey.setdefault(one["survey"], []).append(one)
        for units in of_survey.values():
            yield from _of_survey(units, today)

    return [Topic(units, fields, made)]


def _of_survey(units: list[dict[str, Any]], today: date) -> Iterable[Errand]:
    """What one survey asks, if anything."""
    one = units[0]
    answered, asked = sum(unit["answered"] for unit in units), sum(unit["asked"] for unit in units)
    if one["closed_on"] is not None or one["last_day"] < today:
        if answered:
            day = (one["closed_on"] or one["last_day"]) + FRESH
            yield Errand("results", one["survey"], one["title"], day, answered, asked)
    elif not all(unit["asked"] for unit in units):
        yield Errand("codes", one["survey"], one["title"], max(one["opens_on"], today), answered, asked)
    elif one["opens_on"] <= today and any(unit["answered"] < LOW * unit["asked"] for unit in units):
        yield Errand("answers", one["survey"], one["title"], one["last_day"], answered, asked)
