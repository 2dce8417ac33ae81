"""The document's own case number, and those that it mentions."""

from __future__ import annotations

import re
from collections import Counter

from likvard.reading.document import Document
from likvard.reading.record import Read
from likvard.terms.case_numbers import Candidate, find_candidates
from likvard.terms.found import Found

_THEIRS = re.compile(
    r"\b(?:ert|er|era|deras|motpartens|grund)\W*(?:dnr|diarienr|diarienummer|beteckning|ärende)?\W*$", re.IGNORECASE
)
_OF_OTHER = re.compile(r"\b(?:för\s+beslutet|beslutets|i\s+beslutet|beslut(?:en)?\s+har)\b", re.IGNORECASE)
_TORN = re.compile(
    r"\b(?:dnr|diarienummer|diarienr)\b\s*[:.]?\s*(:\s?\d{2,6}\b|\d{2,3}-\d{4}:?(?!\d)\B|-\d{4}:\d+)", re.IGNORECASE
)
_LICENSED = re.compile(
    r"\b(?:godkännande|tillstånd)\w*\s+(?:av|från)\s+(?:Statens\s+skolverk|Skolverket)\b[^.]{0,40}$|"
    r"\bSkolverket\s+(?:godkände|beviljade)\b[^.]{0,80}$"
)


def case_numbers(document: Document) -> tuple[Read | None, list[Read]]:
    """(own number, numbers mentioned). The own one is the first labelled in the head, never the addressee's."""
    own = _own(document)
    related: dict[str, Read] = {}
    for found in document.numbers:
        text = str(found.value.number)
        # A report's case number is a case number; a report's number ("2014:06") is none.
        of_report = found.value.look_alike == "report" and found.value.number.pattern == "inspectorate"
        if _licence(document, found.start):
            continue
        if (found.value.is_case_number or of_report) and text != (own.value if own else None):
            related.setdefault(text, Read(text, found.start, found.end, 0.9))
    if own is not None and not own.sure:
        related.pop(str(own.value), None)
    return own, sorted(related.values(), key=lambda r: str(r.value))


def _licence(document: Document, position: int) -> bool:
    """Whether a number is that of a licence: `sitt godkännande av Skolverket (dnr ...)`."""
    start, _ = document.flow.sentence_at(position)
    return bool(_LICENSED.search(document.text, start, position))


def _own(document: Document) -> Read | None:
    if document.kind == "minutes":
        found = _of_paragraph(document) or _in_head(document)
    elif document.kind in ("information_letter", "decision", "followup_decision"):
        found = _in_head(document) or _told(document)
    elif document.kind in ("other", "register_line"):
        return None
    else:
        found = _in_head(document)
    if found is None and (reference := _own_reference(document)):
        return reference
    if found is None:
        torn = _TORN.search(document.text, 0, document.head_end + 400)
        return Read(torn.group(1).strip(), *torn.span(1), 0.2, "damaged_number") if torn else None
    return _outvoted(document, found)


def _in_head(document: Document) -> Found[Candidate] | None:
    limit = max(document.head_end, document.title[1] if document.title else 0)
    plain: Found[Candidate] | None = None
    for found in document.numbers:
        if found.start > limit:
            break
        block = document.flow.block_at(found.start)
        lead = document.text[block.start : found.start]
        candidate = found.value
        if "hos skolinspektionen" in lead.lower():
            continue
        if document.kind in ("response", "board_memo") and candidate.number.pattern in ("inspectorate", "series"):
            continue  # the authority's number, whoever quotes it
        if (
            candidate.look_alike is not None
            or _THEIRS.search(lead)
            or "ert" in candidate.label
            or candidate.label == "grundärende"
        ):
            continue
        if document.kind == "press_release" and (
            _OF_OTHER.search(document.text[block.start : block.end]) or block.end - block.start > 60
        ):
            continue
        if candidate.label and candidate.label not in ("ärende",):
            return found
        if (
            plain is None
            and candidate.is_case_number
            and block.end - block.start < 70
            and not lead.rstrip().endswith("(")
        ):
            plain = found
    if plain is None and document.kind in ("report_page", "statistics_page"):
        # Old site: a list of details, each label on its own line, after the text.
        for found in document.numbers:
            block = document.flow.block_at(found.start)
            if (
                found.value.label.startswith("diarien")
                and found.value.look_alike is None
                and block.end - block.start < 60
            ):
                return found
    return plain


