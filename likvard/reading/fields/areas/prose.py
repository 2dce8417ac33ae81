"""Areas told in running text: in letters, memos, minutes, answers and decisions without lists."""

from __future__ import annotations

import re

from likvard.reading import area_names
from likvard.reading.document import Document
from likvard.reading.fields import findings
from likvard.reading.fields.areas.gathered import Areas, Section, add
from likvard.reading.record import Read

_PROSE = re.compile(
    r"\bi\s+(hög|flera|låg)(?:\s+(?:utsträckning|delar|grad))?\s+(?:inom|i|för|"
    r"när\s+det\s+gäller)\s+(?:området\s+|områdena\s+)?",
    re.IGNORECASE,
)
# Searched for from "område": few stretches hold it, and many words stand after "i".
_AREA_WORD = re.compile(r"område(?:t|na)\s+(?=\S)")
_LEADS_TO_IT = re.compile(r"\b(?P<lead>inom|för|i)\s+$")
_LEVEL = {"hög": "high", "flera": "some", "låg": "low"}
_AREA_LIST = re.compile(r"områden?(?:na)?\b[^.]{0,80}:$", re.IGNORECASE)


def prose(document: Document, areas: Areas) -> None:
    """`i flera delar inom Rektors ledarskap och i låg utsträckning inom Undervisning`, and the other way round."""
    low = document.lower
    judged = any(level in low for level in ("i hög", "i flera", "i låg"))
    for hit in _PROSE.finditer(low) if judged else ():
        name = _known_at(document, hit.end())
        if name:
            section = areas.get(name)
            if section.judgement is None:
                section.judgement = Read(_LEVEL[hit.group(1)], hit.start(), name.end, 0.85)
    for hit in _AREA_WORD.finditer(low):
        lead = _LEADS_TO_IT.search(low, max(0, hit.start() - 8), hit.start())
        name = _known_at(document, hit.end()) if lead else None
        if lead and name and areas.get(name).judgement is None:
            end = document.flow.sentence_at(lead.start())[1]
            level = area_names.JUDGEMENTS.search(document.text, name.end, end)
            if level:
                areas.get(name).judgement = Read(area_names.judgement_in(level), lead.start(), level.end(), 0.85)
    for hit in re.finditer(r"bedöm", low) if judged else ():
        _names_then_levels(document, areas, *document.flow.sentence_at(hit.start()))


def _names_then_levels(document: Document, areas: Areas, start: int, end: int) -> None:
    """`bedöms Undervisning ha uppnått kvalitet i flera delar och Trygghet och studiero i hög utsträckning`."""
    position = start
    for level in area_names.JUDGEMENTS.finditer(document.text, start, end):
        capitals = re.compile(r"(?<!\w)[A-ZÅÄÖ](?=[a-zåäö])").finditer(document.text, position, level.start())
        named = [name for capital in capitals if (name := _known_at(document, capital.start()))]
        if named and areas.get(named[-1]).judgement is None:
            read = Read(area_names.judgement_in(level), named[-1].start, level.end(), 0.8)
            areas.get(named[-1]).judgement = read
        position = level.end()


_FAILS = re.compile(
    r"\b(?:bedömer|konstaterar|finner)\s+(?:därför\s+|"
    r"således\s+)?att\s+(?P<what>[^\n]{3,120}?\binte\s+(?:i\s+tillräcklig\s+\w+\s+)?"
    r"(?:ser|såg|tillgodose|uppfyll|lever|säkerställ|ger|ges|gett|har|tar|följer|fullgör|erbjud)\w*[^\n]*)",
    re.IGNORECASE,
)
_LABELLED_FINDING = re.compile(
    r"brist(?:en|er)?(?:\s+enligt\s+(?:beslutet|föreläggandet))?\s*:\s+(?P<what>\S[^\n]*)", re.IGNORECASE
)


def in_prose(document: Document, areas: Areas) -> None:
    """Without lists: `Skolinspektionen bedömer att huvudmannen inte ser till att ...`, and `Brist: ...`."""
    supervision = document.review_kind.endswith("supervision")
    for section in areas.by_key.values():
        if section.findings or not (supervision or document.kind == "response"):
            continue
        if document.kind in ("board_memo", "minutes"):
            _told_with_statutes(document, section)
            continue
        for first, last in section.ranges:
            hit = _LABELLED_FINDING.match(document.text, first, last) or _FAILS.search(document.text, first, last)
            if hit is None or (hit.re is _FAILS and document.kind != "decision"):
                continue
            end = min(document.flow.sentence_at(hit.start("what"))[1], last)
            if one := findings.finding(document, "deficiency", hit.start("what"), end, 0.65):
                add(section, one)
                break


# One sentence that says what is not as it should be, closed by its statutes.
_LACKS = re.compile(r"[^.\n]{10,300}?\b(?:inte|saknas?|saknar|brister)\b[^.\n]{0,200}\([^()\n]*§[^()\n]*\)\.?$")


def _told_with_statutes(document: Document, section: Section) -> None:
    """A memo that tells of a decision: `Eleverna har inte haft tillgång till skolläkare (2 kap. 25 § skollagen).`"""
    for first, last in section.ranges:
        if _LACKS.fullmatch(document.text, first, last) and (
            one := findings.finding(document, "deficiency", first, last, 0.75)
        ):
            add(section, one)


def _known_at(document: Document, position: int) -> Read | None:
    """A known area's name that begins at a place in the text."""
    low = document.lower[position : position + 80].lstrip('”"')
    best = ""
    for name in area_names.KNOWN_AREAS:
        wanted = name.lower()
        if low.startswith(wanted) and len(wanted) > len(best) and not low[len(wanted) : len(wanted) + 1].isalpha():
            best = wanted
    if not best:
        return None
    return Read(document.text[position : position + len(best)], position, position + len(best), 0.85)


def announced(document: Document, areas: Areas) -> None:
    """The areas that a letter lists: `Granskningen gäller två områden:` and bullets."""
    blocks = document.flow.blocks
    for index, block in enumerate(blocks):
        if block.kind == "paragraph" and _AREA_LIST.search(document.flow.of(block)):
            for item in blocks[index + 1 : index + 9]:
                text = document.flow.of(item)
                if item.kind != "item" or len(text) > 110:
                    break
                areas.get(Read(text.rstrip(" .,;"), item.start, item.start + len(text.rstrip(" .,;")), 0.9))
    for key, section in list(areas.by_key.items()):
        if section.from_heading and not section.row and not section.judgement:
            del areas.by_key[key]
