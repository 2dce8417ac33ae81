"""Judgement and follow-up of an area, from its own sentences or from one that speaks of several."""

from __future__ import annotations

import re

from likvard.reading import area_names
from likvard.reading.blocks import Block
from likvard.reading.document import Document
from likvard.reading.fields import tables
from likvard.reading.fields.areas.gathered import Areas, Section
from likvard.reading.record import Read

# What the skeleton of an area begins its parts with.
SIGNAL = re.compile(
    r"(?:författningsst[öo]d\b|bedömning(?:en)?\s+(?:är|var)\b|skolinspektionens\s+bedömning\s*:|"
    r"utvecklingsområde(?:t|n|na)?\s*(?:var|är)?\s*:|brist(?:en|er)?\s*:|"
    r"inga\s+brister\b)",
    re.IGNORECASE,
)
_JUDGEMENT_HEAD = re.compile(r"\bbedömning(?:en|ar)?(?:\s+(?:är|var|i\s+beslutet))?\s*:?\s*", re.IGNORECASE)
_ALL_IN_LINE = re.compile(r"\bsamtliga\s+(?:de\s+)?områden\b", re.IGNORECASE)
_REMEDIED = re.compile(
    r"\bbrist(?:en|erna)?\s+(?:\w+\s+){0,3}(?:är|har|anses|"
    r"bedöms(?:\s+vara)?)\s+(?:\w+\s+){0,2}(?:avhjälpt|åtgärda|rätta)\w*",
    re.I,
)
_STILL = re.compile(r"\bbrist(?:en|erna)?\s+kvarstår\b", re.IGNORECASE)
_JUDGED = re.compile(r"\bskolinspektionens?\s+bedöm|\bbedömdes\b|\bbedömde\b|\bbedöms\s+kvaliteten\b", re.IGNORECASE)
_NOT_REMEDIED = re.compile(
    r"\bkvarstår\b|\b(?:inte|ej)\s+(?:\w+\s+)?(?:avhjälpt|åtgärdat)|\bfortfarande\s+inte\b", re.IGNORECASE
)


# Each pattern of a follow-up holds one of these.
_FOLLOW_UP_WORDS = (
    "ytterligare", "linje", "motsvarar", "påbörjat", "kvarst", "delvis", "avhjälpt", "åtgärda", "rätta", "fortfarande",
)  # fmt: skip


def is_of_all(document: Document, areas: Areas, index: int) -> bool:
    """In a follow-up: "Skolinspektionens bedömning" that stands once, after the areas, is of all of them."""
    if document.kind != "followup_decision" or len(areas.by_key) < 2:
        return False
    flow = document.flow
    text = flow.of(flow.blocks[index]).lower()
    if not re.match(r"skolinspektionens (?:samlade )?bedömning", text):
        return False
    return sum(flow.of(b).lower() == text for b in flow.blocks if b.kind == "heading") == 1


def judge(document: Document, section: Section, block: Block, before: Block | None, *, said: str = "") -> None:
    """Judgement and follow-up sentences of an area's section; `said` is the part of a labelled line."""
    text = document.flow.of(block)
    offset = block.end - len(said) if said else block.start
    if section.judgement is None:
        led = bool(said or _JUDGEMENT_HEAD.match(text) or _JUDGED.search(text))
        if before is not None and before.kind == "heading":
            led = led or bool(len(document.flow.of(before)) < 50 and _JUDGEMENT_HEAD.search(document.flow.of(before)))
        hit = area_names.JUDGEMENTS.search(said or text)
        if led and hit:
            place = offset + hit.start(), offset + hit.end()
            section.judgement = Read(area_names.judgement_in(hit), *place, 0.93)
        elif none := area_names.NO_DEFICIENCY.search(said or text):
            if not section.findings:
                section.judgement = Read("no_deficiency", offset + none.start(), offset + none.end(), 0.9)
        elif hit and _is_first(document, section, block) and document.review_kind.endswith("quality_audit"):
            first, last = document.flow.sentence_at(block.start)
            if block.start + hit.end() <= last and first == block.start:
                section.judgement = Read(area_names.judgement_in(hit), offset + hit.start(), offset + hit.end(), 0.7)
    if document.kind != "followup_decision" and not _STILL.search(text):
        return
    found = follow_up(said or text)
    if found and (section.follow_up is None or found[0] in ("further_needed", "in_line")):
        section.follow_up = Read(found[0], offset + found[1].start(), offset + found[1].end(), 0.9)


