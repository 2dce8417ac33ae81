"""Sentences that say who the organiser is."""

from __future__ import annotations

import re
from collections.abc import Iterator

from likvard.reading.document import Document
from likvard.reading.fields.organiser.names import NAME, kind_by_form, kind_of, organiser
from likvard.reading.record import Organiser

# Words that the sentence must hold, the pattern around them, and how surely it tells.
_PATTERNS = tuple(
    (anchor, re.compile(pattern), confidence)
    for anchor, pattern, confidence in (
        (
            "huvudman",
            rf"[Hh]uvudman(?:nen)?(?:\s+för\s+[\wåäöÅÄÖé\s–-]{{2,60}}?)?\s+(?:är|var)\s+(?P<name>{NAME})",
            0.93,
        ),
        ("är huvudman", rf"(?P<name>{NAME})(?:\s*\([A-ZÅÄÖa-z]{{2,8}}\))?\s+är\s+huvudman\b", 0.93),
        ("som huvudman", rf"\b(?:har|med)\s+(?P<name>{NAME})\s+som\s+huvudman\b", 0.92),
        ("som huvudman", rf"\bgodkännande(?:t)?\s+(?:av|för)\s+(?P<name>{NAME})\s+som\s+huvudman\b", 0.93),
        ("huvudmannen", rf"\b[Hh]uvudmannen,?\s+(?P<name>{NAME})", 0.8),
        ("huvudman:", rf"\bHuvudman\s*:\s*(?P<name>{NAME})", 0.93),
        ("org", rf"(?P<name>{NAME}),?\s+org\.?\s?-?nr", 0.85),
        ("drivs av", rf"\b(?:drivs|bedrivs)\s+av\s+(?P<name>{NAME})", 0.8),
    )
)


def stated(document: Document) -> Organiser | None:
    """A sentence that says who the organiser is; the first that names one."""
    if not any(word in document.lower for word in ("huvudm", "drivs av", "org")):
        return None
    best: Organiser | None = None
    for anchor, pattern, confidence in _PATTERNS:
        for hit in _windows(document, pattern, anchor):
            start, end = document.flow.sentence_at(hit.start())
            sentence = document.text[start:end]
            if re.search(r"\b(?:ingår|berörs)\s+inte\b", sentence) or (
                anchor == "drivs av" and "entreprenad" in sentence
            ):
                continue
            found = organiser(document, *hit.span("name"), confidence)
            if found is None or (found.name.confidence < 0.82 and not _plausible(str(found.name.value))):
                continue
            if best is None or found.name.confidence > best.name.confidence:
                best = found
        if best is not None and best.name.confidence >= 0.9:
            return best
    return best


def _windows(document: Document, pattern: re.Pattern[str], anchor: str) -> Iterator[re.Match[str]]:
    """Matches of a pattern around each place of the words that it must hold."""
    position = document.lower.find(anchor)
    while position >= 0:
        start, end = document.flow.sentence_at(position)
        hit = pattern.search(document.text, max(start, position - 160), min(end, position + 260))
        if hit is not None:
            yield hit
        position = document.lower.find(anchor, position + len(anchor))


def _plausible(name: str) -> bool:
    return kind_of(name) is not None or kind_by_form(name) is not None
