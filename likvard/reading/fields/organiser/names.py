"""What an organiser's name looks like, and its kind and nominative."""

from __future__ import annotations

import re

from likvard.reading.document import Document
from likvard.reading.record import Organiser, Read
from likvard.reading.repair.names import looks_like_listed
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
# "Almviks kommun", "NORRA SKARPE KOMMUN": the form of a municipality's name, whether a list holds it or not.
UNLISTED_MUNICIPALITY = re.compile(
    r"(?<![\wåäöÅÄÖ-])(?P<words>(?:[A-ZÅÄÖ][a-zåäöé]+|[A-ZÅÄÖ]{2,})"
    r"(?:[ \u00a0-](?:[A-ZÅÄÖ][a-zåäöé]+|[A-ZÅÄÖ]{2,})){0,3})"
    r"[ \u00a0](?P<kind>kommun|Kommun|KOMMUN)(?=s?(?![\wåäöÅÄÖ]))"
)


def kind_of(name: str) -> str | None:
    """`municipality`, `region`, `state`, `independent`; `None` when the name does not tell."""
    return organiser_kinds.of_name(name)


def kind_by_form(name: str) -> str | None:
    """The kind of a name that no list holds, by its form: `municipality` for "Almviks kommun"."""
    return "municipality" if UNLISTED_MUNICIPALITY.fullmatch(name) else None


def alike_listed(name: str) -> bool:
    """Whether "X kommun" may be a listed municipality whose letters a scan has changed."""
    return looks_like_listed(re.sub(r"[ \u00a0]kommuns?$", "", name, flags=re.IGNORECASE))


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
    reason = ""
    if kind is None and (kind := kind_by_form(name)) and alike_listed(name):
        confidence, reason = 0.4, "look_alike_name"
    if kind is None:
        bare = by_name(name)
        if bare is not None:
            name, kind = bare.official_name, "municipality"
        else:
            kind = "independent"
            confidence = min(confidence, 0.8)
    read = Read(name, start, start + len(printed.rstrip()), confidence, reason)
    return Organiser(read, Read(kind, read.start, read.end, min(confidence, 0.92), reason))


def municipality_name(place: Municipality, printed: str) -> str:
    """Nominative in ordinary capitals: `Åmåls kommuns` and `NORRTÄLJE KOMMUN` → `Åmåls kommun`, `Norrtälje kommun`."""
    low = printed.lower()
    if re.search(r"\bstads?$", low):
        return place.city_name or f"{place.name} stad"
    return place.official_name if place.official_name.endswith("kommun") else f"{place.official_name}"
