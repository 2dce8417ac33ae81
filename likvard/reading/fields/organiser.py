"""The reviewed organiser (huvudman), its kind, and the municipality of the reviewed activity."""

from __future__ import annotations

import re
from collections.abc import Iterator

from likvard.reading.document import Document
from likvard.reading.record import Organiser, Read
from likvard.terms import organiser_kinds
from likvard.terms.municipalities import Municipality, by_name

WITHOUT_ORGANISER = ("other", "report_page", "statistics_page")

_WORD = r"[A-ZÅÄÖÉ&][\wåäöéÅÄÖ&'’/-]*(?:\.[\w]+)*"
_LINK = (
    r"(?:och|i|för|av|på|de|la|von|&|\+|ekonomisk|ideell|kooperativa|kooperativ|förening|kommun|"
    r"stad|län|utan|vinstsyfte|aktiebolag|gymnasieförbund|kommunalförbund|utbildning|skola|förskola)"
)
_NAME = (
    rf"(?:Specialpedagogiska skolmyndigheten|Statens institutionsstyrelse|Sameskolstyrelsen|"
    rf"(?:(?:stiftelsen|föreningen|bolaget|region)\s)?{_WORD}(?:[ \u00a0](?:{_WORD}|"
    rf"{_LINK}(?=[ \u00a0]|[.,;)\n\t]|$))){{0,9}})"
)
# Words that the sentence must hold, the pattern around them, and how surely it tells.
_PATTERNS = tuple(
    (anchor, re.compile(pattern), confidence)
    for anchor, pattern, confidence in (
        (
            "huvudman",
            rf"[Hh]uvudman(?:nen)?(?:\s+för\s+[\wåäöÅÄÖé\s–-]{{2,60}}?)?\s+(?:är|var)\s+(?P<name>{_NAME})",
            0.93,
        ),
        ("är huvudman", rf"(?P<name>{_NAME})(?:\s*\([A-ZÅÄÖa-z]{{2,8}}\))?\s+är\s+huvudman\b", 0.93),
        ("som huvudman", rf"\b(?:har|med)\s+(?P<name>{_NAME})\s+som\s+huvudman\b", 0.92),
        ("som huvudman", rf"\bgodkännande(?:t)?\s+(?:av|för)\s+(?P<name>{_NAME})\s+som\s+huvudman\b", 0.93),
        ("huvudmannen", rf"\b[Hh]uvudmannen,?\s+(?P<name>{_NAME})", 0.8),
        ("huvudman:", rf"\bHuvudman\s*:\s*(?P<name>{_NAME})", 0.93),
        ("org", rf"(?P<name>{_NAME}),?\s+org\.?\s?-?nr", 0.85),
        ("drivs av", rf"\b(?:drivs|bedrivs)\s+av\s+(?P<name>{_NAME})", 0.8),
    )
)
_NUMBER = re.compile(r",?\s*(?:org\.?\s*-?\s*nr\.?:?\s*)?\d{6}-\d{4}$", re.IGNORECASE)
_NOT_ORGANISER = re.compile(
    r"(?:skolinspektionen|skolverket|kommunen|bolaget|stiftelsen\s+är|föreningen\s+är|rektor|beslut|"
    r"enligt|ansvarig|ett|en|att|inte|den|det|skyldig|här|därför|också|även|utbildning\b)\b|"
    r".*\b(?:nämnden|förvaltningen|styrelsen)$",
    re.IGNORECASE,
)
_IN_PLACE = re.compile(r"\b(?:i|inom|belägen\s+i|belägna\s+i|beläget\s+i)\s+$", re.IGNORECASE)


def read(document: Document) -> tuple[Organiser | None, Read | None]:
    """(organiser, municipality code of the activity)."""
    if document.kind in WITHOUT_ORGANISER:
        return None, None
    code = _activity(document)
    if document.review_kind == "quality_dialogue" and document.kind in ("board_memo", "minutes"):
        return _of_dialogue(document), code or _sender(document)
    organiser = _stated(document) or _addressee(document) or _from_title(document)
    if organiser is None and document.kind in ("board_memo", "minutes", "response"):
        organiser = _sender_as_organiser(document)
    if organiser is not None and code is None:
        place = by_name(str(organiser.name.value))
        if place is not None:
            code = Read(place.code, organiser.name.start, organiser.name.end, 0.9)
    return organiser, code


def kind_of(name: str) -> str | None:
    """`municipality`, `region`, `state`, `independent`; `None` when the name does not tell."""
    return organiser_kinds.of_name(name)


