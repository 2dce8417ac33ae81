"""The lines of a text, their marks and their cells."""

from __future__ import annotations

import re
from dataclasses import dataclass

from likvard.reading.area_names import VALUE_AT_END, is_known, plain

_MARKDOWN = re.compile(r"(#{1,6})\s+")
# A bullet as printed, and as scans print it ("e " and "¢" for a round one, "»" and "«").
_BULLET = re.compile(r"(?:[•*–—\-»«·▪◦●○■►>+¢©°@\uf0b7]\s+(?=\S)|[eo]\s+(?=[A-ZÅÄÖ]))")
# "1. Undervisning", "4.1 Skolan måste", "2 Lärandemiljö", "a) ..."; never "2 kap." or "24 elever".
_NUMBERED = re.compile(
    r"(?:(\d{1,2}(?:\.\d{1,2})+)\.?|(\d{1,2})[.)]|(\d{1,2})(?=\s+[A-ZÅÄÖ])|\(?[a-h]\))\s+(?!kap\b)(?=[A-ZÅÄÖa-zåäö])"
)
_CELLS = re.compile(r"\s{3,}|\t+\s*|\s+\|\s+|\s+\|$")
# More lines than the longest document that is taken in (500 pages) has; the rest is not read.
MOST_LINES = 40_000
_NARROW_CELLS = re.compile(r"\s{2,}|\t+\s*|\s+\|\s+|\s+\|$")


@dataclass(slots=True)
class Line:
    """One printed line that is not empty: `text[start:end]` without the space around it."""

    text: str
    start: int
    end: int
    indent: int
    gap: bool  # an empty line (or a page's furniture) stands before it
    marker: int = 0  # characters of the bullet, number or heading mark that begin it
    mark: str = ""  # "bullet", "number", "heading" or ""
    level: int = 0  # of a marked heading
    furniture: bool = False
    viewer_title: bool = False

    @property
    def body(self) -> str:
        return self.text[self.marker :]


def split(text: str) -> list[Line]:
    """The lines of a text that hold anything, in order."""
    lines: list[Line] = []
    position, gap = 0, True
    for raw in text.replace("\f", "\n").split("\n", MOST_LINES)[:MOST_LINES]:
        stripped = raw.strip()
        if stripped.startswith("| ") and len(stripped) > 2:
            stripped = stripped[2:].lstrip()  # the frame of a table, read as a character
        if stripped:
            start = position + raw.index(stripped)
            line = Line(stripped, start, start + len(stripped), start - position, gap)
            _read_mark(line)
            lines.append(line)
            gap = False
        else:
            gap = True
        position += len(raw) + 1
    return lines


def _read_mark(line: Line) -> None:
    if line.text[0].isalpha() and not line.text[1:2].isspace() and line.text[1:2] != ")":
        return  # a word begins the line: no mark, number or bullet does
    if hit := _MARKDOWN.match(line.text):
        line.mark, line.marker, line.level = "heading", hit.end(), len(hit.group(1))
    elif hit := _BULLET.match(line.text):
        line.mark, line.marker = "bullet", hit.end()
    elif hit := _NUMBERED.match(line.text):
        line.mark, line.marker = "number", hit.end()
        line.level = 1 + (hit.group(1) or "").count(".") if hit.lastindex else 0


def cells(line: Line, *, narrow: bool = False) -> list[tuple[int, int]]:
    """Ranges of the cells in `line.text` when it is set in columns; one range when it is not. Between other
    rows two spaces (`narrow`) are enough to set cells apart."""
    start = line.marker if line.mark in ("bullet", "heading") else 0
    if ("  " if narrow else "   ") not in line.text and "\t" not in line.text and "|" not in line.text:
        return [(start, len(line.text))]
    ranges = []
    for gap in (_NARROW_CELLS if narrow else _CELLS).finditer(line.text, start):
        if gap.start() > start:
            ranges.append((start, gap.start()))
        start = gap.end()
    if start < len(line.text):
        ranges.append((start, len(line.text)))
    return ranges


def glued(line: Line) -> list[tuple[int, int]]:
    """The two cells of a table's line whose gap has shrunk to one space: `2. Särskilt stöd Ingen brist konstaterad`.

    Only where the line is the name of a known area and what a table says of one; else none."""
    hit = VALUE_AT_END.search(line.text)
    if hit is None:
        return []
    name = line.text[: hit.start()].rstrip()
    return [(0, len(name)), (hit.start(), len(line.text))] if is_known(name[plain(name)[0] :]) else []
