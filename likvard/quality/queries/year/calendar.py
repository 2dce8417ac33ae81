"""Days of the quality work in a person's own calendar: the year's events, last days of goals and measures, surveys,
analysis days, and the law's time limits of signals as counts. Only what she sees on its own page."""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from uuid import NAMESPACE_OID, UUID, uuid5

from likvard.access.models import User
from likvard.access.queries import Grants
from likvard.quality.models import Goal, Measure
from likvard.quality.queries.analysisdays.visibility import days_visible_to
from likvard.quality.queries.goals import goals_visible_to
from likvard.quality.queries.measures import measures_visible_to
from likvard.rulebook.permissions import Permission
from likvard.signals.queries.todo import signal_errands
from likvard.surveys.queries.visibility import surveys_visible_to

from .occurrences import occurrences_between

# How far ahead recurring events are told.
AHEAD = timedelta(days=400)

Kind = Literal[
    "event", "goal", "measure", "survey_opens", "survey_closes", "analysis_day", "unit_reports", "signals"
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """`national` is the key of a national event, else `thing` is what it is called. `subject` is whose page to open;
    None for signals, of which only their number (`count`) and place are told."""

    uid: str
    kind: Kind
    starts: date
    ends: date
    thing: str
    where: str
    subject: UUID | None
    sequence: int
    changed_at: datetime
    national: str = ""
    count: int = 0


def calendar_days(user: User, grants: Grants, *, since: date, today: date) -> tuple[CalendarDay, ...]:
    """From `since` on, by day. The same number of queries, however many days."""
    rows: list[CalendarDay] = []
    if grants.may(Permission.QUALITY_READ):
        rows = [*_events(grants, since, today), *_goals(grants, since), *_measures(grants, since),
                *_surveys(grants, since), *_analysis_days(grants, since)]  # fmt: skip
    return tuple(sorted([*rows, *_signals(user, grants, today)], key=lambda one: (one.starts, one.uid)))


def _events(grants: Grants, since: date, today: date) -> list[CalendarDay]:
    return [
        CalendarDay(
            f"year-{event.pk}-{year}", "event", starts, ends, event.title, event.unit.name if event.unit else "",
            event.pk, event.version - 1, event.created_at, national=event.national,
        )
        for event, year, starts, ends in occurrences_between(grants, since, today + AHEAD)
    ]  # fmt: skip


def _goals(grants: Grants, since: date) -> list[CalendarDay]:
    found = goals_visible_to(grants).filter(state=Goal.State.ACTIVE, due_on__gte=since)
    return [
        CalendarDay(
            f"goal-{one.pk}", "goal", one.due_on, one.due_on, one.what, one.unit.name if one.unit else "", one.pk,
            one.version - 1, one.created_at,
        )
        for one in found
    ]  # fmt: skip


def _measures(grants: Grants, since: date) -> list[CalendarDay]:
    """Those of the quality work: what answers a finding stands on To do of whoever answers for it."""
    found = (
        measures_visible_to(grants)
        .filter(until__gte=since, state__in=[Measure.State.PLANNED, Measure.State.ONGOING])
        .exclude(goal=None, cause=None)
    )
    return [
        CalendarDay(
            f"measure-{one.pk}", "measure", one.until, one.until, one.what, "", one.pk, one.version - 1, one.created_at
        )
        for one in found
    ]


def _surveys(grants: Grants, since: date) -> list[CalendarDay]:
    rows = []
    for one in surveys_visible_to(grants).filter(last_day__gte=since):
        last = one.closed_on or one.last_day
        rows.append(
            CalendarDay(f"survey-{one.pk}-opens", "survey_opens", one.opens_on, one.opens_on, one.title, "", one.pk,
                        one.version - 1, one.created_at)
        )  # fmt: skip
        rows.append(
            CalendarDay(f"survey-{one.pk}-closes", "survey_closes", last, last, one.title, "", one.pk,
                        one.version - 1, one.created_at)
        )  # fmt: skip
    return rows


def _analysis_days(grants: Grants, since: date) -> list[CalendarDay]:
    rows = []
    for one in days_visible_to(grants).filter(answer_by__gte=since):
        rows.append(
            CalendarDay(f"analysis-{one.pk}", "analysis_day", one.day, one.day, one.title, "", one.pk,
                        one.version - 1, one.created_at)
        )  # fmt: skip
        if one.closed_on is None:
            rows.append(
                CalendarDay(f"analysis-{one.pk}-reports", "unit_reports", one.answer_by, one.answer_by, one.title, "",
                            one.pk, one.version - 1, one.created_at)
            )  # fmt: skip
    return rows


def _signals(user: User, grants: Grants, today: date) -> list[CalendarDay]:
    """How many last days fall on a day at a place: no kind, no number of a case, nobody's name."""
    held = Counter((one.day, one.unit) for one in signal_errands(user, grants, today=today))
    return [
        CalendarDay(f"signals-{uuid5(NAMESPACE_OID, f'{user.pk} {day} {unit}')}", "signals", day, day, "", unit, None,
                    0, datetime.combine(day, time(), UTC), count=count)
        for (day, unit), count in sorted(held.items())
    ]  # fmt: skip