def _organiser(document: Document, start: int, end: int, confidence: float) -> Organiser | None:
    printed = document.text[start:end]
    name = re.sub(r"\s+", " ", printed).strip(" .,;:")
    name = re.sub(r"\s+(?:och|i|för|av|på|som|&)$", "", name)
    if len(name) < 2 or _NOT_ORGANISER.match(name):
        return None
    place = by_name(name) if re.search(r"\b(?:kommuns?|stads?)$", name, re.IGNORECASE) else None
    if place is not None:
        name = municipality_name(place, name)
    kind = kind_of(name)
    if kind is None:
        bare = by_name(name)
        if bare is not None:
            name, kind = bare.official_name, "municipality"
        else:
            kind = "independent"
            confidence = min(confidence, 0.8)
    read = Read(name, start, start + len(printed.rstrip()), confidence)
    return Organiser(read, Read(kind, read.start, read.end, min(confidence, 0.92)))


def municipality_name(place: Municipality, printed: str) -> str:
    """Nominative in ordinary capitals: `Åmåls kommuns` and `NORRTÄLJE KOMMUN` → `Åmåls kommun`, `Norrtälje kommun`."""
    low = printed.lower()
    if re.search(r"\bstads?$", low):
        return place.city_name or f"{place.name} stad"
    return place.official_name if place.official_name.endswith("kommun") else f"{place.official_name}"


def _stated(document: Document) -> Organiser | None:
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
            found = _organiser(document, *hit.span("name"), confidence)
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
    return kind_of(name) is not None


def _addressee(document: Document) -> Organiser | None:
    """The lines of the head: a municipality, a company, a foundation, a region."""
    limit = document.title[0] if document.title else document.head_end
    if document.kind in ("board_memo", "minutes", "press_release"):
        return None
    limit = max(limit, document.head_end if document.kind != "information_letter" else 0)
    for block in document.flow.blocks:
        if block.start >= limit:
            break
        if document.title and block.start == document.title[0]:
            continue
        for start, end in block.cells or [(block.start, block.end)]:
            text = _NUMBER.sub("", document.text[start:end].strip())
            if len(text) > 90 or _NOT_ORGANISER.match(text) or "@" in text or re.search(r"\d{3}", text):
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
                return _organiser(document, start, start + len(text), 0.9)
            if kind in ("region", "state", "independent") and len(text.split()) < 10:
                return _organiser(document, start, start + len(text), 0.9)
    return None


def _from_title(document: Document) -> Organiser | None:
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
                or not _IN_PLACE.search(document.text, max(0, mention.start - 12), mention.start)
                or mention.value.written == "stad"
            ):
                printed = document.text[mention.start : mention.end]
                name = municipality_name(
                    mention.value.municipality, printed.removesuffix("s") if mention.value.genitive else printed
                )
                read = Read(name, mention.start, mention.end, 0.85)
                return Organiser(read, Read("municipality", mention.start, mention.end, 0.85))
    return None


def _activity(document: Document) -> Read | None:
    """The municipality where the reviewed activity is: named after "i" in the title, else in the opening."""
    titled = [m for m in document.municipalities if document.title and document.title[0] <= m.start < document.title[1]]
    for mention in titled:
        if mention.value.written != "bare" or _IN_PLACE.search(
            document.text, max(0, mention.start - 12), mention.start
        ):
            return Read(mention.value.municipality.code, mention.start, mention.end, 0.93)
    start, end = 0, document.opening[1]
    for mention in document.municipalities:
        if start <= mention.start < end and mention.value.written != "bare":
            return Read(mention.value.municipality.code, mention.start, mention.end, 0.88)
    for mention in document.municipalities:
        if mention.value.written != "bare":
            return Read(mention.value.municipality.code, mention.start, mention.end, 0.75)
    for mention in titled:
        return Read(mention.value.municipality.code, mention.start, mention.end, 0.6)
    return None


def _sender(document: Document) -> Read | None:
    for mention in document.municipalities:
        if mention.value.written != "bare":
            return Read(mention.value.municipality.code, mention.start, mention.end, 0.85)
    return None


def _sender_as_organiser(document: Document) -> Organiser | None:
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
            return _organiser(document, block.start, block.end, 0.85)
    return None


def _of_dialogue(document: Document) -> Organiser | None:
    """Quality talks of a municipality with independent organisers, none named, have no organiser of their own."""
    if re.search(r"\bfristående\b|\benskilda\s+huvudmän", document.text, re.IGNORECASE):
        return None
    return _sender_as_organiser(document)
