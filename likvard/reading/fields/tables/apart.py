"""Rows whose cells stand apart, and rows that are ticked."""

from __future__ import annotations

import re
from collections.abc import Iterator

from likvard.reading import area_names
from likvard.reading.blocks import Block
from likvard.reading.document import Document
from likvard.reading.fields.tables.rows import AreaRow, area_row
from likvard.reading.record import Read

_LEVEL_CELL = re.compile(r"(?:i\s+)?(?:(?P<high>hög)|(?P<some>flera)|(?P<low>låg))\b", re.IGNORECASE)


def _levels(document: Document, header: Block) -> list[tuple[int, str]]:
    """(column, level) of a header whose cells are the levels themselves, for tables that are ticked; else none."""
    found = []
    for (start, end), column in zip(header.cells, header.columns, strict=True):
        if hit := _LEVEL_CELL.match(document.text, start, end):
            found.append((column, hit.lastgroup or ""))
    return found if len({level for _, level in found}) == 3 else []


def ticked(document: Document, blocks: list[Block]) -> Iterator[AreaRow]:
    """Rows in which an x stands under the level."""
    levels = _levels(document, blocks[0])
    for block in blocks[1:] if levels else []:
        if len(block.cells) < 2:
            continue
        start, end = block.cells[0]
        ticks = [
            (c, col)
            for c, col in zip(block.cells[1:], block.columns[1:], strict=True)
            if len(document.text[slice(*c)]) <= 2
        ]
        if len(ticks) == 1 and (name := document.text[start:end])[0].isupper():
            (tick, column) = ticks[0]
            level = min(levels, key=lambda one: abs(one[0] - column))[1]
            first, last = area_names.plain(name)
            yield AreaRow(
                Read(area_names.known(name) or name[first:last], start + first, start + last, 0.9),
                Read(level, *tick, 0.85),
            )


def set_apart(document: Document, blocks: list[Block]) -> Iterator[AreaRow]:
    if sum(len(b.cells) > 1 for b in blocks[1:]) < 1 or blocks[0].kind != "row":
        return
    columns = blocks[0].columns
    rows: list[list[list[tuple[int, int]]]] = []
    for number, block in enumerate(blocks[1:], 1):
        if block.kind != "row":
            continue
        first = document.text[block.cells[0][0]]
        starts = abs(block.columns[0] - columns[0]) <= 3 and not first.islower() and first != "("
        if starts and len(block.cells) == 1 and number < len(blocks) - 1:
            # A name alone in its row: new when the row before has its values, else a wrapped header.
            starts = bool(rows) and block.gap
        if not rows and not (starts and len(block.cells) > 1):
            continue
        if len(block.cells) == 1 and document.text[slice(*block.cells[0])].lower() in (
            "utsträckning",
            "delar",
            "redovisning",
        ):
            continue  # the rest of a value, which its first words have told
        if starts:
            rows.append([[] for _ in columns])
        for cell, column in zip(block.cells, block.columns, strict=True):
            nearest = min(range(len(columns)), key=lambda n: abs(columns[n] - column))
            rows[-1][nearest].append(cell)
    for row in rows:
        if row[0]:
            yield area_row(document, row[0], [part for cell in row[1:] for part in [cell] if part])
