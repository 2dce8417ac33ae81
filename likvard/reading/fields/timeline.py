"""The timeline: every other dated event that a document tells; what links the documents of one review."""

from __future__ import annotations

import re

from likvard.reading.document import Document
from likvard.reading.record import Draft, Event, Read

_WHAT = (
    ("earlier_decision", re.compile(r"\bbeslut(?:et|ade|en)?\b|\bförela(?:de|des)\b", re.IGNORECASE)),
    ("response", re.compile(r"\bredovis\w+|\bsvar\w*|\byttrande\w*|\bkomplettera\w*", re.IGNORECASE)),
    ("visit", re.compile(r"\bbesök\w*", re.IGNORECASE)),
    ("interviews", re.compile(r"\bintervju\w*", re.IGNORECASE)),
    ("evaluation", re.compile(r"\butvärder\w*", re.IGNORECASE)),
    ("mandate", re.compile(r"\buppdrag\w*", re.IGNORECASE)),
    ("meeting", re.compile(r"\bmöte\w*|\bsammanträd\w*", re.IGNORECASE)),
    ("start", re.compile(r"\binled\w*|\bstarta\w*|\bpåbörja\w*", re.IGNORECASE)),
)
MOST_EVENTS = 60


def read(document: Document, draft: Draft) -> list[Event]:
    """Days with a year that no other field has taken, with their sentence."""
    if document.kind in ("other", "register_line"):
        return []
    taken = {(r.start, r.end) for r in (draft.date, draft.received) if r is not None}
    taken |= {(d.date.start, d.date.end) for d in draft.deadlines} | {
        (p.first.start, p.first.end) for p in draft.periods
    }
    events: list[Event] = []
    for written in document.dates:
        if any(a < written.end and written.start < b for a, b in taken) or len(events) >= MOST_EVENTS:
            continue
        day = document.year_for(written.value, past=True)
        if day is None:
            continue
        start, end = document.flow.sentence_at(written.start)
        if end - start < 12:
            continue
        sentence = document.text[start:end]
        what = next((code for code, pattern in _WHAT if pattern.search(sentence)), "other")
        if re.search(r"\bsenast\s+(?:den\s+)?$", document.text[start : written.start], re.IGNORECASE):
            what = "deadline_passed" if document.day is None or day < document.day else "deadline"
        events.append(
            Event(
                Read(day.isoformat(), written.start, written.end, 0.85),
                None,
                Read(what, start, end, 0.7),
                Read(sentence.replace("\t", " "), start, end, 0.9),
            )
        )
    return events
