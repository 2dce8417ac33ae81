"""The frame: who could be reviewed, and who is left out by a rule that is written down beforehand."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who could be drawn. `key` is what names it for ever (a number of the register, never a name).

    `size` is what a draw by size goes by (pupils, units); `figures` are what a score is made of, None = missing.
    """

    key: str
    name: str
    stratum: str = ""
    size: float | None = None
    figures: Mapping[str, float | None] = field(default_factory=dict)
    last_reviewed: date | None = None


Why = Literal["reviewed_recently", "too_small", "by_hand"]


@dataclass(frozen=True, slots=True)
class Rules:
    """Who is left out: those reviewed within so many years, those smaller than `least_size`, those named by hand."""

    reviewed_within_years: int | None = None
    least_size: float | None = None
    by_hand: Mapping[str, str] = field(default_factory=dict)  # key → the reason


@dataclass(frozen=True, slots=True)
class LeftOut:
    candidate: Candidate
    why: Why
    reason: str = ""


def years_before(day: date, years: int) -> date:
    """The same day so many years earlier; 28 February for a leap day that the year lacks."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def keep(
    candidates: Iterable[Candidate], rules: Rules, *, on: date
) -> tuple[tuple[Candidate, ...], tuple[LeftOut, ...]]:
    """The frame by key, and who was left out of it and why. Raises `ValueError` when two candidates share a key."""
    rows = sorted(candidates, key=lambda c: c.key)
    keys = [c.key for c in rows]
    if len(set(keys)) != len(keys):
        raise ValueError("two candidates have the same key")
    kept, left_out = [], []
    for one in rows:
        out = _left_out(one, rules, on)
        if out is None:
            kept.append(one)
        else:
            left_out.append(out)
    return tuple(kept), tuple(left_out)


def _left_out(one: Candidate, rules: Rules, on: date) -> LeftOut | None:
    if one.key in rules.by_hand:
        return LeftOut(one, "by_hand", rules.by_hand[one.key])
    years = rules.reviewed_within_years
    # Reviewed on the very day so many years ago counts as outside: the years have passed.
    if years is not None and one.last_reviewed is not None and one.last_reviewed > years_before(on, years):
        return LeftOut(one, "reviewed_recently")
    if rules.least_size is not None and (one.size is None or one.size < rules.least_size):
        return LeftOut(one, "too_small")
    return None


def longest_unreviewed(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Those that nobody has reviewed first, then the longest ago; by name where that is the same."""
    return sorted(candidates, key=lambda c: (c.last_reviewed is not None, c.last_reviewed or date.min, c.name, c.key))
