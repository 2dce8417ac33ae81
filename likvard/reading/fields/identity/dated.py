"""The day a document was decided, signed or published."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date

from likvard.reading.document import Document
from likvard.reading.record import Read
from likvard.terms.dates import find_dates
from likvard.terms.found import Found

_LABELLED_DATE = re.compile(
    r"(?:^|\n|\t|\|\s*)\W*(?P<label>beslutsdatum|datum|publicerad|publiceringsdatum|publicerat|"
    r"sammanträdesdatum|sammanträde|mötesdatum|daterad)\b"
    r"\s*:?\s*(?:den\s+)?[\n\t]?\s*(?=\d)",
    re.IGNORECASE,
)
_PLACE_DATE = re.compile(
    r"(?:^|\n|\t)(?:[A-ZÅÄÖ][a-zåäö]+(?: [A-ZÅÄÖ][a-zåäö]+)?,?\s+)(?:den\s+)?(?=\d{1,2}\s+[a-zåäö]|\d{4}-)"
)
# A newspaper's line: "Nyheter | 14 januari 2020 06:00".
_CLOCK = re.compile(
    r"(?:^|\n|\t|\|\s*)(?:\w{3,20}\s*[|:,]\s*)?(?P<day>\d{1,2}\s+[a-zåäö]{3,9}\.?\s+20\d\d|"
    r"20\d\d-\d\d-\d\d),?\s+(?:kl\.?\s*)?\d{1,2}[.:]\d{2}\b"
)
# What a page's header holds besides its date.
_HEADER_BITS = re.compile(
    r"skolinspektionen|skolverket|\w*beslut|informationsbrev|dnr|diarienummer|diarienr|(?:SI|"
    r"\d{1,3}-)\s?\d{4}:\d+|(?:sida\s*)?\d+\s*(?:\(\d+\)|av\s+\d+)",
    re.IGNORECASE,
)
_UPDATED = re.compile(r"senast\s+(?:uppdaterad|ändrad|granskad)", re.IGNORECASE)


def day(document: Document) -> Read | None:
    """The day the document was decided, signed or published; never when a page was last updated."""
    text = document.text
    limit = max(document.head_end, document.title[1] + 200 if document.title else 0, 600)
    pages = document.kind in ("report_page", "press_release", "statistics_page", "other")
    for label in _LABELLED_DATE.finditer(text, 0, len(text) if pages else min(len(text), limit + 800)):
        if _UPDATED.search(text, max(0, label.start() - 12), label.end()):
            continue
        for found in _dates_at(document, label.end()):
            return Read(found.value.isoformat(), found.start, found.end, 0.95)
    if document.kind == "other":
        for block in document.flow.blocks[:8]:
            if re.fullmatch(r"\d{4}-\d\d-\d\d", text[block.start : block.end]):
                return Read(text[block.start : block.end], block.start, block.end, 0.75)
        for clock in _CLOCK.finditer(text):
            for found in _dates_at(document, clock.start("day")):
                return Read(found.value.isoformat(), found.start, found.end, 0.8)
    if document.kind in ("other", "report_page", "statistics_page", "register_line"):
        return None
    for written in document.dates:
        if written.start > limit:
            break
        block = document.flow.block_at(written.start)
        value = written.value.resolve()
        if value is None:
            continue
        start, end = next(((a, b) for a, b in block.cells if a <= written.start < b), (block.start, block.end))
        around = (text[start : written.start] + text[written.end : end]).strip(" .,:|()")
        if len(around) > 34:
            around = _HEADER_BITS.sub("", around).strip(" .,:|()")
        if _UPDATED.search(around):
            continue
        if len(around) <= 34 and not re.search(
            r"\b(?:senast|beslut(?:et)?\s+(?:den|från)|våren|hösten)\b", around, re.IGNORECASE
        ):
            return _outvoted_day(document, Read(value.isoformat(), written.start, written.end, 0.92))
    tail = max(0, len(text) - 900)
    for place in _PLACE_DATE.finditer(text, tail):
        for found in _dates_at(document, place.end()):
            return Read(found.value.isoformat(), found.start, found.end, 0.85)
    return None


def _dates_at(document: Document, position: int) -> list[Found[date]]:
    return [f.moved(position) for f in find_dates(document.text[position : position + 40]) if f.start < 6][:1]


def _outvoted_day(document: Document, read: Read) -> Read:
    """As with the case number: the pages' headers repeat the date."""
    votes = Counter({str(read.value): 1})
    for line, times in Counter(document.flow.furniture.split("\n")).items():
        votes.update({f.value.isoformat(): times for f in find_dates(line)})
    best, count = votes.most_common(1)[0]
    if count > votes[str(read.value)] + 1:
        return Read(best, read.start, read.end, 0.75)
    if votes[best] > votes[str(read.value)]:
        return read.doubted(0.45, "pages_disagree")
    return read
