"""When events occur in a school year, national and own, as a person may see them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from django.db.models import Q, QuerySet

from likvard.access.models import Membership
from likvard.access.queries import Grants
from likvard.organisations.models import Organisation, SchoolUnit
from likvard.quality.models import YearEvent, YearMark
from likvard.quality.queries.reach import Reach, reach
from likvard.rulebook.permissions import PERMISSIONS, Permission, Role
from likvard.rulebook.schoolyear import (
    NationalEvent,
    in_school_year,
    national_events,
    school_year_of,
    week_in_school_year,
)
from likvard.rulebook.words import Words


def events_visible_to(grants: Grants, permission: Permission = Permission.QUALITY_READ) -> QuerySet[YearEvent]:
    """The own organisation's; a principal reads those of the whole and of own units, and works with the latter."""
    far = reach(grants, permission)
    mine = Q(holder_id__in=far.housed, unit_id__in=far.units)
    if permission == Permission.QUALITY_READ:
        mine |= Q(holder_id__in=far.housed, unit=None)
    return (
        YearEvent.objects.filter(Q(holder_id__in=far.whole) | mine)
        .select_related("holder", "unit", "owner")
        .order_by("starts", "created_at", "id")
    )


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One event in one school year. `event` None = a national one that is not taken up; `national` None = an own one.
    `done`: by everybody who was to do it, as far as the reader goes; `units_done` counts units that do their own."""

    event: YearEvent | None
    national: NationalEvent | None
    starts: date
    ends: date
    own_day: bool = True
    done: bool = False
    units_done: int = 0

    @property
    def words(self) -> Words:
        if self.national is not None:
            return self.national.words
        return Words(self.event.title, self.event.title)  # type: ignore[union-attr]

    @property
    def kind(self) -> str:
        return self.national.kind if self.national is not None else self.event.kind  # type: ignore[union-attr]

    @property
    def left_out(self) -> bool:
        return self.event is not None and self.event.left_out

    def standing(self, today: date) -> Literal["past", "now", "coming"]:
        return "past" if self.ends < today else "now" if self.starts <= today else "coming"


def days_of(event: YearEvent, school_year: int) -> tuple[date, date] | None:
    """The first and last day of an event in a school year; None when it does not occur then."""
    if event.national:
        rule = national_events().get(event.national)
        if event.starts is not None and school_year_of(event.starts) == school_year:
            days = (event.starts, event.ends)
        elif rule is None:  # the file has dropped it
            return None
        else:
            days = rule.in_year(school_year)
    else:
        days = _own_days(event, school_year)
    if days is None or (event.removed_on is not None and days[0] >= event.removed_on):
        return None
    return days


def _own_days(event: YearEvent, school_year: int) -> tuple[date, date] | None:
    length = event.ends - event.starts
    first = school_year_of(event.starts)
    if event.repeats == YearEvent.Repeats.ONCE:
        return (event.starts, event.ends) if school_year == first else None
    if school_year < first:
        return None
    if school_year == first:
        starts = event.starts
    elif event.repeats == YearEvent.Repeats.DAY:
        starts = in_school_year(school_year, event.starts.month, event.starts.day)
    else:
        monday, _ = week_in_school_year(school_year, event.starts.isocalendar().week)
        starts = monday + timedelta(days=event.starts.weekday())
    return starts, starts + length


def forms_of(holder: Organisation) -> frozenset[str]:
    """The school forms that the organiser runs, by its own row and its units'."""
    units = SchoolUnit.objects.filter(organisation=holder).exclude(status="UPPHORT").order_by()
    return frozenset(holder.school_forms) | {
        form for forms in units.values_list("school_forms", flat=True) for form in forms
    }


# Who works with the whole of an organiser's quality.
_AT_WORK = tuple(role.value for role in Role if Permission.QUALITY_WORK in PERMISSIONS[role])


