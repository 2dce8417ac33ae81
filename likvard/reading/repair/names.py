"""Names mended by closed lists only: municipalities. A person's name is never touched."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from likvard.reading.repair.draft import Edit
from likvard.reading.repair.lexicon import fold
from likvard.terms.municipalities import all_municipalities

_BEFORE_KOMMUN = re.compile(
    r"(?<![\w-])(?P<name>(?:(?:Upplands|[ÖO]stra|V[äa]stra|Norra|S[öo]dra|Stora|Lilla|Dals|Malung)[ -])?"
    r"[^\W\d_a-zåäö][^\W\d_]{2,}(?:-[A-ZÅÄÖ][^\W\d_]+)?)(?= (?:kommuns?|KOMMUNS?)(?!\w))"
)
# Letters that scans take for each other, brought together.
_ALIKE = str.maketrans({"j": "i", "l": "i", "1": "i", "|": "i", "!": "i", "é": "o", "e": "o", "c": "o", "d": "o"})


def _shape(name: str) -> str:
    shape = fold(name.lower().replace("é", "o"))
    return shape.replace("rn", "m").replace("nn", "m").replace("vv", "w").translate(_ALIKE)


@cache
def _shapes() -> dict[str, str]:
    """Shape of each form that stands before "kommun", and the form; shapes that two share are left out."""
    shapes: dict[str, str | None] = {}
    for municipality in all_municipalities():
        form = municipality.official_name.removesuffix(" kommun")
        if form == municipality.official_name:
            continue
        shape = _shape(form)
        shapes[shape] = None if shapes.get(shape, form) != form else form
    return {shape: form for shape, form in shapes.items() if form is not None}


@cache
def _known() -> frozenset[str]:
    known: set[str] = set()
    for municipality in all_municipalities():
        known.add(municipality.official_name.removesuffix(" kommun").lower())
        known.add(municipality.name.lower())
        known.add(municipality.genitive.lower())
    return frozenset(known)


def municipalities(text: str) -> Iterator[Edit]:
    """Edits for a municipality's damaged name before the word "kommun", when only one can be meant."""
    for found in _BEFORE_KOMMUN.finditer(text):
        name = found.group("name")
        if name.lower() in _known():
            continue
        meant = _nearest(name)
        if meant is not None:
            yield Edit(*found.span("name"), meant.upper() if name.isupper() else meant, "municipality")


_CAPITALISED = re.compile(r"(?<![\w-])[A-ZÅÄÖ][^\W\d_]*[6é4]?[^\W\d_]*(?![\w])")


@cache
def _places() -> dict[str, str]:
    """Municipalities, counties and regions with rings and dots in their names, by their form without."""
    forms: set[str] = {"Götalands", "Götalandsregionen", "Götaland", "Östergötland", "Östergötlands", "Jämtlands"}
    for municipality in all_municipalities():
        forms |= {municipality.name, municipality.genitive, municipality.official_name.removesuffix(" kommun")}
        forms.add(municipality.county.removesuffix(" län"))
    single = [form for form in forms if not form.isascii() and " " not in form and len(form) >= 4]
    return {fold(form.lower()): form for form in single if fold(form.lower()) not in _AMBIGUOUS}


# Names of places that lose their dots and are then another word, or a surname as often.
_AMBIGUOUS = frozenset(["ange", "mora", "ahus", "ale", "horby", "salen", "ostra"])


_COMPASS = re.compile(
    r"(?<![\w-])(?P<word>Vastra|Ostra|Sodra)(?= (?:G[oöé]tal|G[oöé]inge|[A-ZÅÄÖ][a-zåäöé]+ (?:skola|kommun)))"
)


def places(text: str, start: int, end: int) -> Iterator[Edit]:
    """Edits for names of municipalities and regions in a stretch that lost å, ä and ö."""
    for found in _COMPASS.finditer(text, start, end):
        yield Edit(*found.span(), {"V": "Västra", "O": "Östra", "S": "Södra"}[found.group()[0]], "municipality")
    for found in _CAPITALISED.finditer(text, start, end):
        word = found.group()
        bare = fold(word.lower()).replace("6", "o").replace("4", "a")
        meant = _places().get(bare)
        if meant is None and "é" in word.lower():
            meant = _places().get(fold(word.lower().replace("é", "o"))) or _places().get(
                fold(word.lower().replace("é", "a"))
            )
        if meant is not None and meant != word:
            yield Edit(*found.span(), meant.upper() if word.isupper() else meant, "municipality")


_ODD_IN_NAME = re.compile(
    r"(?<![\w@.-])[A-ZÅÄÖ](?:[^\W\d_]|-(?=[A-ZÅÄÖ]))*"
    r"(?:[é6]|(?<=[bcdfghjklmnpqrstvwxz])d(?=[bcfghjklmnpqrtvwxz]))[^\W\d_-]*"
)


def people(text: str, start: int, end: int) -> Iterator[Edit]:
    """Edits for an ö of a person's name in a stretch that lost it: "Ekestrém", "Salgstr6m"."""
    for found in _ODD_IN_NAME.finditer(text, start, end):
        word = found.group()
        meant = _with_element(word)
        if meant is not None:
            yield Edit(*found.span(), meant, "name_element")


@cache
def _elements() -> tuple[str, ...]:
    """What names of people are made of and is spelt with ö.

    Where a scan put é, 6 or d, one of these was meant. Other letters of a name are never touched: no list can tell
    whether they are right.
    """
    return tuple(files("likvard.reading.repair").joinpath("data/name_elements.txt").read_text(encoding="utf-8").split())


@cache
def _with_element(word: str) -> str | None:
    for odd in ("dé", "éd", "6é", "é", "6", "d"):
        at = word.find(odd, 1)
        while at > 0:
            meant = word[:at] + "ö" + word[at + len(odd) :]
            lower = meant.lower()
            if odd == "6" or any(
                (place := lower.find(element)) >= 0 and place <= at < place + len(element) for element in _elements()
            ):
                return meant
            at = word.find(odd, at + 1)
    return None


@cache
def looks_like_listed(name: str) -> bool:
    """Whether a name before "kommun" is so near to a listed one that a scan may have made it of that."""
    shape = _shape(name)
    if shape in _shapes():
        return True
    from rapidfuzz import process  # noqa: PLC0415 - only for a name that no list holds
    from rapidfuzz.distance import Levenshtein  # noqa: PLC0415 - beside it

    return (
        process.extractOne(shape, list(_shapes()), scorer=Levenshtein.normalized_similarity, score_cutoff=0.78)
        is not None
    )


@cache
def _nearest(name: str) -> str | None:
    shape = _shape(name)
    exact = _shapes().get(shape)
    if exact is not None:
        return exact
    if len(name) < 5:
        return None
    from rapidfuzz import process  # noqa: PLC0415 - only for a damaged name
    from rapidfuzz.distance import Levenshtein  # noqa: PLC0415 - beside it

    best = process.extract(shape, list(_shapes()), scorer=Levenshtein.normalized_similarity, limit=2)
    if not best or best[0][1] < 0.78 or (len(best) > 1 and best[0][1] - best[1][1] < 0.1):
        return None
    return _shapes()[best[0][0]]
