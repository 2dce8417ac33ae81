"""Weeks by ISO 8601, ranges over a year's end, and numbers that are no weeks."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from likvard.terms import weeks


@pytest.mark.parametrize(
    ("text", "context", "expected"),
    [
        ("under vecka 35 med mer", 2019, [("2019-08-26", "2019-09-01")]),
        ("veckorna 39-48, 2019", None, [("2019-09-23", "2019-12-01")]),
        ("veckorna 42–43 och genomförs", 2024, [("2024-10-14", "2024-10-27")]),
        ("vecka 12, 2024", None, [("2024-03-18", "2024-03-24")]),
        ("vecka 13 2017", None, [("2017-03-27", "2017-04-02")]),
        ("v. 35", date(2019, 6, 1), [("2019-08-26", "2019-09-01")]),
        ("v.35", 2019, [("2019-08-26", "2019-09-01")]),
        ("V 35", 2019, [("2019-08-26", "2019-09-01")]),
        ("v. 50 2019–v. 2 2020", None, [("2019-12-09", "2020-01-12")]),
        ("vecka 50, 2019 till och med vecka 2, 2020", None, [("2019-12-09", "2020-01-12")]),
        ("vecka 50–2", 2019, [("2019-12-09", "2020-01-12")]),
        ("vecka 50–2, 2020", None, [("2019-12-09", "2020-01-12")]),
        ("v. 50 2019–v. 2", None, [("2019-12-09", "2020-01-12")]),
        ("veckorna 39, 40 och 42, 2019", None,
         [("2019-09-23", "2019-09-29"), ("2019-09-30", "2019-10-06"), ("2019-10-14", "2019-10-20")]),
        ("vecka 35 och vecka 37", 2019, [("2019-08-26", "2019-09-01"), ("2019-09-09", "2019-09-15")]),
        ("vecka 53", 2020, [("2020-12-28", "2021-01-03")]),
        ("vecka 1", 2019, [("2018-12-31", "2019-01-06")]),
        ("vecka 12 (2024)", 2020, [("2024-03-18", "2024-03-24")]),
        ("vecka 12/2024", 2020, [("2024-03-18", "2024-03-24")]),
        ("veckorna 50-2 2023/2024", 2024, [("2023-12-11", "2024-01-14")]),
        ("veckorna 4–8 läsåret 2023/24", None, [("2024-01-22", "2024-02-25")]),
        ("vecka 53", 2019, []),
        ("vecka 54", 2020, []),
        ("vecka 0", 2020, []),
        ("vecka 35", None, []),
        ("tre förmiddagar i veckan", 2020, []),
        ("varannan vecka", 2020, []),
        ("v. 48, 2019 – v. 39, 2019", None, []),
        ("vecka 351", 2020, []),
        ("SFS v2010:800", 2020, []),
    ],
)  # fmt: skip
def test_weeks(text: str, context: date | int | None, expected: list[tuple[str, str]]) -> None:
    found = weeks.find_weeks(text, context)
    assert [(f.value[0].isoformat(), f.value[1].isoformat()) for f in found] == expected


def test_a_day_in_a_week() -> None:
    (found,) = weeks.find_days_in_weeks("senast fredagen i vecka 49.", date(2024, 10, 1))
    assert found.value == date(2024, 12, 6)
    assert found.within("senast fredagen i vecka 49.") == "fredagen i vecka 49"
    assert weeks.find_days_in_weeks("fredagen. I vecka 49", 2024) == []


@given(st.dates(date(1950, 1, 1), date(2090, 12, 31)), st.integers(0, 60))
def test_printed_weeks_are_read_back(day: date, further: int) -> None:
    monday = day - timedelta(days=day.isoweekday() - 1)
    sunday = monday + timedelta(weeks=further, days=6)
    (found,) = weeks.find_weeks(weeks.format_weeks(monday, sunday))
    assert found.value == (monday, sunday)


@given(st.integers(1950, 2090), st.integers(1, 53))
def test_a_week_is_seven_days_of_its_own_year(year: int, week: int) -> None:
    days = weeks.week_dates(year, week)
    assert (days is not None) == (week <= weeks.weeks_in(year))
    if days:
        assert days[0].isocalendar()[:2] == days[1].isocalendar()[:2] == (year, week)
        assert days[1] - days[0] == timedelta(days=6)


@pytest.mark.parametrize(
    ("first", "last"), [(date(2024, 1, 2), date(2024, 1, 7)), (date(2024, 1, 8), date(2024, 1, 7))]
)
def test_only_whole_weeks_are_printed(first: date, last: date) -> None:
    with pytest.raises(ValueError, match="not whole weeks"):
        weeks.format_weeks(first, last)


@given(st.text(alphabet="vecka.or 0123456789,–-och", max_size=60))
def test_noise_does_not_break_it(text: str) -> None:
    for found in weeks.find_weeks(text, 2020):
        assert found.value[0] < found.value[1]
