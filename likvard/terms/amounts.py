"""Amounts of money in kronor: `700 000 kronor`, `600.000 kronor`, `900 000:-`, `1000 000 kr`, `1,5 miljoner kronor`.

An amount that has lost its digits ("vite av kronor") gives none.
"""

import re

from likvard.terms.found import Found

_AMOUNT = re.compile(
    r"[1-9](?<![\d.,:/-][1-9])(?P<rest>\d{0,8}(?:[ \u00a0\u202f.]\d{3}(?!\d))*)(?:,(?P<decimals>\d{1,2}))?"
    r"(?:\s{0,3}(?P<scale>miljoner|miljon|mkr|tkr|tusen))?"
    r"\s{0,3}(?P<unit>kronor|kr\b|SEK\b|:-|,-)?",
    re.IGNORECASE,
)
_SCALES = {"miljoner": 1_000_000, "miljon": 1_000_000, "mkr": 1_000_000, "tkr": 1_000, "tusen": 1_000}
MOST = 1_000_000_000_000


def find_amounts(text: str) -> list[Found[int]]:
    """Whole kronor, in order; only numbers with a unit (kronor, kr, SEK, :-, mkr, tkr)."""
    found = []
    for m in _AMOUNT.finditer(text):
        scale = (m["scale"] or "").lower()
        if not m["unit"] and scale not in ("mkr", "tkr"):
            continue
        digits = re.sub(r"\D", "", m.group()[0] + m["rest"])
        factor = _SCALES.get(scale, 1)
        value = int(digits) * factor
        if m["decimals"]:
            if factor == 1 and m["decimals"].strip("0"):
                continue  # öre are no part of a fine
            value += int(m["decimals"].ljust(6, "0")[:6]) * factor // 1_000_000
        if value <= MOST:
            found.append(Found(value, m.start(), m.end()))
    return found


def parse_amount(text: str) -> int | None:
    """The one amount that the whole text is, with its unit; else `None`."""
    bare = text.strip(" .;()")
    found = find_amounts(bare)
    return found[0].value if len(found) == 1 and (found[0].start, found[0].end) == (0, len(bare)) else None


def format_amount(kronor: int) -> str:
    """`700 000 kronor`, with non-breaking spaces between the thousands and before the word."""
    return f"{kronor:,}".replace(",", "\u00a0") + "\u00a0kronor"
