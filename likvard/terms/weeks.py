"""Weeks by ISO 8601: Monday first, week 1 is the one with the year's first Thursday.

`vecka 35`, `v. 35`, `veckorna 39-48, 2019`, `v. 50 2019–v. 2 2020`, `vecka 50–2`, `veckorna 39, 40 och 42`,
`fredagen i vecka 49`. A week that the year does not have never comes out.
"""

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta

from likvard.terms.found import Found

WEEKDAYS = ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag")


def week_dates(year: int, week: int) -> tuple[date, date] | None:
    """Monday and Sunday of a week; `None` when the year has no such week."""
    try:
        monday = date.fromisocalendar(year, week, 1)
    except ValueError:
        return None
    return monday, monday + timedelta(days=6)


def weeks_in(year: int) -> int:
    """52 or 53: 28 December is always in the last week."""
    return date(year, 12, 28).isocalendar().week


@dataclass(frozen=True, slots=True)
class WrittenWeeks:
    """One week (`first == last`) or a range as printed; the years are those that the text gives."""

    first: int
    last: int
    first_year: int | None
    last_year: int | None

    def resolve(self, context: date | int | None = None) -> tuple[date, date] | None:
        """Monday of the first to Sunday of the last. A missing year is that of the other end or the context;
        a range that runs backwards goes over the year's end."""
        given = context.isocalendar().year if isinstance(context, date) else context
        first_year, last_year = self.first_year, self.last_year
        step = 1 if self.last < self.first else 0
        if first_year is None:
            first_year = last_year - step if last_year is not None else given
        if first_year is None:
            return None
        if last_year is None:
            last_year = first_year + step
        opening, closing = week_dates(first_year, self.first), week_dates(last_year, self.last)
        if opening is None or closing is None or opening > closing:
            return None
        return opening[0], closing[1]


_GAP = r"\s{0,4}"
_DASH = r"[-\u2010-\u2015\u2212]"
_NOT_LETTER = r"(?![A-Za-zÅÄÖåäö])"
_WEEK = rf"(?:veckorna|veckan|vecka|veckor|v\.?){_GAP}"
_NUMBER = r"[0-5]?\d(?![\d:%])(?!/\d{1,2}(?!\d))"
_YEAR = rf"(?:(?:{_GAP},?{_GAP}(?:år{_GAP})?\(?|/)((?:19|20)\d\d)(?![\d:/])(?!-\d)\)?)"
# "veckorna 50-2 2023/2024": a school year, whose autumn weeks are of its first year.
_SCHOOL_YEAR = re.compile(rf"{_GAP},?{_GAP}(?:läsåret{_GAP})?((?:19|20)\d\d)/((?:19|20)?\d\d)(?!\d)", re.IGNORECASE)
_FIRST_AUTUMN_WEEK = 31
_TO = rf"{_GAP}(?:{_DASH}{{1,2}}|till(?:{_GAP}och{_GAP}med)?{_NOT_LETTER}|t\.?{_GAP}o\.?{_GAP}m\.?){_GAP}"
# In small letters, so that the search runs over the text quickly.
_WEEKS = re.compile(
    rf"v(?<![A-Za-zÅÄÖåäö\d]v)(?:eckorna|eckan|ecka|eckor|\.?){_GAP}(?P<w1>{_NUMBER}){_YEAR}?(?:{_TO}(?:{_WEEK})?(?P<w2>{_NUMBER}){_YEAR}?)?"
    rf"(?P<rest>(?:{_GAP}(?:,|\boch\b|\bsamt\b){_GAP}(?:{_WEEK})?{_NUMBER}(?:{_TO}{_NUMBER})?){{0,12}})"
)
_FURTHER = re.compile(rf"({_NUMBER})(?:{_TO}({_NUMBER}))?", re.IGNORECASE)
_TAIL_YEAR = re.compile(_YEAR)
_AFTER_LIST = re.compile(rf"{_GAP}(?:kap|§|kl|procent|%|{_DASH}{_GAP}\d)", re.IGNORECASE)


