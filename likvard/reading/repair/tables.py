"""Tables of areas that a scan set with one space between the columns: their gaps are put back.

Only below the table's own head line, and only before what a cell of these tables can hold. The rows come out as a
text file has them: columns at one place, no empty lines between rows, the second line of a cell below its first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from likvard.reading.repair.draft import Edit

GAP = 3
_AREA = r"(?:Arbets|Bed[öo]mnings|Gransknings)?[oO]mr[åa]de[nt]?"
_HEAD_WORDS = (
    *("Typ av", "Ingripande", "Senaste datum", "Redovisas", "Bed[öo]mning", "Beslut"),
    *("Kvaliteten", "Brist avhj[äa]lpt", "Niv[åa]", "Antal"),
)
_HEADS = rf"(?:{'|'.join(_HEAD_WORDS)})(?![a-zåäö])"
HEAD = re.compile(rf"^[ \t]*{_AREA} (?={_HEADS}).*$", re.M)
_HEAD_CELL = re.compile(rf"(?<=\S) (?={_HEADS})")
_CELL = re.compile(
    r"(?<=\S) (?=(?:(?:F[öo]rel[äa]ggande|Anm[äa]rkning|Avst[åa]r fr[åa]n|Avst[åa]ende|Inga brister|Ingen brist)(?!\w)"
    r"|[Ii] (?:h[öo]g|l[åa]g|flera)(?!\w)|Arbetet ligger|Ytterligare [åa]tg|Kvarst[åa]r|Avhj[äa]lpt"
    r"|(?:Ja|Nej|Delvis|\d{4}-\d{2}-\d{2}|[–—-])(?!\S)))"
)
# How a cell goes on in the next line, by how it ended in this one.
_GOES_ON = (
    (re.compile(r"vid$"), "vite"),
    (re.compile(r"[Ii] (?:hög|låg)$"), "utsträckning"),
    (re.compile(r"[Ii] flera$"), "delar"),
    (re.compile(r"från$"), "ingripande"),
    (re.compile(r"(?:Typ av)$"), "ingripande"),
    (re.compile(r"datum(?: för)?$"), "redovisning"),
    (re.compile(r"Redovisas$"), "senast"),
    (re.compile(r"linje$"), "med bedömningen"),
    (re.compile(r"linje med$"), "bedömningen"),
    (re.compile(r"vid$"), "uppföljningen"),
)
_LONGEST = 130
# A table of areas has some ten rows of up to three lines.
_LINES = 40


class _Cell(NamedTuple):
    column: int
    start: int
    end: int


def gaps(text: str) -> Iterator[Edit]:
    """Edits that set the rows of such tables in columns."""
    for head in HEAD.finditer(text):
        if "   " in head.group().strip() or len(head.group()) > _LONGEST:
            continue
        yield from _table(text, head)


def _table(text: str, head: re.Match[str]) -> Iterator[Edit]:
    rows = [_split(head.start(), head.end(), [found.start() for found in _HEAD_CELL.finditer(text, *head.span())])]
    blanks: list[tuple[int, int]] = []
    waiting: list[tuple[int, int]] = []
    at = head.end() + 1
    with_cells = 0
    for _ in range(_LINES):
        if at >= len(text):
            break
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        line = text[at:end]
        if not line.strip():
            waiting.append((at, min(end + 1, len(text))))
        else:
            row = _row(text, at, end, rows[-1])
            if row is None:
                break
            with_cells += len(row) > 1 and row[0].column == 0
            rows.append(row)
            blanks += waiting
            waiting = []
        at = end + 1
    if not with_cells:
        return
    widths: dict[int, int] = {}
    for row in rows:
        for cell in row:
            widths[cell.column] = max(widths.get(cell.column, 0), min(cell.end - cell.start, 80))
    places = {0: 0}
    for column in range(1, max(widths) + 1):
        places[column] = places[column - 1] + widths.get(column - 1, 0) + GAP
    for row in rows:
        reached = 0
        for number, cell in enumerate(row):
            spaces = max(places[cell.column] - reached, GAP if number else 0)
            before = row[number - 1].end if number else cell.start
            if spaces != cell.start - before:
                yield Edit(before, cell.start, " " * spaces, "table_gap")
            reached += spaces + cell.end - cell.start
    for start, end in blanks:
        yield Edit(start, end, "", "table_gap")


def _split(start: int, end: int, breaks: list[int]) -> list[_Cell]:
    bounds = [start, *(place + 1 for place in breaks)]
    return [
        _Cell(column, begin, breaks[column] if column < len(breaks) else end) for column, begin in enumerate(bounds)
    ]


def _row(text: str, start: int, end: int, above: list[_Cell]) -> list[_Cell] | None:
    """The cells of a line below the head, or None when the table has ended."""
    start += len(text[start:end]) - len(text[start:end].lstrip())
    end = start + len(text[start:end].rstrip())
    line = text[start:end]
    if line.endswith((".", ":")) or len(line) > _LONGEST or "   " in line:
        return None
    breaks = [found.start() for found in _CELL.finditer(text, start, end)]
    if breaks:
        return _split(start, end, breaks)
    # A second line: of the area's name, of a cell, or of both.
    for cell in reversed(above):
        ended = text[cell.start : cell.end].rstrip()
        for pattern, rest in _GOES_ON:
            if cell.column and pattern.search(ended) and (line == rest or line.endswith(" " + rest)):
                tail = _Cell(cell.column, end - len(rest), end)
                return [tail] if line == rest else [_Cell(0, start, tail.start - 1), tail]
    following = text[end : end + 120].lstrip()
    if line[0].islower() or line[0].isdigit() or (line[0].isupper() and len(line) < 70 and _heads_row(following)):
        return [_Cell(0, start, end)]
    return None


def _heads_row(following: str) -> bool:
    """Whether the next line ends the name of an area and holds its cells."""
    line = following.split("\n", 1)[0]
    return bool(line) and line[0].islower() and _CELL.search(line) is not None
