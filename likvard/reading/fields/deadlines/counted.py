"""Last days that are counted: a weekday of a week, a time from the document's own date."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

from likvard.reading.document import Document
from likvard.reading.fields.deadlines.asked import asked_for
from likvard.reading.fields.deadlines.printed import FOREIGN, PAST
from likvard.reading.record import Deadline, Read
from likvard.terms.weeks import find_days_in_weeks

_UNITS = {"dag": "days", "dagar": "days", "vecka": "weeks", "veckor": "weeks", "månad": "months", "månader": "months"}
_WORDS = {
    "en": 1, "ett": 1, "två": 2, "tre": 3, "fyra": 4, "fem": 5, "sex": 6, "sju": 7, "åtta": 8, "nio": 9, "tio": 10,
    "tolv": 12, "fjorton": 14,
}  # fmt: skip
_RELATIVE = re.compile(
    r"\b(?:inom|senast)\s+(?P<n>\d{1,3}|" + "|".join(_WORDS) + r")\s+(?P<unit>dagar|dag|veckor|vecka|månader|månad)\s+"
    r"(?:räknat\s+)?(?:från|efter)\s+(?:och\s+med\s+)?(?P<base>dagens\s+datum|"
    r"datum(?:et)?\s+för\s+(?:detta\s+)?(?:beslut|brev)\w*|besluts(?:datum|dagen)(?:et)?|"
    r"beslutets\s+datum|(?:dagen|datumet)\s+för\s+(?:detta\s+)?(?:beslut|brev)(?:et)?|"
    r"(?:detta\s+)?brevets\s+datum|detta\s+(?:datum|beslut))",
    re.IGNORECASE,
)
_ABSOLUTE_FOLLOWS = re.compile(r"\bdvs\b|\bdet\s+vill\s+säga|\balltså\b|\bsenast\s+den\s+\d", re.IGNORECASE)


def weekdays(document: Document) -> list[Deadline]:
    """`senast fredagen i vecka 49`."""
    found = []
    if "vecka" not in document.lower and "v." not in document.lower:
        return []
    year = (
        document.day.isocalendar().year
        if document.day
        else next(iter(document.stated_years), None)
        if len(document.stated_years) == 1
        else None
    )
    for hit in find_days_in_weeks(document.text, year):
        lead = document.text[max(0, hit.start - 40) : hit.start]
        start, end = document.flow.sentence_at(hit.start)
        sentence = document.text[start:end]
        if (
            not re.search(r"\b(?:senast|sista\s+dag\w*(?:\s+är)?)\s+(?:på\s+)?$", lead, re.IGNORECASE)
            or PAST.search(sentence)
            or FOREIGN.search(sentence)
        ):
            continue
        day = hit.value
        if document.day and day < document.day:
            later = find_days_in_weeks(document.text[hit.start : hit.end], document.day.year + 1)
            if not later or str(document.day.year) in document.text[hit.start : hit.end]:
                continue
            day = later[0].value
        what = asked_for(document, hit.start, start, end)
        found.append(Deadline(Read(day.isoformat(), hit.start, hit.end, 0.85), Read(what, hit.start, hit.end, 0.85)))
    return found


def relative(document: Document) -> list[Deadline]:
    """`inom tre veckor från dagens datum`, counted from the document's own printed date."""
    if document.day is None or not any(word in document.lower for word in ("datum", "dagen för", "beslutsdag")):
        return []
    found = []
    for hit in _RELATIVE.finditer(document.text):
        start, end = document.flow.sentence_at(hit.start())
        sentence = document.text[start:end]
        if _ABSOLUTE_FOLLOWS.search(document.text, hit.end(), end) or PAST.search(sentence) or FOREIGN.search(sentence):
            continue
        what = asked_for(document, hit.start(), start, end)
        if what == "appeal":
            continue  # an appeal time counts only when its last day is printed
        number = int(hit["n"]) if hit["n"].isdigit() else _WORDS[hit["n"].lower()]
        day = _later(document.day, number, _UNITS[hit["unit"].lower()])
        found.append(
            Deadline(Read(day.isoformat(), hit.start(), hit.end(), 0.8), Read(what, hit.start(), hit.end(), 0.8))
        )
    return found


def _later(day: date, number: int, unit: str) -> date:
    if unit == "days":
        return day + timedelta(days=number)
    if unit == "weeks":
        return day + timedelta(weeks=number)
    month = day.month - 1 + number
    year, month = day.year + month // 12, month % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
