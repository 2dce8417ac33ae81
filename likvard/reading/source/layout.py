"""From placed characters to lines: reading order, table rows on one line, columns of text apart."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

# Cells of a table row are set apart by at least this many spaces.
GAP = 3


class Glyph(NamedTuple):
    """One character with its box in points, y upwards, and its font size."""

    text: str
    left: float
    right: float
    bottom: float
    top: float
    size: float


class Run(NamedTuple):
    """A stretch of one line without a wide gap."""

    text: str
    left: float
    right: float


class Line(NamedTuple):
    runs: tuple[Run, ...]
    bottom: float
    top: float
    size: float


def lines_of(glyphs: Sequence[Glyph]) -> str:
    """The text of a page, line by line from the top; blank lines where the page has wide spaces."""
    return text_of([line for row in _rows(glyphs) if (line := _line(row)) is not None])


def text_of(lines: Sequence[Line]) -> str:
    """The text of placed lines, given from the top of the page down."""
    if not lines:
        return ""
    ordered: list[Line | None] = []
    for block in _blocks(lines):
        if ordered:
            ordered.append(None)
        ordered.extend(block)
    pitch = _pitch(lines)
    unit = _unit(lines)
    texts: list[str] = []
    previous: Line | None = None
    above: Line | None = None
    hanging = False
    for line in ordered:
        if line is None:
            previous = above = None
            texts.append("")
            continue
        if previous is not None:
            distance = previous.bottom - line.bottom
            rows = len(line.runs) > 1 and (len(previous.runs) > 1 or hanging)
            if rows and distance < 2.6 * pitch:
                pass  # rows of a table stand wider apart than lines, and belong together
            elif distance > 1.3 * max(pitch, 1.0) or (distance > 1.15 * pitch and line.size > 1.2 * previous.size):
                texts.append("")
        indent = _indent(line, above, unit)
        texts.append(indent + _set(line, unit))
        hanging = indent != ""
        # The lines below a row's first one are compared with it, not with each other.
        above = above if hanging else line
        previous = line
    return "\n".join(texts) + "\n"


def _rows(glyphs: Sequence[Glyph]) -> list[list[Glyph]]:
    """Characters that stand on one line together, from the top of the page down."""
    rows: list[list[Glyph]] = []
    spans: list[tuple[float, float]] = []
    current: list[Glyph] = []
    low = high = 0.0
    for glyph in glyphs:
        middle = (glyph.bottom + glyph.top) / 2
        size = max(glyph.size, 1.0)
        if current and low - 0.25 * size <= middle <= high + 0.25 * size:
            current.append(glyph)
            if not glyph.text.isspace():
                low, high = min(low, glyph.bottom), max(high, glyph.top)
                # One tall bracket must not swallow the neighbouring lines.
                high = min(high, low + 1.6 * size)
        else:
            if current:
                rows.append(current)
                spans.append((low, high))
            current = [glyph]
            low, high = glyph.bottom, max(glyph.top, glyph.bottom + 0.4 * size)
    if current:
        rows.append(current)
        spans.append((low, high))
    order = sorted(range(len(rows)), key=lambda i: -(spans[i][0] + spans[i][1]) / 2)
    merged: list[list[Glyph]] = []
    last: tuple[float, float] | None = None
    for index in order:
        low, high = spans[index]
        if last is not None:
            overlap = min(high, last[1]) - max(low, last[0])
            if overlap > 0.5 * min(high - low, last[1] - last[0]):
                merged[-1].extend(rows[index])
                last = (min(low, last[0]), max(high, last[1])) if high - low > last[1] - last[0] else last
                continue
        merged.append(list(rows[index]))
        last = (low, high)
    return merged


def _line(row: list[Glyph]) -> Line | None:
    seen = [glyph for glyph in row if not glyph.text.isspace()]
    if not seen:
        return None
    size = median(max(glyph.size, 1.0) for glyph in seen)
    # The order of the file is kept inside a run (accents, ligatures); runs are sorted by place.
    ordered = sorted(seen, key=lambda glyph: round(glyph.left, 1))
    runs: list[Run] = []
    text: list[str] = []
    left = right = ordered[0].left
    spaces = sorted(glyph.left for glyph in row if glyph.text.isspace())
    at = 0
    previous: Glyph | None = None
    for glyph in ordered:
        if previous is not None:
            if glyph.text == previous.text and abs(glyph.left - previous.left) < 0.08 * size:
                continue  # bold type made by printing twice
            gap = glyph.left - right
            while at < len(spaces) and spaces[at] < previous.left:
                at += 1
            spaced = at < len(spaces) and spaces[at] < glyph.left
            if gap > 1.6 * size:
                runs.append(Run("".join(text), left, right))
                text = []
                left = glyph.left
            elif spaced or gap > 0.5 * size:
                text.append(" ")
        text.append(glyph.text)
        right = max(right, glyph.right) if text[:-1] else glyph.right
        previous = glyph
    runs.append(Run("".join(text), left, right))
    return Line(tuple(runs), median(g.bottom for g in seen), max(g.top for g in seen), size)


def _pitch(lines: Sequence[Line]) -> float:
    distances = [
        above.bottom - below.bottom
        for above, below in pairwise(lines)
        if 0 < above.bottom - below.bottom < 3 * above.size
    ]
    return median(distances) if distances else 14.0


def _unit(lines: Sequence[Line]) -> float:
    """The width of an ordinary character, in points."""
    widths = [(run.right - run.left) / len(run.text) for line in lines for run in line.runs if len(run.text) > 8]
    return max(median(widths) if widths else 5.0, 1.0)


def _indent(line: Line, above: Line | None, unit: float) -> str:
    """The spaces before a cell's second line, so that it stands under its cell and not under the first one."""
    if above is None or len(above.runs) < 2:
        return ""
    left = line.runs[0].left
    if any(abs(left - run.left) < 2 * unit for run in above.runs[1:]):
        return " " * max(GAP, round((left - above.runs[0].left) / unit))
    return ""


