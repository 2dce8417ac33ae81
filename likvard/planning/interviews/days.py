"""Weeks, working days and clock times that an interview can have, before anybody else's are thought of."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from functools import cache

from likvard.terms.swedish_days import is_working_day, previous_working_day

from .values import Closed, Need, Rules, Task


@cache
def days_of(week: str) -> tuple[date, ...]:
    """Monday to Sunday of an ISO week: "2027-W05". Raises ValueError on anything else."""
    year, _, number = week.partition("-W")
    monday = date.fromisocalendar(int(year), int(number), 1)
    return tuple(monday + timedelta(days=n) for n in range(7))


def week_of(day: date) -> str:
    year, number, _ = day.isocalendar()
    return f"{year}-W{number:02d}"


def is_closed(closed: Iterable[Closed], participant: str, day: date) -> bool:
    return any(c.first <= day <= c.last and c.participant in ("", participant) for c in closed)


def open_days(need: Need, rules: Rules) -> tuple[date, ...]:
    """The working days of the need's weeks on which its participant is open."""
    return tuple(
        day
        for week in sorted(set(need.weeks))
        for day in days_of(week)
        if is_working_day(day) and not is_closed(rules.closed, need.participant, day)
    )


def clock(day: date, minute: int) -> datetime:
    return datetime.combine(day, time(minute // 60, minute % 60))


def minute_of(moment: time) -> int:
    return moment.hour * 60 + moment.minute


def starts_in_hours(need: Need, rules: Rules) -> tuple[int, ...]:
    """Minutes of the day at which it can begin within working hours, not over lunch."""
    first, last = minute_of(rules.day_starts), minute_of(rules.day_ends)
    first += -first % rules.step
    found = []
    for start in range(first, last - need.minutes + 1, rules.step):
        end = start + need.minutes
        if rules.lunch and start < minute_of(rules.lunch[1]) and minute_of(rules.lunch[0]) < end:
            continue
        found.append(start)
    return tuple(found)


def persons_of(need: Need) -> tuple[str, ...]:
    """Keys of those who cannot be in two places: the named people, else the role as such."""
    return need.people or (f"{need.participant}/{need.unit}/{need.role}",)


def comes_before(first: Need, second: Need, rules: Rules) -> bool:
    """The order of roles says that `first` is interviewed before `second`."""
    return (
        first.participant == second.participant
        and (first.role, second.role) in rules.order
        and (not first.unit or not second.unit or first.unit == second.unit)
    )


def travel_days_before(day: date, count: int) -> tuple[date, ...]:
    """The `count` working days before `day`."""
    found = []
    for _ in range(count):
        day = previous_working_day(day - timedelta(days=1))
        found.append(day)
    return tuple(found)


def may_hold(task: Task, need: Need) -> tuple[str, ...]:
    """The investigators who may hold it, in the task's order."""
    return tuple(i for i in task.investigators if not need.investigators or i in need.investigators)
