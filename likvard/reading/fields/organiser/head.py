"""The organiser where no sentence says it: the addressee, the title, the sender of a memo."""

from __future__ import annotations

import re

from likvard.reading.document import Document
from likvard.reading.fields.organiser.names import NOT_ORGANISER, kind_of, municipality_name, organiser
from likvard.reading.record import Organiser, Read

_NUMBER = re.compile(r",?\s*(?:org\.?\s*-?\s*nr\.?:?\s*)?\d{6}-\d{4}$", re.IGNORECASE)
IN_PLACE = re.compile(r"\b(?:i|inom|belägen\s+i|belägna\s+i|beläget\s+i)\s+$", re.IGNORECASE)


def addressee(document: Document) -> Organiser | None:
    """The lines of the head: a municipality, a company, a foundation, a region."""
    above = document.title[0] if document.title else document.head_end
    if document.kind in ("board_memo", "minutes", "press_release"):
        return None
    limit = max(above, document.head_end)
    for block in document.flow.blocks:
        if block.start >= limit:
            break
        if document.title and block.start == document.title[0]:
            continue
        for start, end in block.cells or [(block.start, block.end)]:
            text = _NUMBER.sub("", document.text[start:end].strip())
            if len(text) > 90 or NOT_ORGANISER.match(text) or "@" in text or re.search(r"\d{3}", text):
                continue
            if document.kind == "information_letter" and start > above and text[-1:] in ".:":
                continue
            if re.match(
                r"(?:rektor|rektorn|rektorerna|till\s+rektor|box|tillsyn|beslut|uppföljning)\b", text, re.IGNORECASE
            ):
                continue
            text = re.sub(r"\s*\([A-ZÅÄÖ][\w ]{1,10}\)$", "", text)
            kind = kind_of(text)
            if kind == "municipality" and (
                re.fullmatch(r"[\wåäöÅÄÖ -]+\s(?:kommun|stad)", text, re.IGNORECASE)
                or text.startswith("Region ")
                or "förbund" in text.lower()
            ):
                return organiser(document, start, start + len(text), 0.9)
            if kind in ("region", "state", "independent") and len(text.split()) < 10:
                return organiser(document, start, start + len(text), 0.9)
    return None


def from_title(document: Document) -> Organiser | None:
    """Title and opening: the municipality they name, when nothing says that the school is independent."""
    if (
        re.search(r"\bfristående\b|\benskild\w*\s+huvudman", document.text[slice(*document.opening)], re.IGNORECASE)
        and document.kind != "press_release"
    ):
        return None
    ranges = [document.title] if document.title else []
    ranges.append(document.opening)
    if document.kind == "press_release":
        ranges.append((0, len(document.text)))
    for start, end in ranges:
        for mention in document.municipalities:
            if not start <= mention.start < end:
                continue
            if mention.value.written == "bare":
                continue
            if (
                document.kind not in ("press_release",)
                or not IN_PLACE.search(document.text, max(0, mention.start - 12), mention.start)
                or mention.value.written == "stad"
            ):
                printed = document.text[mention.start : mention.end]
                name = municipality_name(
                    mention.value.municipality, printed.removesuffix("s") if mention.value.genitive else printed
                )
                read = Read(name, mention.start, mention.end, 0.85)
                return Organiser(read, Read("municipality", mention.start, mention.end, 0.85))
    return None


def sender(document: Document) -> Organiser | None:
    """Memos, minutes and responses of a municipality: the sender is the organiser."""
    for mention in document.municipalities:
        if mention.value.written == "bare":
            continue
        printed = document.text[mention.start : mention.end]
        name = municipality_name(
            mention.value.municipality, printed.removesuffix("s") if mention.value.genitive else printed
        )
        read = Read(name, mention.start, mention.end, 0.88)
        return Organiser(read, Read("municipality", mention.start, mention.end, 0.88))
    limit = document.title[0] if document.title else document.head_end
    for block in document.flow.blocks:
        if block.start > limit:
            break
        text = document.flow.of(block)
        if kind_of(text) and len(text) < 80:
            return organiser(document, block.start, block.end, 0.85)
    return None


def of_dialogue(document: Document) -> Organiser | None:
    """Quality talks of a municipality with independent organisers, none named, have no organiser of their own."""
    if re.search(r"\bfristående\b|\benskilda\s+huvudmän", document.text, re.IGNORECASE):
        return None
    return sender(document)
