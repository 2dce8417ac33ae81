"""A register line as a draft of the reading record, each value with its place in the line."""

from __future__ import annotations

import re

from likvard.reading.record import Draft, Organiser, Read
from likvard.reading.register_lines.export import RegisterLine


def draft_of(line: RegisterLine, text: str) -> Draft:
    """The line's values; a value that the line prints in another way (a date, a code) stands where its source does."""
    caption = line.caption
    low = text.lower()
    whole = (len(text) - len(text.lstrip()), len(text.rstrip()))

    def at(value: str, printed: str | None = None, confidence: float = 0.93) -> Read:
        place = low.find((printed or value).lower())
        if place < 0:
            return Read(value, *whole, confidence - 0.1)
        return Read(value, place, place + len(printed or value), confidence)

    draft = Draft(document_type=Read("register_line", *whole))
    if caption.review_kind:
        head = re.match(r"\W*uppgift\w*", low)
        printed = caption.review_kind_printed or (head.group() if head else caption.review_kind)
        draft.review_kind = at(caption.review_kind, printed)
        if caption.review_kind_printed:
            draft.review_kind_printed = at(caption.review_kind_printed)
    if line.case_number:
        draft.case_number = at(line.case_number)
    if caption.related_case:
        draft.related_case_numbers = [at(caption.related_case)]
    if line.registered:
        draft.date = at(line.registered.isoformat())
    if caption.organiser:
        name = at(caption.organiser.name)
        kind = Read(caption.organiser.kind, name.start, name.end, 0.9) if caption.organiser.kind else None
        draft.organiser = Organiser(name, kind)
    if caption.municipality_code:
        draft.municipality_code = at(caption.municipality_code, caption.municipality)
    if caption.unit:
        draft.school_units = [at(caption.unit)]
    draft.school_forms = [Read(code, *whole, 0.9) for code in caption.school_forms]
    return draft
