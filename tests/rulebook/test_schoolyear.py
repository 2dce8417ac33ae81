"""The school year as data: rules that give days in every year, and files that say what is wrong with them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from likvard.rulebook.permissions import Role
from likvard.rulebook.schoolyear import (
    KINDS,
    EventError,
    bounds,
    national_events,
    parse,
    resolved,
    said,
    school_year_of,
)


@pytest.mark.parametrize(
    ("when", "year", "days"),
    [
        ({"day": "10-15"}, 2026, (date(2026, 10, 15), date(2026, 10, 15))),
        ({"day": "02-29"}, 2026, (date(2027, 2, 28), date(2027, 2, 28))),
        ({"day": "02-29"}, 2027, (date(2028, 2, 29), date(2028, 2, 29))),
        ({"day": "06-30"}, 2026, (date(2027, 6, 30), date(2027, 6, 30))),
        ({"from": "01-15", "to": "02-15"}, 2026, (date(2027, 1, 15), date(2027, 2, 15))),
        ({"from": "12-01", "to": "01-31"}, 2026, (date(2026, 12, 1), date(2027, 1, 31))),
        ({"week": 43}, 2026, (date(2026, 10, 19), date(2026, 10, 25))),
        ({"week": 9}, 2026, (date(2027, 3, 1), date(2027, 3, 7))),
        ({"week": 53}, 2026, (date(2026, 12, 28), date(2027, 1, 3))),
        ({"week": 53}, 2027, (date(2027, 12, 27), date(2028, 1, 2))),
        ({"month": 4}, 2026, (date(2027, 4, 1), date(2027, 4, 30))),
        ({"month": 2}, 2027, (date(2028, 2, 1), date(2028, 2, 29))),
        ({"month": 12, "week_of": 2}, 2026, (date(2026, 12, 14), date(2026, 12, 20))),
        ({"month": 11, "week_of": -1}, 2026, (date(2026, 11, 30), date(2026, 12, 6))),
    ],
)
def test_a_rule_gives_days(when, year, days):
    assert resolved(when, year) == days


@pytest.mark.parametrize(
    "when",
    [{}, {"day": "13-01"}, {"day": "02-30"}, {"week": 54}, {"week": 0}, {"month": 13}, {"month": 3, "week_of": 5},
     {"month": 3, "week_of": 0}, {"from": "03-01", "to": "02-01"}, {"from": "03-01"}, {"day": 15}],
)  # fmt: skip
def test_a_rule_that_gives_no_days_is_refused(when):
    with pytest.raises(EventError):
        resolved(when, 2026)


@given(st.integers(2015, 2060))
def test_every_event_lies_in_its_school_year(year):
    starts, ends = bounds(year)
    for event in national_events().values():
        days = event.in_year(year)
        if days is None:
            assert event.last is not None or event.first is not None
            continue
        assert days[0] <= days[1]
        # A week is whole, so its Sunday may lie in the month after.
        assert starts <= days[0]
        assert days[1] <= ends + timedelta(days=6)


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_every_day_lies_in_one_school_year(day):
    starts, ends = bounds(school_year_of(day))
    assert starts <= day <= ends


def test_what_the_year_holds():
    events = national_events()
    assert {one.kind for one in events.values()} | {"other"} == set(KINDS)
    assert events["count_day"].in_year(2026) == (date(2026, 10, 15), date(2026, 10, 15))
    assert events["leaving_results"].in_year(2026) == (date(2026, 12, 14), date(2026, 12, 20))
    assert [events["survey_autumn"].in_year(year) is None for year in (2020, 2021)] == [False, True]
    assert all(one.source.sv and one.source.en and one.words.sv != one.words.en for one in events.values())
    assert said(2026) == "2026/27"
    assert said(2099) == "2099/00"


@pytest.mark.parametrize(
    ("key", "forms", "kind", "concerned"),
    [
        ("leaving_results", ["compulsory"], "municipality", False),
        ("leaving_results", ["compulsory", "upper_secondary"], "municipality", True),
        ("leaving_results", [], "municipality", True),
        ("council_budget", ["compulsory"], "independent", False),
        ("count_day", ["preschool"], "independent", True),
    ],
)
def test_whom_an_event_is_for(key, forms, kind, concerned):
    assert national_events()[key].is_for(forms=forms, kind=kind) is concerned


ONE = """
[[event]]
key = "a"
kind = "count"
when = { day = "10-15" }
sv = "ord"
en = "words"
source_sv = "lag"
source_en = "law"
concerns = ["editor"]
"""


def test_a_named_day_of_one_year_stands_before_the_rule():
    [event] = parse(f"{ONE}\n[[event.year]]\nschool_year = 2026\nstarts = 2026-10-16\n".encode())
    assert event.in_year(2026) == (date(2026, 10, 16), date(2026, 10, 16))
    assert event.in_year(2027) == (date(2027, 10, 15), date(2027, 10, 15))
    assert event.concerns == (Role.EDITOR,)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (('"count"', '"feast"'), "no kind"),
        (('sv = "ord"', ""), "has no sv"),
        (('concerns = ["editor"]', 'concerns = ["king"]'), "king"),
        (('concerns = ["editor"]', "concerns = []"), "concerns nobody"),
        (('"10-15"', '"10-32"'), "day"),
        (('key = "a"', 'key = "a"\ncolour = "red"'), "nothing is called colour"),
        (('key = "a"', 'key = "a"\nact_sv = "gör"'), "one language"),
        (('key = "a"', 'key = "a"\nleads_to = "nowhere"'), "leads nowhere"),
        (('concerns = ["editor"]', 'concerns = ["editor"]\n[[event.year]]\nschool_year = 2026\nstarts = 2025-01-01'),
         "do not lie in it"),
    ],
)  # fmt: skip
def test_a_faulty_file_says_what_is_wrong(change, says):
    with pytest.raises(EventError, match=says):
        parse(ONE.replace(*change).encode())


def test_two_with_the_same_key_are_refused():
    with pytest.raises(EventError, match="same key"):
        parse((ONE + ONE).encode())
