"""The walk through the blocks that gives each to the area it stands under."""

from __future__ import annotations

import re
from dataclasses import dataclass

from likvard.reading import area_names
from likvard.reading.blocks import Block
from likvard.reading.document import Document
from likvard.reading.fields import findings
from likvard.reading.fields.areas.gathered import Areas, Section, add
from likvard.reading.fields.areas.heads import heading_name, is_area, supervises
from likvard.reading.fields.areas.judge import follow_up, is_of_all, judge
from likvard.reading.lines import is_known_heading
from likvard.reading.record import Read

# Headings of the decision, not of an area.
_ENDS_AREA = re.compile(r"beslut|inledning|bakgrund|sammanfattning|uppföljning|bilagor", re.IGNORECASE)
_NAMED = re.compile(
    r"(?:(?:bedömnings|utvecklings|arbets)?område\s*\d*\s*[:,–-]\s*(?P<name>[A-ZÅÄÖ][^:.]{2,90})|"
    r"brist\s*\d*\s*[,–-]\s*(?P<brist>[A-ZÅÄÖ][^:.]{2,60}):\s+(?P<what>\S.*))",
    re.IGNORECASE,
)
# A heading of a part within an area: whose words they are.
_PART = re.compile(
    r"(?:vår|skolinspektionens|huvudmannens|skolans|kommunens|bolagets|den\s+tidigare|"
    r"tidigare)\s+(?:tidigare\s+)?(?:bedömning|redovisning|iakttagelser|svar|åtgärder)\b",
    re.IGNORECASE,
)


_DASH = re.compile(r" ([–—-]) (?=i (?:hög|flera|låg)|inga?\b)")


@dataclass(slots=True)
class _Walk:
    """Where a walk through the blocks stands."""

    current: Section | None = None  # the area whose section we are in
    opened: str = ""  # the kind of an open list of findings
    carried: str = ""  # a list opened before the areas' headings
    closed: bool = False  # measures have begun: what follows are no findings
    lonely: int = 0  # findings in a row whose bullets were lost


def walk(document: Document, areas: Areas) -> None:
    """Go through the blocks once and give each to the area it stands under."""
    at = _Walk()
    for index, block in enumerate(document.flow.blocks):
        if block.kind == "row":
            continue
        if _labelled(document, areas, at, block):
            continue
        if block.kind == "heading":
            _heading(document, areas, at, index)
        elif block.kind == "paragraph":
            _paragraph(document, at, index)
        else:
            _item(document, areas, at, block)


def _labelled(document: Document, areas: Areas, at: _Walk, block: Block) -> bool:
    """`Undervisning: i flera delar. Skolan behöver:`: an area's name with what is said of it on the same line."""
    text = document.flow.of(block)
    if named := _NAMED.fullmatch(text):
        # "Område: Undervisning" and "Brist 1, Stöd: Skolan gör inte ..." in answers that are filled in as forms.
        group = "name" if named["name"] else "brist"
        name = Read(named[group].strip(), block.start + named.start(group), block.start + named.end(group), 0.88)
        at.current = areas.get(name, heading=True)
        at.current.ranges.append((block.start, block.end))
        at.opened, at.carried, at.closed = "", "", False
        if named["what"] and (
            one := findings.finding(document, "deficiency", block.start + named.start("what"), block.end, 0.8)
        ):
            add(at.current, one)
        return True
    colon = text.find(":", 0, 90)
    if colon < 0 and (dash := _DASH.search(text, 0, 90)):
        colon = dash.start(1)  # "Undervisning – i flera delar"
    if colon < 3 or len(text) - colon < 6 or ((at.opened or at.carried) and block.kind == "item"):
        return False
    key = areas.match(text[:colon])
    if key is None or not text[0].isupper():
        return False
    rest = text[colon + 1 :]
    hit = findings.trigger(document, block)
    if not (area_names.JUDGEMENTS.search(rest) or area_names.NO_DEFICIENCY.search(rest) or follow_up(rest) or hit):
        return False
    start, end = area_names.plain(text[:colon])
    section = areas.by_key.get(key) or areas.get(Read(text[start:end], block.start + start, block.start + end, 0.9))
    section.ranges.append((block.start, block.end))
    judge(document, section, block, None, said=rest)
    at.current, at.closed = section, False
    at.opened = hit.kind if hit else ""
    return True


