"""Names of schools and places, which are mended by their own words only."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from likvard.reading.repair import lexicon
from likvard.reading.repair.confusions import resolved
from likvard.reading.repair.letters.meaning import of_the_trade, stripped
from likvard.reading.repair.lexicon import best_spelling, trade_words

_SCHOOL_WORDS = frozenset(
    (
        *(
            "skola",
            "skolan",
            "skolas",
            "skolor",
        ),
        *(
            "friskola",
            "forskola",
            "gymnasium",
            "gymnasiet",
        ),
        *(
            "gymnasieskola",
            "montessoriskola",
            "waldorfskola",
            "centralskola",
        ),
        *(
            "byskola",
            "kyrkskola",
            "naturbruksgymnasium",
            "vuxenutbildning",
        ),
    )
)


def before_school(text: str, tokens: list[re.Match[str]], index: int) -> bool:
    """Whether "skola" or the like follows: "Hissmofjallets skola"."""
    if index + 1 >= len(tokens) or text[tokens[index].end() : tokens[index + 1].start()] not in (" ", "\n"):
        return False
    return lexicon.fold(tokens[index + 1].group().lower()) in _SCHOOL_WORDS


@lru_cache(maxsize=10_000)
def place(lower: str) -> str | None:
    """The name of the place that a school is called by, when its parts tell how it is spelt."""
    if lexicon.frequency(lower) > 3e-5 or lower in trade_words():
        return stripped(lower)  # "Nya skolan", "Denna skola"
    for form, _ in resolved(lower, stripped=True):
        found = lexicon.school_name(form)
        # "lövsångarens": an ordinary word that its places would spell otherwise.
        ordinary = best_spelling(form)
        if ordinary is not None and ordinary.score > -8 and lexicon.fold(ordinary.word) == form:
            return ordinary.word
        if found is not None:
            return found
    return lower.replace("dé", "ö").replace("éd", "ö").replace("é", "ö") if "é" in lower else None


Naming = Literal["no", "maybe", "person"]


def naming(text: str, tokens: list[re.Match[str]], index: int, opens: bool) -> Naming:
    """Whether the word may be a name: capitals inside a sentence; two in a row are taken for a person's."""
    word = tokens[index].group()
    if not word[0].isupper() or word.isupper():
        return "no"
    for first, second in ((index - 1, index), (index, index + 1)):
        if first < 0 or second >= len(tokens) or text[tokens[first].end() : tokens[second].start()] != " ":
            continue
        other = tokens[first if second == index else second].group()
        if other[0].isupper() and not other.isupper() and not of_the_trade(other.lower()):
            return "person"
    return "no" if opens else "maybe"
