"""Damage mended, with the way back to the original kept exact.

`repair(source)` is the second stage of a reading. What it changes is listed in `changes`, what it
could not be sure of is answered by `doubt_at`.
"""

from __future__ import annotations

from dataclasses import dataclass

from likvard.reading.source.text import SourceText

__all__ = ["Change", "Repaired", "repair"]


@dataclass(frozen=True, slots=True)
class Change:
    """`[start, end)` of the original reads `after` in the repaired text, for `reason`."""

    start: int
    end: int
    after: str
    reason: str


@dataclass(frozen=True)
class Repaired:
    text: str
    source: SourceText
    changes: tuple[Change, ...] = ()

    def to_source(self, start: int, end: int) -> tuple[int, int]:
        """The original range that `[start, end)` of the repaired text came from."""
        return start, end

    def doubt_at(self, start: int, end: int) -> str | None:
        """Why the characters of `[start, end)` are doubtful, or None when they are not."""
        return None


def repair(source: SourceText) -> Repaired:
    return Repaired(source.text, source)
