"""Words whose letters were lost or confused: which Swedish word was meant.

Two kinds of damage. *Stripped*: a scan read without Swedish letters, where nearly every å, ä and ö has become
a, o or something odd (é, d, 6, 4); every word is then read anew. *Confused*: single letters taken for others
(m for rn, i for l); only words that are no words are touched.

Numbers are never touched, and names only by closed lists (`names`).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Literal, NamedTuple

from likvard.reading.repair import lexicon
from likvard.reading.repair.draft import Edit
from likvard.reading.repair.lexicon import best_spelling, frequency, is_word, trade_words

Damage = Literal["stripped", "confused"]

# A word, with the characters that scans put in the place of letters. At least one real letter.
WORD = re.compile(r"(?<![\w@.|/])(?=[^\W\d_]|[\d|!][^\W\d_])[^\W_|!]*(?:[|!](?=[^\W\d_])[^\W_|!]*)*", re.UNICODE)
_PLAIN = re.compile(r"[A-Za-zÅÄÖåäöéüÉÜ]+$")
_STRANGE_DIGIT = {"6": "o", "4": "a", "1": "l", "0": "o"}

# Letters that stand for an å, ä or ö which the scan had no letter for, in folded form.
_ODD: dict[str, tuple[str, ...]] = {
    "é": ("o", "a", "e"),
    "è": ("a", "o", "e"),
    "ê": ("a", "o"),
    "6": ("o",),
    "4": ("a",),
    "0": ("o",),
    "|": ("l", "i"),
    "!": ("l", "i"),
    "1": ("l", "i"),
    "ð": ("o",),
    "ó": ("o",),
    "ò": ("o",),
    "ô": ("o",),
    "õ": ("o",),
    "ø": ("o",),
    "á": ("a",),
    "à": ("a",),
    "â": ("a",),
    "ã": ("a",),
    "æ": ("a",),
    "@": ("a",),
    "ü": ("u", "o"),
    "ﬁ": ("fi",),
    "ﬂ": ("fl",),
    "†": ("a",),
    "„": ("a",),
    "”": ("o",),
    "Œ": ("a",),
    "Š": ("a",),
    "š": ("o",),
    "{": ("a",),
    "}": ("a",),
    "\ufffd": ("a", "o"),
    "?": ("a", "o"),
}
# What the two readings cost, in decimal logarithms: a rare confusion must win by that much.
_SWAPS: tuple[tuple[str, str, float], ...] = (
    ("rn", "m", 0.5),
    ("m", "rn", 0.7),
    ("in", "m", 1.0),
    ("m", "in", 0.8),
    ("im", "un", 1.0),
    ("nn", "m", 1.0),
    ("m", "nn", 1.0),
    ("ni", "m", 1.0),
    ("m", "ni", 1.0),
    ("rm", "nn", 1.0),
    ("nn", "rm", 1.2),
    ("rn", "nn", 1.2),
    ("ii", "n", 0.8),
    ("ii", "u", 1.0),
    ("iii", "m", 0.8),
    ("li", "h", 1.0),
    ("h", "li", 1.0),
    ("ij", "rj", 0.6),
    ("ij", "ij", 9.0),
    ("j", "rj", 1.4),
    ("cl", "d", 0.8),
    ("d", "cl", 1.2),
    ("vv", "w", 1.0),
    ("v", "y", 1.0),
    ("y", "v", 0.9),
    ("i", "l", 0.8),
    ("l", "i", 0.8),
    ("l", "t", 1.3),
    ("t", "l", 1.3),
    ("t", "f", 1.3),
    ("f", "t", 1.3),
    ("c", "e", 1.0),
    ("e", "c", 1.2),
    ("c", "o", 1.3),
    ("o", "e", 1.5),
    ("e", "o", 1.5),
    ("a", "e", 1.7),
    ("e", "a", 1.7),
    ("u", "n", 1.2),
    ("n", "u", 1.2),
    ("a", "u", 1.5),
    ("g", "q", 0.8),
    ("q", "g", 0.6),
    ("b", "h", 1.4),
    ("h", "b", 1.4),
    ("ll", "il", 1.2),
    ("il", "ll", 0.9),
    ("li", "ll", 0.9),
    ("tt", "it", 1.3),
    ("it", "tt", 1.3),
    ("fi", "fi", 9.0),
    # Rings and dots that one word of an otherwise sound text has lost or gained.
    ("a", "ä", 1.0),
    ("o", "ö", 1.0),
    ("a", "å", 1.1),
    ("ä", "å", 1.3),
    ("å", "ä", 1.3),
    ("ä", "a", 1.5),
    ("ö", "o", 1.5),
    ("å", "a", 1.5),
    # Ligatures that a font wrote twice, or for the wrong pair.
    ("fifi", "f", 0.3),
    ("fifi", "fi", 0.3),
    ("fifi", "fy", 0.4),
    ("fifil", "fyl", 0.4),
    ("fififö", "fö", 0.2),
    ("fifi", "", 0.5),
    ("flfl", "fl", 0.3),
    ("flfl", "f", 0.4),
    ("ffiffi", "ffi", 0.3),
)
# In stripped text these stand for å, ä, ö as well.
_STRIPPED_SWAPS: tuple[tuple[str, str, float], ...] = (
    ("d", "o", 0.7),
    ("d", "a", 0.7),
    ("de", "o", 0.8),
    ("oe", "o", 0.6),
    ("od", "o", 0.8),
    ("do", "o", 0.8),
    ("ia", "a", 0.9),
    ("aa", "a", 0.5),
    ("da", "a", 0.9),
    ("ad", "a", 0.9),
    ("g", "o", 1.2),
    ("e", "a", 1.3),
    ("i", "a", 1.4),
    ("e", "o", 1.3),
    ("u", "o", 1.4),
    ("o", "a", 1.5),
)
# Words that the loss of a letter leaves too short to be told by frequency.
_TORN = {
    "sd": "så",
    "pd": "på",
    "fd": "få",
    "dr": "är",
    "gr": "gör",
    "std": "stöd",
    "stds": "stöds",
    "frn": "från",
    "ven": "även",
    "vriga": "övriga",
    "gra": "göra",
    "gras": "göras",
    "mste": "måste",
    "mjlighet": "möjlighet",
    "mjligheter": "möjligheter",
    "tgärder": "åtgärder",
    "fljande": "följande",
    "frskola": "förskola",
    "vning": "övning",
}


class Context(NamedTuple):
    """The words around, folded and in lower case; empty at the ends of a sentence."""

    before: str
    after: str


# Where frequency alone chooses wrongly in documents of this trade: (word, neighbour) in folded form.
_AFTER: dict[tuple[str, str], str] = {
    ("lag", "utstrackning"): "låg",
    ("hog", "utstrackning"): "hög",
    ("var", "bedomning"): "vår",
    ("var", "mening"): "vår",
    ("var", "granskning"): "vår",
    ("var", "kontakt"): "vår",
    ("var", "tillsyn"): "vår",
    ("var", "webbplats"): "vår",
    ("var", "referens"): "vår",
    ("nar", "kunskapskraven"): "når",
    ("nar", "malen"): "når",
    ("nar", "mal"): "når",
    ("nar", "skolan"): "når",
    ("nar", "betygskriterierna"): "når",
    ("nar", "inte"): "når",
    ("na", "malen"): "nå",
    ("na", "kunskapskraven"): "nå",
    ("lagst", "utstrackning"): "lägst",
    ("ratt", "till"): "rätt",
    ("stod", "i"): "stöd",
    ("stod", "av"): "stöd",
    ("val", "fungerande"): "väl",
}
_BEFORE: dict[tuple[str, str], str] = {
    ("per", "ar"): "år",
    ("varje", "ar"): "år",
    ("forra", "ar"): "år",
    ("senaste", "ar"): "år",
    ("tva", "ar"): "år",
    ("tre", "ar"): "år",
    ("fyra", "ar"): "år",
    ("fem", "ar"): "år",
    ("flera", "ar"): "år",
    ("manga", "ar"): "år",
    ("under", "ar"): "år",
    ("i", "ar"): "år",
    ("senaste", "aren"): "åren",
    ("enligt", "lag"): "lag",
    ("i", "lag"): "låg",
    ("en", "lag"): "lag",
    ("i", "val"): "val",
    ("fritt", "val"): "val",
    ("elevens", "val"): "val",
    ("fungerar", "val"): "väl",
    ("mycket", "val"): "väl",
    ("sarskilt", "stod"): "stöd",
    ("med", "stod"): "stöd",
    ("far", "stod"): "stöd",
    ("under", "varen"): "våren",
    ("lagen", "om"): "om",
}


def mend(text: str, damage: Damage, *, start: int = 0, end: int | None = None) -> Iterator[Edit]:
    """Edits for the words of `text[start:end]`."""
    stop = len(text) if end is None else end
    tokens = list(WORD.finditer(text, start, stop))
    for index, token in enumerate(tokens):
        word = token.group()
        if len(word) > 45:
            continue
        before = _neighbour(text, tokens[index - 1], token) if index else ""
        after = _neighbour(text, token, tokens[index + 1]) if index + 1 < len(tokens) else ""
        opens = _opens_sentence(text, token.start(), tokens[index - 1].end() if index else start)
        mended = _mended(word, damage, Context(before, after), opens, _named(text, tokens, index, opens))
        if mended is not None and mended != word:
            yield Edit(token.start(), token.end(), mended, "letters")


def _neighbour(text: str, first: re.Match[str], second: re.Match[str]) -> str:
    """The other word in folded form when only space stands between (the caller wants one of the two)."""
    return (
        ""
        if text[first.end() : second.start()].strip()
        else lexicon.fold(first.group().lower()) + " " + lexicon.fold(second.group().lower())
    )


def _opens_sentence(text: str, start: int, after: int) -> bool:
    """Whether the word at `start` begins a line, a sentence or an item, so that its capital says nothing."""
    between = text[after:start]
    return after == 0 or "\n" in between or any(mark in between for mark in ".:!?•")


def _named(text: str, tokens: list[re.Match[str]], index: int, opens: bool) -> bool:
    """Whether the word is, or may be, part of a name."""
    word = tokens[index].group()
    if not word[0].isupper() or word.isupper():
        return False
    if not opens:
        return True
    if index + 1 < len(tokens):
        following = tokens[index + 1]
        gap = text[tokens[index].end() : following.start()]
        # "Gunhild Asterlund": two capitals in a row, on one line.
        return gap == " " and following.group()[0].isupper() and not following.group().isupper()
    return False


def _mended(word: str, damage: Damage, context: Context, opens: bool, named: bool) -> str | None:
    lower = word.lower()
    if any(character.isdigit() for character in word) and not _digit_for_letter(word):
        return None
    if damage == "stripped":
        found = _in_context(lower, context) or _stripped(lower)
    else:
        found = _confused(lower)
    if found is None or found == lower:
        return None
    if named and not _may_rename(word, found):
        return None
    return _cased(word, found, opens)


def _digit_for_letter(word: str) -> bool:
    """Whether the only digit of the word can be a letter: "4mnen", "st6d", "f4"; never "2a", "F6", "7b"."""
    digits = [character for character in word if character.isdigit()]
    if len(digits) != 1 or digits[0] not in _STRANGE_DIGIT or word.lower() != word:
        return False
    if word in ("f4", "s4", "p4", "n4", "d4", "m4ste"):
        return True
    return len(word) >= (4 if word[0].isdigit() else 3) and not word[-1].isdigit()


def _may_rename(word: str, found: str) -> bool:
    """A capitalised word inside a sentence may be changed only to what the trade itself calls by name,

    or when it is the name of a school ("Kvarnhéjdsskolan"), which is made of ordinary words, and when a capital
    is what the scan made of å, ä or ö ("Aterkopplingen", "Amnena").
    """
    if found in trade_words():
        return True
    if word[0] in "AOG" and found[0] in "åäö" and frequency(found) > 1e-7:
        return True
    return _SCHOOL.search(found) is not None and any(character in _ODD or character in "dé" for character in word)


_SCHOOL = re.compile(r"(?:skola|skolan|skolans|gymnasium|gymnasiet|gymnasiets|förskola|förskolan)$")


def _cased(word: str, found: str, opens: bool) -> str:
    if len(word) > 1 and word.isupper():
        return found.upper()
    if word[0].isupper():
        # A capital A in running text is what the scan made of å or ä.
        if not opens and word[0] in "AOG" and found[0] in "åäö":
            return found
        return found[0].upper() + found[1:]
    return found


# ---------------------------------------------------------------- stripped text


def _in_context(lower: str, context: Context) -> str | None:
    bare = lexicon.fold(lower)
    if context.after:
        found = _AFTER.get((bare, context.after.rpartition(" ")[2]))
        if found:
            return found
    if context.before:
        found = _BEFORE.get((context.before.partition(" ")[0], bare))
        if found:
            return found
    return None


@lru_cache(maxsize=50_000)
def _stripped(lower: str) -> str | None:
    """The likeliest word for one of a text that lost å, ä and ö; None to leave it."""
    if lower in _TORN:
        return _TORN[lower]
    plain = _PLAIN.fullmatch(lower) is not None and "é" not in lower
    if plain and any(letter in lower for letter in "åäö") and is_word(lower):
        return None  # the scan had the letter, and spelt the word right
    bare = lexicon.fold(lower) if plain else None
    best: lexicon.Candidate | None = best_spelling(bare) if bare is not None else None
    if best is not None and best.score > -6.5:
        return best.word
    floor = _floor(lower)
    chosen, score = None, (best.score if best is not None else -99.0)
    odd = {form for form, _ in _resolved(lower, stripped=True)}
    resolved = False
    for variant, cost in _variants(lower, stripped=True):
        candidate = best_spelling(variant)
        if candidate is None:
            continue
        # When the odd characters alone explain the word, another swap must explain it much better.
        rated = candidate.score - cost - (1.5 if resolved and variant not in odd else 0.0)
        if variant in odd and rated > floor:
            resolved = True
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
    for variant, cost in _variants(lower, stripped=False):
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


def _variants(lower: str, *, stripped: bool) -> Iterator[tuple[str, float]]:
    """Other readings of the letters, with their cost, cheapest kinds first; at most a few hundred."""
    forms = _resolved(lower, stripped=stripped)
    swaps = (*_SWAPS, *_STRIPPED_SWAPS) if stripped else _SWAPS
    seen: set[str] = set()
    for form, cost in forms:
        if form not in seen:
            seen.add(form)
            if form != lower:
                yield form, cost
    singles: list[tuple[str, float]] = []
    for form, cost in forms[:8]:
        for variant, extra in _swapped(form, swaps):
            if variant not in seen:
                seen.add(variant)
                singles.append((variant, cost + extra))
    yield from singles
    if len(lower) < 8:
        return
    singles.sort(key=lambda item: item[1])
    for form, cost in singles[:24]:
        for variant, extra in _swapped(form, swaps):
            if variant not in seen:
                seen.add(variant)
                yield variant, cost + extra + 0.5


def _swapped(form: str, swaps: Iterable[tuple[str, str, float]]) -> Iterator[tuple[str, float]]:
    for seen, meant, cost in swaps:
        at = form.find(seen)
        while at >= 0:
            yield form[:at] + meant + form[at + len(seen) :], cost
            at = form.find(seen, at + 1)


def _resolved(lower: str, *, stripped: bool) -> list[tuple[str, float]]:
    """The word with its odd characters replaced by letters, each way that is possible (at most 64)."""
    forms: list[tuple[str, float]] = [("", 0.0)]
    for character in lower:
        choices = _ODD.get(character)
        if choices is None:
            letter = lexicon.fold(character) if stripped else character
            forms = [(form + letter, cost) for form, cost in forms]
            continue
        if not stripped:
            choices = tuple(
                dict.fromkeys(
                    letter
                    for choice in choices
                    for letter in {"a": ("ä", "å", "a"), "o": ("ö", "o"), "e": ("é", "e")}.get(choice, (choice,))
                )
            )
        forms = [(form + choice, cost + 0.2 * rank) for form, cost in forms[:32] for rank, choice in enumerate(choices)]
    return sorted(forms, key=lambda item: item[1])
