"""Rows that a scan has run together, and tables that were read column by column."""

from __future__ import annotations

import re
from collections.abc import Iterator

from likvard.reading import area_names
from likvard.reading.blocks import Block
from likvard.reading.document import Document
from likvard.reading.fields.tables.names import ISO, has_value, name_prefix
from likvard.reading.fields.tables.regions import LABEL_ALONE
from likvard.reading.fields.tables.rows import PARTLY, AreaRow, fill
from likvard.reading.record import Read


def by_words(document: Document, blocks: list[Block]) -> Iterator[AreaRow]:
    """Name, then values, until the next name; or all names and all values, paired when the counts agree."""
    rows: list[AreaRow] = []
    loose: list[tuple[str, int, int]] = []
    order = ""
    for block in blocks:
        for start, end in block.cells or [(block.start, block.end)]:
            text = document.text[start:end].strip(" |")
            start = document.text.index(text, start) if text else start
            if LABEL_ALONE.fullmatch(text):
                continue
            hit = name_prefix(document, text)
            if hit:
                offset = area_names.plain(text)[0]
                rows.append(AreaRow(Read(hit[0], start + offset, start + hit[1], 0.85)))
                order += "N"
                if PARTLY.search(text):
                    rows[-1].follow_up = Read("partly_remaining", start, end, 0.85)
                text, start = text[hit[1] :], start + hit[1]
            if text in ("-", "–", "—"):
                order += "v"
                loose.append(("-", start, end))
                continue
            if rows and PARTLY.search(text):
                rows[-1].follow_up = Read("partly_remaining", start, end, 0.85)
                continue
            if not text or not (has_value(text) or text.lower().startswith("vite")):
                continue
            order += "v"
            loose.append((text, start, end))
            if rows:
                fill(rows[-1], text, start, end)
    if len(rows) > 1 and "NN" in order and ("vv" in order or order.count("v") == 1) and re.fullmatch(r"v*N+v*", order):
        _pair_columns(rows, loose)
    yield from rows


def _pair_columns(rows: list[AreaRow], loose: list[tuple[str, int, int]]) -> None:
    for row in rows:
        row.judgement = row.intervention = row.deadline = None
        if row.follow_up and row.follow_up.value != "partly_remaining":
            row.follow_up = None
    dates = [v for v in loose if ISO.search(v[0]) or v[0] == "-"]
    others = [v for v in loose if not ISO.search(v[0]) and v[0] != "-"]
    # A day belongs to an intervention: as many days as interventions are theirs, whatever the empty cells were.
    for values, mine in ((others, rows), (dates, rows)):
        if len(values) != len(mine) and values is dates:
            mine = [row for row in rows if row.intervention is not None]
            values = [v for v in dates if v[0] != "-"]
        if len(values) == len(mine):
            for row, (text, start, end) in zip(mine, values, strict=True):
                fill(row, text, start, end)
