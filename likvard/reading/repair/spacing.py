"""Letter-spaced words ("B e s l u t") and words broken at line ends."""

from __future__ import annotations

import re
from collections.abc import Iterator

from likvard.reading.repair.draft import Edit
from likvard.reading.repair.fonts import COMMON

# Four or more single characters with one space between each; two spaces part words.
SPACED = re.compile(r"(?<!\S)[^\W_](?: [^\W_][:.,/-]?| [:./-](?= \d)){3,}(?:  +[^\W_](?: [^\W_][:.,/-]?)+)*(?!\S)")
# Letters of the longest heading that is taken for letter-spaced.
LONGEST = 120
# Broken groups of one to three letters: "S KO L I N S P E K T I O N E N".
GROUPS = re.compile(r"(?<!\S)[^\W\d_]{1,3}(?: [^\W\d_]{1,3}){4,}(?!\S)")
_WRAP = re.compile(
    r"(?P<first>[^\W\d_]{2,40})[-\u2010\u00ac](?P<gap>[ \t]*\n[ \t]*)(?P<second>[a-zåäöé]{2,40})(?P<after>[ \t]*)"
)
# What goes on after a broken part of an address: "klas-" / "bertil.ek@..." keeps its hyphen.
_ADDRESS = re.compile(r"[\w.-]{0,60}(?:@|\.[a-z])")
_INSIDE = re.compile(r"(?<![\w@.-])(?P<first>[a-zåäö]{2,})-(?P<second>[a-zåäö]{2,})(?![\w@-])")
_GLUED = re.compile(r"(?<![\w-])(?P<first>[a-zåäöA-ZÅÄÖ]{3,40})(?P<link>och)(?P<second>[a-zåäö]{4,40}|)(?![\w-])")


def letter_spaced(text: str) -> Iterator[Edit]:
    """Edits that close up letter-spaced words."""
    taken: list[tuple[int, int]] = []
    for found in GROUPS.finditer(text):
        parts = found.group().split(" ")
        if all(len(part) == 1 for part in parts) or len(parts) > LONGEST or sum(map(len, parts)) > 1.8 * len(parts):
            continue
        joined = "".join(parts)
        if not any(part.lower() in COMMON and len(part) > 1 for part in parts) and _known(joined):
            taken.append(found.span())
            yield Edit(found.start(), found.end(), joined, "letter_spacing")
    for found in SPACED.finditer(text):
        spaced = found.group()
        if any(start < found.end() and found.start() < end for start, end in taken):
            continue
        # A row of figures or of single answers ("A B C D") is a table, not a word.
        letters = sum(character.isalpha() for character in spaced)
        if not 4 <= letters <= LONGEST or _is_row(spaced):
            continue
        joined = " ".join(part.replace(" ", "") for part in re.split(r" {2,}", spaced))
        if (
            letters < 7
            and (not spaced[2:3].islower() or letters == 4)
            and not any(_known(part) for part in re.findall(r"[^\W\d_]{3,}", joined))
        ):
            continue
        yield Edit(found.start(), found.end(), _parted(joined), "letter_spacing")


def _known(joined: str) -> bool:
    from likvard.reading.repair.lexicon import is_word, trade_words  # noqa: PLC0415 - only when damage was found

    lower = joined.lower()
    if joined.isupper() and len(joined) < 6:
        return lower in trade_words()
    return lower in trade_words() or (len(lower) >= 4 and is_word(lower))


def _is_row(spaced: str) -> bool:
    letters = [character for character in spaced if character.isalpha()]
    return all(letter.isupper() for letter in letters) and len(set(letters)) <= len(letters) / 2


def _parted(joined: str) -> str:
    """A long run without double spaces may be several words: parted by known words when it is none itself."""
    if " " in joined or len(joined) < 14 or not joined.isalpha():
        return re.sub(r"(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_]{3})", " ", joined)
    from likvard.reading.repair.lexicon import frequency, is_word  # noqa: PLC0415 - loaded only when damage was found

    lower = joined.lower()
    if is_word(lower):
        return joined
    best: list[tuple[float, int] | None] = [(0.0, 0), *([None] * len(lower))]
    for end in range(1, len(lower) + 1):
        for start in range(max(0, end - 30), end):
            before, known = best[start], frequency(lower[start:end])
            if before is None or known < 1e-6:
                continue
            score = before[0] + 1 / known**0.05 + 3
            current = best[end]
            if current is None or score < current[0]:
                best[end] = (score, start)
    if best[-1] is None:
        return joined
    words: list[str] = []
    end = len(lower)
    while end:
        step = best[end]
        if step is None:
            return joined
        words.insert(0, joined[step[1] : end])
        end = step[1]
    return " ".join(words) if len(words) <= 5 else joined


def line_wraps(text: str) -> Iterator[Edit]:
    """Edits that join words broken by a hyphen at a line end; "barn-\\noch" keeps its hyphen."""
    for found in _WRAP.finditer(text):
        first, second = found.group("first"), found.group("second")
        if text[found.end("second") : found.end("second") + 1] in ("@", "_") or _ADDRESS.match(
            text, found.end("second")
        ):
            continue
        if second in ("och", "eller", "samt", "respektive") or "\n" in found.group("gap").strip(" \t\n"):
            continue
        if not _joins(first, second):
            continue
        # The word is joined and the line ends after it instead, so that lines stay lines.
        yield Edit(found.end("first"), found.start("second"), "", "hyphen")
        if found.group("after"):
            yield Edit(found.start("after"), found.end("after"), "\n", "hyphen")


def _joins(first: str, second: str) -> bool:
    from likvard.reading.repair.lexicon import frequency, is_word, trade_words  # noqa: PLC0415 - only for a broken word

    joined = (first + second).lower()
    if joined in trade_words():
        return True
    if first[0].isupper() and not frequency(joined):
        # A name with a hyphen ("Klas-göran") or a heading; only a known word is joined.
        return False
    return is_word(joined)


def inner_hyphens(text: str) -> Iterator[Edit]:
    """Edits for hyphens left inside a word when its lines were joined ("an-nat"), and for "barnoch"."""
    from likvard.reading.repair.lexicon import frequency, is_word  # noqa: PLC0415 - loaded only when damage was found

    for found in _INSIDE.finditer(text):
        first, second = found.group("first"), found.group("second")
        known = frequency(first + second)
        if known >= 3e-6 and min(frequency(first), frequency(second)) < 3e-6 and not frequency(found.group()):
            yield Edit(found.end("first"), found.start("second"), "", "hyphen")
    for found in _GLUED.finditer(text):
        word = found.group()
        first, second = found.group("first"), found.group("second")
        if is_word(word.lower()) or frequency(first.lower()) < 1e-6 or (second and frequency(second) < 1e-6):
            continue
        yield Edit(found.start("link"), found.end("link"), " och" + (" " if second else ""), "glued")
