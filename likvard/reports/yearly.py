"""Counts as a yearbook prints them, and whether they add up: totals, shares, and the same figure told twice.

A contradiction is flagged, never mended: which of two figures is right is for a person to find out.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Total:
    """A total and the parts that it is said to be the sum of."""

    name: str
    value: int
    parts: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Share:
    """A share as printed, in whole per cent, of `count` out of `of`."""

    name: str
    printed: int
    count: int
    of: int


@dataclass(frozen=True, slots=True)
class Told:
    """The same figure as different places tell it."""

    name: str
    values: tuple[tuple[str, int], ...]  # (where, value)


@dataclass(frozen=True, slots=True)
class Contradiction:
    """`code`: sum, share, told, shares_sum. `expected` is what the other figures say."""

    code: str
    name: str
    printed: int
    expected: int


def contradictions(figures: Iterable[Total | Share | Told]) -> list[Contradiction]:
    """What does not add up. A printed share may lie half a per cent off by rounding, no more."""
    found: list[Contradiction] = []
    for figure in figures:
        match figure:
            case Total(name, value, parts):
                added = sum(n for _, n in parts)
                if added != value:
                    found.append(Contradiction("sum", name, value, added))
            case Share(name, printed, count, of):
                if of <= 0 or not 0 <= count <= of:
                    found.append(Contradiction("share", name, printed, -1))
                elif abs(100 * count / of - printed) > 0.5 + 1e-9:
                    found.append(Contradiction("share", name, printed, round(100 * count / of)))
            case Told(name, values):
                numbers = [value for _, value in values]
                if len(set(numbers)) > 1:
                    found.append(Contradiction("told", name, numbers[0], next(n for n in numbers if n != numbers[0])))
    return found


def whole_shares(name: str, printed: Sequence[int]) -> list[Contradiction]:
    """Shares of one whole: rounded ones may add up to a little more or less than 100, at most half of one each."""
    total = sum(printed)
    return [] if abs(total - 100) <= len(printed) / 2 else [Contradiction("shares_sum", name, total, 100)]
