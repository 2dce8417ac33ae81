"""Which kind of document it is."""

from __future__ import annotations

import re

from likvard.reading.document import Document
from likvard.reading.kind.review import names
from likvard.reading.kind.signs import (
    ANSWERS,
    ASK,
    AUTHORITY,
    COURT,
    DECIDED,
    DECISION_TITLE,
    FOLLOW_UP,
    FOLLOW_UP_BODY,
    FOLLOW_UP_WORDS,
    HEAD_WORDS,
    INSPECTION_REPORT,
    LETTER,
    LIST,
    MEMO,
    MINUTES,
    MINUTES_WORDS,
    NEWS_DATE,
    PAGE,
    PRESS,
    PROPOSAL,
    REGISTER,
    RESPONSE_TITLE,
    SPOKEN,
    STATISTICS,
    TO_GUARDIANS,
)
from likvard.reading.record import Read
from likvard.terms.review_kinds import find_review_kinds
from likvard.terms.scanning import matches_near


def _often(low: str, words: tuple[str, ...], times: int) -> bool:
    """Whether the words stand at least so often in a text in small letters."""
    return sum(map(low.count, words)) >= times


def document_type(document: Document) -> Read:
    """One code; the place is the words that told."""
    text, flow = document.text, document.flow
    head_end = max(document.head_end, document.title[1] if document.title else 0)
    head = text[:head_end]
    title = document.title_text
    place = document.title or (0, min(len(text), 80))

    def told(code: str, match: re.Match[str] | None = None, confidence: float = 0.93) -> Read:
        start, end = match.span() if match else place
        return Read(code, start, end, confidence)

    if len(flow.blocks) <= 3 and len(text) < 600 and (hit := REGISTER.match(text)):
        return told("register_line", hit)
    if len(text) < 6000 and (hit := TO_GUARDIANS.search(text[: head_end + 700])) and not DECIDED.search(text):
        return told("other", hit, 0.8)
    if LIST.search(head) and len(document.numbers) > 4:
        return told("other", LIST.search(head), 0.9)
    for code, pattern in HEAD_WORDS:
        if hit := pattern.search(head):
            if code == "information_letter" and DECIDED.search(text):
                continue
            return told(code, hit)
    low = document.lower
    spoken = any(word in low for word in ("vägnar", "fattats av", "har beslutat"))
    spoken_near = matches_near(DECIDED, text, ("vägnar", "fattats", "beslutat"), before=80, after=80)
    decided = next(spoken_near, None) if spoken else None
    if decided is None and ANSWERS.match(title) and not PROPOSAL.search(text) and not PRESS.search(text):
        return told("response")
    if (
        decided is None
        and ("press" in low or "taggar" in low)
        and (hit := PRESS.search(text))
        and AUTHORITY.search(text)
    ):
        return told("press_release", hit, 0.9)
    if decided is None and " säger " in low and title.lower().startswith("skolinspektionen ") and _is_news(head, text):
        return told("press_release", SPOKEN.search(text), 0.85)
    if decided is None and AUTHORITY.search(text) and PAGE.search(text) and _is_page(document):
        if STATISTICS.search(title) or STATISTICS.search(head):
            return told("statistics_page", STATISTICS.search(head) or STATISTICS.search(title), 0.85)
        return told("report_page", PAGE.search(text), 0.9)
    if decided is None and "förslag" in low and len(MEMO.findall(text)) >= 2 and PROPOSAL.search(text):
        if len(MINUTES.findall(text)) >= 3 or re.search(r"^§\s?\d+\b", text, re.MULTILINE):
            return told("minutes", MINUTES.search(text), 0.85)
        return told("board_memo", PROPOSAL.search(text), 0.88)
    if (
        decided is None
        and title
        and RESPONSE_TITLE.search(title)
        and (
            not _from_state(document)
            or re.match(r"(?:redovisning|svar|yttrande|komplettering)\b", title, re.IGNORECASE)
        )
    ):
        return told("response")
    if decided is None and _often(low, MINUTES_WORDS, 4) and len(MINUTES.findall(text)) >= 4:
        return told("minutes", MINUTES.search(text), 0.8)
    court = any(word in low for word in ("rätten", "domskäl", "domstol"))
    if decided is None and court and COURT.search(text[:3000]):
        return told("other", COURT.search(text), 0.8)
    beslut = re.search(r"^\W*beslut\W*(?:\t|$)", head, re.IGNORECASE | re.MULTILINE)
    if decided or beslut or DECISION_TITLE.search(title):
        if _is_follow_up(document, title):
            return told("followup_decision", decided, 0.92)
        if decided or beslut or AUTHORITY.search(text):
            return told("decision", decided, 0.92)
    letters = list(LETTER.finditer(text))
    if len(letters) >= 2 and AUTHORITY.search(text):
        return told("information_letter", letters[0], 0.88)
    if INSPECTION_REPORT.search(head) and AUTHORITY.search(text) and _labelled_number(document, head_end):
        return told("decision", INSPECTION_REPORT.search(head), 0.75)
    if _is_follow_up(document, title) and FOLLOW_UP_BODY.search(text) and AUTHORITY.search(text):
        return told("followup_decision", FOLLOW_UP_BODY.search(text), 0.85)
    if letters and AUTHORITY.search(text) and names(title):
        return told("information_letter", letters[0], 0.7)
    if AUTHORITY.search(head) and re.search(r"\bförelägger\b|\btilldelar\b", text):
        return told("decision", None, 0.6)
    if letters and AUTHORITY.search(text) and names(text[:head_end]) and not LIST.search(text):
        return told("information_letter", letters[0], 0.6)
    # The authority's name, a labelled case number and a review in the title: a decision in a form not met before.
    if (
        (AUTHORITY.search(text) or find_review_kinds(title))
        and names(title)
        and _labelled_number(document, head_end)
        and not LIST.search(head)
    ):
        return told("decision", None, 0.6)
    if find_review_kinds(title) and re.search(
        r"\bredovisa\w*\s+(?:\w+\s+){0,6}till\s+(?:skolinspektionen|skolverket)", text, re.IGNORECASE
    ):
        return told("decision", None, 0.55)
    return told("other", None, 0.7)


