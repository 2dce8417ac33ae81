"""Organisers that no list holds: a municipality that is new, merged or renamed, a company, a foundation.

Such a name is known by its form ("Almviks kommun", "Almens Skolor AB") and by where it stands. One place alone
may tell of a neighbour, a landlord or a contractor. Where two of the head, the title and a sentence that lays
something on the organiser give the same name, or an order is given to it by name, it is asserted as printed; else
it is given as doubtful.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from likvard.reading.document import Document
from likvard.reading.fields.organiser.names import UNLISTED_MUNICIPALITY, alike_listed, kind_of
from likvard.reading.record import Organiser, Read
from likvard.terms.municipalities import by_name

_AGREED = 0.85
_ALONE = 0.4
# Sorts of places that tell of the reviewed organiser; in running text a name may be anybody's.
_TELLING = frozenset(["head", "title", "laid_on", "ordered"])

_CAPITAL = r"[A-ZÅÄÖÉ&][\wåäöéÅÄÖ&'’-]*"
_BEFORE_FORM = re.compile(
    rf"(?<![\wåäö-]){_CAPITAL}(?:[ \u00a0](?:{_CAPITAL}|och|i|för|på|de|la|von|\+|&)(?=[ \u00a0])){{0,6}}[ \u00a0]$"
)
_FORM = re.compile(
    r"(?<![\wåäö])(?P<form>AB|HB|KB|[Aa]ktiebolag|[Ee]konomisk förening|[Ii]deell förening|"
    r"(?:[Uu]tbildnings|[Gg]ymnasie|[Kk]unskaps|[Kk]ommunal)förbund)(?=s?(?![\wåäö])|:s\b)"
)
_FOUNDATION = re.compile(rf"(?<![\wåäö])Stiftelsen(?:[ \u00a0]{_CAPITAL}){{1,5}}")
# Words with a capital letter that begin a sentence or a label, and no name.
_LEADING = re.compile(
    r"(?:Skolinspektionen|Skolverket|Huvudman(?:nen)?|Bolaget|Föreningen|Stiftelsen är|För|I|Inom|Till|Hos|Av|Från|"
    r"Även|När|Om|Att|Då|Den|Det|Denna|Er|Vår|Samma|Kommunen|Grannkommunen|Uppföljning|Beslut|Svar|Redovisning|"
    r"Yttrande|Rektorn?|Förvaltningen|Nämnden)[ \u00a0]+"
)
_NO_NAME = re.compile(
    r"(?:varje|annan|annat|ingen|egen|vår|er|din|samma|denna|vilken|någon|en|båda|fler|flera|andra|övriga|samtliga|"
    r"alla|respektive|aktuell|berörd|offentlig|enskild|svensk\w*|en annan|hela)\b",
    re.IGNORECASE,
)
# What the sentence lays on somebody, and what stands right after the one it is laid on.
_LAYS = re.compile(
    r"föreläg|förelag|förelade|tilldela|återkalla|förbjud|anmärkning|avstå|redovis|begär|valts ut|utval|"
    r"huvudman|granska|granskning|tillsyn|ska senast|måste",
    re.IGNORECASE,
)
_LAID_ON = re.compile(
    r"(?::?s)?[ \u00a0]+(?:\(\d{6}-\d{4}\)[ \u00a0]+)?(?:att|en[ \u00a0]anmärkning|ska|skall|måste|har|behöver|bör|"
    r"senast|vid[ \u00a0]vite|är|tar|tog|får|redovisade|inkom|godkännande|tillstånd|ansvarstagande|ansvar|arbete|"
    r"redovisning|under|med|kom)\b|s?[.,]"
)
_ORDERS = re.compile(r"\b(?:förelägger|tilldelar|återkallar|förbjuder)\b.{0,160}$", re.IGNORECASE | re.DOTALL)
_ORDERED = re.compile(
    r"[ \u00a0]+(?:\(\d{6}-\d{4}\)[ \u00a0]+)?(?:att|vid[ \u00a0]vite|en[ \u00a0]anmärkning)\b|"
    r":?s[ \u00a0]+(?:godkännande|tillstånd)\b|[ \u00a0]+föreläggs\b"
)
_NOT_OURS = re.compile(
    r"entreprenad|hyr(?:a|es|s|t)?\b|hyresvärd|konsult|upphandl|köper|samverkar|grann|bosatta|hemkommun|"
    r"elever från|till skillnad",
    re.IGNORECASE,
)
_ADDRESSED = re.compile(r"(?:till\s+|att\.?:?\s+|huvudman\w*\s*:?\s+)+", re.IGNORECASE)
_AFTER_ADDRESSEE = re.compile(r"\s*(?:,?\s*(?:org\.?\s*-?\s*nr\.?:?\s*)?\d{6}-\d{4})?\s*(?:\([^()]{1,12}\))?[.,;]?\s*$")


@dataclass(slots=True)
class _Candidate:
    """One name by its form, and one place of each sort where it stands."""

    name: str
    kind: str
    places: dict[str, tuple[int, int]] = field(default_factory=dict)
    sentences: set[int] = field(default_factory=set)  # starts of those that lay something on it
    sends: bool = False  # the document is of its own making: who stands in its head speaks of itself

    @property
    def agreed(self) -> bool:
        """Two sorts of places, an order, or two sentences of a text that is addressed to nobody."""
        told = len(self.places.keys() & _TELLING) + (self.sends and self.places.keys() >= {"head", "text"})
        return told > 1 or "ordered" in self.places or len(self.sentences) > 1

    def organiser(self, confidence: float) -> Organiser:
        order = ("head", "title", "ordered", "laid_on", "text")
        start, end = next(self.places[sort] for sort in order if sort in self.places)
        reason = "" if confidence >= _AGREED else "unlisted_name"
        if self.kind == "municipality" and alike_listed(self.name):
            confidence, reason = _ALONE, "look_alike_name"
        return Organiser(
            Read(self.name, start, end, confidence, reason), Read(self.kind, start, end, confidence, reason)
        )


def agreed(document: Document) -> Organiser | None:
    """The one name on which two sorts of places agree; `None` when there is none, or more than one."""
    strong = sorted((c for c in _candidates(document) if c.agreed), key=lambda c: -len(c.places))
    if not strong or (len(strong) > 1 and len(strong[0].places) == len(strong[1].places)):
        return None
    return strong[0].organiser(_AGREED)


def doubtful(document: Document) -> Organiser | None:
    """The name that the most telling place gives, as a doubt."""
    found = [c for c in _candidates(document) if c.places.keys() & _TELLING]
    if not found:
        return None
    return max(found, key=lambda c: len(c.places)).organiser(_ALONE)


def municipality_in(document: Document, start: int, end: int) -> bool:
    """Whether a stretch names a municipality that no list holds, and none that one does."""
    return any(True for _ in _municipalities(document, start, end)) and not any(
        start <= mention.start < end and mention.value.written != "bare" for mention in document.municipalities
    )


def _candidates(document: Document) -> list[_Candidate]:
    found: dict[str, _Candidate] = {}
    for name, kind, start, end in _names(document):
        sort = _sort_of(document, start, end)
        if sort is not None:
            sends = document.kind in ("board_memo", "minutes", "response")
            one = found.setdefault(name.lower(), _Candidate(name, kind, sends=sends))
            one.places.setdefault(sort, (start, end))
            if sort == "laid_on" and document.kind == "press_release":
                one.sentences.add(document.flow.sentence_at(start)[0])
    return list(found.values())


def _names(document: Document) -> Iterator[tuple[str, str, int, int]]:
    """(name in nominative, kind, start, end) of every name of an organiser's form that no list holds."""
    yield from ((name, "municipality", start, end) for name, start, end in _municipalities(document, 0, None))
    text = document.text
    for hit in _FORM.finditer(text):
        block = document.flow.block_at(hit.start())
        lead = _BEFORE_FORM.search(text, max(block.start, hit.start() - 90), hit.start())
        if lead is None:
            continue
        start = lead.start() + (noise.end() if (noise := _LEADING.match(lead.group())) else 0)
        if start < hit.start():
            name = text[start : hit.end()]
            yield name, kind_of(name) or "independent", start, hit.end()
    for hit in _FOUNDATION.finditer(text):
        yield hit.group(), "independent", hit.start(), hit.end()