def _heading(document: Document, areas: Areas, at: _Walk, index: int) -> None:
    block = document.flow.blocks[index]
    text = document.flow.of(block)
    hit = findings.trigger(document, block)
    opens_area = is_area(document, areas, index, carried=bool(at.carried or at.opened))
    if opens_area and not (hit and hit.kind and areas.match(text) is None):
        at.current = areas.get(heading_name(document, block), heading=True)
        at.current.ranges.append((block.start, block.end))
        at.opened = at.carried or (at.opened if not at.current.findings else "")
        at.carried = at.opened
        at.closed = False
        return
    if at.current is not None and ((block.level > 1 and block.number) or (hit and hit.kind)):
        at.opened = hit.kind if hit else at.opened
    elif hit and not hit.kind:
        at.opened, at.carried, at.closed = "", "", True
    elif at.current is not None and _PART.match(text) and not is_of_all(document, areas, index):
        at.opened = hit.kind if hit else ""
    elif is_known_heading(text) and not _ENDS_AREA.match(text) and not is_of_all(document, areas, index):
        at.opened = hit.kind if hit else ""
        at.carried = (hit.kind if hit else at.carried) if at.current is None else at.carried
    else:
        at.current = None
        at.opened = at.carried = hit.kind if hit else ""
    if at.current is not None:
        at.current.ranges.append((block.start, block.end))


def _paragraph(document: Document, at: _Walk, index: int) -> None:
    block = document.flow.blocks[index]
    text = document.flow.of(block)
    hit = findings.trigger(document, block)
    if at.current is not None:
        at.current.ranges.append((block.start, block.end))
        judge(document, at.current, block, document.flow.blocks[index - 1] if index else None)
    if hit is not None:
        at.opened, at.closed, at.lonely = hit.kind, not hit.kind, 0
        if at.current is None or not hit.kind:
            at.carried = hit.kind
        if at.current is not None and hit.kind and not hit.alone:
            _inline(document, at.current, hit, block)
            at.opened = ""
        return
    if at.current is not None and at.opened == "development_area" and findings.opens_with_need(text) and at.lonely < 6:
        at.lonely += 1
        if one := findings.finding(document, at.opened, block.start, block.end, 0.75):
            add(at.current, one)
        return
    if not (text[:1] == "(" and re.match(r"\(.*(?:§|kap).*\)\.?$", text)):
        at.opened = ""
        if at.current is None:
            at.carried = ""


def _inline(document: Document, current: Section, hit: findings.Trigger, block: Block) -> None:
    if hit.kind == "development_area":
        for one in findings.sentences_that_need(document, hit.rest, block.end):
            add(current, one)
    elif (found := findings.required(document, hit.rest, block.end)) and document.kind != "response":
        add(current, found)


def _item(document: Document, areas: Areas, at: _Walk, block: Block) -> None:
    text = document.flow.of(block)
    current = at.current
    opened = at.opened or ("" if current else at.carried)
    if current is not None:
        current.ranges.append((block.start, block.end))
        if not opened and not at.closed and supervises(document) and findings.ends_with_statutes(text):
            opened = "deficiency"  # a requirement with its statutes under an area needs no lead
        elif not opened and not at.closed and current.judgement is not None and findings.opens_with_need(text):
            opened = "development_area"  # nor does what is needed under "Undervisning – i flera delar"
    if not opened:
        return
    colon = re.search(r"[:;]", text)
    label, rest = (text[: colon.start()], text[colon.end() :]) if colon else ("", "")
    if colon and len(label) < 80 and len(rest) > 20 and (key := areas.match(label)):
        start, end = area_names.plain(label)
        section = areas.by_key.get(key) or areas.get(
            Read(label[start:end], block.start + start, block.start + end, 0.9)
        )
        section.ranges.append((block.start, block.end))
        if one := findings.finding(document, opened, block.start + len(label) + 1, block.end):
            add(section, one)
    elif current is not None and (one := findings.finding(document, opened, block.start, block.end)):
        add(current, one)
