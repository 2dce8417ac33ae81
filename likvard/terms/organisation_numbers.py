"""Organisation numbers: ten digits, NNNNNN-NNNN, the third at least 2, the last a check digit (Luhn).

By it a legal person is told from a human being, whose number begins with a date. Group numbers as the Swedish
Tax Agency gives them: 2 state, municipalities and regions, 5 limited companies, 7 economic associations,
8 other associations and foundations, 9 partnerships.
"""

import re
from collections.abc import Iterator

from likvard.terms.found import Found


def check_digit(digits: str) -> int:
    """The Luhn digit that belongs after `digits`; raises ValueError for anything but digits."""
    if not digits.isascii() or not digits.isdigit():
        raise ValueError(f"not digits: {digits!r}")
    total = 0
    for index, digit in enumerate(reversed(digits)):
        doubled = int(digit) * (2 if index % 2 == 0 else 1)
        total += doubled - 9 if doubled > 9 else doubled
    return -total % 10


def is_organisation_number(digits: str) -> bool:
    """Ten digits that make an organisation number."""
    return (
        len(digits) == 10
        and digits.isascii()
        and digits.isdigit()
        and digits[0] != "0"
        and digits[2] >= "2"
        and check_digit(digits[:9]) == int(digits[9])
    )


def parse_organisation_number(text: str) -> str | None:
    """Ten digits, or `None`: `212000-0092`, `2120000092`, `SE212000009201` (VAT), `16212000-0092`."""
    bare = re.sub(r"[\s\u2010-\u2013\u2212-]", "", text)
    vat = re.fullmatch(r"SE(\d{10})01", bare, re.IGNORECASE)
    bare = vat.group(1) if vat else bare.removeprefix("16") if len(bare) == 12 else bare
    return bare if is_organisation_number(bare) else None


def format_organisation_number(number: str) -> str:
    """`212000-0092`. Raises ValueError for anything but an organisation number."""
    if not is_organisation_number(number):
        raise ValueError("not an organisation number")
    return f"{number[:6]}-{number[6:]}"


_NUMBER = re.compile(r"[1-9](?<![\d-][1-9])\d[2-9]\d{3}\s?[-\u2010-\u2013\u2212]?\s?\d{4}(?![\d-])")


def find_organisation_numbers(text: str) -> list[Found[str]]:
    """Ten digits each, in order; numbers whose check digit is wrong are left out."""

    def found() -> Iterator[Found[str]]:
        for m in _NUMBER.finditer(text):
            number = parse_organisation_number(m.group())
            if number:
                yield Found(number, m.start(), m.end())

    return list(found())
