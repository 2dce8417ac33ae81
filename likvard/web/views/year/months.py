"""The school year month by month."""

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from likvard.quality.queries.state.places import own_organisations
from likvard.quality.queries.year.occurrences import Occurrence, year_of
from likvard.rulebook.permissions import Permission
from likvard.rulebook.schoolyear import bounds, said, school_year_of
from likvard.web.guards import grants, needs

from .seen import holder_of, works_with, works_with_whole, year_asked

# National events seldom repeat their first day; a year back and one ahead are what one looks at.
BACK, AHEAD = 3, 1


@dataclass(frozen=True, slots=True)
class MonthShown:
    """`national` and `own` are how many begin in it, for the strip above the list."""

    first: date
    here: bool
    national: int
    own: int


def _strip(occurrences: list[Occurrence], school_year: int, today: date) -> list[MonthShown]:
    starts, _ends = bounds(school_year)
    months = []
    for number in range(12):
        first = date(starts.year + (starts.month - 1 + number) // 12, (starts.month - 1 + number) % 12 + 1, 1)
        of = [one for one in occurrences if (one.starts.year, one.starts.month) == (first.year, first.month)]
        national = sum(one.national is not None for one in of)
        here = (today.year, today.month) == (first.year, first.month)
        months.append(MonthShown(first, here, national, len(of) - national))
    return months


def _by_month(occurrences: list[Occurrence]) -> list[tuple[date, list[Occurrence]]]:
    return [
        (key, list(held))
        for key, held in groupby(occurrences, key=lambda one: date(one.starts.year, one.starts.month, 1))
    ]


@needs(Permission.QUALITY_READ)
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    holder = holder_of(request)
    if holder is None:
        raise PermissionDenied
    today, school_year = timezone.localdate(), year_asked(request)
    whole = year_of(grants(request), holder, school_year)
    found = [one for one in whole if not one.left_out]
    coming = [one for one in found if one.standing(today) == "coming"]
    years = [(year, said(year)) for year in range(school_year_of(today) + AHEAD, school_year_of(today) - BACK, -1)]
    return render(
        request,
        "year/index.html",
        {
            "holder": holder,
            "holders": own_organisations(grants(request)),
            "school_year": school_year,
            "years": years,
            "today": today,
            "now": [one for one in found if one.standing(today) == "now"],
            "next": next((one for one in coming if one.event is not None), coming[0] if coming else None),
            "months": _by_month(coming),
            "past": _by_month([one for one in found if one.standing(today) == "past"]),
            "past_count": sum(one.standing(today) == "past" for one in found),
            "left_out": [one for one in whole if one.left_out],
            "strip": _strip(found, school_year, today),
            "not_taken_up": sum(one.event is None for one in whole),
            "may_work": works_with(request, holder),
            "may_run": works_with_whole(request, holder),
        },
    )
