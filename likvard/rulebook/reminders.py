"""When a last day is reminded of: pure rules, no clock.

A reminder is due on its day or, when nobody was told then, on any later day until the next occasion takes over:
a last day that becomes known late is reminded of at once, once.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

WorkingDay = Callable[[date], bool]


@dataclass(frozen=True, slots=True)
class Occasion:
    """`code` is stored with the reminder; `days_before` counts calendar days (negative = after the last day)."""

    code: str
    days_before: int


OCCASIONS = (
    Occasion("14_days", 14),
    Occasion("3_days", 3),
    Occasion("last_day", 0),
    Occasion("overdue", -1),
)


def reminded_on(occasion: Occasion, last_day: date, is_working_day: WorkingDay) -> date:
    """The day of an occasion. Nobody reads letters on a day off: one that falls there is moved, to the working
    day before when the last day is still ahead, to the one after when it has passed."""
    day = last_day - timedelta(days=occasion.days_before)
    step = timedelta(days=1 if occasion.days_before < 0 else -1)
    while not is_working_day(day):
        day += step
    return day


def occasion_on(today: date, last_day: date, is_working_day: WorkingDay) -> Occasion | None:
    """The latest occasion that has come for `last_day`; None while it is more than two weeks away.

    An occasion of the future day itself never counts as passed: on the last day nothing is overdue.
    """
    come = [
        occasion
        for occasion in OCCASIONS
        if reminded_on(occasion, last_day, is_working_day) <= today and (occasion.days_before >= 0 or today > last_day)
    ]
    return come[-1] if come else None
