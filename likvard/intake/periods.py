"""Periods as sources print them: `2023/24`, `läsår 2023/2024`, `VT24`, `2024`, `2023.0`."""

import re
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class Period:
    """`text` in one form (`2023/24`, `VT24`, `2024`); `year` is the first calendar year of a school year, else the
    calendar year."""

    text: str
    year: int


_SCHOOL_YEAR = re.compile(r"(?:l[äa]s[åa]r(?:et)?\s*)?(?P<start>(?:19|20)\d\d)\s*[/–-]\s*(?P<end>(?:(?:19|20))?\d\d)")
_TERM = re.compile(r"(?P<season>[HhVv])(?:[Tt]|östterminen|årterminen)\s*(?P<year>(?:20)?\d\d)")
_YEAR = re.compile(r"(?P<year>(?:19|20)\d\d)(?:\.0)?")


@lru_cache(maxsize=1000)
def parse_period(text: str | None, *, school_year: bool = False) -> Period | None:
    """`None` for what is no period. `school_year`: a bare year is the first one of a school year."""
    bare = (text or "").strip()
    if m := _SCHOOL_YEAR.fullmatch(bare):
        start = int(m["start"])
        return school_year_from(start) if int(m["end"]) % 100 == (start + 1) % 100 else None
    if m := _TERM.fullmatch(bare):
        year = int(m["year"]) % 100 + 2000
        return Period(f"{m['season'].upper()}T{year % 100:02}", year)
    if m := _YEAR.fullmatch(bare):
        year = int(m["year"])
        return school_year_from(year) if school_year else Period(str(year), year)
    return None


def school_year_from(start: int) -> Period:
    """`2019` → `2019/20`."""
    return Period(f"{start}/{(start + 1) % 100:02}", start)
