"""Text under repair: edits are applied stage by stage, and every character keeps its place in the original."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from likvard.reading.source.pages import SourceText


class Edit(NamedTuple):
    """`[start, end)` of the text as it stands now becomes `after`.

    `reason` is a code (`letters`, `section_sign` ...). A `doubt` is set when the new reading is not certain.
    """

    start: int
    end: int
    after: str
    reason: str
    doubt: str | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """`[start, end)` of the original reads `after` in the repaired text, for `reason`."""

    start: int
    end: int
    after: str
    reason: str


@dataclass(frozen=True, slots=True)
class Doubt:
    """The characters at `[start, end)` of the original cannot be relied on, for `reason`."""

    start: int
    end: int
    reason: str


class Draft:
    """The current text with, for each character, the original range that it came from.

    While nothing has been edited there are no tables: a clean document pays nothing.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.changes: list[Change] = []
        self.doubts: list[Doubt] = []
        self._starts: array[int] | None = None
        self._ends: array[int] | None = None
        self._length = len(text)

    def place(self, start: int, end: int) -> tuple[int, int]:
        """The original range of `[start, end)` of the current text."""
        if self._starts is None or self._ends is None:
            return start, end
        return place(self._starts, self._ends, self._length, start, end)

    def doubt(self, start: int, end: int, reason: str) -> None:
        self.doubts.append(Doubt(*self.place(start, end), reason))

    def apply(self, edits: Iterable[Edit]) -> None:
        """Applies edits of one stage. Edits that overlap an earlier one are left out."""
        kept: list[Edit] = []
        reached = 0
        for edit in sorted(edits, key=lambda e: (e.start, e.end)):
            if edit.start < reached or self.text[edit.start : edit.end] == edit.after:
                continue
            kept.append(edit)
            reached = edit.end
        if not kept:
            return
        starts = self._starts if self._starts is not None else array("I", range(self._length))
        ends = self._ends if self._ends is not None else array("I", range(1, self._length + 1))
        new_starts, new_ends = array("I"), array("I")
        pieces: list[str] = []
        at = 0
        for edit in kept:
            begin, stop = (
                place(starts, ends, self._length, edit.start, edit.end)
                if edit.start < edit.end
                else between(starts, ends, edit.start)
            )
            self.changes.append(Change(begin, stop, edit.after, edit.reason))
            if edit.doubt is not None:
                self.doubts.append(Doubt(begin, stop, edit.doubt))
            pieces += (self.text[at : edit.start], edit.after)
            new_starts.extend(starts[at : edit.start])
            new_ends.extend(ends[at : edit.start])
            if len(edit.after) == edit.end - edit.start:
                # As many characters as before stand where they stood.
                new_starts.extend(starts[edit.start : edit.end])
                new_ends.extend(ends[edit.start : edit.end])
            else:
                new_starts.extend([begin] * len(edit.after))
                new_ends.extend([stop] * len(edit.after))
            at = edit.end
        pieces.append(self.text[at:])
        new_starts.extend(starts[at:])
        new_ends.extend(ends[at:])
        self.text = "".join(pieces)
        self._starts, self._ends = new_starts, new_ends

    def finish(self, source: SourceText) -> Repaired:
        doubts = tuple(sorted(set(self.doubts), key=lambda doubt: (doubt.start, doubt.end, doubt.reason)))
        changes = tuple(sorted(self.changes, key=lambda change: (change.start, change.end)))
        return Repaired(self.text, source, changes, doubts, self._starts, self._ends)


def place(starts: Sequence[int], ends: Sequence[int], length: int, start: int, end: int) -> tuple[int, int]:
    """The original range of `[start, end)`; an empty range stays empty, between its neighbours."""
    size = len(starts)
    if start >= end:
        point = starts[start] if start < size else (ends[size - 1] if size else length)
        return point, point
    return starts[start], ends[min(end, size) - 1]


def between(starts: Sequence[int], ends: Sequence[int], at: int) -> tuple[int, int]:
    """The original range of something inserted at `at`: empty, or what was taken away there before."""
    if not starts:
        return 0, 0
    if at <= 0:
        return 0, starts[0]
    if at >= len(starts):
        return ends[-1], ends[-1]
    return min(starts[at], ends[at - 1]), max(starts[at], ends[at - 1])


@dataclass(frozen=True)
class Repaired:
    """A repaired text, its original, and the way back."""

    text: str
    source: SourceText
    changes: tuple[Change, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    _starts: array[int] | None = None
    _ends: array[int] | None = None

    def to_source(self, start: int, end: int) -> tuple[int, int]:
        """The original range that `[start, end)` of the repaired text came from.

        Characters that were not changed map one to one. A changed piece of another length maps to the whole
        piece that it replaced.
        """
        if self._starts is None or self._ends is None:
            return start, end
        return place(self._starts, self._ends, len(self.source.text), start, end)

    def doubt_at(self, start: int, end: int) -> str | None:
        """Why the characters of `[start, end)` are doubtful, or None when they are not."""
        if not self.doubts:
            return None
        begin, stop = self.to_source(start, end)
        for doubt in self.doubts:
            if doubt.start >= stop and doubt.start > begin:
                return None
            if doubt.end > begin and (doubt.start < stop or doubt.start == begin):
                return doubt.reason
        return None

    def changed_at(self, start: int, end: int) -> bool:
        """Whether any character of `[start, end)` was mended."""
        if not self.changes:
            return False
        begin, stop = self.to_source(start, end)
        last = bisect_left(self.changes, stop, key=lambda change: change.start)
        return any(change.end > begin for change in self.changes[:last])
