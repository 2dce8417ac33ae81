"""Areas' names and values in the lines of a table."""

from __future__ import annotations

import re

from likvard.reading import area_names
from likvard.reading.document import Document
from likvard.reading.fields import findings

HEADER = re.compile(
    r"(?:(?:arbets|bedömnings|gransknings)?omr[åa]den?\b|typ av|redovisas\b|ingripande\b|"
    r"senaste datum|redovisas senast|"
    r"brist(?:en)? avhjälpt|kvaliteten (?:är|bedöms)|bedömning\b|antal utvecklingsområden|beslut\b|"
    r"redovisning|utveckling(?:somr|sb)|"
    r"sista dag|datum för)",
    re.IGNORECASE,
)
YES = re.compile(r"^(?:ja|x|avhjälpt|åtgärdad)\b|\b(?:är|har|bedöms)\s+(?:\w+\s+)?avhjälpts?\b", re.IGNORECASE)
ISO = re.compile(r"\b((?:19|20)\d\d)-?(\d\d)-?(\d\d)\b")


def has_value(text: str) -> bool:
    return bool(
        area_names.INTERVENTIONS.match(text.strip(" |"))
        or area_names.JUDGEMENTS.search(text)
        or ISO.search(text)
        or area_names.NO_DEFICIENCY.search(text)
        or YES.match(text)
    )


def name_prefix(document: Document, text: str) -> tuple[str, int] | None:
    """A known area's name (or its first words) that begins the text, and where it ends."""
    offset = area_names.plain(text)[0]
    low = text[offset:].lower().replace("  ", " ")
    best: tuple[str, int] | None = None
    for name in _names(document):
        wanted = name.lower()
        if low[:1] != wanted[:1]:
            continue
        if low.startswith(wanted) and not low[len(wanted) : len(wanted) + 1].isalpha():
            if best is None or len(wanted) > best[1] - offset:
                best = (name, offset + len(wanted))
        elif best is None and wanted.count(" ") >= 2:
            words = wanted.split()
            for count in range(len(words) - 1, 1, -1):
                head = " ".join(words[:count])
                if (
                    len(head) > 0.45 * len(wanted)
                    and low.startswith(head + " ")
                    and value_follows(low[len(head) + 1 :])
                ):
                    best = (name, offset + len(head))
                    break
    return best


NO_NAME = re.compile(
    r"(?:beslut|föreläggande|anmärkning|skolinspektionens|avst|sammanfattning|motivering|skäl|"
    r"åtgärder|brister|bakgrund)",
    re.IGNORECASE,
)


def _names(document: Document) -> tuple[str, ...]:
    """Names that a row can begin with: the closed list and the document's own headings."""
    if document.row_names is None:
        own = {
            text[slice(*area_names.plain(text))]
            for number, block in enumerate(document.flow.blocks)
            if block.kind == "heading"
            and number > 5
            and _heads_section(document, number, text := document.flow.of(block))
        }
        document.row_names = (*area_names.KNOWN_AREAS, *sorted(own))
    return document.row_names


def _heads_section(document: Document, number: int, text: str) -> bool:
    """Whether a heading heads an area's text, which a requirement, a judgement or its statutes begin."""
    if (
        not 5 < len(text) < 80
        or NO_NAME.match(text)
        or HEADER.match(text)
        or has_value(text)
        or re.search(r"\d{3}", text)
    ):
        return False
    for block in document.flow.blocks[number + 1 : number + 3]:
        body = document.flow.of(block)
        hit = findings.trigger(document, block) if block.kind != "row" else None
        if (hit and hit.kind) or body.lower().startswith(("författningsst", "inga brister", "ingen brist")):
            return True
    return False


def value_follows(rest: str) -> bool:
    return bool(
        area_names.INTERVENTIONS.match(rest)
        or area_names.JUDGEMENTS.match(rest)
        or ISO.match(rest)
        or area_names.NO_DEFICIENCY.match(rest)
    )
