"""Names mended by closed lists only: municipalities. A person's name is never touched."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

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
