"""The rows of all tables of a document."""

from __future__ import annotations

import re

from likvard.reading.document import Document
from likvard.reading.fields.tables.apart import set_apart, ticked
from likvard.reading.fields.tables.regions import regions
from likvard.reading.fields.tables.rows import AreaRow
from likvard.reading.fields.tables.words import by_words
from likvard.reading.record import Read

_REMEDIED_HEAD = re.compile(r"avhjälpt|åtgärdade\s+brister", re.IGNORECASE)
_REMAINING_HEAD = re.compile(r"kvarst[åa]|ej\s+avhjälpt|inte\s+avhjälpt", re.IGNORECASE)


def area_rows(document: Document) -> list[AreaRow]:
    """The rows of all tables of areas, in document order."""
    found: list[AreaRow] = []
    for first, last in regions(document):
        blocks = document.flow.blocks[first:last]
        rows = list(ticked(document, blocks)) or list(set_apart(document, blocks)) or list(by_words(document, blocks))
        follow_up = _heading_says(document, first)
        remedied = any("avhjälpt" in document.lower[b.start : b.end] for b in blocks[:3])
        for row in rows:
            if (
                row.follow_up is not None
                and row.follow_up.value == "remedied"
                and not (remedied or follow_up == "remedied")
            ):
                row.follow_up = None  # "Ja" answers another question
            if row.follow_up is None and follow_up is not None:
                row.follow_up = Read(follow_up, row.name.start, row.name.end, 0.9)
            if row.judgement or row.intervention or row.deadline or row.follow_up:
                found.append(row)
    return found


def _heading_says(document: Document, index: int) -> str | None:
    """`remaining` or `remedied` when the table stands under such a heading or sentence."""
    for block in reversed(document.flow.blocks[max(0, index - 3) : index]):
        text = document.flow.of(block)
        if _REMAINING_HEAD.search(text):
            return "remaining"
        if _REMEDIED_HEAD.search(text):
            return "remedied"
    return None
