"""Which word was meant: the best of what its letters may have been."""

from __future__ import annotations

import math
import re
from functools import lru_cache

from likvard.reading.repair import lexicon
from likvard.reading.repair.confusions import resolved, variants
from likvard.reading.repair.context import TORN
from likvard.reading.repair.lexicon import best_spelling, frequency, is_word, trade_words

_PLAIN = re.compile(r"[A-Za-zÅÄÖåäöéüÉÜ]+$")
SCHOOL = re.compile(r"(?<=[^\W\d_]{3})(?:skola|skolan|skolans|gymnasium|gymnasiet|gymnasiets|förskola|förskolan)$")


def cased(word: str, found: str, opens: bool) -> str:
    if len(word) > 1 and word.isupper():
        return found.upper()
    if word[0].isupper():
        # A capital A in running text is what the scan made of å or ä.
        if not opens and word[0] in "AOG" and found[0] in "åäö":
            return found
        return found[0].upper() + found[1:]
    return found


def of_the_trade(lower: str) -> bool:
    return lexicon.fold(lower) in _bare_trade_words() or stripped(lower) in trade_words()


@lru_cache(maxsize=1)
def _bare_trade_words() -> frozenset[str]:
    """The vocabulary folded: "Rektorn", "Bedomning" beside a capital make no person's name of it."""
    return frozenset(map(lexicon.fold, trade_words()))


SCHOOL_ENDINGS = ("skola", "skolan", "skolans", "gymnasium", "gymnasiet", "gymnasiets")


def school_or_word(lower: str) -> str | None:
    if SCHOOL.search(lower) is None or lexicon.is_word(lower):
        return stripped(lower)
    return _school(lower) or stripped(lower)


@lru_cache(maxsize=10_000)
def _school(lower: str) -> str | None:
    """The name of a school in a text that lost å, ä and ö, made of the words that places are named by."""
    odd = "é" in lower or any(character.isdigit() for character in lower)
    for variant, cost in variants(lower, stripped=True) if odd else ():
        if cost > 1.7:
            break
        found = lexicon.school_name(variant) or (variant if lexicon.is_word(variant) else None)
        if found is not None and SCHOOL.search(found) is not None:
            return found
    if not odd:
        plain = lexicon.school_name(lexicon.fold(lower))
        return plain if plain is not None and SCHOOL.search(plain) is not None else None
    # Whatever the name means: an é in the name of a school was an ö more often than anything else.
    return lower.replace("dé", "ö").replace("éd", "ö").replace("é", "ö")


@lru_cache(maxsize=50_000)
def stripped(lower: str) -> str | None:
    """The likeliest word for one of a text that lost å, ä and ö; None to leave it."""
    if lower in TORN:
        return TORN[lower]
    plain = _PLAIN.fullmatch(lower) is not None and "é" not in lower
    if plain and any(letter in lower for letter in "åäö") and is_word(lower):
        return None  # the scan had the letter, and spelt the word right
    bare = lexicon.fold(lower) if plain else None
    best: lexicon.Candidate | None = best_spelling(bare) if bare is not None else None
    if best is not None and best.score > -6.5:
        return best.word
    floor = _floor(lower)
    chosen, score = None, (best.score if best is not None else -99.0)
    odd = {form for form, _ in resolved(lower, stripped=True)}
    explained = False
    for variant, cost in variants(lower, stripped=True):
        candidate = best_spelling(variant)
        if candidate is None:
            continue
        # When the odd characters alone explain the word, another swap must explain it much better.
        rated = candidate.score - cost - (1.5 if explained and variant not in odd else 0.0)
        if variant in odd and rated > floor:
            explained = True
        if rated > score + (0.7 if best is not None else 0.0) and rated > floor:
            chosen, score = candidate.word, rated
    if chosen is not None:
        return chosen
    if best is not None:
        return best.word if bare is None or best.word == bare or best.score > -9 else None
    return _inserted(lower)


def _inserted(lower: str) -> str | None:
    """A word that lost its å, ä or ö altogether ("anmlan", "mnen")."""
    if not 4 <= len(lower) <= 20 or not _PLAIN.fullmatch(lower):
        return None
    bare = lexicon.fold(lower)
    best: lexicon.Candidate | None = None
    for place in range(len(bare) + 1):
        for letter in "ao":
            candidate = best_spelling(bare[:place] + letter + bare[place:])
            if candidate is None or candidate.word[place : place + 1] not in ("å", "ä", "ö"):
                continue
            if best is None or candidate.score > best.score:
                best = candidate
    return best.word if best is not None and best.score > -5.5 else None


def _floor(lower: str) -> float:
    """How rare a mended word may be: the longer it is, the less likely that it fits by chance."""
    return -3.3 - 0.6 * len(lower)


@lru_cache(maxsize=50_000)
def confused(lower: str) -> str | None:
    """The likeliest word for one that is no word; None when it is one or nothing fits."""
    if len(lower) < 4 and _PLAIN.fullmatch(lower):
        return None
    if _PLAIN.fullmatch(lower) and is_word(lower):
        return None
    floor = _floor(lower)
    best: tuple[float, str] | None = None
    for variant, cost in variants(lower, stripped=False):
        rated = _rate(variant)
        if rated is None:
            continue
        total = rated - cost
        if total > floor and (best is None or total > best[0]):
            best = (total, variant)
    return best[1] if best is not None else None


def _rate(word: str) -> float | None:
    """How common a word is as it is spelt, in decimal logarithms; compounds by their parts."""
    known = frequency(word)
    if known:
        return math.log10(known)
    compound = lexicon.compound(word, exact=True)
    return compound.score if compound is not None else None
