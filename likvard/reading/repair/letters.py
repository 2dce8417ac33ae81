"""Words whose letters were lost or confused: which Swedish word was meant.

Two kinds of damage. *Stripped*: a scan read without Swedish letters, where nearly every å, ä and ö has become
a, o or something odd (é, d, 6, 4); every word is then read anew. *Confused*: single letters taken for others
(m for rn, i for l); only words that are no words are touched.

Numbers are never touched, and names only by closed lists (`names`).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Literal

from likvard.reading.repair import lexicon
from likvard.reading.repair.confusions import resolved, variants
from likvard.reading.repair.context import AFTER, BEFORE, IN_CONTEXT, TORN
from likvard.reading.repair.damage import Damage
from likvard.reading.repair.draft import Edit
from likvard.reading.repair.lexicon import best_spelling, frequency, is_word, trade_words

# A word, with the characters that scans put in the place of letters. At least one real letter.
WORD = re.compile(r"(?<![\w@.|/])(?=[^\W\d_]|[\d|!][^\W\d_])[^\W_|!]*(?:[|!](?=[^\W\d_])[^\W_|!]*)*", re.UNICODE)
# Addresses have no Swedish letters to lose. What stands around one of these, up to the next space, is an address.
_ADDRESS = re.compile(r"@|www\.|https?:|\.(?:se|nu|com|example)(?!\w)")
_SPACE = re.compile(r"\s")
_PLAIN = re.compile(r"[A-Za-zÅÄÖåäöéüÉÜ]+$")
_STRANGE_DIGIT = {"6": "o", "4": "a", "1": "l", "0": "o"}


def mend(text: str, damage: Damage, *, start: int = 0, end: int | None = None) -> Iterator[Edit]:
    """Edits for the words of `text[start:end]`."""
    stop = len(text) if end is None else end
    tokens = list(WORD.finditer(text, start, stop))
    addresses = _addresses(text, start, stop)
    for index, token in enumerate(tokens):
        word = token.group()
        if len(word) > lexicon.LONGEST:
            continue
        if addresses and any(begin <= token.start() < after for begin, after in addresses):
            continue
        lower = word.lower()
        found = _meant(lower, damage)
        if damage == "stripped" and word[0].isupper() and _before_school(text, tokens, index):
            named = _place(lower)
            if named is not None:
                yield Edit(token.start(), token.end(), _cased(word, named, True), "letters")
            continue
        if damage == "stripped" and lower in IN_CONTEXT:
            found = _in_context(text, tokens, index) or found
        if found is None or found == lower:
            continue
        opens = _opens_sentence(text, token.start(), tokens[index - 1].end() if index else start)
        mended = _fitted(word, found, damage, opens, _naming(text, tokens, index, opens))
        if mended is not None and mended != word:
            yield Edit(token.start(), token.end(), mended, "letters")


def _addresses(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Where the addresses of a stretch stand."""
    spans: list[tuple[int, int]] = []
    for found in _ADDRESS.finditer(text, start, end):
        if spans and found.start() < spans[-1][1]:
            continue
        after = _SPACE.search(text, found.end(), end)
        begin = max(start, *(text.rfind(space, start, found.start()) + 1 for space in " \n\t"))
        spans.append((begin, after.start() if after is not None else end))
    return spans


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


def _before_school(text: str, tokens: list[re.Match[str]], index: int) -> bool:
    """Whether "skola" or the like follows: "Hissmofjallets skola"."""
    if index + 1 >= len(tokens) or text[tokens[index].end() : tokens[index + 1].start()] not in (" ", "\n"):
        return False
    return lexicon.fold(tokens[index + 1].group().lower()) in _SCHOOL_WORDS


@lru_cache(maxsize=10_000)
def _place(lower: str) -> str | None:
    """The name of the place that a school is called by, when its parts tell how it is spelt."""
    if lexicon.frequency(lower) > 3e-5 or lower in trade_words():
        return _stripped(lower)  # "Nya skolan", "Denna skola"
    for form, _ in resolved(lower, stripped=True):
        found = lexicon.school_name(form)
        # "lövsångarens": an ordinary word that its places would spell otherwise.
        ordinary = best_spelling(form)
        if ordinary is not None and ordinary.score > -8 and lexicon.fold(ordinary.word) == form:
            return ordinary.word
        if found is not None:
            return found
    return lower.replace("dé", "ö").replace("éd", "ö").replace("é", "ö") if "é" in lower else None


def _meant(lower: str, damage: Damage) -> str | None:
    if damage == "confused":
        return _confused(lower)
    return _school_or_word(lower) if lower.endswith(_SCHOOL_ENDINGS) else _stripped(lower)


def _in_context(text: str, tokens: list[re.Match[str]], index: int) -> str | None:
    """What the word means beside its neighbours, when frequency alone would choose wrongly."""
    bare = lexicon.fold(tokens[index].group().lower())
    for table, other, key in (
        (AFTER, index + 1, lambda neighbour: (bare, neighbour)),
        (BEFORE, index - 1, lambda neighbour: (neighbour, bare)),
    ):
        if not 0 <= other < len(tokens):
            continue
        first, second = (tokens[index], tokens[other]) if other > index else (tokens[other], tokens[index])
        if text[first.end() : second.start()].isspace():
            found = table.get(key(lexicon.fold(tokens[other].group().lower())))
            if found is not None:
                return found
    return None