def find_written_weeks(text: str) -> list[Found[WrittenWeeks]]:
    """Every week and range of weeks, in order; a list (`39, 40 och 42`) gives one for each member and its
    year, printed last, belongs to all."""
    found: list[Found[WrittenWeeks]] = []
    low = text.lower()
    for m in _WEEKS.finditer(low if len(low) == len(text) else text):
        y1, y2 = m.group(2), m.group(4)
        first, last = int(m["w1"]), int(m["w2"] or m["w1"])
        first_year = int(y1) if y1 else None
        last_year = int(y2) if y2 else (first_year if not m["w2"] else None)
        end = m.start("rest")
        if not y1 and not y2 and not m["rest"] and (of := _SCHOOL_YEAR.match(text, m.end())):
            autumn = int(of.group(1))
            if int(of.group(2)) % 100 == (autumn + 1) % 100:
                first_year = autumn if first >= _FIRST_AUTUMN_WEEK else autumn + 1
                last_year = autumn if last >= _FIRST_AUTUMN_WEEK else autumn + 1
                end = of.end()
        members = [Found(WrittenWeeks(first, last, first_year, last_year), m.start(), end)]
        if m["rest"] and not _AFTER_LIST.match(text, m.end()):
            tail = _TAIL_YEAR.match(text, m.end())
            year = int(tail.group(1)) if tail else None
            for part in _FURTHER.finditer(text, m.start("rest"), m.end("rest")):
                one, two = int(part.group(1)), int(part.group(2) or part.group(1))
                members.append(Found(WrittenWeeks(one, two, None, year), part.start(), part.end()))
            if tail:
                members[-1] = replace(members[-1], end=tail.end())
                members = [
                    f if f.value.first_year or f.value.last_year else replace(f, value=replace(f.value, last_year=year))
                    for f in members
                ]
            elif members[0].value.last_year is not None:
                known = members[0].value.last_year
                members[1:] = [replace(f, value=replace(f.value, first_year=known)) for f in members[1:]]
        found += [f for f in members if 1 <= f.value.first <= 53 and 1 <= f.value.last <= 53]
    return found


def find_weeks(text: str, context: date | int | None = None) -> list[Found[tuple[date, date]]]:
    """(Monday, Sunday) of each week or range that has a year, its own or that of `context`."""
    return [
        Found(days, f.start, f.end) for f in find_written_weeks(text) if (days := f.value.resolve(context)) is not None
    ]


_DAY_IN_WEEK = re.compile(rf"\b(?P<day>{'|'.join(WEEKDAYS)})(?:en|ens)?{_GAP}(?:i{_GAP}|under{_GAP})?$", re.IGNORECASE)


def find_days_in_weeks(text: str, context: date | int | None = None) -> list[Found[date]]:
    """`fredagen i vecka 49`, `onsdag v. 12 2024`: the day."""
    found = []
    for f in find_written_weeks(text):
        before = _DAY_IN_WEEK.search(text, max(0, f.start - 24), f.start)
        days = f.value.resolve(context)
        if before and days and f.value.first == f.value.last:
            day = days[0] + timedelta(days=WEEKDAYS.index(before["day"].lower()))
            found.append(Found(day, before.start(), f.end))
    return found


def format_weeks(first: date, last: date) -> str:
    """Monday to Sunday back to words: `vecka 35, 2019`, `veckorna 39–48, 2019`, `vecka 50, 2019–vecka 2, 2020`.

    Raises ValueError when the days are not a Monday and a later Sunday.
    """
    if first.isoweekday() != 1 or last.isoweekday() != 7 or last < first:
        raise ValueError(f"not whole weeks: {first}..{last}")
    (y1, w1, _), (y2, w2, _) = first.isocalendar(), last.isocalendar()
    if (y1, w1) == (y2, w2):
        return f"vecka {w1}, {y1}"
    if y1 == y2:
        return f"veckorna {w1}–{w2}, {y1}"
    return f"vecka {w1}, {y1}–vecka {w2}, {y2}"
