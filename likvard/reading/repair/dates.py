"""Dates that lost a hyphen, and figures whose characters cannot be relied on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from likvard.reading.repair.draft import Doubt, Edit

_FIRST_LOST = re.compile(r"(?P<year>[12](?<![\d:/.-][12])(?:9[89]|0[0-4])\d)(?P<month>\d{2})-(?P<day>\d{2})(?![\d:/-])")
_SECOND_LOST = re.compile(
    r"(?P<year>[12](?<![\d:/.-][12])(?:9[89]|0[0-4])\d)-(?P<month>\d{2})(?P<day>\d{2})(?![\d:/-])"
)
# What both hold, searched for from the hyphen.
_MAYBE_LOST = re.compile(r"-(?:(?<=\d{6}-)\d\d|(?<=\d{4}-)\d{4})")
_WHOLE = re.compile(r"(?<!\d)\d{4}-\d{2}-\d{2}(?!\d)")
_LABEL = re.compile(r"(?:dnr|d\.nr|diarien\w*|ärende\w*|case)[^\n]{0,12}$", re.I)

# Letters that scans take for figures and figures for letters, inside something that is otherwise a number.
MIXED = re.compile(
    r"(?<![\w@])(?=[\dOoIlSBZ|])(?=[\dOoIlSBZ|:/.-]{0,30}\d)(?=[\d:/.-]{0,30}[OoIlSBZ|])"
    r"[\dOoIlSBZ|][\dOoIlSBZ|:/.-]{0,30}[\dOoIlSBZ|](?![\w@])"
)
_MAYBE_MIXED = re.compile(r"[0-9](?:(?<=[OIlSBZ|]\d)|(?<=[OIlSBZ|][:/.-]\d)|[:/.-]?[OoIlSBZ|])")
_SCHOOL_CLASS = re.compile(r"\d{1,2}[A-Z]$|[A-Z]\d{1,2}$|[A-Z]-\d$|\d-[A-Z]$")
_DAY = re.compile(
    r" (?<=den |ill |och )(?P<day>[lIi|!O]{1,2}|[lI|]\d|\d[lI|Oo])"
    r"(?= (?:januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december)\b)"
)
_REPLACEMENT = re.compile(r"\d[\ufffd]|[\ufffd]\d")

NOT_SURE_DATE = "a hyphen of the date is lost and the number may be another"
NOT_SURE_FIGURE = "a figure may have been misread"


def hyphens(text: str) -> Iterator[Edit]:
    """Edits that give a date its hyphen back; a doubt when the figures may also be a case number."""
    whole: set[str] | None = None
    for pattern in (_FIRST_LOST, _SECOND_LOST) if _MAYBE_LOST.search(text) else ():
        for found in pattern.finditer(text):
            year, month, day = found.group("year", "month", "day")
            if not _exists(year, month, day) or _LABEL.search(text, max(0, found.start() - 30), found.start()):
                continue
            if whole is None:
                whole = set(_WHOLE.findall(text))
            meant = f"{year}-{month}-{day}"
            # "2024-1202" has the form of some case numbers too; the same date unbroken elsewhere settles it.
            sure = pattern is _FIRST_LOST or meant in whole
            yield Edit(*found.span(), meant, "date", None if sure else NOT_SURE_DATE)


def _exists(year: str, month: str, day: str) -> bool:
    try:
        date(int(year), int(month), int(day))
    except ValueError:
        return False
    return True


def doubts(text: str) -> Iterator[Doubt]:
    """Places where a number holds characters that are no figures. They are told, never mended."""
    for found in MIXED.finditer(text) if _MAYBE_MIXED.search(text) is not None else ():
        if not _SCHOOL_CLASS.match(found.group()):
            yield Doubt(*found.span(), NOT_SURE_FIGURE)
    for found in _DAY.finditer(text):
        yield Doubt(*found.span("day"), NOT_SURE_FIGURE)
    if "\ufffd" in text:
        for found in _REPLACEMENT.finditer(text):
            yield Doubt(*found.span(), "a character of the number is lost")
