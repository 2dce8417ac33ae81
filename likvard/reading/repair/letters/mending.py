"""The words of a stretch, each mended by what surrounds it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from likvard.reading.repair import lexicon
from likvard.reading.repair.context import AFTER, BEFORE, IN_CONTEXT, TORN
from likvard.reading.repair.damage import Damage
from likvard.reading.repair.draft import Edit
from likvard.reading.repair.letters.meaning import SCHOOL, SCHOOL_ENDINGS, cased, confused, school_or_word, stripped
from likvard.reading.repair.letters.naming import Naming, before_school, naming, place
from likvard.reading.repair.lexicon import frequency, trade_words

# A word, with the characters that scans put in the place of letters. At least one real letter.
WORD = re.compile(r"(?<![\w@.|/])(?=[^\W\d_]|[\d|!][^\W\d_])[^\W_|!]*(?:[|!](?=[^\W\d_])[^\W_|!]*)*", re.UNICODE)
# Addresses have no Swedish letters to lose. What stands around one of these, up to the next space, is an address.
_ADDRESS = re.compile(r"@|www\.|https?:|\.(?:se|nu|com|example)(?!\w)")
_SPACE = re.compile(r"\s")
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
        if damage == "stripped" and word[0].isupper() and before_school(text, tokens, index):
            named = place(lower)
            if named is not None:
                yield Edit(token.start(), token.end(), cased(word, named, True), "letters")
            continue
        if damage == "stripped" and lower in IN_CONTEXT:
            found = _in_context(text, tokens, index) or found
        if found is None or found == lower:
            continue
        opens = _opens_sentence(text, token.start(), tokens[index - 1].end() if index else start)
        mended = _fitted(word, found, damage, opens, naming(text, tokens, index, opens))
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


def _meant(lower: str, damage: Damage) -> str | None:
    if damage == "confused":
        return confused(lower)
    return school_or_word(lower) if lower.endswith(SCHOOL_ENDINGS) else stripped(lower)


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


def _fitted(word: str, found: str, damage: Damage, opens: bool, naming: Naming) -> str | None:
    """The word that was meant, in the capitals of the one that stands there; None when a name may stand there."""
    if any(character.isdigit() for character in word) and not _digit_for_letter(word):
        return None
    if word[0].isupper() and damage == "stripped" and SCHOOL.search(found) is not None:
        return cased(word, found, True)
    if naming != "no" and not _may_rename(word, found, naming):
        return None
    if word[0].isupper() and not word.isupper() and frequency(found) < 1e-6 and not _same_but_dots(word, found, damage):
        # A capital at the beginning of a line may be a name's: only a common word takes its place.
        return None
    return cased(word, found, opens)


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
