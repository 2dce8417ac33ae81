"""Characters that went wrong on the way: encodings taken for others, ligatures, soft hyphens, lost dashes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from likvard.reading.repair.draft import Edit

# UTF-8 read as Windows-1252 (or Latin-1): the two or three characters that stand for one.
_MEANT = "åäöÅÄÖéÉüÜ§–—‘’“”•…«»·°´ß½æøÆØáàèêë\u00a0\u00ad"
MOJIBAKE: dict[str, str] = {}
for _character in _MEANT:
    for _encoding in ("cp1252", "latin-1"):
        try:
            MOJIBAKE[_character.encode().decode(_encoding)] = _character
        except UnicodeDecodeError:
            continue
_MOJIBAKE = re.compile("|".join(re.escape(wrong) for wrong in sorted(MOJIBAKE, key=len, reverse=True)))
_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "ft", "ﬆ": "st"}
_LIGATURE = re.compile(f"[{''.join(_LIGATURES)}]")
_COMBINING = re.compile("[A-Za-z][\u0300-\u036f]+")
# Accents that some PDF files print before or after their letter: "˚a", "¨o".
_ACCENT = re.compile(r"(?:˚|(?<=[a-zåäö])°)(?P<ring>[aA])|¨ ?(?P<dots>[aoAO])")
_SOFT_HYPHEN = re.compile(r"\u00ad(?:[ \t]*\n[ \t]*(?P<rest>[^\W\d_]+[,.;:)]?)(?P<after>[ \t]*\n?))?")
_INVISIBLE = re.compile("[\u200b\u200c\u2060\ufeff]+")
# A dash that became a question mark: between numbers, or alone between words.
_SPAN = re.compile(r"\?(?:(?P<numbers>(?<=\d\?)(?=\d))|(?<=\w \?)(?= [a-zåäö]))")
# Spaces of other widths; one character for one, so that no place moves.
_SPACES = "\u00a0\u2002\u2003\u2007\u2008\u2009\u200a\u202f"

_SIGNS = "ÃÂâ\u00ad\u200b\u200c\u2060\ufeff˚¨ﬀﬁﬂﬃﬄﬅﬆ"


def plain_spaces(text: str) -> str:
    """The text with spaces of every width as spaces."""
    for space in _SPACES:
        if space in text:
            text = text.replace(space, " ")
    return text


def mend(text: str) -> Iterator[Edit]:
    """Edits for broken characters; cheap when there are none."""
    if not text.isascii():
        if "Ã" in text or "Â" in text or "â" in text:
            for found in _MOJIBAKE.finditer(text):
                # A lone Â or â may be a letter of a foreign name; the wrong sequences have at least two characters.
                yield Edit(*found.span(), MOJIBAKE[found.group()], "encoding")
        if "\u00ad" in text:
            yield from _soft_hyphens(text)
        if any(sign in text for sign in "\u200b\u200c\u2060\ufeff"):
            yield from (Edit(*found.span(), "", "encoding") for found in _INVISIBLE.finditer(text))
        if any(sign in text for sign in _LIGATURES):
            yield from (
                Edit(*found.span(), _LIGATURES[found.group()], "ligature") for found in _LIGATURE.finditer(text)
            )
        if "¨" in text or "˚" in text:
            yield from _accents(text)
        if not unicodedata.is_normalized("NFC", text):
            for found in _COMBINING.finditer(text):
                whole = unicodedata.normalize("NFC", found.group())
                if len(whole) < len(found.group()):
                    yield Edit(*found.span(), whole, "encoding")
    if "?" in text:
        for found in _SPAN.finditer(text):
            # Between numbers it may have been a dash, or a digit that the font lacked.
            doubt = "question mark between numbers" if found.group("numbers") is not None else None
            yield Edit(*found.span(), "–", "dash", doubt)


def _soft_hyphens(text: str) -> Iterator[Edit]:
    for found in _SOFT_HYPHEN.finditer(text):
        rest = found.group("rest")
        if rest is None:
            yield Edit(found.start(), found.start() + 1, "", "hyphen")
        else:
            # The word is joined and the line ends after it instead.
            yield Edit(found.start(), found.start("rest"), "", "hyphen")
            if found.group("after").endswith("\n") or not found.group("after"):
                continue
            yield Edit(found.start("after"), found.end("after"), "\n", "hyphen")


def _accents(text: str) -> Iterator[Edit]:
    for found in _ACCENT.finditer(text):
        ring, dots = found.group("ring"), found.group("dots")
        letter = {"a": "å", "A": "Å"}[ring] if ring else {"a": "ä", "o": "ö", "A": "Ä", "O": "Ö"}[dots]
        yield Edit(*found.span(), letter, "encoding")
