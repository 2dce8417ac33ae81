"""Every way of writing a day, and the numbers that are none."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from likvard.terms import dates

DAYS = st.dates(min_value=date(1900, 1, 1), max_value=date(2099, 12, 31))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("senast den 22 augusti 2019", ["2019-08-22"]),
        ("22 augusti 2019", ["2019-08-22"]),
        ("beslut 2018-06-20 § 56", ["2018-06-20"]),
        ("2018-0801", ["2018-08-01"]),
        ("201808-01", ["2018-08-01"]),
        ("20180801", ["2018-08-01"]),
        ("2018 - 08 - 01", ["2018-08-01"]),
        ("den 2 och 3 mars 2020", ["2020-03-02", "2020-03-03"]),
        ("24–25 november 2015", ["2015-11-24", "2015-11-25"]),
        ("24--25 november 2015", ["2015-11-24", "2015-11-25"]),
        ("den 21, 22 och 24 mars 2017", ["2017-03-21", "2017-03-22", "2017-03-24"]),
        ("den 30 september och den 2 oktober 2020", ["2020-09-30", "2020-10-02"]),
        ("15 december–10 januari 2020", ["2019-12-15", "2020-01-10"]),
        ("DEN 22 AUGUSTI 2019", ["2019-08-22"]),
        ("den12maj2013", ["2013-05-12"]),
        ("den 12maj 2013", ["2013-05-12"]),
        ("22 aug 2019", ["2019-08-22"]),
        ("22 aug. 2019", ["2019-08-22"]),
        ("3 sept. 2019, 4 febr 2020", ["2019-09-03", "2020-02-04"]),
        ("den 1:a maj 2019", ["2019-05-01"]),
        ("30 sept–2 okt 2019", ["2019-09-30", "2019-10-02"]),
        ("2019.05.14", ["2019-05-14"]),
        ("den 12 mars respektive den 14 april 2021", ["2021-03-12", "2021-04-14"]),
        ("2023-08-21/2023-08-30", ["2023-08-21", "2023-08-30"]),
        ("den\n22 augusti\n2019", ["2019-08-22"]),
        ("22/8 2019, den 3/11 -21", ["2019-08-22", "2021-11-03"]),
        ("rum 12, 14 mars 2020", ["2020-03-14"]),
        ("Mötet 2019-05-14 kl. 13.00", ["2019-05-14"]),
        ("Den 1 juli 2023 genomförde Skolinspektionen", ["2023-07-01"]),
        ("mellan den 5 september och den 18 november 2022", ["2022-09-05", "2022-11-18"]),
    ],
)
def test_days_with_a_year(text: str, expected: list[str]) -> None:
    assert [found.value.isoformat() for found in dates.find_dates(text)] == expected


@pytest.mark.parametrize(
    "text",
    [
        "den 30 februari 2020",
        "2019-02-29",
        "den 31 november 2015",
        "2019-1274",
        "dnr 43-2015:2430",
        "10000000",
        "20190229",
        "19850712-1234",
        "198507121234",
        "SFS 2010:800",
        "den 22 augusti",
        "i maj 2017",
        "2 Jan Eriksson",
        "2019.05-14",
        "2019-05-14/3",
        "4/9 av eleverna",
        "2017/2018",
        "1 kap. 9 §",
        "0 mars 2020",
        "32 mars 2020",
        "telefon 08-586 082 47",
        "12 marsvin 2020",
        "12 majoritet",
        "1899-12-31",
        "2212-12-12",
    ],
)
def test_no_day_with_a_year_here(text: str) -> None:
    assert dates.find_dates(text) == []


@pytest.mark.parametrize(
    ("context", "expected"),
    [(None, []), (2019, [date(2019, 8, 22)]), (date(2018, 12, 24), [date(2018, 8, 22)])],
)
def test_a_missing_year_comes_from_the_context_only(context: date | int | None, expected: list[date]) -> None:
    assert [f.value for f in dates.find_dates("senast den 22 augusti.", context)] == expected


def test_a_missing_year_after_and_before_a_day() -> None:
    (found,) = dates.find_written_dates("senast den 10 januari")
    assert found.value.on_or_after(date(2019, 12, 1)) == date(2020, 1, 10)
    assert found.value.on_or_before(date(2019, 12, 1)) == date(2019, 1, 10)
    (leap,) = dates.find_written_dates("den 29 februari")
    assert leap.value.on_or_after(date(2021, 1, 1)) == date(2024, 2, 29)
    assert leap.value.resolve(2021) is None


def test_the_form_tells_how_sure_a_number_is() -> None:
    forms = [f.value.form for f in dates.find_written_dates("2018-08-01 2018-0801 20180801 1 maj 2020 1/5 2020")]
    assert forms == ["iso", "lost_hyphen", "compact", "words", "slash"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("den 12–14 mars 2024", [(date(2024, 3, 12), date(2024, 3, 14))]),
        ("mellan den 5 september och den 18 november 2022", [(date(2022, 9, 5), date(2022, 11, 18))]),
        ("15 december 2019 till och med 10 januari 2020", [(date(2019, 12, 15), date(2020, 1, 10))]),
        ("den 16 och 17 maj 2017", []),
        ("den 17–16 maj 2017", []),
    ],
)
def test_ranges(text: str, expected: list[tuple[date, date]]) -> None:
    assert [found.value for found in dates.find_date_ranges(text)] == expected


@given(DAYS, st.booleans(), st.booleans(), st.booleans())
def test_a_printed_day_is_read_back(day: date, den: bool, no_break: bool, capitals: bool) -> None:
    text = dates.format_date(day, den=den, no_break=no_break)
    text = text.upper() if capitals else text
    assert dates.parse_date(text) == day
    assert dates.parse_date(dates.format_date(day, year=False), day.year) == day
    assert dates.parse_date(day.isoformat()) == day
    assert dates.parse_date(text.replace(" ", "")) == day
    (found,) = dates.find_dates(f"Redovisa senast {text}, till oss.")
    assert found.value == day
    assert found.start == len("Redovisa senast ")


@given(DAYS, DAYS)
def test_a_printed_range_is_read_back(one: date, other: date) -> None:
    first, last = sorted((one, other))
    found = dates.find_date_ranges(dates.format_date_range(first, last))
    assert [f.value for f in found] == ([] if first == last else [(first, last)])


NOISE = st.text(alphabet="0123456789 -–/.:och denmajugsti2019", max_size=60)


@given(NOISE)
def test_noise_gives_only_days_of_the_calendar_and_spans_in_order(text: str) -> None:
    found = dates.find_written_dates(text)
    for one in found:
        assert one.value.resolve(2020) is not None or one.value.year is not None or one.value.day == 29
        assert 0 <= one.start < one.end <= len(text)
    assert all(a.end <= b.start for a, b in pairwise(found))