def _opens_sentence(text: str, start: int, after: int) -> bool:
    """Whether the word at `start` begins a line, a sentence or an item, so that its capital says nothing."""
    between = text[after:start]
    return after == 0 or "\n" in between or any(mark in between for mark in ".:!?•")


Naming = Literal["no", "maybe", "person"]


def _naming(text: str, tokens: list[re.Match[str]], index: int, opens: bool) -> Naming:
    """Whether the word may be a name: capitals inside a sentence; two in a row are taken for a person's."""
    word = tokens[index].group()
    if not word[0].isupper() or word.isupper():
        return "no"
    for first, second in ((index - 1, index), (index, index + 1)):
        if first < 0 or second >= len(tokens) or text[tokens[first].end() : tokens[second].start()] != " ":
            continue
        other = tokens[first if second == index else second].group()
        if other[0].isupper() and not other.isupper() and not _of_the_trade(other.lower()):
            return "person"
    return "no" if opens else "maybe"


def _fitted(word: str, found: str, damage: Damage, opens: bool, naming: Naming) -> str | None:
    """The word that was meant, in the capitals of the one that stands there; None when a name may stand there."""
    if any(character.isdigit() for character in word) and not _digit_for_letter(word):
        return None
    if word[0].isupper() and damage == "stripped" and _SCHOOL.search(found) is not None:
        return _cased(word, found, True)
    if naming != "no" and not _may_rename(word, found, naming):
        return None
    if word[0].isupper() and not word.isupper() and frequency(found) < 1e-6 and not _same_but_dots(word, found, damage):
        # A capital at the beginning of a line may be a name's: only a common word takes its place.
        return None
    return _cased(word, found, opens)


def _same_but_dots(word: str, found: str, damage: Damage) -> bool:
    """Whether a stripped text's word has odd letters to account for, or differs by rings and dots alone."""
    odd = not word.isascii() or any(character.isdigit() for character in word)
    return damage == "stripped" and (odd or lexicon.fold(found) == word.lower())


def _digit_for_letter(word: str) -> bool:
    """Whether the only digit of the word can be a letter: "4mnen", "st6d", "f4"; never "2a", "F6", "7b"."""
    digits = [character for character in word if character.isdigit()]
    if len(digits) != 1 or digits[0] not in _STRANGE_DIGIT or not word[1:].islower():
        return False
    if word in TORN:
        return True
    return len(word) >= (4 if word[0].isdigit() else 3) and not word[-1].isdigit()


def _may_rename(word: str, found: str, naming: Naming) -> bool:
    """What a capitalised word inside a sentence may be changed to.

    A word of the trade; the name of a school, which is made of ordinary words ("Kvarnhéjdsskolan"); and, when no
    person is named, a word whose capital is what the scan made of å, ä or ö ("Aterkopplingen", "Amnena").
    """
    if frequency(found) > 1e-3:
        return True  # "Pa Fyrlyktans skola"
    if found in trade_words() and (naming == "maybe" or len(found) > 7):
        return True
    return naming == "maybe" and word[0] in "AOG" and found[0] in "åäö" and frequency(found) > 1e-7


_SCHOOL = re.compile(r"(?<=[^\W\d_]{3})(?:skola|skolan|skolans|gymnasium|gymnasiet|gymnasiets|förskola|förskolan)$")


def _cased(word: str, found: str, opens: bool) -> str:
    if len(word) > 1 and word.isupper():
        return found.upper()
    if word[0].isupper():
        # A capital A in running text is what the scan made of å or ä.
        if not opens and word[0] in "AOG" and found[0] in "åäö":
            return found
        return found[0].upper() + found[1:]
    return found


def _of_the_trade(lower: str) -> bool:
    return lexicon.fold(lower) in _bare_trade_words() or _stripped(lower) in trade_words()


@lru_cache(maxsize=1)
def _bare_trade_words() -> frozenset[str]:
    """The vocabulary folded: "Rektorn", "Bedomning" beside a capital make no person's name of it."""
    return frozenset(map(lexicon.fold, trade_words()))


_SCHOOL_ENDINGS = ("skola", "skolan", "skolans", "gymnasium", "gymnasiet", "gymnasiets")


def _school_or_word(lower: str) -> str | None:
    if _SCHOOL.search(lower) is None or lexicon.is_word(lower):
        return _stripped(lower)
    return _school(lower) or _stripped(lower)


@lru_cache(maxsize=10_000)
def _school(lower: str) -> str | None:
    """The name of a school in a text that lost å, ä and ö, made of the words that places are named by."""
    odd = "é" in lower or any(character.isdigit() for character in lower)
    for variant, cost in variants(lower, stripped=True) if odd else ():
        if cost > 1.7:
            break
        found = lexicon.school_name(variant) or (variant if lexicon.is_word(variant) else None)
        if found is not None and _SCHOOL.search(found) is not None:
            return found
    if not odd:
        plain = lexicon.school_name(lexicon.fold(lower))
        return plain if plain is not None and _SCHOOL.search(plain) is not None else None
    # Whatever the name means: an é in the name of a school was an ö more often than anything else.
    return lower.replace("dé", "ö").replace("éd", "ö").replace("é", "ö")


# ---------------------------------------------------------------- stripped text


@lru_cache(maxsize=50_000)
def _stripped(lower: str) -> str | None:
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


# ---------------------------------------------------------------- confused letters


def _floor(lower: str) -> float:
    """How rare a mended word may be: the longer it is, the less likely that it fits by chance."""
    return -3.3 - 0.6 * len(lower)


@lru_cache(maxsize=50_000)
def _confused(lower: str) -> str | None:
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
