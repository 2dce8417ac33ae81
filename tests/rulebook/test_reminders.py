"""When a last day is reminded of, around days off and year ends."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from likvard.rulebook.reminders import OCCASIONS, occasion_on, reminded_on
from likvard.terms.swedish_days import is_working_day

DAYS = st.dates(date(2019, 1, 1), date(2035, 12, 31))


@pytest.mark.parametrize(
    ("last_day", "fourteen", "three", "last", "overdue"),
    [
        # An ordinary Wednesday.
        ("2026-11-18", "2026-11-04", "2026-11-13", "2026-11-18", "2026-11-19"),
        # Good Friday 2027 is 26 March: nobody is told on it, nor on Easter Monday.
        ("2027-03-29", "2027-03-15", "2027-03-25", "2027-03-25", "2027-03-30"),
        # Christmas Eve is a Thursday in 2026; the next working day is Monday 28 December.
        ("2026-12-24", "2026-12-10", "2026-12-21", "2026-12-23", "2026-12-28"),
        # Over a year end with Epiphany on a Wednesday.
        ("2027-01-06", "2026-12-23", "2026-12-30", "2027-01-05", "2027-01-07"),
        # A leap day.
        ("2028-02-29", "2028-02-15", "2028-02-25", "2028-02-29", "2028-03-01"),
        # Midsummer Eve 2026 is Friday 19 June.
        ("2026-06-22", "2026-06-08", "2026-06-18", "2026-06-22", "2026-06-23"),
    ],
)
def test_the_days_of_the_occasions(last_day, fourteen, three, last, overdue):
    days = [reminded_on(o, date.fromisoformat(last_day), is_working_day).isoformat() for o in OCCASIONS]
    assert days == [fourteen, three, last, overdue]


@given(DAYS, st.integers(-40, 40))
def test_an_occasion_has_come_and_is_the_latest(last_day, offset):
    today = last_day + timedelta(days=offset)
    occasion = occasion_on(today, last_day, is_working_day)
    if occasion is None:
        assert today < reminded_on(OCCASIONS[0], last_day, is_working_day)
        return
    assert reminded_on(occasion, last_day, is_working_day) <= today
    later = OCCASIONS[OCCASIONS.index(occasion) + 1 :]
    assert all(reminded_on(o, last_day, is_working_day) > today for o in later)


@given(DAYS)
def test_nothing_is_overdue_on_the_last_day_and_every_occasion_is_met_on_the_way(last_day):
    days = [last_day + timedelta(days=n) for n in range(-20, 8)]
    walked = [occasion_on(day, last_day, is_working_day) for day in days]
    assert all(o is None or o.code != "overdue" for o, day in zip(walked, days, strict=True) if day <= last_day)
    order = [OCCASIONS.index(o) for o in walked if o]
    assert order == sorted(order)
    assert walked[-1].code == "overdue"


@given(DAYS)
def test_reminders_come_on_working_days(last_day):
    assert all(is_working_day(reminded_on(o, last_day, is_working_day)) for o in OCCASIONS)
