"""Units of press releases."""

from __future__ import annotations

import re

from likvard.reading.document import Document
from likvard.reading.fields.units.names import GENERIC, NAMED, SISTER, tidy
from likvard.reading.record import Read
from likvard.terms.municipalities import by_name


def in_press(document: Document, found: list[Read]) -> list[Read]:
    """Press releases: schools of the title and of the headings, and those whose intervention the text tells."""
    reads = list(found)
    places: list[tuple[int, int]] = [document.title] if document.title else []
    places += [(b.start, b.end) for b in document.flow.blocks if b.kind == "heading" and b.end - b.start < 110]
    text = document.text
    for start, end in places:
        for hit in NAMED.finditer(text, start, end):
            reads += _press_unit(document, hit)
    for hit in NAMED.finditer(text, *document.opening):
        a, b = document.flow.sentence_at(hit.start())
        sentence = text[a:b]
        if re.search(
            r"föreläg|vite|återkall|brist|granskat|besökt|tillsyn", sentence, re.IGNORECASE
        ) and not SISTER.search(sentence):
            reads += _press_unit(document, hit)
    return reads


def _press_unit(document: Document, hit: re.Match[str]) -> list[Read]:
    name = tidy(hit.group())
    start = hit.start()
    first = name.split()[0]
    if (
        first
        in (
            "På",
            "Vid",
            "I",
            "För",
            "Skolinspektionen",
            "Av",
            "Enligt",
            "Inom",
            "Rektorn",
            "Om",
            "När",
            "Att",
            "Elever",
        )
        and " " in name
    ):
        start += len(first) + 1
        name = name[len(first) + 1 :]
    if (
        not name
        or not name[0].isupper()
        or GENERIC.match(name)
        or re.search(r"\bAB$|inspektion|myndighet|verket", name)
    ):
        return []
    if re.fullmatch(r"\w+s\s+(?:skola|skolor|gymnasieskola|grundskola|förskola)", name) and by_name(name.split()[0]):
        return []  # "Landskronas skola" of a whole municipality
    if re.search(r"skolor$", name):
        return []
    return [Read(name, start, start + len(name), 0.82)]