def _is_first(document: Document, section: Section, block: Block) -> bool:
    """Whether a block is the first running text of its section."""
    mine = [document.flow.block_at(start) for start, _ in section.ranges]
    running = [
        b
        for b in mine
        if b.kind == "paragraph" and not SIGNAL.match(document.flow.of(b)) and "§" not in document.flow.of(b)
    ]
    return not running or running[0] is block


def follow_up(text: str) -> tuple[str, re.Match[str]] | None:
    """What a sentence says of an area at follow-up."""
    low = text.lower()
    if not any(word in low for word in _FOLLOW_UP_WORDS):
        return None
    for value, pattern in (
        ("further_needed", tables.FURTHER),
        ("in_line", tables.IN_LINE),
        ("partly_remaining", tables.PARTLY),
        ("remedied", _REMEDIED),
        ("remaining", _NOT_REMEDIED),
    ):
        if hit := pattern.search(text):
            return value, hit
    return None


def follow_up_of_all(document: Document, areas: Areas) -> None:
    """One sentence for all areas: `inom samtliga de områden där ...`, or the only sentence that says anything."""
    inside = [r for s in areas.by_key.values() for r in s.ranges]
    if _follow_up_named(document, areas, inside):
        return
    lacking = [s for s in areas.by_key.values() if s.follow_up is None and s.row is None]
    if not lacking:
        return
    said: tuple[str, int, int] | None = None
    for hit in _ALL_IN_LINE.finditer(document.text):
        start, end = document.flow.sentence_at(hit.start())
        if found := follow_up(document.text[start:end]):
            said = found[0], start, end
    if said is None and len(lacking) == len(areas.by_key):
        for block in document.flow.blocks:
            if block.kind != "paragraph" or any(a <= block.start < b for a, b in inside):
                continue
            if found := follow_up(document.flow.of(block)):
                said = found[0], block.start, block.end
                break
    if said is not None:
        for section in lacking:
            section.follow_up = Read(*said, 0.75)


def _follow_up_named(document: Document, areas: Areas, inside: list[tuple[int, int]]) -> bool:
    """Sentences that name their areas: `När det gäller området undervisning behövs ytterligare åtgärder.`"""
    told = False
    for block in document.flow.blocks:
        if block.kind != "paragraph" or any(a <= block.start < b for a, b in inside):
            continue
        for start, end in document.flow.sentences(block):
            found = follow_up(document.text[start:end])
            if not found:
                continue
            low = area_names.key(document.lower[start:end])
            for key, section in areas.by_key.items():
                if (
                    re.search(rf"\b(?:område\w*|gäller)\s+(?:\w+\s+){{0,6}}?{re.escape(key)}\b", low)
                    and section.follow_up is None
                ):
                    section.follow_up = Read(found[0], start, end, 0.8)
                    told = True
            if document.text[start:end].rstrip().endswith(":"):
                told = _listed(document, areas, block, found[0]) or told
    return told


def _listed(document: Document, areas: Areas, lead: Block, value: str) -> bool:
    """Areas in a list under a sentence: `Åtgärderna ligger i linje med vad som behövs inom följande områden:`."""
    told = False
    for item in document.flow.blocks[document.flow.index_at(lead.start) + 1 :]:
        key = areas.match(document.flow.of(item)) if item.kind == "item" else None
        if key is None:
            break
        section = areas.by_key.get(key)
        if section is not None and section.follow_up is None:
            section.follow_up = Read(value, item.start, item.end, 0.85)
            told = True
    return told
