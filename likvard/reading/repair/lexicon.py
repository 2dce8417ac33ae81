"""What is a Swedish word, and how common: frequencies from wordfreq, the vocabulary of the trade, compounds.

The frequency table takes a third of a second and 60 MB to load, so it is loaded when damage has been found
and never before.
"""

from __future__ import annotations

import gzip
import math
import re
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

# A word of the trade is taken to be this many times as common in our documents as in Swedish at large,
# at least this common, and not made commoner than this: function words need no help.
TRADE_FACTOR = 30.0
TRADE_FLOOR = 4e-6
TRADE_CEILING = 3e-4
# Parts of a compound.
PART_LENGTH = 3
PART_FLOOR = 2e-7
# A part of place names counts as a common word; a school's name is changed when its parts favour that by this much.
PLACE_SCORE = -3.8
SURE_NAME = 0.8
# Letters of the longest word that is taken apart.
LONGEST = 45
LINK = math.log10(8.0)

_FOLD = str.maketrans("åäöéèüÅÄÖÉÈÜ", "aaoeeuAAOEEU")


class Candidate(NamedTuple):
    """A word and the decimal logarithm of how common it is."""

    word: str
    score: float


def fold(word: str) -> str:
    """The word without rings and dots."""
    return word.translate(_FOLD)