def not_begun(*, on: date) -> list[tuple[Organisation, list[str]]]:
    """Organisers where somebody works with quality on that day, with the national events that concern them and have
    never stood in their year, not even to be left out. Four queries."""
    working = Membership.objects.filter(Q(valid_to=None) | Q(valid_to__gte=on), valid_from__lte=on, role__in=_AT_WORK)
    holders = list(
        Organisation.objects.filter(pk__in=working.values("organisation_id"))
        .exclude(kind=Organisation.Kind.AUTHORITY)
        .order_by("id")
    )
    had: dict[object, set[str]] = {}
    rows = YearEvent.objects.filter(holder__in=holders).exclude(national="").order_by()
    for holder, key in rows.values_list("holder_id", "national"):
        had.setdefault(holder, set()).add(key)
    behind = [one for one in holders if national_events().keys() - had.get(one.pk, set())]
    forms: dict[object, set[str]] = {one.pk: set(one.school_forms) for one in behind}
    units = SchoolUnit.objects.filter(organisation__in=behind).exclude(status="UPPHORT").order_by()
    for holder, own in units.values_list("organisation_id", "school_forms"):
        forms[holder].update(own)
    found = [
        (
            one,
            [
                key
                for key, event in national_events().items()
                if key not in had.get(one.pk, set()) and event.is_for(forms=forms[one.pk], kind=one.kind)
            ],
        )
        for one in behind
    ]
    return [(one, keys) for one, keys in found if keys]


def year_of(grants: Grants, holder: Organisation, school_year: int) -> tuple[Occurrence, ...]:
    """Everything in a school year by day, what is left out with it. Three queries."""
    rows = list(events_visible_to(grants).filter(holder=holder))
    taken = {row.national: row for row in rows if row.national and row.removed_on is None}
    marked = _marks(rows, school_year)
    far, forms = reach(grants), forms_of(holder)
    found = [
        _occurrence(row, days, school_year, marked, far)
        for row in rows
        if not row.national and (days := days_of(row, school_year)) is not None
    ]
    for key, national in national_events().items():
        row = taken.get(key)
        days = days_of(row, school_year) if row is not None else national.in_year(school_year)
        if days is None:
            continue
        if row is not None:
            found.append(_occurrence(row, days, school_year, marked, far))
        elif national.is_for(forms=forms, kind=holder.kind):
            found.append(Occurrence(None, national, *days, own_day=False))
    return tuple(sorted(found, key=lambda one: (one.starts, one.ends, one.words.sv)))


def _marks(rows: Iterable[YearEvent], school_year: int) -> dict[object, list[YearMark]]:
    found: dict[object, list[YearMark]] = {}
    for mark in YearMark.objects.filter(event__in=list(rows), school_year=school_year).order_by("id"):
        found.setdefault(mark.event_id, []).append(mark)
    return found


def each_unit_does(event: YearEvent) -> bool:
    """Every principal sees to it in the own units."""
    return event.role == Role.PRINCIPAL and event.unit_id is None and event.owner_id is None


def _occurrence(
    row: YearEvent, days: tuple[date, date], school_year: int, marked: dict[object, list[YearMark]], far: Reach
) -> Occurrence:
    marks = marked.get(row.pk, [])
    units = {mark.unit_id for mark in marks if mark.unit_id is not None}
    done = any(mark.unit_id is None for mark in marks)
    if each_unit_does(row) and row.holder_id not in far.whole:
        done = done or bool(far.units and far.units <= units)
    return Occurrence(
        row, national_events().get(row.national), *days,
        own_day=not row.national or (row.starts is not None and school_year_of(row.starts) == school_year),
        done=done, units_done=len(units),
    )  # fmt: skip


def occurrences_between(
    grants: Grants, first: date, last: date, permission: Permission = Permission.QUALITY_READ
) -> tuple[tuple[YearEvent, int, date, date], ...]:
    """Events that are taken up or own, not left out: event, school year, first and last day, that touch the days from
    `first` to `last`. One query."""
    rows = list(events_visible_to(grants, permission).filter(left_out=False))
    found = [
        (row, year, *days)
        for row in rows
        for year in range(school_year_of(first) - 1, school_year_of(last) + 1)
        if (days := days_of(row, year)) is not None and days[0] <= last and days[1] >= first
    ]
    return tuple(sorted(found, key=lambda one: (one[2], str(one[0].pk))))
