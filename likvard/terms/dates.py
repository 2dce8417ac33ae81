"""Dates as Swedish documents write them, and back.

`2019-08-22`, `den 22 augusti 2019`, `22 aug. 2019`, `2 och 3 mars 2020`, `24–25 november 2015`,
`den 30 september och den 2 oktober 2020`, capitals, glued words (`den12maj2013`), hyphens lost at a line end
(`2018-0801`), none at all (`20180801`). A day that the calendar does not have never comes out.
"""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import Literal

from likvard.terms.found import Found

MONTHS = (
    "januari", "februari", "mars", "april", "maj", "juni",
    "juli", "augusti", "september", "oktober", "november", "december",
)  # fmt: skip
EARLIEST_YEAR, LATEST_YEAR = 1900, 2099

Form = Literal["words", "iso", "slash", "lost_hyphen", "compact"]


@dataclass(frozen=True, slots=True)
class WrittenDate:
    """A day as printed. `year` is `None` when the text leaves it out.

    `lost_hyphen` (`2018-0801`) and `compact` (`20180801`) can also be numbers of another kind.
    """

    month: int
    day: int
    year: int | None
    form: Form

    def in_year(self, year: int) -> date | None:
        """The day in that year; `None` for 29 February in a common year."""
        return _date(year, self.month, self.day)

    def resolve(self, context: date | int | None = None) -> date | None:
        """With its own year, else that of the context."""
        if self.year is not None:
            return _date(self.year, self.month, self.day)
        if context is None:
            return None
        return self.in_year(context.year if isinstance(context, date) else context)

    def on_or_after(self, first: date) -> date | None:
        """With its own year, else the first such day from `first` on (a deadline in a letter)."""
        if self.year is not None:
            return self.resolve()
        days = (self.in_year(year) for year in range(first.year, first.year + 9))
        return next((day for day in days if day and day >= first), None)

    def on_or_before(self, last: date) -> date | None:
        """With its own year, else the last such day up to `last` (something that has happened)."""
        if self.year is not None:
            return self.resolve()
        days = (self.in_year(year) for year in range(last.year, last.year - 9, -1))
        return next((day for day in days if day and day <= last), None)


def _date(year: int, month: int, day: int) -> date | None:
    if EARLIEST_YEAR <= year <= LATEST_YEAR and 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]:
        return date(year, month, day)
    return None


def _is_possible(month: int, day: int, year: int | None) -> bool:
    return _date(2000 if year is None else year, month, day) is not None


_MONTH_NUMBERS = {name: number for number, name in enumerate(MONTHS, 1)} | {
    short: number
    for shorts, number in (
        (("jan",), 1), (("feb", "febr"), 2), (("mar",), 3), (("apr",), 4), (("jun",), 6), (("jul",), 7),
        (("aug",), 8), (("sep", "sept"), 9), (("okt",), 10), (("nov",), 11), (("dec",), 12),
    )
    for short in shorts
}  # fmt: skip
_LETTERS = "A-Za-zÅÄÖåäöéÉ"
_GAP = r"\s{0,4}"
_DASH = r"[-\u2010-\u2015\u2212]"
_DAY = rf"(?:den{_GAP})?(?<!\d)\d{{1,2}}(?::?[ae](?![{_LETTERS}]))?"
_AND = rf"{_GAP}(?:,|\b(?:och|samt|eller|respektive|till)\b|\bresp\.|&|{_DASH}{{1,2}}|\bt\.?{_GAP}o\.?{_GAP}m\.?){_GAP}"
# Each pattern begins with a plain class of characters, so that the search runs over the text quickly; what
# stands before ("den", another digit) is asked afterwards.
_WORDS = re.compile(
    rf"(?P<days>[0-9](?<![\d/:.]\d)\d?(?::?[ae](?![{_LETTERS}]))?(?:{_AND}{_DAY}){{0,8}}){_GAP}"
    rf"(?P<month>{'|'.join(sorted(_MONTH_NUMBERS, key=len, reverse=True))})(?P<dot>\.?)"
    rf"(?:(?:{_GAP},)?{_GAP}(?:år{_GAP})?(?P<year>(?:19|20)\d\d)(?!\d)|(?![{_LETTERS}]))",
    re.IGNORECASE,
)
_DEN = re.compile(rf"(?<![{_LETTERS}])den{_GAP}$", re.IGNORECASE)
_ONE_DAY = re.compile(_DAY, re.IGNORECASE)
_DIGITS = re.compile(r"\d+")
_NUMERIC = re.compile(
    rf"(?P<year>[12](?<![\d:.,][12])(?<!\d{_DASH}[12])(?:(?<=1)9|(?<=2)0)\d\d)(?P<first>\s?{_DASH}\s?|\.|)"
    rf"(?P<month>[01]\d)(?P<second>\s?{_DASH}\s?|\.|)(?P<day>[0-3]\d)(?!\d|{_DASH}\d|\+\d|:\d|/(?!(?:19|20)\d\d-)\d)"
)
_SLASH = re.compile(
    rf"(?P<day>[0-9](?<![\d/:.,§-]\d)\d?)/(?P<month>[01]?\d)"
    rf"(?:(?P<join>{_GAP}{_DASH}{_GAP}|\s{{1,4}})(?P<year>(?:19|20)\d\d|(?<={_DASH})\d\d))?(?![\d/:])"
)