def _municipalities(document: Document, start: int, end: int | None) -> Iterator[tuple[str, int, int]]:
    """(name, start, end) of each "X kommun" where X is in no list."""
    text, low = document.text, document.lower
    stop = len(text) if end is None else end
    position = low.find("kommun", start, stop)
    while position >= 0:
        near = UNLISTED_MUNICIPALITY.finditer(text, max(start, position - 60), min(stop, position + 7))
        hit = next((one for one in near if one.start("kind") == position), None)
        if hit is not None:
            words = hit["words"]
            while lead := _LEADING.match(words):
                words = words[lead.end() :]
            parts = words.split()
            listed = any(by_name(" ".join(parts[n:]) + " kommun") for n in range(len(parts)))
            if parts and not listed and not _NO_NAME.match(words):
                begin = hit.end("words") - len(words)
                if words.isupper():
                    words = words.title()
                yield f"{words} kommun", begin, hit.end("kind")
        position = low.find("kommun", position + 6, stop)


def _sort_of(document: Document, start: int, end: int) -> str | None:
    """What sort of place a name stands in; `None` where it tells nothing of the reviewed organiser."""
    text = document.text
    if document.title and document.title[0] <= start < document.title[1]:
        return "title"
    if start < document.head_end:
        block = document.flow.block_at(start)
        cells = block.cells or [(block.start, block.end)]
        cell = next(((a, b) for a, b in cells if a <= start < b), (block.start, block.end))
        lead = text[cell[0] : start]
        if (not lead or _ADDRESSED.fullmatch(lead)) and _AFTER_ADDRESSEE.match(text[end : cell[1]]):
            return "head"
    first, last = document.flow.sentence_at(start)
    sentence = text[first:last]
    if _NOT_OURS.search(sentence):
        return None
    after = text[end : min(last, end + 40)]
    if _ORDERED.match(after) and (_ORDERS.search(text, first, start) or "föreläggs" in after):
        return "ordered"
    return "laid_on" if _LAYS.search(sentence) and (_LAID_ON.match(after) or not after.strip(" .")) else "text"
