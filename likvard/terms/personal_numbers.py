"""Personal identity numbers and coordination numbers: recognised so that they can be masked, never kept.

ÅÅMMDD-NNNC by folkbokföringslagen (1991:481) 18 §: birth date, number, check digit (Luhn over ten digits); `+`
from the year a person turns 100. A coordination number (2022:1697) has 60 added to the day; the day can be one
nearby, so no age is ever computed.
"""

import re
from calendar import monthrange

from likvard.terms.found import Found
from likvard.terms.organisation_numbers import check_digit

MASK = "ÅÅMMDD-NNNN"

_NUMBER = re.compile(
    r"[0-9](?<![\d][0-9])(?<![/:.-][0-9])(?:(?:(?<=1)[89]|(?<=2)0)\d\d|\d)(?P<month>[01]\d)(?P<day>\d\d)"
    r"\s?[-+\u2010-\u2013\u2212]?\s?(?P<last>\d{4})(?![\d]|[-:/]\d)"
)


def _is_number(month: int, day: int, digits: str) -> bool:
    day_of_birth = day - 60 if day > 60 else day
    if not 1 <= month <= 12 or not 1 <= day_of_birth <= monthrange(2000, month)[1]:
        return False
    return check_digit(digits[:9]) == int(digits[9])


def find_personal_numbers(text: str) -> list[Found[str]]:
    """Places of the numbers; the value is only their kind: `personal` or `coordination`."""
    found = []
    for m in _NUMBER.finditer(text):
        digits = re.sub(r"\D", "", m.group())[-10:]
        if _is_number(int(m["month"]), int(m["day"]), digits):
            kind = "coordination" if int(m["day"]) > 60 else "personal"
            found.append(Found(kind, m.start(), m.end()))
    return found


def mask_personal_numbers(text: str) -> str:
    """The text with every number replaced by `ÅÅMMDD-NNNN`."""
    parts, end = [], 0
    for found in find_personal_numbers(text):
        parts += [text[end : found.start], MASK]
        end = found.end
    return "".join([*parts, text[end:]])
