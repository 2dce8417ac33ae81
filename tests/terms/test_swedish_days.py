"""Working days around holidays and the three eves."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from likvard.terms import swedish_days as d

DAYS = st.dates(date(2000, 1, 1), date(2060, 12, 31))


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2024, 1, 1), "Nyårsdagen"),
        (date(2024, 3, 29), "Långfredagen"),
        (date(2024, 5, 9), "Kristi himmelsfärdsdag"),
        (date(2024, 6, 6), "Nationaldagen"),
        (date(2024, 6, 21), "Midsommarafton"),
        (date(2025, 6, 20), "Midsommarafton"),
        (date(2024, 12, 24), "Julafton"),
        (date(2024, 12, 31), "Nyårsafton"),
        (date(2024, 11, 1), None),
        (date(2024, 8, 22), None),
        (date(2024, 8, 25), None),
    ],
)
def test_names(day: date, name: str | None) -> None:
    assert d.holiday_name(day) == name


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2024, 8, 22), date(2024, 8, 22)),
        (date(2024, 8, 24), date(2024, 8, 26)),
        (date(2024, 12, 24), date(2024, 12, 27)),
        (date(2024, 3, 29), date(2024, 4, 2)),
        (date(2024, 6, 21), date(2024, 6, 24)),
        (date(2024, 12, 31), date(2025, 1, 2)),
    ],
)
def test_next_working_day(day: date, expected: date) -> None:
    assert d.next_working_day(day) == expected
    assert d.moved_by_law(day) == expected


@given(DAYS)
def test_the_neighbours_are_working_days_with_none_between(day: date) -> None:
    after, before = d.next_working_day(day), d.previous_working_day(day)
    assert before <= day <= after
    assert d.is_working_day(after)
    assert d.is_working_day(before)
    if not d.is_working_day(day):
        assert d.working_days_left(before + timedelta(days=1), after - timedelta(days=1)) == 0
        assert d.add_working_days(before, 1) == after


@given(DAYS, st.integers(0, 40))
def test_adding_and_counting_agree(day: date, count: int) -> None:
    last = d.add_working_days(day, count)
    assert d.working_days_left(day + timedelta(days=1), last) == count
    assert d.working_days_left(last + timedelta(days=1), last) == 0


def test_the_last_day_is_included() -> None:
    assert d.working_days_left(date(2024, 8, 22), date(2024, 8, 22)) == 1
    assert d.working_days_left(date(2024, 8, 23), date(2024, 8, 22)) == 0