def _den_before(text: str, start: int) -> int:
    """Where the `den` before a day begins; the day's own start when there is none."""
    before = _DEN.search(text, max(0, start - 7), start)
    return before.start() if before else start


def _numeric(text: str) -> Iterator[Found[WrittenDate]]:
    for m in _NUMERIC.finditer(text):
        year, month, day = int(m["year"]), int(m["month"]), int(m["day"])
        if not _is_possible(month, day, year):
            continue
        if (m["first"] == ".") != (m["second"] == "."):
            continue
        form: Form = "lost_hyphen"
        if m["first"] and m["second"]:
            form = "iso"
        elif not m["first"] and not m["second"]:
            form = "compact"
        yield Found(WrittenDate(month, day, year, form), m.start(), m.end())


def _slash(text: str) -> Iterator[Found[WrittenDate]]:
    for m in _SLASH.finditer(text):
        year = int(m["year"]) if m["year"] else None
        if year is not None and year < 100:
            year += 2000
        start = _den_before(text, m.start())
        if year is None and start == m.start():
            continue  # 4/9 alone is a share
        month, day = int(m["month"]), int(m["day"])
        if _is_possible(month, day, year):
            yield Found(WrittenDate(month, day, year, "slash"), start, m.end())


def _days(m: re.Match[str]) -> list[tuple[int, int, int]]:
    """(day, start, end) of one match; a comma counts only in a list that ends with a word or a dash."""
    parts = [
        (int(_DIGITS.search(part.group()).group()), part.start(), part.end())  # type: ignore[union-attr]
        for part in _ONE_DAY.finditer(m.string, m.start("days"), m.end("days"))
    ]
    last_join = m.string[parts[-2][2] : parts[-1][1]] if len(parts) > 1 else ""
    return parts[-1:] if "," in last_join else parts


def _words(text: str, weak: set[int]) -> list[Found[WrittenDate]]:
    """`weak` gets where days stand that only a year could make days: "2 Jan" may be a person's name."""
    found: list[Found[WrittenDate]] = []
    for m in _WORDS.finditer(text):
        name = m["month"].lower()
        year = int(m["year"]) if m["year"] else None
        unsure = len(name) < 5 and name not in MONTHS and year is None and not m["dot"]
        opening = _den_before(text, m.start())
        if opening == m.start() and text[m.start() - 1 : m.start()].isalpha():
            continue  # "A12 maj"
        days, month = _days(m), _MONTH_NUMBERS[name]
        for index, (day, start, end) in enumerate(days):
            if not _is_possible(month, day, year):
                continue
            if start == m.start():
                start = opening
            last = index == len(days) - 1
            stop = m.end() if last else end
            if last and m["dot"] and m["year"] is None:
                stop = m.end("dot") if len(name) < 5 and name not in MONTHS else m.end("month")
            found.append(Found(WrittenDate(month, day, year, "words"), start, stop))
            if unsure:
                weak.add(start)
    return found


_JOIN = re.compile(rf"{_AND}|{_GAP}\boch{_GAP}med{_GAP}", re.IGNORECASE)


