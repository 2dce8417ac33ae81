"""Amounts of money in kronor: `700 000 kronor`, `600.000 kronor`, `900 000:-`, `1000 000 kr`, `1,5 miljoner kronor`.

An amount that has lost its digits ("vite av kronor") gives none.
"""

import re

from likvard.terms.found import Found

_AMOUNT = re.compile(
    r"(?:[1-9]|0(?=,\d))(?<![\d.,:/-][0-9])(?P<rest>\d{0,8}(?:[ \u00a0\u202f.]\d{3}(?!\d))*)(?:,(?P<decimals>\d{1,2}))?"
    r"(?:\s{0,3}\([^()\d]{2,40}\))?"  # "1 000 000 (en miljon) kronor"
    r"(?:\s{0,3}(?P<scale>miljoner|miljon|mnkr|mkr|tkr|tusen))?"
    r"(?:(?<=\d)\))?"  # "fyrahundratusen (400 000) kronor"
    r"\s{0,3}(?P<unit>kronor|kr\b|SEK\b|:-|,-)?",
    re.IGNORECASE,
)
_WORDS = re.compile(r"(?<![\wåäö])(?P<half>en\s+halv|halvannan)?(?P<word>en|två|tre|fyra|fem|sex|sju|åtta|nio|tio)?"
                    r"\s+(?:miljon|miljoner)\s+(?:kronor|kr\b)", re.IGNORECASE)  # fmt: skip
_ONE_TO_TEN = ("en", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio")
_NUMBERS = {word: number for number, word in enumerate(_ONE_TO_TEN, 1)}
_SCALES = {
    "miljoner": 1_000_000,
    "miljon": 1_000_000,
    "mnkr": 1_000_000,
    "mkr": 1_000_000,
    "tkr": 1_000,
    "tusen": 1_000,
}
MOST = 1_000_000_000_000


def _in_words(text: str) -> list[Found[int]]:
    """`en miljon kronor`, `två miljoner kronor`, `en halv miljon kronor`."""
    found = []
    for m in _WORDS.finditer(text):
        if m["half"] and not m["word"]:
            value = 500_000 if m["half"].lower().startswith("en") else 1_500_000
        elif m["word"] and not m["half"]:
            value = _NUMBERS[m["word"].lower()] * 1_000_000
        else:
            continue
        found.append(Found(value, m.start(), m.end()))
    return found


def find_amounts(text: str) -> list[Found[int]]:
    """Whole kronor, in order; only numbers with a unit (kronor, kr, SEK, :-, mkr, tkr)."""
    found = _in_words(text) if "iljon" in text else []
    for m in _AMOUNT.finditer(text):
        scale = (m["scale"] or "").lower()
        before = text[max(0, m.start() - 4) : m.start()]
        if not m["unit"] and scale not in ("mkr", "mnkr", "tkr") and before.upper() != "SEK ":
            continue
        digits = re.sub(r"\D", "", m.group()[0] + m["rest"])
        factor = _SCALES.get(scale, 1)
        value = int(digits) * factor
        if m["decimals"]:
            if factor == 1 and m["decimals"].strip("0"):
                continue  # öre are no part of a fine
            value += int(m["decimals"].ljust(6, "0")[:6]) * factor // 1_000_000
        if 0 < value <= MOST:
            found.append(Found(value, m.start(), m.end()))
    return sorted(found, key=lambda one: one.start)


def parse_amount(text: str) -> int | None:
    """The one amount that the whole text is, with its unit; else `None`."""
    bare = text.strip(" .;()")
    found = find_amounts(bare)
    return found[0].value if len(found) == 1 and (found[0].start, found[0].end) == (0, len(bare)) else None


def format_amount(kronor: int) -> str:
    """`700 000 kronor`, with non-breaking spaces between the thousands and before the word."""
    return f"{kronor:,}".replace(",", "\u00a0") + "\u00a0kronor"
