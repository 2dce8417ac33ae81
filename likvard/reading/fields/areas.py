"""Assessment areas with their legal basis, judgement, findings and follow-up.

An area is a heading that a table names, that the closed list knows, or under which the skeleton of an area
stands (Författningsstöd, "Bedömningen är", "uppfyller inte ... avseende att"). Its text may stand in several
places: the decision, the reasons, the background.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from likvard.reading import area_names
from likvard.reading.blocks import Block
from likvard.reading.document import Document
from likvard.reading.fields import findings, legal_basis, tables
from likvard.reading.lines import KNOWN_HEADINGS
from likvard.reading.record import Area, Finding, Read

WITH_AREAS = ("decision", "followup_decision", "information_letter", "board_memo", "minutes", "response")

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
_JUDGEMENT_HEAD = re.compile(r"\bbedömning(?:en|ar)?(?:\s+(?:är|var|i\s+beslutet))?\s*:?\s*", re.IGNORECASE)
_SIGNAL = re.compile(
    r"(?:författningsst[öo]d\b|bedömning(?:en)?\s+(?:är|var)\b|skolinspektionens\s+bedömning\s*:|"
    r"utvecklingsområde(?:t|n|na)?\s*(?:var|är)?\s*:|brist(?:en|er)?\s*:|"
    r"inga\s+brister\b)",
    re.IGNORECASE,
)
_PROSE = re.compile(
    r"\bi\s+(hög|flera|låg)(?:\s+(?:utsträckning|delar|grad))?\s+(?:inom|i|för|"
    r"när\s+det\s+gäller)\s+(?:området\s+|områdena\s+)?",
    re.IGNORECASE,
)
_PROSE_FIRST = re.compile(r"\b(?:inom|för|i)\s+(?:området|områdena)\s+", re.IGNORECASE)
_LEVEL = {"hög": "high", "flera": "some", "låg": "low"}
_AREA_LIST = re.compile(r"områden?(?:na)?\b[^.]{0,80}:$", re.IGNORECASE)
_ALL_IN_LINE = re.compile(r"\bsamtliga\s+(?:de\s+)?områden\b", re.IGNORECASE)
_REMEDIED = re.compile(
    r"\bbrist(?:en|erna)?\s+(?:\w+\s+){0,3}(?:är|har|anses|"
    r"bedöms(?:\s+vara)?)\s+(?:\w+\s+){0,2}(?:avhjälpt|åtgärda|rätta)\w*",
    re.I,
)
_WORKS = re.compile(r"\bområdet\s+fungerar\s+(?:\w+\s+)?väl\b", re.IGNORECASE)
_STILL = re.compile(r"\bbrist(?:en|erna)?\s+kvarstår\b", re.IGNORECASE)
_JUDGED = re.compile(r"\bskolinspektionens?\s+bedöm|\bbedömdes\b|\bbedömde\b|\bbedöms\s+kvaliteten\b", re.IGNORECASE)
# Headings of the decision, not of an area.
_ENDS_AREA = re.compile(r"beslut|inledning|bakgrund|sammanfattning|uppföljning|bilagor", re.IGNORECASE)
_NOT_REMEDIED = re.compile(
    r"\bkvarstår\b|\b(?:inte|ej)\s+(?:\w+\s+)?(?:avhjälpt|åtgärdat)|\bfortfarande\s+inte\b", re.IGNORECASE
)


@dataclass(slots=True)
class _Section:
    """What has been gathered about one area."""

    name: Read
    ranges: list[tuple[int, int]] = field(default_factory=list)
    judgement: Read | None = None
    findings: list[Finding] = field(default_factory=list)
    follow_up: Read | None = None
    row: tables.AreaRow | None = None
    from_heading: bool = False


class _Areas:
    def __init__(self, document: Document) -> None:
        self.document = document
        self.by_key: dict[str, _Section] = {}

    def get(self, name: Read, *, heading: bool = False) -> _Section:
        key = area_names.key(str(name.value))
        section = self.by_key.get(key)
        if section is None:
            section = self.by_key[key] = _Section(name, from_heading=heading)
        elif heading and not section.from_heading:
            section.name, section.from_heading = name, True
        return section

    def match(self, text: str) -> str | None:
        """The key of an area already met or known that a heading names."""
        start, end = area_names.plain(text)
        key = area_names.key(text[start:end])
        if key in self.by_key:
            return key
        known = area_names.known(text[start:end])
        return area_names.key(known) if known else None


def read(document: Document) -> list[Area]:
    if document.kind not in WITH_AREAS:
        return []
    areas = _Areas(document)
    for row in tables.area_rows(document):
        section = areas.get(row.name)
        section.row = section.row or row
    _walk(document, areas)
    if document.kind in ("board_memo", "minutes", "response", "information_letter"):
        _prose(document, areas)
    if document.kind == "information_letter":
        _announced(document, areas)
    if document.kind in ("decision", "response"):
        _in_prose(document, areas)
    if document.kind == "followup_decision":
        _follow_up_of_all(document, areas)
    kept = [s for s in areas.by_key.values() if _says_something(document, s)]
    return [_area(document, s) for s in kept]


def _says_something(document: Document, section: _Section) -> bool:
    return bool(
        section.row
        or section.judgement
        or section.findings
        or section.follow_up
        or document.kind == "information_letter"
        or any(_WORKS.search(document.text, a, b) for a, b in section.ranges)
        or (section.from_heading and legal_basis.of_area(document, section.ranges))
    )


def _heading_name(document: Document, block: Block) -> Read:
    text = document.flow.of(block)
    start, end = area_names.plain(text)
    name = text[start:end]
    canonical = area_names.known(name)
    if canonical and area_names.key(canonical) != area_names.key(name):
        return Read(canonical, block.start + start, block.start + end, 0.8)
    return Read(name, block.start + start, block.start + end, 0.93)


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


@dataclass(slots=True)
class _Walk:
    """Where a walk through the blocks stands."""

    current: _Section | None = None  # the area whose section we are in
    opened: str = ""  # the kind of an open list of findings
    carried: str = ""  # a list opened before the areas' headings
    closed: bool = False  # measures have begun: what follows are no findings
    lonely: int = 0  # findings in a row whose bullets were lost


def _walk(document: Document, areas: _Areas) -> None:
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


def _labelled(document: Document, areas: _Areas, at: _Walk, block: Block) -> bool:
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
            _add(at.current, one)
        return True
    colon = text.find(":", 0, 90)
    if colon < 3 or len(text) - colon < 6 or ((at.opened or at.carried) and block.kind == "item"):
        return False
    key = areas.match(text[:colon])
    if key is None or not text[0].isupper():
        return False
    rest = text[colon + 1 :]
    hit = findings.trigger(document, block)
    if not (area_names.JUDGEMENTS.search(rest) or area_names.NO_DEFICIENCY.search(rest) or _follow_up(rest) or hit):
        return False
    start, end = area_names.plain(text[:colon])
    section = areas.by_key.get(key) or areas.get(Read(text[start:end], block.start + start, block.start + end, 0.9))
    section.ranges.append((block.start, block.end))
    _judge(document, section, block, None, said=rest)
    at.current, at.closed = section, False
    at.opened = hit.kind if hit else ""
    return True


def _heading(document: Document, areas: _Areas, at: _Walk, index: int) -> None:
    block = document.flow.blocks[index]
    text = document.flow.of(block)
    hit = findings.trigger(document, block)
    is_area = _is_area(document, areas, index, carried=bool(at.carried or at.opened))
    if is_area and not (hit and hit.kind and areas.match(text) is None):
        at.current = areas.get(_heading_name(document, block), heading=True)
        at.current.ranges.append((block.start, block.end))
        at.opened = at.carried or (at.opened if not at.current.findings else "")
        at.carried = at.opened
        at.closed = False
        return
    if at.current is not None and ((block.level > 1 and block.number) or (hit and hit.kind)):
        at.opened = hit.kind if hit else at.opened
    elif hit and not hit.kind:
        at.opened, at.carried, at.closed = "", "", True
    elif at.current is not None and _PART.match(text) and not _is_of_all(document, areas, index):
        at.opened = hit.kind if hit else ""
    elif KNOWN_HEADINGS.match(text) and not _ENDS_AREA.match(text) and not _is_of_all(document, areas, index):
        at.opened = hit.kind if hit else ""
        at.carried = (hit.kind if hit else at.carried) if at.current is None else at.carried
    else:
        at.current = None
        at.opened = at.carried = hit.kind if hit else ""
    if at.current is not None:
        at.current.ranges.append((block.start, block.end))


def _is_of_all(document: Document, areas: _Areas, index: int) -> bool:
    """In a follow-up: "Skolinspektionens bedömning" that stands once, after the areas, is of all of them."""
    if document.kind != "followup_decision" or len(areas.by_key) < 2:
        return False
    flow = document.flow
    text = flow.of(flow.blocks[index]).lower()
    if not re.match(r"skolinspektionens (?:samlade )?bedömning", text):
        return False
    return sum(flow.of(b).lower() == text for b in flow.blocks if b.kind == "heading") == 1


def _paragraph(document: Document, at: _Walk, index: int) -> None:
    block = document.flow.blocks[index]
    text = document.flow.of(block)
    hit = findings.trigger(document, block)
    if at.current is not None:
        at.current.ranges.append((block.start, block.end))
        _judge(document, at.current, block, document.flow.blocks[index - 1] if index else None)
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
            _add(at.current, one)
        return
    if not re.match(r"\(.*(?:§|kap).*\)\.?$", text):
        at.opened = ""
        if at.current is None:
            at.carried = ""


def _inline(document: Document, current: _Section, hit: findings.Trigger, block: Block) -> None:
    if hit.kind == "development_area":
        for one in findings.sentences_that_need(document, hit.rest, block.end):
            _add(current, one)
    elif (found := findings.required(document, hit.rest, block.end)) and document.kind != "response":
        _add(current, found)


def _add(section: _Section, one: Finding) -> None:
    key = area_names.key(str(one.text.value))
    if all(area_names.key(str(f.text.value)) != key for f in section.findings):
        section.findings.append(one)


def _item(document: Document, areas: _Areas, at: _Walk, block: Block) -> None:
    text = document.flow.of(block)
    current = at.current
    opened = at.opened or ("" if current else at.carried)
    if current is not None:
        current.ranges.append((block.start, block.end))
        if not opened and not at.closed and _supervises(document) and findings.ends_with_statutes(text):
            opened = "deficiency"  # a requirement with its statutes under an area needs no lead
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
            _add(section, one)
    elif current is not None and (one := findings.finding(document, opened, block.start, block.end)):
        _add(current, one)


def _supervises(document: Document) -> bool:
    return document.review_kind.endswith(("supervision", "control", "review", "inspection"))


def _is_area(document: Document, areas: _Areas, index: int, *, carried: bool = False) -> bool:
    blocks = document.flow.blocks
    block = blocks[index]
    text = document.flow.of(block)
    if len(text) > 110 or index == document.title_index or text.endswith("?") or re.search(r"\d{3}", text):
        return False
    after = blocks[index + 1 : index + 5]
    if areas.match(text) is not None:
        start, end = area_names.plain(text)
        common = area_names.key(text[start:end]) not in areas.by_key
        # "Uppföljning", "Trygghet" and the like are also headings of other parts: they need a sign.
        return not common or bool(after)
    if _NOT_AREA.match(text[area_names.plain(text)[0] :]) or KNOWN_HEADINGS.match(text) or not after:
        return False
    if carried and after[0].kind == "item":
        return True
    if after[0].kind == "item" and _supervises(document) and findings.ends_with_statutes(document.flow.of(after[0])):
        return True
    for following in after:
        body = document.flow.of(following)
        if following.kind == "paragraph" and document.kind in ("decision", "followup_decision"):
            if _supervises(document) and area_names.NO_DEFICIENCY.search(body) and len(body) < 600:
                return True
            if document.kind == "followup_decision" and len(body) < 300 and _follow_up(body):
                return True
            if document.review_kind == "thematic_quality_audit" and _WORKS.search(body):
                return True
        if following.kind == "heading" and not KNOWN_HEADINGS.match(body) and not _SIGNAL.match(body):
            hit = findings.trigger(document, following)
            return bool(hit and hit.kind and following.level > 1)
        if _SIGNAL.match(body):
            return True
        hit = findings.trigger(document, following) if following.kind in ("paragraph", "heading") else None
        if hit and hit.kind:
            return True
    return False


def _judge(document: Document, section: _Section, block: Block, before: Block | None, *, said: str = "") -> None:
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
    found = _follow_up(said or text)
    if found and (section.follow_up is None or found[0] in ("further_needed", "in_line")):
        section.follow_up = Read(found[0], offset + found[1].start(), offset + found[1].end(), 0.9)


def _is_first(document: Document, section: _Section, block: Block) -> bool:
    """Whether a block is the first running text of its section."""
    mine = [document.flow.block_at(start) for start, _ in section.ranges]
    running = [
        b
        for b in mine
        if b.kind == "paragraph" and not _SIGNAL.match(document.flow.of(b)) and "§" not in document.flow.of(b)
    ]
    return not running or running[0] is block


def _follow_up(text: str) -> tuple[str, re.Match[str]] | None:
    """What a sentence says of an area at follow-up."""
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


def _prose(document: Document, areas: _Areas) -> None:
    """`i flera delar inom Rektors ledarskap och i låg utsträckning inom Undervisning`, and the other way round."""
    low = document.lower
    for hit in _PROSE.finditer(low):
        name = _known_at(document, hit.end())
        if name:
            section = areas.get(name)
            if section.judgement is None:
                section.judgement = Read(_LEVEL[hit.group(1)], hit.start(), name.end, 0.85)
    for hit in _PROSE_FIRST.finditer(low):
        name = _known_at(document, hit.end())
        if name and areas.get(name).judgement is None:
            end = document.flow.sentence_at(hit.start())[1]
            level = area_names.JUDGEMENTS.search(document.text, name.end, end)
            if level:
                areas.get(name).judgement = Read(area_names.judgement_in(level), hit.start(), level.end(), 0.85)


_FAILS = re.compile(
    r"\b(?:bedömer|konstaterar|finner)\s+(?:därför\s+|"
    r"således\s+)?att\s+(?P<what>[^\n]{3,120}?\binte\s+(?:i\s+tillräcklig\s+\w+\s+)?"
    r"(?:ser|såg|tillgodose|uppfyll|lever|säkerställ|ger|ges|gett|har|tar|följer|fullgör|erbjud)\w*[^\n]*)",
    re.IGNORECASE,
)
_LABELLED_FINDING = re.compile(
    r"brist(?:en|er)?(?:\s+enligt\s+(?:beslutet|föreläggandet))?\s*:\s+(?P<what>\S[^\n]*)", re.IGNORECASE
)


def _in_prose(document: Document, areas: _Areas) -> None:
    """Decisions without lists: `Skolinspektionen bedömer att huvudmannen inte ser till att ...`, and `Brist: ...`."""
    supervision = document.review_kind.endswith("supervision")
    for section in areas.by_key.values():
        if section.findings or not (supervision or document.kind == "response"):
            continue
        for first, last in section.ranges:
            hit = _LABELLED_FINDING.match(document.text, first, last) or _FAILS.search(document.text, first, last)
            if hit is None or (hit.re is _FAILS and document.kind == "response"):
                continue
            end = min(document.flow.sentence_at(hit.start("what"))[1], last)
            if one := findings.finding(document, "deficiency", hit.start("what"), end, 0.65):
                _add(section, one)
                break


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


def _announced(document: Document, areas: _Areas) -> None:
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


def _follow_up_of_all(document: Document, areas: _Areas) -> None:
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
        if found := _follow_up(document.text[start:end]):
            said = found[0], start, end
    if said is None and len(lacking) == len(areas.by_key):
        for block in document.flow.blocks:
            if block.kind != "paragraph" or any(a <= block.start < b for a, b in inside):
                continue
            if found := _follow_up(document.flow.of(block)):
                said = found[0], block.start, block.end
                break
    if said is not None:
        for section in lacking:
            section.follow_up = Read(*said, 0.75)


def _follow_up_named(document: Document, areas: _Areas, inside: list[tuple[int, int]]) -> bool:
    """Sentences that name their areas: `När det gäller området undervisning behövs ytterligare åtgärder.`"""
    told = False
    for block in document.flow.blocks:
        if block.kind != "paragraph" or any(a <= block.start < b for a, b in inside):
            continue
        for start, end in document.flow.sentences(block):
            found = _follow_up(document.text[start:end])
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
    return told


def _area(document: Document, section: _Section) -> Area:
    row = section.row
    area = Area(section.name, legal_basis.of_area(document, section.ranges))
    area.findings = section.findings
    area.judgement = section.judgement
    area.follow_up = section.follow_up
    if row is not None:
        area.intervention, area.deadline = row.intervention, row.deadline
        area.judgement = row.judgement if area.judgement is None else area.judgement
        area.follow_up = row.follow_up or area.follow_up
        if row.judgement and section.judgement and row.judgement.value != section.judgement.value and not area.findings:
            area.judgement = row.judgement
    deficient = next((f for f in area.findings if f.kind.value == "deficiency"), None)
    if deficient is not None:
        area.judgement = Read("deficiency", deficient.text.start, deficient.text.end, 0.9)
    elif (
        area.follow_up and area.follow_up.value in ("remedied", "remaining", "partly_remaining") and not area.judgement
    ):
        area.judgement = Read("deficiency", area.follow_up.start, area.follow_up.end, 0.8)
    return area