_TOLD = re.compile(
    r"\b(?:ärendets?|granskningens?|tillsynens?|vårt|"
    r"ange)\b[^.\n]{0,30}\bdiarie\w*\s*:?\s*(?:är\s+)?$|\bmärk\w*\b[^.\n]{0,40}$",
    re.IGNORECASE,
)
_OWN_REFERENCE = re.compile(
    r"(?:^|\n|\t)(?:vår(?:t)?\s+(?:beteckning|dnr|ref\w*|diarienr)|diarienr|diarienummer|dnr|"
    r"ärendenummer|ärendenr)\.?:?\s*"
    r"(?P<number>[A-ZÅÄÖ]{2,5}[ -]?\d{2}[/:]\d{2,5})(?![\d/:])",
    re.IGNORECASE,
)


def _told(document: Document) -> Found[Candidate] | None:
    """A letter that gives its number in the text: `Ärendet har diarienummer SI 2021:9007.`"""
    for found in document.numbers:
        start, _ = document.flow.sentence_at(found.start)
        block = document.flow.block_at(found.start)
        if (
            found.value.label.startswith(("dnr", "diarien"))
            and block.end - block.start < 40
            and found.value.look_alike is None
        ):
            return found  # a line of its own under the text
        if found.value.is_case_number and _TOLD.search(document.text, start, found.start):
            return found
    return None


def _own_reference(document: Document) -> Read | None:
    """A municipality's number with two digits for the year: `Vår beteckning BU24/0077`."""
    if document.kind not in ("response", "board_memo", "minutes"):
        return None
    hit = _OWN_REFERENCE.search(document.text, 0, max(document.head_end, 600))
    if hit is None:
        return None
    printed = re.sub(r"^([A-ZÅÄÖ]+)[ -]?(?=\d)", r"\1 ", hit["number"])
    return Read(printed, hit.start("number"), hit.end("number"), 0.8)


def _of_paragraph(document: Document) -> Found[Candidate] | None:
    """Minutes: the number beside the `§` of the item that the title stands under."""
    title = document.title[0] if document.title else 0
    best: Found[Candidate] | None = None
    for found in document.numbers:
        if found.value.look_alike is not None or not found.value.is_case_number:
            continue
        block = document.flow.block_at(found.start)
        beside = document.text[block.start : block.end]
        index = document.flow.index_at(found.start)
        above = document.flow.of(document.flow.blocks[index - 1]) if index else ""
        if "§" in beside or re.match(r"[§$85]\s?\d{1,3}$", above.strip()) or len(beside) < 40:
            if found.start <= title or best is None:
                best = found
            if found.start > title:
                break
    return best


def _outvoted(document: Document, found: Found[Candidate]) -> Read:
    """Every page repeats the number: a scan that read one page's digits wrongly is outvoted, a tie is a doubt."""
    own = str(found.value.number)
    votes = Counter({own: 1})
    for other in find_candidates(document.flow.furniture):
        if other.value.look_alike is None and other.value.number.pattern == found.value.number.pattern:
            votes[str(other.value.number)] += 1
    best, count = votes.most_common(1)[0]
    confidence = 0.95 if found.value.label else 0.85
    if best == own or count == votes[own]:
        read = Read(own, found.start, found.end, confidence)
        return read.doubted(0.45, "pages_disagree") if best != own else read
    if count > votes[own] + 1:
        return Read(best, found.start, found.end, 0.75)
    return Read(own, found.start, found.end, 0.45, "pages_disagree")
