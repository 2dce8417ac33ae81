"""School years and terms: `läsåret 2023/2024`, `2023/24`, `höstterminen 2022`, `HT 2018`, `VT24`.

A school year is counted from 1 July to 30 June; its two terms are the halves of the calendar year. Those are
counting periods, not a school's own first and last day.
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from likvard.terms.found import Found

Season = Literal["autumn", "spring"]


@dataclass(frozen=True, slots=True, order=True)
class SchoolYear:
    """The school year that begins in the autumn of `start`."""

    start: int

    @property
    def first_day(self) -> date:
        return date(self.start, 7, 1)

    @property
    def last_day(self) -> date:
        return date(self.start + 1, 6, 30)

    @property
    def terms(self) -> tuple["Term", "Term"]:
        return Term(self.start, "autumn"), Term(self.start + 1, "spring")

    def __str__(self) -> str:
        """`2023/2024`"""
        return f"{self.start}/{self.start + 1}"

    @property
    def short(self) -> str:
        """`2023/24`, as the statistics interfaces print it."""
        return f"{self.start}/{(self.start + 1) % 100:02}"


@dataclass(frozen=True, slots=True)
class Term:
    """One term of a calendar year."""

    year: int
    season: Season

    @property
    def first_day(self) -> date:
        return date(self.year, 1, 1) if self.season == "spring" else date(self.year, 7, 1)

    @property
    def last_day(self) -> date:
        return date(self.year, 6, 30) if self.season == "spring" else date(self.year, 12, 31)

    @property
    def school_year(self) -> SchoolYear:
        return SchoolYear(self.year if self.season == "autumn" else self.year - 1)

    def __str__(self) -> str:
        """`höstterminen 2022`"""
        return f"{'höst' if self.season == 'autumn' else 'vår'}terminen {self.year}"

    @property
    def short(self) -> str:
        """`HT 2022`"""
        return f"{'HT' if self.season == 'autumn' else 'VT'} {self.year}"

    @property
    def code(self) -> str:
        """`HT22`, as the statistics interfaces print it."""
        return f"{'HT' if self.season == 'autumn' else 'VT'}{self.year % 100:02}"

    def __lt__(self, other: "Term") -> bool:
        return self.first_day < other.first_day


def term_of(day: date) -> Term:
    """The term that a day is counted to."""
    return Term(day.year, "spring" if day.month <= 6 else "autumn")


def school_year_of(day: date) -> SchoolYear:
    """The school year that a day is counted to."""
    return term_of(day).school_year


_GAP = r"\s{0,4}"
_DASH = r"[-\u2010-\u2015\u2212]"
# Each begins with a plain class of characters, so that the search runs over the text quickly.
_YEARS = re.compile(
    rf"(?P<start>[0-9](?<![\d/:.]\d)\d(?:\d\d)?){_GAP}(?P<join>/|{_DASH}){_GAP}"
    rf"(?P<end>(?:19|20)?\d\d)(?![\d/:]|{_DASH}\d)"
)
_LABEL = re.compile(
    rf"läsår(?:ets?|ens?|s)?{_GAP}(?:[\d/]+(?:{_DASH}\d+)?{_GAP}(?:,|och|samt|till|{_DASH}){_GAP})*$", re.IGNORECASE
)
# In small letters, and a plain letter first: the search runs over the text quickly.
_TERMS = re.compile(
    rf"(?P<season>[hv](?<![a-zåäö\d].)(?:östterminens?|årterminens?|östtermin|årtermin|t)){_GAP}[-–.]?{_GAP}"
    rf"(?:år{_GAP})?(?P<year>20\d\d|19\d\d|\d\d)(?![\d/:%§])"
)


def find_school_years(text: str) -> list[Found[SchoolYear]]:
    """In order. With the word läsår two digits or a dash are enough (`läsåret 23/24`, `läsåret 2023–2024`);
    alone only `2023/2024` and `2023/24`. The second year must be the one after the first."""
    found = []
    for m in _YEARS.finditer(text):
        start = int(m["start"]) + (2000 if len(m["start"]) == 2 else 0)
        end = int(m["end"])
        if end != (start + 1 if len(m["end"]) == 4 else (start + 1) % 100) or not 1900 <= start < 2100:
            continue
        label = _LABEL.search(text, max(0, m.start() - 60), m.start())
        if not label and (len(m["start"]) == 2 or m["join"] != "/"):
            continue
        opening = m.start() if not label or "/" in label.group() else label.start()
        found.append(Found(SchoolYear(start), opening, m.end()))
    return found


def find_terms(text: str) -> list[Found[Term]]:
    """Terms with a year, in order; two digits only after the short forms (`HT18`, `vt-24`)."""
    found = []
    low = text.lower()
    for m in _TERMS.finditer(low if len(low) == len(text) else text):
        season: Season = "autumn" if m["season"][0] == "h" else "spring"
        if len(m["year"]) == 2 and len(m["season"]) > 2:
            continue
        year = int(m["year"]) + (2000 if len(m["year"]) == 2 else 0)
        found.append(Found(Term(year, season), m.start(), m.end()))
    return found


def parse_school_year(text: str) -> SchoolYear | None:
    """The one school year that the whole text states, with or without läsåret; else `None`."""
    stripped = text.strip(" .,;:()")
    found = find_school_years(stripped) or find_school_years("läsåret " + stripped)
    return found[0].value if len(found) == 1 and found[0].end - found[0].start >= len(stripped) else None


def parse_term(text: str) -> Term | None:
    """The one term that the whole text states, else `None`."""
    stripped = text.strip(" .,;:()")
    found = find_terms(stripped)
    return found[0].value if len(found) == 1 and (found[0].start, found[0].end) == (0, len(stripped)) else None
