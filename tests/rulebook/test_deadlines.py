"""Last days: included, counted in days, moved by law only where a statute sets the time."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from likvard.rulebook.deadlines import (
    OCCASIONS,
    appeal_day,
    days_left,
    is_overdue,
    notice,
    occasion_due,
    relative,
    sending_days,
    standing,
)
from likvard.terms.swedish_days import is_working_day

AUGUST_21 = date(2023, 8, 21)  # a Monday
days = st.dates(date(2010, 1, 1), date(2040, 12, 31))


@pytest.mark.parametrize(
    ("today", "met", "stands", "sv", "en"),
    [
        (date(2023, 7, 1), False, "waiting", "om 51 dagar", "in 51 days"),
        (date(2023, 8, 6), False, "waiting", "om 15 dagar", "in 15 days"),
        (date(2023, 8, 7), False, "soon", "om 14 dagar", "in 14 days"),
        (date(2023, 8, 20), False, "soon", "i morgon", "tomorrow"),
        (date(2023, 8, 21), False, "last_day", "i dag", "today"),
        (date(2023, 8, 22), False, "overdue", "i går", "yesterday"),
        (date(2023, 8, 24), False, "overdue", "för 3 dagar sedan", "3 days ago"),
        (date(2023, 8, 24), True, "met", "för 3 dagar sedan", "3 days ago"),
    ],
)
def test_how_a_last_day_stands(today, met, stands, sv, en):
    assert standing(AUGUST_21, today, met=met) == stands
    assert relative(AUGUST_21, today).text("sv") == sv
    assert relative(AUGUST_21, today).text("en") == en


def test_the_last_day_is_included():
    assert not is_overdue(AUGUST_21, AUGUST_21)
    assert is_overdue(AUGUST_21, AUGUST_21 + timedelta(days=1))
    assert days_left(AUGUST_21, AUGUST_21) == 0


@pytest.mark.parametrize(
    ("day", "code", "before"),
    [
        (date(2026, 6, 19), "holiday", date(2026, 6, 18)),  # Midsummer Eve
        (date(2026, 4, 6), "holiday", date(2026, 4, 2)),  # Easter Monday, after Good Friday
        (date(2026, 11, 21), "weekend", date(2026, 11, 20)),
        (date(2026, 11, 22), "weekend", date(2026, 11, 20)),
        (date(2026, 11, 20), None, None),
    ],
)
def test_notice_of_a_day_when_offices_are_closed(day, code, before):
    told = notice(day)
    assert (told.code if told else None, told.last_working_day if told else None) == (code, before)


def test_reminders_are_sent_on_working_days():
    # 20 April 2026 is a Monday; fourteen days before is Easter Monday, three days before a Friday.
    assert sending_days(date(2026, 4, 20)) == {
        "14_days": date(2026, 4, 2),
        "3_days": date(2026, 4, 17),
        "last_day": date(2026, 4, 20),
        "overdue": date(2026, 4, 21),
    }


@given(day=days)
def test_every_reminder_has_a_working_day_in_order(day):
    sent = sending_days(day)
    assert all(is_working_day(when) for when in sent.values())
    assert [sent[o] for o in OCCASIONS] == sorted(sent[o] for o in OCCASIONS)
    assert sent["last_day"] <= day < sent["overdue"]


@given(day=days, late=st.integers(0, 40))
def test_walking_day_by_day_sends_each_reminder_at_most_once(day, late):
    sent: list[str] = []
    for n in range(-40 + late, 20):
        occasion = occasion_due(day, day + timedelta(days=n), frozenset(sent))
        if occasion:
            sent.append(occasion)
    # Around long holidays two of them fall on one working day: then only the later one is sent.
    assert sent == sorted(set(sent), key=OCCASIONS.index)
    assert sent[-1] == "overdue"


@pytest.mark.parametrize(
    ("decided", "last"),
    [
        (date(2023, 2, 2), date(2023, 2, 23)),
        (date(2026, 12, 3), date(2026, 12, 28)),  # Christmas Eve, then a weekend
        (date(2026, 5, 29), date(2026, 6, 22)),  # Midsummer Eve
    ],
)
def test_appeal_time_of_three_weeks_moves_off_holidays(decided, last):
    assert appeal_day(decided) == last
