"""Working days in Sweden.

Sundays and public holidays by lagen (1989:253) om allmänna helgdagar; Saturdays, Midsummer Eve, Christmas Eve and
New Year's Eve are put beside them by lagen (1930:173) om beräkning av lagstadgad tid: what must be done on such a
day may be done on the next working day. That law is about times set in statutes; a day that an authority has
named stands as it is, so `moved_by_law` is offered and never applied by itself.
"""

from datetime import date, timedelta
from functools import cache

import holidays

_SATURDAY = 5


@cache
def _holidays_of(year: int) -> dict[date, str]:
    """Day → Swedish name, Sundays left out; the package has no computation before the twentieth century."""
    return dict(holidays.country_holidays("SE", years=year, language="sv").items())


def holiday_name(day: date) -> str | None:
    """`Kristi himmelsfärdsdag`; also the three eves; `None` for an ordinary day, Sundays too."""
    return _eve(day) or _holidays_of(day.year).get(day)


def _eve(day: date) -> str | None:
    if (day.month, day.day) == (12, 24):
        return "Julafton"
    if (day.month, day.day) == (12, 31):
        return "Nyårsafton"
    if day.month == 6 and day.weekday() == 4 and 19 <= day.day <= 25:
        return "Midsommarafton"
    return None


def is_working_day(day: date) -> bool:
    """Monday to Friday, no public holiday and none of the three eves."""
    return day.weekday() < _SATURDAY and holiday_name(day) is None


def next_working_day(day: date) -> date:
    """The day itself when it is a working day, else the first one after it."""
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


def previous_working_day(day: date) -> date:
    """The day itself when it is a working day, else the last one before it."""
    while not is_working_day(day):
        day -= timedelta(days=1)
    return day


def moved_by_law(last_day: date) -> date:
    """The last day of a time set in a statute (2 § lagen 1930:173): the next working day when it is none."""
    return next_working_day(last_day)


def add_working_days(day: date, count: int) -> date:
    """The day `count` working days after `day` (before it when negative); the first day is not counted."""
    step = 1 if count >= 0 else -1
    for _ in range(abs(count)):
        day += timedelta(days=step)
        while not is_working_day(day):
            day += timedelta(days=step)
    return day


def working_days_left(today: date, last_day: date) -> int:
    """Working days from today to the last day, that day included; 0 when it has passed."""
    days = (last_day - today).days + 1
    return sum(is_working_day(today + timedelta(days=n)) for n in range(max(0, days)))
