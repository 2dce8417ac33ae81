"""Last days that are printed as days."""

from __future__ import annotations

import re
from datetime import date, timedelta

from likvard.reading.document import Document
from likvard.reading.fields.deadlines.asked import asked_for
from likvard.reading.record import Deadline, Read

_BEFORE = re.compile(
    r"(?:\bsenast|\btill\s+handa|\bsista\s+(?:dag(?:en)?|datum)(?:\s+(?:för|att)\s+[\wåäö]+)*(?:\s+är)?|"
    r"\bfram\s+till(?:\s+och\s+med)?|\btill\s+och\s+med|"
    r"\bt\.?o\.?m\.?|\bföre(?:\s+utgången\s+av)?|\binom\s+tiden\s+till|\bdock\s+senast)"
    r"(?:\s+(?:klockan|kl\.?)\s*\d{1,2}(?:[.:]\d\d)?)?(?:\s*[,:])?(?:\s+(?:på|dagen|datum|datumet|"
    r"tisdagen|onsdagen|torsdagen|fredagen|måndagen))?"
    r"\s*(?:den\s+)?$",
    re.IGNORECASE,
)
_STRONG = re.compile(r"senast|till\s+handa|sista\s+(?:dag|datum)", re.IGNORECASE)
# What an earlier decision asked; of no weight when the day is still to come.
_HISTORY = re.compile(
    r"\bskulle\b|\bförela(?:de|des)\b|\bhade\b|\bbegärde\b|\btidigare\s+(?:beslut|föreläggande|förelagt)\b",
    re.IGNORECASE,
)
PAST = re.compile(
    r"\b(?:granskades|besöktes|inspekterades|öppnade|ändrades|reviderades|uppdaterades)\b|"
    r"\bsenast\s+(?:uppdaterad|ändrad|granskad|reviderad)",
    re.IGNORECASE,
)
FOREIGN = re.compile(
    r"\banbud|\bupphandl|\bfaktur|\bbetal(?:as|a|ning)\b|\bansök(?:an|er)\s+om\s+(?:plats|tjänst|"
    r"att\s+starta)|\bjourhavande|\bannons|\bprenumer|"
    r"\bsammanträd\w*\s+(?:hålls|äger)|\båterrapport|\brapportera(?:s)?\s+(?:åter|till\s+(?:nämnden|"
    r"kommunstyrelsen))|\btill\s+nämnden(?:s)?\b|"
    r"\bkommunstyrelsen\b|\bi\s+uppdrag\b|\bbygg(?:et|nation)|\binflytt|\bskolvalet|\bvårdnadshavare\s+(?:ska|kan)\b",
    re.IGNORECASE,
)
# What a letter gives time for with "till och med", without "senast".
_GIVEN_TIME = ("response", "documents", "contact_person", "fact_check", "appeal")
_FOREIGN_TAIL = re.compile(r"\bvalet?\b", re.IGNORECASE)


def printed(document: Document, received: Read | None) -> list[Deadline]:
    text, found = document.text, []
    for written in document.dates:
        lead = text[max(document.flow.block_at(written.start).start, written.start - 70) : written.start]
        hit = _BEFORE.search(lead)
        if hit is None:
            continue
        start, end = document.flow.sentence_at(written.start)
        block = document.flow.block_at(written.start)
        if block.kind == "row":
            start, end = block.start, block.end  # a plan: what in one cell, when in the next
        sentence = text[start:end]
        before = sentence[: written.start - start]
        if PAST.search(before) or FOREIGN.search(sentence) or (document.day is None and _HISTORY.search(before)):
            continue
        what = asked_for(document, written.start, start, end)
        if not _STRONG.search(hit.group()) and what not in _GIVEN_TIME:
            continue
        if not _STRONG.search(hit.group()) and not re.search(
            r"\bska(?:ll)?\b|\bmåste\b|\bkan\b|\bpå\s+sig\s+att\b", sentence
        ):
            continue
        if _is_of_board(document, written.start, sentence):
            continue
        day = document.year_for(written.value)
        span = document.flow.block_at(written.start).start + 0
        place = max(span, written.start - len(hit.group())), written.end
        if day is None:
            if written.value.year is None:
                found.append(_doubt(written.value.month, written.value.day, what, *place))
            continue
        if document.day is not None and day < document.day:
            continue
        if document.day is None and received is not None and _is_old(document, written.start, day, received):
            continue
        confidence = 0.95 if written.value.year is not None else 0.9
        if written.value.form in ("lost_hyphen", "compact"):
            confidence = 0.7
        found.append(Deadline(Read(day.isoformat(), *place, confidence), Read(what, *place, 0.9)))
    return found


def _doubt(month: int, day: int, what: str, start: int, end: int) -> Deadline:
    return Deadline(
        Read(f"--{month:02}-{day:02}", start, end, 0.3, "year_missing"), Read(what, start, end, 0.3, "year_missing")
    )


def _is_old(document: Document, position: int, day: date, received: Read) -> bool:
    """In a follow-up without a date: the day by which the response, since received, was to come."""
    return position < received.end or day <= date.fromisoformat(str(received.value)) + timedelta(days=92)


def _is_of_board(document: Document, position: int, sentence: str) -> bool:
    """In memos and minutes: a task that the board gives its own administration."""
    if document.kind not in ("board_memo", "minutes"):
        return False
    low = sentence.lower()
    return (
        ("förvaltningen" in low or "rektor" in low)
        and "skolinspektion" not in low
        and "föreläg" not in low
        and "redovis" not in low
    )