def _set(line: Line, unit: float) -> str:
    """The line as text, its runs at about the columns where they stand."""
    if len(line.runs) == 1:
        return line.runs[0].text
    origin = line.runs[0].left
    text = line.runs[0].text
    for run in line.runs[1:]:
        column = round((run.left - origin) / unit)
        text += " " * max(GAP, column - len(text)) + run.text
    return text


def _blocks(lines: Sequence[Line]) -> list[list[Line]]:
    """Lines in reading order; two columns of running text are read one after the other."""
    blocks: list[list[Line]] = [[]]
    index = 0
    while index < len(lines):
        end, gutter = _columns(lines, index)
        if end - index >= 6:
            sides: tuple[list[Line], list[Line]] = ([], [])
            for line in lines[index:end]:
                for side, runs in zip(
                    sides,
                    (
                        tuple(run for run in line.runs if run.right <= gutter),
                        tuple(run for run in line.runs if run.left >= gutter),
                    ),
                    strict=True,
                ):
                    if runs:
                        side.append(Line(runs, line.bottom, line.top, line.size))
            blocks.extend([*sides, []])
            index = end
        else:
            blocks[-1].append(lines[index])
            index += 1
    return [block for block in blocks if block]


def _columns(lines: Sequence[Line], start: int) -> tuple[int, float]:
    """How far from `start` two columns of running text go, and where the gutter is.

    Running text means that most lines have both sides and that both sides are long; the short cells of a
    table are not.
    """
    first = lines[start]
    if len(first.runs) != 2:
        return start, 0.0
    low, high = first.runs[0].right, first.runs[1].left
    end = start
    both = 0
    lengths: list[tuple[int, int]] = []
    while end < len(lines):
        line = lines[end]
        left = [run for run in line.runs if run.right <= high]
        right = [run for run in line.runs if run.left >= low]
        if len(left) + len(right) != len(line.runs) or len(left) > 1 or len(right) > 1:
            break
        if left:
            low = max(low, left[0].right)
        if right:
            high = min(high, right[0].left)
        if high <= low:
            break
        if left and right:
            both += 1
            lengths.append((len(left[0].text), len(right[0].text)))
        end += 1
    if end - start < 6 or both < 0.7 * (end - start):
        return start, 0.0
    if median(a for a, _ in lengths) < 30 or median(b for _, b in lengths) < 30:
        return start, 0.0
    return end, (low + high) / 2
