"""Which headings are areas: by the closed list, by a table, or by what stands under them."""

from __future__ import annotations

import re

from likvard.reading import area_names
from likvard.reading.blocks import Block
from likvard.reading.document import Document
from likvard.reading.fields import findings
from likvard.reading.fields.areas.gathered import Areas
from likvard.reading.fields.areas.judge import SIGNAL, follow_up
from likvard.reading.lines import is_known_heading
from likvard.reading.record import Read

_NOT_AREA = re.compile(
    r"(?:för\s+att|sammanfattande|kvarstående|avhjälpta|områden\s+med|iakttagelser|resultat|övrigt|"
    r"föreläggande|anmärkning|avst(?:å|år)|återkallelse|beslut|skolinspektionens|bilaga|översikt|"
    r"sammanfattning|uppföljning av|"
    r"tillsyn|rektor(?:n|erna)? (?:vid|för)|på skolinspektionens|så (?:gick|överklagar)|hur |vad |om |kontakt|vidtagna|"
    r"identifierade|granskningens resultat|utvecklingsområden?\b|fakta|bakgrund|inledning|syfte|"
    r"upplysning|planerad|regelbunden|"
    r"redovisning|författningsst|bedömning(?:en)?\b(?! (?:och|av))|motivering|skäl|åtgärder|brister|beskrivning)",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\d{3}")
WORKS = re.compile(r"\bområdet\s+fungerar\s+(?:\w+\s+)?väl\b", re.IGNORECASE)


def heading_name(document: Document, block: Block) -> Read:
    text = document.flow.of(block)
    start, end = area_names.plain(text)
    name = text[start:end]
    canonical = area_names.known(name)
    if canonical and area_names.key(canonical) != area_names.key(name):
        return Read(canonical, block.start + start, block.start + end, 0.8)
    return Read(name, block.start + start, block.start + end, 0.93)


def supervises(document: Document) -> bool:
    return document.review_kind.endswith(("supervision", "control", "review", "inspection"))


def _first_sentence(document: Document, block: Block) -> str:
    start, end = document.flow.sentence_at(block.start)
    return document.text[start:end]


def is_area(document: Document, areas: Areas, index: int, *, carried: bool = False) -> bool:
    blocks = document.flow.blocks
    block = blocks[index]
    text = document.flow.of(block)
    if len(text) > 110 or index == document.title_index or text.endswith("?") or _NUMBER.search(text):
        return False
    after = blocks[index + 1 : index + 5]
    if areas.match(text) is not None:
        start, end = area_names.plain(text)
        common = area_names.key(text[start:end]) not in areas.by_key
        # "Uppföljning", "Trygghet" and the like are also headings of other parts: they need a sign.
        return not common or bool(after)
    if _NOT_AREA.match(text[area_names.plain(text)[0] :]) or is_known_heading(text) or not after:
        return False
    if carried and after[0].kind == "item":
        return True
    if after[0].kind == "item" and supervises(document) and findings.ends_with_statutes(document.flow.of(after[0])):
        return True
    audited = document.kind == "decision" and document.review_kind.endswith("quality_audit")
    if audited and after[0].kind == "paragraph" and area_names.JUDGEMENTS.search(_first_sentence(document, after[0])):
        return True
    for following in after:
        body = document.flow.of(following)
        if following.kind == "paragraph" and document.kind in ("decision", "followup_decision"):
            if supervises(document) and area_names.NO_DEFICIENCY.search(body) and len(body) < 600:
                return True
            if document.kind == "followup_decision" and len(body) < 300 and follow_up(body):
                return True
            if document.review_kind == "thematic_quality_audit" and WORKS.search(body):
                return True
        if following.kind == "heading" and not is_known_heading(body) and not SIGNAL.match(body):
            hit = findings.trigger(document, following)
            return bool(hit and hit.kind and following.level > 1)
        if SIGNAL.match(body):
            return True
        hit = findings.trigger(document, following) if following.kind in ("paragraph", "heading") else None
        if hit and hit.kind:
            return True
    return False