def _lend_years(text: str, found: list[Found[WrittenDate]]) -> list[Found[WrittenDate]]:
    """`den 30 september och den 2 oktober 2020`: the year stands once and belongs to both; a December
    joined to a January is of the year before."""
    lent = list(found)
    for i in range(len(lent) - 2, -1, -1):
        here, after = lent[i], lent[i + 1]
        if here.value.year is None and here.value.form == "words" and after.value.year is not None:
            gap = text[here.end : after.start]
            if len(gap) < 24 and _JOIN.fullmatch(gap):
                later = (here.value.month, here.value.day) > (after.value.month, after.value.day)
                year = after.value.year - 1 if later else after.value.year
                if _is_possible(here.value.month, here.value.day, year):
                    lent[i] = replace(here, value=replace(here.value, year=year))
    return lent


def find_written_dates(text: str) -> list[Found[WrittenDate]]:
    """Every day printed in the text, in order; each of `2 och 3 mars` for itself. No span lies in another."""
    weak: set[int] = set()
    found = [*_words(text, weak), *_numeric(text), *_slash(text)]
    found.sort(key=lambda f: (f.start, -f.end))
    apart: list[Found[WrittenDate]] = []
    for one in found:
        if not apart or one.start >= apart[-1].end:
            apart.append(one)
    lent = _lend_years(text, apart)
    return [one for one in lent if one.start not in weak or one.value.year is not None] if weak else lent


def find_dates(text: str, context: date | int | None = None) -> list[Found[date]]:
    """Days with a year, their own or that of `context` (a year or the document's date); a day without any
    is left out."""
    return [
        Found(day, f.start, f.end) for f in find_written_dates(text) if (day := f.value.resolve(context)) is not None
    ]


_RANGE_JOIN = re.compile(rf"{_GAP}(?:{_DASH}{{1,2}}|till(?:{_GAP}och{_GAP}med)?|t\.?{_GAP}o\.?{_GAP}m\.?){_GAP}", re.I)
_BETWEEN = re.compile(rf"\bmellan{_GAP}$", re.IGNORECASE)
_OCH = re.compile(rf"{_GAP}och{_GAP}", re.IGNORECASE)


def find_date_ranges(text: str, context: date | int | None = None) -> list[Found[tuple[date, date]]]:
    """`den 12–14 mars 2024`, `mellan den 5 september och den 18 november 2022`: (first, last), both included.
    A range that runs backwards is none."""
    found = find_written_dates(text)
    ranges: list[Found[tuple[date, date]]] = []
    for here, after in pairwise(found):
        gap = text[here.end : after.start]
        if not (
            _RANGE_JOIN.fullmatch(gap)
            or (_OCH.fullmatch(gap) and _BETWEEN.search(text, max(0, here.start - 12), here.start))
        ):
            continue
        first, last = here.value.resolve(context), after.value.resolve(context)
        if first and last and first <= last:
            ranges.append(Found((first, last), here.start, after.end))
    return ranges


def parse_date(text: str, context: date | int | None = None) -> date | None:
    """The one day that the whole text states (`" den 22 augusti 2019."`), else `None`."""
    stripped = text.strip(" \t\r\n\u00a0.,;:()")
    found = find_dates(stripped, context)
    if len(found) == 1 and (found[0].start, found[0].end) == (0, len(stripped)):
        return found[0].value
    return None


def format_date(day: date, *, year: bool = True, den: bool = False, no_break: bool = False) -> str:
    """`21 augusti 2023`; with `den` in running text; `no_break` keeps it on one line."""
    parts = [
        *(["den"] if den else []),
        str(day.day),
        MONTHS[day.month - 1],
        *([str(day.year)] if year else []),
    ]
    return ("\u00a0" if no_break else " ").join(parts)


def format_date_range(first: date, last: date, *, no_break: bool = False) -> str:
    """`12–14 mars 2024`, `30 september–2 oktober 2020`, `15 december 2019–10 januari 2020`."""
    if first == last:
        return format_date(first, no_break=no_break)
    ending = format_date(last, no_break=no_break)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{ending}"
    return f"{format_date(first, year=first.year != last.year, no_break=no_break)}–{ending}"
