"""Organisation numbers, personal numbers and school unit codes: each is told from the others."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from likvard.terms import organisation_numbers as o
from likvard.terms import personal_numbers as p
from likvard.terms import school_unit_codes as s
from likvard.terms.municipalities import all_municipalities


def _person(day: date, serial: int, extra: int = 0) -> str:
    nine = f"{day:%y%m}{day.day + extra:02}{serial:03}"
    return nine + str(o.check_digit(nine))


PEOPLE = st.builds(
    _person, st.dates(date(1930, 1, 1), date(2025, 12, 31)), st.integers(0, 999), st.sampled_from([0, 60])
)


@pytest.mark.parametrize("text", ["212000-0092", "2120000092", "212000–0092", "SE212000009201", "16212000-0092"])
def test_an_organisation_number_in_any_form(text: str) -> None:
    assert o.parse_organisation_number(text) == "2120000092"


@pytest.mark.parametrize("text", ["", "212000-0093", "8507121234", "SI 2022:4573", "0120000092", "21200000921"])
def test_no_organisation_number(text: str) -> None:
    assert o.parse_organisation_number(text) is None


def test_every_municipality_has_a_true_number() -> None:
    for one in all_municipalities():
        assert (
            o.parse_organisation_number(o.format_organisation_number(one.organisation_number))
            == one.organisation_number
        )


def test_only_an_organisation_number_is_printed() -> None:
    with pytest.raises(ValueError, match="not an organisation number"):
        o.format_organisation_number("2120000093")


@given(PEOPLE, st.sampled_from(["", "-", "+", " - "]), st.booleans())
def test_a_personal_number_is_masked_and_is_no_organisation(number: str, join: str, century: bool) -> None:
    written = ("19" if century else "") + number[:6] + join + number[6:]
    text = f"Eleven {written}, årskurs 5"
    assert p.mask_personal_numbers(text) == f"Eleven {p.MASK}, årskurs 5"
    assert o.find_organisation_numbers(text) == []


@pytest.mark.parametrize(
    "text", ["212000-0092", "2018-06-20", "850712-1235 ", "43-2015:2430", "08-586 082 47", "10000000", "851312-1234"]
)
def test_other_numbers_are_no_person(text: str) -> None:
    assert p.find_personal_numbers(text) == []


def test_the_kind_is_told_and_not_the_number() -> None:
    text = _person(date(1985, 7, 12), 123, 60)
    assert [found.value for found in p.find_personal_numbers(text)] == ["coordination"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Skolenhetskod: 74174879", ["74174879"]),
        ("skolenhetskoden 74174879 och 20190822", ["74174879"]),
        ("telefon 74174879", []),
        ("Skolenhetskod 19570704", ["19570704"]),
        ("Skolenhetskod 07417487", []),
        ("Skolenhetskod 741748791", []),
    ],
)
def test_school_unit_codes(text: str, expected: list[str]) -> None:
    assert [found.value for found in s.find_school_unit_codes(text)] == expected


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)))
def test_a_day_without_a_label_is_no_code(day: date) -> None:
    assert s.find_school_unit_codes(f"{day:%Y%m%d}", labelled=False) == []
    assert s.is_date(f"{day:%Y%m%d}")


def test_eight_digits_alone_only_when_asked_for() -> None:
    assert s.find_school_unit_codes("kod 74174879") == []
    assert [f.value for f in s.find_school_unit_codes("kod 74174879", labelled=False)] == ["74174879"]
    assert s.parse_school_unit_code(" 7417 4879 ") == "74174879"


@given(st.text(alphabet="0123456789-+ :/", max_size=60))
def test_noise_does_not_break_them(text: str) -> None:
    p.mask_personal_numbers(text)
    o.find_organisation_numbers(text)
    s.find_school_unit_codes(text, labelled=False)
