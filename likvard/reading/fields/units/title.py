"""Units that the title names."""

from __future__ import annotations

import re

from likvard.reading.document import Document
from likvard.reading.fields.units.names import COMPANY, FORM_AND_NAME, GENERIC, NAMED, looks_like_unit, split, tidy
from likvard.reading.record import Read
from likvard.terms.municipalities import by_name

_PREPOSITION = re.compile(r"\b(?:av|vid|i|på|hos|för)\.?[ \u00a0](?=(?:[\"”])?[A-ZÅÄÖÉ])")
_PLACE = re.compile(
    r"[ \u00a0,]*(?:[ \u00a0](?:belägen|beläget|belägna))?(?:,|"
    r"[ \u00a0]i)[ \u00a0](?:[A-ZÅÄÖ][\wåäö-]+[ \u00a0]?){1,3}(?:kommun|stad)?s?\.?(?:[,;].*)?$"
)


def in_title(document: Document) -> list[Read]:
    if document.title is None:
        return []
    start, end = document.title
    text = document.text[start:end].rstrip(" .")
    end = start + len(text)
    place = _PLACE.search(text)
    if place and re.search(r"\b(?:kommun|stad)s?\b", place.group()):
        end = start + place.start()
    elif (
        place
        and (tail := re.search(r"\bi[ \u00a0]((?:[A-ZÅÄÖ][\wåäö-]+[ \u00a0]?){1,3})$", text))
        and by_name(tail.group(1))
    ):
        end = start + tail.start()
    best: list[Read] = _between_commas(document, start, start + len(text))
    for hit in _PREPOSITION.finditer(document.text, start, end):
        rest = document.text[hit.end() : end]
        if re.search(r"\b(?:kommun|stad)s?\b", rest.split(",")[0]) or GENERIC.match(rest.strip()):
            continue
        if document.kind in ("press_release",) or re.search(r"\s(?:att|ska|har|behöver|får|är)\s", rest):
            continue
        cut = re.search(r"\s+(?:efter|inför|med anledning av|läsåret|avseende)\b|,\s+en\s", rest)
        reads = split(document, hit.end(), hit.end() + cut.start() if cut else end, 0.9)
        reads = [r for r in reads if looks_like_unit(document, str(r.value))]
        if reads:
            best = reads
    if not best and (form := FORM_AND_NAME.search(document.text, start, end)):
        best = [Read(tidy(form["unit"]), *form.span("unit"), 0.85)]
    return best or _below_title(document)


def _below_title(document: Document) -> list[Read]:
    """A school's name alone in the line under the title: `Inspektion i Ragunda kommun` / `Forsnäsets skola`."""
    index = document.title_index
    if index is None or index + 1 >= len(document.flow.blocks):
        return []
    below = document.flow.blocks[index + 1]
    text = document.flow.of(below)
    if below.cells or not NAMED.fullmatch(text) or GENERIC.match(text) or COMPANY.search(text) or by_name(text):
        return []
    return [Read(tidy(text), below.start, below.end, 0.8)]


def _between_commas(document: Document, start: int, end: int) -> list[Read]:
    """`Uppföljning av planerad tillsyn, Vretagårdens skola, anpassad grundskola, Tierps kommun`."""
    reads = []
    position = start
    for piece in document.text[start:end].split(",")[:6]:
        name = tidy(piece)
        place = document.text.find(name, position, end) if name else -1
        if (
            place > start
            and NAMED.fullmatch(name)
            and not GENERIC.match(name)
            and not re.search(r"kommun|stad\b", name)
        ):
            reads.append(Read(name, place, place + len(name), 0.85))
        position += len(piece) + 1
    return reads
