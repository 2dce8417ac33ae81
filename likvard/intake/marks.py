"""What stands in a cell of published statistics: a number, or one of many signs that are not the same thing.

Skolverket prints `.` where there is no figure, `..` where it rests on too few pupils, `~100` where so few are not
eligible that the share is hidden close to 100, `cirka 270` where a count is rounded to tens, `*` where the teachers
need no certificate. Skolinspektionen prints `-` where its rule for showing is not met. An empty cell says nothing,
and `0` is a figure. Each keeps its own mark; nothing is read as zero and nothing is guessed.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Literal


class Mark(StrEnum):
    VALUE = "value"  # a figure as printed
    ABOUT = "about"  # rounded: `cirka 270`
    NEAR_100 = "near_100"  # `~100`: close to 100, the figure itself is hidden
    NEAR_0 = "near_0"  # `~0`
    BELOW = "below"  # `<5`: less than, the figure itself is hidden
    ABOVE = "above"  # `>95`
    WITHHELD = "withheld"  # `..`: rests on too few
    MISSING = "missing"  # `.`: no figure, or nothing that could have one
    EXCLUDED = "excluded"  # `*`: left out of the statistics by a rule of its own
    NOT_SHOWN = "not_shown"  # `-`: the rule for showing is not met
    EMPTY = "empty"  # nothing stands there
    UNREADABLE = "unreadable"  # something else


State = Literal["value", "approximate", "withheld", "none", "missing"]

_STATES: dict[Mark, State] = {
    Mark.VALUE: "value",
    Mark.ABOUT: "approximate",
    Mark.NEAR_100: "approximate",
    Mark.NEAR_0: "approximate",
    Mark.BELOW: "withheld",
    Mark.ABOVE: "withheld",
    Mark.WITHHELD: "withheld",
    Mark.NOT_SHOWN: "withheld",
    Mark.EXCLUDED: "none",
    Mark.MISSING: "missing",
    Mark.EMPTY: "missing",
    Mark.UNREADABLE: "missing",
}

# Mark → (Swedish, English): what a reader of a table is told.
SENTENCES: dict[Mark, tuple[str, str]] = {
    Mark.VALUE: ("Siffran som den är tryckt.", "The figure as printed."),
    Mark.ABOUT: ("Ungefärligt antal, avrundat av källan.", "An approximate number, rounded by the source."),
    Mark.NEAR_100: ("Nära 100 procent; den exakta andelen döljs.", "Close to 100 per cent; the share is hidden."),
    Mark.NEAR_0: ("Nära 0 procent; den exakta andelen döljs.", "Close to 0 per cent; the share is hidden."),
    Mark.BELOW: ("Under det värde som står; källan döljer siffran.", "Less than that; the figure is hidden."),
    Mark.ABOVE: ("Över det värde som står; källan döljer siffran.", "More than that; the figure is hidden."),
    Mark.WITHHELD: ("Döljs av källan: bygger på för få.", "Withheld by the source: rests on too few."),
    Mark.MISSING: ("Uppgift saknas.", "No figure."),
    Mark.EXCLUDED: ("Ingår inte i statistiken.", "Not part of the statistics."),
    Mark.NOT_SHOWN: ("Visas inte: källans villkor är inte uppfyllt.", "Not shown: the source's rule is not met."),
    Mark.EMPTY: ("Tom cell.", "Empty cell."),
    Mark.UNREADABLE: ("Går inte att läsa som siffra.", "Cannot be read as a figure."),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cell:
    """`value` is set for `value` and `about` only. `low`–`high` bound the true figure where the mark says so (both
    equal the value for a plain figure). `printed` is the text as it stood, `None` where there was none."""

    value: float | None
    mark: Mark
    printed: str | None
    low: float | None = None
    high: float | None = None
    reason: str = ""

    @property
    def state(self) -> State:
        return _STATES[self.mark]


def state_of(mark: str) -> State:
    """What a mark means for whoever counts: a value, an approximate one, withheld, none, or missing."""
    return _STATES[Mark(mark)]


# Signs that stand alone in a cell. Sources that use them otherwise give their own table.
SKOLVERKET: Mapping[str, Mark] = {
    ".": Mark.MISSING,
    "..": Mark.WITHHELD,
    "...": Mark.MISSING,
    "*": Mark.EXCLUDED,
    "-": Mark.NOT_SHOWN,
    "–": Mark.NOT_SHOWN,
    "": Mark.EMPTY,
}
# Statistics Sweden's table program: `-` is a true zero by its own legend, `:` is not applicable.
PXWEB: Mapping[str, Mark] = {
    ".": Mark.MISSING,
    "..": Mark.WITHHELD,
    "...": Mark.WITHHELD,
    "....": Mark.WITHHELD,
    "-": Mark.MISSING,
    ":": Mark.EXCLUDED,
    "": Mark.EMPTY,
}

_SPACES = "\u0020\u00a0\u2007\u2009\u202f"
_NUMBER = rf"[-+\u2212]?(?:\d{{1,3}}(?:[{_SPACES}]\d{{3}})+|\d+)(?:[.,]\d+)?|[-+\u2212]?[.,]\d+"
_CELL = re.compile(
    rf"(?P<sign>~|≈|cirka|ca\.?|c:a|omkring|<=?|≤|>=?|≥)?[{_SPACES}]*(?P<number>{_NUMBER})[{_SPACES}]*(?P<share>%)?",
    re.IGNORECASE,
)


def number(text: str) -> float | None:
    """`1 234,5`, `12.4`, `−3` as a number; `None` for anything else."""
    m = re.fullmatch(_NUMBER, text.strip(_SPACES + "\t"))
    return _float(m.group()) if m else None


def _float(text: str) -> float | None:
    plain = re.sub(rf"[{_SPACES}]", "", text).replace("\u2212", "-").replace(",", ".")
    value = float(plain)
    return value if math.isfinite(value) else None


def _parse(text: str, marks: Mapping[str, Mark]) -> Cell:
    bare = text.strip(_SPACES + "\t\r\n")
    if (mark := marks.get(bare)) is not None:
        return Cell(None, mark, text)
    m = _CELL.fullmatch(bare)
    value = _float(m["number"]) if m else None
    if m is None or value is None:
        return Cell(None, Mark.UNREADABLE, text)
    sign = (m["sign"] or "").lower()
    if not sign:
        return Cell(value, Mark.VALUE, text, value, value)
    if sign in ("~", "≈") and value == 100:
        return Cell(None, Mark.NEAR_100, text, None, 100.0)
    if sign in ("~", "≈") and value == 0:
        return Cell(None, Mark.NEAR_0, text, 0.0, None)
    if sign[0] in "<≤":
        return Cell(None, Mark.BELOW, text, None, value)
    if sign[0] in ">≥":
        return Cell(None, Mark.ABOVE, text, value, None)
    half = 5.0 if value % 10 == 0 and not m["share"] else 0.5
    return Cell(value, Mark.ABOUT, text, max(0.0, value - half), value + half)


def parse(text: str | None, marks: Mapping[str, Mark] = SKOLVERKET) -> Cell:
    """One cell by a source's own signs. Never raises; what cannot be read is `unreadable` and keeps its text."""
    if text is None:
        return Cell(None, Mark.EMPTY, None)
    return _parse_skolverket(text) if marks is SKOLVERKET else _parse(text, marks)


@lru_cache(maxsize=100_000)
def _parse_skolverket(text: str) -> Cell:
    """National tables print the same few thousand texts millions of times."""
    return _parse(text, SKOLVERKET)


def near_100(cell: Cell, count: float | None, most_hidden: int = 4) -> Cell:
    """The bounds of `~100` when the number of pupils is known: 1 to `most_hidden` of them are not in the share.
    Source: footnote of the export "Slutbetyg årskurs 9" (1-4 not eligible are shown as ~100)."""
    if cell.mark is not Mark.NEAR_100 or not count or count <= most_hidden:
        return cell
    low, high = 100 * (count - most_hidden) / count, 100 * (count - 1) / count
    return Cell(None, cell.mark, cell.printed, low, high, cell.reason)