def _is_news(head: str, text: str) -> bool:
    return bool(NEWS_DATE.search(head) and SPOKEN.search(text) and ASK.search(text))


def _is_page(document: Document) -> bool:
    """A page of the authority's site: its labels stand on their own lines, and nobody is addressed."""
    labels = sum(
        1
        for block in document.flow.blocks
        if block.end - block.start < 60
        and re.match(
            r"(?:diarienummer|publicerad|publiceringsdatum|senast uppdaterad|dela|rapport|detaljer)",
            document.flow.of(block),
            re.I,
        )
    )
    return labels >= 2 and not re.search(
        r"^\W*(?:beslut|dnr)\b", document.text[: document.head_end], re.IGNORECASE | re.MULTILINE
    )


def _labelled_number(document: Document, head_end: int) -> bool:
    if re.search(r"\b(?:dnr|diarienummer|diarienr)\b", document.lower[:head_end]):
        return True
    return any(f.value.label and f.value.look_alike is None and f.start < head_end for f in document.numbers)


def _from_state(document: Document) -> bool:
    first = document.text[:80].lower()
    return first.startswith("skolinspektionen")


def _is_follow_up(document: Document, title: str) -> bool:
    if FOLLOW_UP.search(title):
        return True
    return (
        not re.match(r"beslut\s+(?:för|efter)", title, re.IGNORECASE)
        and _often(document.lower, FOLLOW_UP_WORDS, 2)
        and len(FOLLOW_UP_BODY.findall(document.text)) >= 2
    )