@cache
def trade_words() -> frozenset[str]:
    """The vocabulary of inspection, school and municipal administration, in lower case.

    In the file an entry `gransk|ning|ningen|ar` stands for the stem with each of its endings; `#` begins a comment.
    """
    words: set[str] = set()
    text = files("likvard.reading.repair").joinpath("data/vocabulary.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        for entry in line.partition("#")[0].split():
            stem, *endings = entry.split("|")
            words.update(stem + ending for ending in endings or [""])
    return frozenset(words)


@cache
def frequencies() -> dict[str, float]:
    """Frequency of each Swedish word, between 0 and 1; the trade's words raised."""
    table = _wordfreq()
    for word in trade_words():
        known = table.get(word, 0.0)
        table[word] = max(TRADE_FLOOR, known, min(known * TRADE_FACTOR, TRADE_CEILING))
    return table


def _wordfreq() -> dict[str, float]:
    # The package loads three others on import that serve other languages; its table alone takes half the time.
    found = find_spec("wordfreq")
    if found is not None and found.submodule_search_locations:
        path = Path(found.submodule_search_locations[0], "data", "large_sv.msgpack.gz")
        if path.is_file():
            import msgpack  # type: ignore[import-untyped]  # noqa: PLC0415 - only when damage was found

            with gzip.open(path, "rb") as stream:
                head, *buckets = msgpack.load(stream, raw=False)
            if head.get("format") == "cB" and head.get("version") == 1:
                table: dict[str, float] = {}
                for centibels, bucket in enumerate(buckets):
                    table.update(dict.fromkeys(bucket, 10 ** (-centibels / 100)))
                return table
    from wordfreq import get_frequency_dict  # noqa: PLC0415 - only when damage was found

    return dict(get_frequency_dict("sv", "best"))


@cache
def _folded() -> dict[str, tuple[str, ...]]:
    """Words with rings and dots by their form without."""
    words = [word for word in frequencies() if not word.isascii()]
    # One pass over one long string is ten times as fast as a pass for each word.
    bares = "\n".join(words).translate(_FOLD).split("\n")
    index: dict[str, tuple[str, ...]] = {}
    for bare, word in zip(bares, words, strict=True):
        if bare != word:
            index[bare] = (*index.get(bare, ()), word)
    return index


def frequency(word: str) -> float:
    return frequencies().get(word, 0.0)


def spellings(bare: str) -> Iterator[Candidate]:
    """Every word that reads `bare` when rings and dots are lost (itself included)."""
    table = frequencies()
    own = table.get(bare)
    if own:
        yield Candidate(bare, math.log10(own))
    for word in _folded().get(bare, ()):
        yield Candidate(word, math.log10(table[word]))


@lru_cache(maxsize=50_000)
def best_spelling(bare: str) -> Candidate | None:
    """The likeliest word, or compound of words, that reads `bare` when rings and dots are lost."""
    whole = max(spellings(bare), key=lambda c: c.score, default=None)
    if whole is not None and whole.score > -7:
        return whole
    parts = compound(bare)
    if whole is None or (parts is not None and parts.score > whole.score):
        return parts
    return whole


@cache
def place_parts() -> dict[str, str]:
    """What names of places, and of schools after them, are made of: folded form and spelling, one for each."""
    text = files("likvard.reading.repair").joinpath("data/place_parts.txt").read_text(encoding="utf-8")
    parts: dict[str, str] = {}
    for line in text.splitlines():
        for entry in line.partition("#")[0].split():
            stem, *endings = entry.split("|")
            for ending in endings or [""]:
                parts.setdefault(fold(stem + ending), stem + ending)
    return parts


@lru_cache(maxsize=10_000)
def school_name(bare: str) -> str | None:
    """How the name of a school ("kvarnhojdsskolan") is spelt, when its parts tell it clearly; else None."""
    named = compound(bare, places=True)
    if named is None:
        return _ending_in_place(bare)
    if named.word == bare:
        return None
    plain = compound(bare, exact=True, places=True)
    return named.word if plain is None or named.score - plain.score > SURE_NAME else None


_SCHOOL_ENDING = re.compile(r"(?:skolan?s?|gymnasi(?:um|ets?))$")


def _ending_in_place(bare: str) -> str | None:
    """A name whose beginning is no word but whose end is: "njupkarrs" ends as kärr does."""
    school = _SCHOOL_ENDING.search(bare)
    stem, ending = (bare[: school.start()], bare[school.start() :]) if school else (bare, "")
    for start in range(2, len(stem) - 3):
        part = place_parts().get(stem[start:])
        if part is not None:
            return None if part.isascii() else stem[:start] + part + ending
    return None


@lru_cache(maxsize=100_000)
def _part(bare: str, exact: bool, places: bool) -> Candidate | None:
    """The likeliest word that a part of a compound can be, with or without a linking s."""
    if places:
        place = place_parts().get(bare)
        if place is not None and (place == bare or not exact):
            return Candidate(place, PLACE_SCORE)
    found = _known_part(bare, exact)
    if bare[-1] == "s" and len(bare) > PART_LENGTH + 1:
        linked = _known_part(bare[:-1], exact)
        if linked is not None and (found is None or linked.score - 0.3 > found.score):
            return Candidate(linked.word + "s", linked.score - 0.3)
    return found


def _known_part(bare: str, exact: bool) -> Candidate | None:
    if exact:
        known = frequency(bare)
        return Candidate(bare, math.log10(known)) if known >= PART_FLOOR else None
    found = max(spellings(bare), key=lambda c: c.score, default=None)
    return found if found is not None and 10**found.score >= PART_FLOOR else None


@lru_cache(maxsize=50_000)
def compound(bare: str, *, exact: bool = False, places: bool = False) -> Candidate | None:
    """The best way to read `bare` as two to four words written together.

    `exact` keeps its rings and dots; `places` prefers what names of places are made of.
    """
    length = len(bare)
    if not 2 * PART_LENGTH <= length <= LONGEST:
        return None
    # best[i]: the best reading of the first i letters, in at most four parts.
    best: list[tuple[float, str, int] | None] = [None] * (length + 1)
    best[0] = (0.0, "", 0)
    for end in range(PART_LENGTH, length + 1):
        for start in range(end - PART_LENGTH + 1):
            before = best[start]
            if before is None or before[2] >= 4 or (start == 0 and end == length):
                continue
            part = _part(bare[start:end], exact, places)
            if part is None:
                continue
            # Short parts fit almost anywhere; they must be common to count.
            short = -1.2 if len(part.word) == PART_LENGTH else 0.0
            score = before[0] + part.score + short + ((0.0 if places else LINK) if start else 0.0)
            current = best[end]
            if current is None or score > current[0]:
                best[end] = (score, before[1] + part.word, before[2] + 1)
    whole = best[length]
    return Candidate(whole[1], whole[0]) if whole is not None else None


# Endings that the frequency table need not have for every word.
_ENDINGS = [
    "arnas",
    "ernas",
    "ornas",
    "arna",
    "erna",
    "orna",
    "ens",
    "ets",
    "ades",
    "ande",
    "andet",
    "ning",
    "ningen",
    "ningar",
    "ar",
    "er",
    "or",
    "en",
    "et",
    "na",
    "ne",
    "as",
    "es",
    "is",
    "ad",
    "at",
    "de",
    "te",
    "dde",
    "t",
    "n",
    "s",
    "a",
]


@lru_cache(maxsize=50_000)
def is_word(word: str) -> bool:
    """Whether a lower-case word, as it is spelt, is a known word, a form of one, or a plausible compound."""
    return frequency(word) >= 3e-8 or _is_form(word, 3e-7) or _is_compound(word)


def _is_form(word: str, floor: float) -> bool:
    """Whether the word is a known stem of four letters or more with an ordinary ending."""
    for ending in _ENDINGS:
        stem = word.removesuffix(ending)
        if stem == word or len(stem) < 4:
            continue
        if frequency(stem) >= floor or frequency(stem + "a") >= floor or frequency(stem + "e") >= floor:
            return True
    return False


def _is_compound(word: str) -> bool:
    length = len(word)
    if not 2 * PART_LENGTH < length <= LONGEST:
        return False
    reach = [0] + [99] * length
    for end in range(PART_LENGTH, length + 1):
        for start in range(end - PART_LENGTH + 1):
            if reach[start] >= 3 or (start == 0 and end == length):
                continue
            part = word[start:end]
            floor = 1e-5 if len(part) == PART_LENGTH else 1e-6 if len(part) < 6 else PART_FLOOR
            if (
                frequency(part) >= floor
                or (end < length and part[-1] == "s" and len(part) > 4 and frequency(part[:-1]) >= floor)
                or (end == length and len(part) > 5 and _is_form(part, 1e-6))
            ):
                reach[end] = min(reach[end], reach[start] + 1)
    return reach[length] <= 3
