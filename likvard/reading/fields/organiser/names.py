"""What an organiser's name looks like, and its kind and nominative."""

from __future__ import annotations

import re

from likvard.reading.document import Document
from likvard.reading.record import Organiser, Read
from likvard.terms import organiser_kinds
from likvard.terms.municipalities import Municipality, by_name

_WORD = r"[A-ZÅÄÖÉ&][\wåäöéÅÄÖ&'’/-]*(?:\.[\w]+)*"
_LINK = (
    r"(?:och|i|för|av|på|de|la|von|&|\+|ekonomisk|ideell|kooperativa|kooperativ|förening|kommun|"
    r"stad|län|utan|vinstsyfte|aktiebolag|gymnasieförbund|kommunalförbund|utbildning|skola|förskola)"
)
NAME = (
    rf"(?:Specialpedagogiska skolmyndigheten|Statens institutionsstyrelse|Sameskolstyrelsen|"
    rf"(?:(?:stiftelsen|föreningen|bolaget|region)\s)?{_WORD}(?:[ \u00a0](?:{_WORD}|"
    rf"{_LINK}(?=[ \u00a0]|[.,;)\n\t]|$))){{0,9}})"
)
NOT_ORGANISER = re.compile(
    r"(?:skolinspektionen|skolverket|kommunen|bolaget|stiftelsen\s+är|föreningen\s+är|rektor|beslut|"
    r"enligt|ansvarig|ett|en|att|inte|den|det|skyldig|här|därför|också|även|utbildning\b)\b|"
    r".*\b(?:nämnden|förvaltningen|styrelsen)$",
    re.IGNORECASE,
)


def kind_of(name: str) -> str | None:
    """`municipality`, `region`, `state`, `independent`; `None` when the name does not tell."""
    return organiser_kinds.of_name(name)


def organiser(document: Document, start: int, end: int, confidence: float) -> Organiser | None:
    printed = document.text[start:end]
    name = re.sub(r"\s+", " ", printed).strip(" .,;:")
    name = re.sub(r"\s+(?:och|i|för|av|på|som|&)$", "", name)
    if len(name) < 2 or NOT_ORGANISER.match(name):
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
