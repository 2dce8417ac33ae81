"""School unit codes (skolenhetskod): eight digits, 10000000-99999999, drawn at random.

By the register's description a code drawn since November 2013 is no date; five older ones that are (19570704)
are in use. There is no check digit, so a wrong digit cannot be seen and none is ever mended.
"""

import re
from datetime import date

from likvard.terms.found import Found


def is_school_unit_code(digits: str) -> bool:
    """Eight digits without a leading zero."""
    return bool(re.fullmatch(r"[1-9][0-9]{7}", digits))


def is_date(digits: str) -> bool:
    """Whether eight digits are also a day of the calendar, 1900-2099: then a text may mean the day."""
    try:
        day = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return 1900 <= day.year <= 2099


def parse_school_unit_code(text: str) -> str | None:
    """The code that the whole text is, spaces within it allowed; else `None`."""
    bare = re.sub(r"[\s\u00a0]", "", text)
    return bare if is_school_unit_code(bare) else None


_CODE = re.compile(r"[1-9](?<![\d:/.,-][1-9])\d{7}(?![\d:/]|-\d|[.,]\d)")
_LABEL = re.compile(r"(?:skolenhets?kod(?:en)?|enhetskod|skolenhet)\W{0,4}$", re.IGNORECASE)


def find_school_unit_codes(text: str, *, labelled: bool = True) -> list[Found[str]]:
    """Codes in a text, in order; by default only those after a label, since eight digits may be anything. Eight
    digits that are also a day count only directly after a label."""
    return [
        Found(m.group(), m.start(), m.end())
        for m in _CODE.finditer(text)
        if _LABEL.search(text, max(0, m.start() - 24), m.start()) or not (labelled or is_date(m.group()))
    ]
