"""A stretch whose font had no Unicode map: every character is off by a constant, or by the font's own order.

Fonts embedded by their glyph numbers in the standard Macintosh order give "(IWHU" for "Efter": ASCII moved by 29,
and å, ä, ö as n, l and |. Such a stretch is found by what it lacks: Swedish words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from likvard.reading.repair.draft import Edit

# The commonest words of Swedish and of these documents, which any line of running text holds.
COMMON = frozenset(
    [
        "och",
        "i",
        "att",
        "en",
        "det",
        "som",
        "på",
        "är",
        "av",
        "för",
        "med",
        "till",
        "den",
        "har",
        "de",
        "inte",
        "om",
        "ett",
        "han",
        "men",
        "var",
        "jag",
        "sig",
        "från",
        "vi",
        "så",
        "kan",
        "när",
        "år",
        "under",
        "också",
        "efter",
        "eller",
        "nu",
        "sin",
        "där",
        "vid",
        "mot",
        "ska",
        "skulle",
        "kommer",
        "ut",
        "får",
        "finns",
        "vara",
        "hade",
        "alla",
        "andra",
        "mycket",
        "än",
        "här",
        "då",
        "sedan",
        "över",
        "bara",
        "in",
        "blir",
        "upp",
        "även",
        "vad",
        "få",
        "två",
        "vill",
        "ha",
        "många",
        "hur",
        "mer",
        "går",
        "kommun",
        "skola",
        "skolan",
        "elever",
        "eleverna",
        "beslut",
        "rektor",
        "rektorn",
        "huvudman",
        "huvudmannen",
        "skolinspektionen",
        "enligt",
        "senast",
        "inom",
        "kap",
        "skollagen",
        "utbildning",
        "undervisning",
        "åtgärder",
        "kommunen",
        "samt",
        "behöver",
        "område",
        "tillsyn",
        "granskning",
        "datum",
        "dnr",
        "sida",
    ]
)
# Glyph numbers 98 and on in the Macintosh order; 3 to 97 are ASCII moved by 29.
_MACINTOSH = (
    "ÄÅÇÉÑÖÜáàâäãåçéèêëíìîïñóòôöõúùûü†°¢£§•¶ß®©™´¨≠ÆØ∞±≤≥¥µ∂∑∏π∫ªºΩæø¿¡¬√ƒ≈∆«»…\u00a0ÀÃÕŒœ–—“”‘’÷◊ÿŸ⁄€‹›ﬁﬂ‡·‚„‰"
)
_SHIFT = 29
_TOKEN = re.compile(r"[^ \t\n\f\r]+")
# Tokens of a shifted stretch have no lower-case letters but those that stand for å, ä, ö, é and their like.
_SHIFTED = re.compile(r"[\x03-\x60lnp|bcg~{}\u0080-\uffff]*[D-\]][\x03-\x60lnp|bcg~{}\u0080-\uffff]*")
# What every shifted line holds, and clean text only in words set in capitals.
_CAPITALS = re.compile(r"[D-\]][D-\]lnp|]{3}")
# Letters and signs that Swedish hardly uses and that common letters become when they are moved.
_RARE = "qwxz\\^_`{}~[]"
_LINE = re.compile(r"[^\n\f]+")
_VOWEL = re.compile(r"[aeiouyåäöAEIOUYÅÄÖ]")
_WORDS = re.compile(r"[^\W\d_]+")


@cache
def _macintosh() -> dict[int, str]:
    table = {code: chr(code + _SHIFT) for code in range(3, 98)}
    table.update({98 + place: character for place, character in enumerate(_MACINTOSH)})
    return table


def decode(token: str) -> str:
    """The token with each character taken as a glyph number of the Macintosh order."""
    return token.translate(_macintosh())


def mend(text: str) -> Iterator[Edit]:
    """Edits that undo the shift, line by line."""
    moved = list(_shifted(text))
    yield from moved
    if sum(map(text.count, _RARE)) > 8 + len(text) // 300:
        taken = {text.rfind("\n", 0, edit.start) for edit in moved}
        yield from (edit for edit in _constant(text) if text.rfind("\n", 0, edit.start) not in taken)


def _shifted(text: str) -> Iterator[Edit]:
    first = _CAPITALS.search(text)
    if first is None:
        return
    pending: list[Edit] = []
    confirmed = False
    for line in _LINE.finditer(text, text.rfind("\n", 0, first.start()) + 1):
        # A line without a run of capitals is ordinary text, or too short to tell.
        if _CAPITALS.search(text, line.start(), line.end()) is None:
            if not line.group().isspace():
                pending, confirmed = [], False
            continue
        found = _candidates(text, line)
        if not found:
            # A line of ordinary text ends the stretch.
            pending, confirmed = [], False
            continue
        words = _WORDS.findall(" ".join(edit.after for edit in found).lower())
        hits = sum(word in COMMON for word in words)
        # A line set in capitals ("LEKSANDS KOMMUN") has words of its own, and its shift has words without vowels.
        own = sum(word in COMMON for word in _WORDS.findall(line.group().lower()))
        spoken = all(_VOWEL.search(word) for word in words)
        if hits > own and (hits >= 2 or (len(words) <= 6 and spoken)):
            yield from pending
            yield from found
            pending, confirmed = [], True
        elif confirmed and words:
            yield from found
        else:
            pending += found


def _candidates(text: str, line: re.Match[str]) -> list[Edit]:
    """Edits for the shifted tokens of a line; none when the line has words of its own."""
    whole = line.group()
    upper = sum("D" <= character <= "]" for character in whole)
    # Most of a shifted line stands among the capitals: cheap to see, and rare in ordinary text.
    if upper * 2 < len(whole):
        return []
    edits = []
    own = 0
    for token in _TOKEN.finditer(text, line.start(), line.end()):
        word = token.group()
        if _SHIFTED.fullmatch(word):
            meant = decode(word)
            if _readable(meant):
                edits.append(Edit(token.start(), token.end(), meant, "font"))
                continue
        own += len(word) > 1
    return edits if len(edits) > own else []


def _readable(meant: str) -> bool:
    return all(character.isprintable() for character in meant)


def _constant(text: str) -> Iterator[Edit]:
    """Other constant shifts: a line of four words or more that has no Swedish word until it is moved back."""
    for line in _LINE.finditer(text):
        whole = line.group()
        if len(whole) < 24 or " " not in whole:
            continue
        tokens = whole.split()
        if len(tokens) < 4 or any(token.lower().strip(".,;:()") in COMMON for token in tokens):
            continue
        letters = _WORDS.findall(whole)
        # Ordinary lines without common words (names, headings, table rows) have vowels in nearly every word.
        long = [word for word in letters if len(word) > 2]
        if len(long) < 3 or sum(_VOWEL.search(word) is not None for word in long) > 0.7 * len(long):
            continue
        best: tuple[int, str] | None = None
        for shift in (*range(-31, 0), *range(1, 32)):
            if shift == _SHIFT:
                continue
            moved = "".join(
                character if character in " \t" else chr(max(32, ord(character) + shift)) for character in whole
            )
            hits = sum(token.lower().strip(".,;:()") in COMMON for token in moved.split())
            if hits >= 2 and (best is None or hits > best[0]):
                best = (hits, moved)
        if best is not None:
            yield Edit(line.start(), line.end(), best[1], "font")
