"""Of which kind of review a document tells."""

from __future__ import annotations

import re

from likvard.reading.document import Document
from likvard.reading.record import Read
from likvard.terms.review_kinds import find_review_kinds

_RENAMED = re.compile(r"heter\b|namnbyte|bytt?e?r?\s+namn|bytet\s+gäller", re.IGNORECASE)
_PERFORMED = re.compile(
    r"\b(?:genomfört|genomförde|genomför|genomföra|genomförts|genomfördes|genomförs|har\s+granskat|"
    r"inlett|inledde|beslut\s+efter|efter\s+(?:en\s+)?|uppföljning\s+av|ingår\s+i|det\s+här\s+är|"
    r"detta\s+är)\b[^.\n]{0,60}$",
    re.IGNORECASE,
)
_OLDER = re.compile(
    r"\btidigare\b|\bförra\b|\berfarenheter\b|\bnågot\s+annat\b|\bannat\s+ärende\b|"
    r"\bvåra?\s+(?:regelbundna|planerade|tematiska)",
    re.IGNORECASE,
)
_PLAIN = re.compile(r"(?<![\w-])(?:tillsyn(?:en)?|kvalitetsgranskning(?:en)?)(?!\w)", re.IGNORECASE)


def review_kind(document: Document) -> tuple[Read | None, Read | None]:
    """(kind, its printed name): of the title, else of what was carried out, else of the only one named."""
    text = document.text
    mentions = [
        (_weight(document, found.start, found.end), -found.start, found.end, found.value.kind.code)
        for found in find_review_kinds(text)
        if found.value.kind.held_by != "organiser" or document.kind in ("board_memo", "minutes", "other", "response")
    ]
    if document.kind == "other":
        return None, None
    mentions = [m for m in mentions if m[0] > 0]
    if not mentions:
        return _unnamed(document), None
    if document.kind in ("report_page", "statistics_page") and max(m[0] for m in mentions) < 3:
        return None, None
    best = max(mentions)
    start, end, code = -best[1], best[2], best[3]
    printed = _nominative(text[start:end])
    confidence = 0.93 if best[0] >= 3 else 0.75
    return Read(code, start, end, confidence), Read(printed, start, end, confidence)


def names(title: str) -> bool:
    return bool(find_review_kinds(title) or _PLAIN.search(title))


def _weight(document: Document, start: int, end: int) -> int:
    """How surely a mention names the review of this document: 5 title, 4 carried out, 3 own line, 1 in passing."""
    title = document.title
    first, last = document.flow.sentence_at(start)
    sentence = document.text[first:last]
    before = document.text[first:start]
    if title and title[0] <= start < title[1]:
        return 6
    block = document.flow.block_at(start)
    if _RENAMED.search(sentence):
        return 0
    if document.kind == "information_letter" and start > 0.6 * len(document.text) and block.start > document.opening[1]:
        return 1 if block.kind != "heading" else 0
    if _OLDER.search(before[-40:]) or re.search(r"\bden\s+förra\b", before):
        return 0
    if _PERFORMED.search(before) or re.match(
        r"[^.]{0,40}\b(?:genomför|har\s+genomförts|pågår|inleddes)", document.text[end:last], re.IGNORECASE
    ):
        return 5 if start < document.opening[1] else 4
    if block.end - block.start == end - start:
        return 3
    if start < document.opening[1] and re.search(
        r"\b(?:regelbund|planera|rikta|tematisk|vidga)\w*$", document.text[start:end].split()[0], re.IGNORECASE
    ):
        return 3
    return 2 if start < document.opening[1] else 1


def _nominative(printed: str) -> str:
    """As printed, in the form a catalogue has it: `regelbundna kvalitetsgranskningen` → `regelbunden ...`."""
    name = re.sub(r"\s+", " ", printed).lower()
    name = re.sub(r"\bregelbundna\b", "regelbunden", name)
    name = re.sub(r"\b(planerad|riktad|vidgad|prioriterad|tematisk)[ae]\b", r"\1", name)
    return re.sub(
        r"(granskning|tillsyn|samtal|dialog|kontroll|prövning|inspektion)(?:ens|ets|en|et|ar|er|s)$", r"\1", name
    )


def _unnamed(document: Document) -> Read | None:
    """`tillsyn` or `kvalitetsgranskning` without a first name: the planned kind, when the document is of a review."""
    if document.kind not in (
        "decision",
        "followup_decision",
        "press_release",
        "information_letter",
        "response",
        "board_memo",
    ):
        return None
    counted = list(_PLAIN.finditer(document.text))
    if not counted:
        return None
    ranges = [document.title, document.opening] if document.title else [document.opening]
    for start, end in (r for r in ranges if r):
        for hit in counted:
            if start <= hit.start() < end:
                quality = hit.group().lower().startswith("kvalitet")
                theme = re.search(r"\btematisk", document.lower[: document.opening[1]])
                if theme:
                    code = "thematic_quality_audit" if quality else "thematic_supervision"
                    return Read(code, theme.start(), theme.end(), 0.7)
                return Read("planned_quality_audit" if quality else "planned_supervision", hit.start(), hit.end(), 0.6)
    hit = counted[0]
    supervision = sum(not h.group().lower().startswith("kvalitet") for h in counted)
    if supervision * 2 > len(counted):
        return Read("planned_supervision", hit.start(), hit.end(), 0.55)
    return None
