"""School years and terms as printed, and back."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from likvard.terms import terms_and_years as ty


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("läsåret 2023/2024", [2023]),
        ("läsåren 2022/2023 och 2023/2024, på", [2022, 2023]),
        ("2023/24", [2023]),
        ("läsåret 23/24", [2023]),
        ("Läsåret 2023–2024", [2023]),
        ("läsåren 21/22, 22/23 och 23/24", [2021, 2022, 2023]),
        ("1999/2000", [1999]),
        ("1999/00", [1999]),
        ("HN 2016/3", []),
        ("2023/2025", []),
        ("2023–2024", []),
        ("BUN 2023/0024", []),
        ("23/24", []),
        ("2010:800", []),
        ("flera läsår", []),
    ],
)
def test_school_years(text: str, expected: list[int]) -> None:
    assert [f.value.start for f in ty.find_school_years(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("höstterminen 2022", ["HT22"]),
        ("HT 2018", ["HT18"]),
        ("VT24", ["VT24"]),
        ("ht-18 och vt -19", ["HT18", "VT19"]),
        ("under vårterminen 2024 genomfört", ["VT24"]),
        ("vårterminens\n2021", ["VT21"]),
        ("höstterminen 22", []),
        ("under vårterminen har", []),
        ("shtml 2020", []),
        ("HT 2018:14", []),
    ],
)
def test_terms(text: str, expected: list[str]) -> None:
    assert [f.value.code for f in ty.find_terms(text)] == expected


@given(st.integers(1990, 2080))
def test_school_years_are_read_back(start: int) -> None:
    year = ty.SchoolYear(start)
    assert ty.parse_school_year(str(year)) == year
    assert ty.parse_school_year(f"läsåret {year}") == year
    assert ty.parse_school_year(year.short) == year
    assert year.last_day - year.first_day in (timedelta(364), timedelta(365))
    assert [term.school_year for term in year.terms] == [year, year]


@given(st.integers(2000, 2080), st.sampled_from(["autumn", "spring"]))
def test_terms_are_read_back(year: int, season: ty.Season) -> None:
    term = ty.Term(year, season)
    for printed in (str(term), term.short, term.code, str(term).upper()):
        assert ty.parse_term(printed) == term


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)))
def test_every_day_has_one_term_and_one_school_year(day: date) -> None:
    term, year = ty.term_of(day), ty.school_year_of(day)
    assert term.first_day <= day <= term.last_day
    assert year.first_day <= day <= year.last_day
    assert term in year.terms


def test_terms_are_ordered_by_time() -> None:
    assert sorted([ty.Term(2023, "autumn"), ty.Term(2023, "spring"), ty.Term(2022, "autumn")]) == [
        ty.Term(2022, "autumn"), ty.Term(2023, "spring"), ty.Term(2023, "autumn")]  # fmt: skip
