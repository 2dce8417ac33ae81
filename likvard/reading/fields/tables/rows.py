"""One area of a table: its row, filled from the words of its cells."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from likvard.reading import area_names
from likvard.reading.document import Document
from likvard.reading.fields.tables.names import ISO, YES, name_prefix, value_follows
from likvard.reading.record import Read

IN_LINE = re.compile(
    r"\bi\s+linje\s+med\b|\bmotsvarar\s+(?:de|det|den|vad)\b|\bpåbörjat\s+ett\s+(?:\w+\s+)?arbete\b", re.IGNORECASE
)
FURTHER = re.compile(
    r"\bytterligare\s+(?:[\w-]+\s+){0,2}(?:åtgärder|insatser|arbete|"
    r"utvecklingsarbete)\s+(?:\w+\s+){0,3}(?:behövs|krävs|behöver)|\b(?:behövs|krävs)\s+(?:det\s+)?ytterligare\b",
    re.IGNORECASE,
)
PARTLY = re.compile(
    r"\bkvarstår\s+(?:till\s+viss\s+del|delvis|i\s+del)|\bdelvis\s+(?:kvarst|avhjälpt|åtgärdad)", re.IGNORECASE
)


@dataclass(slots=True)
class AreaRow:
    """One area's row; every part with its place."""

    name: Read
    judgement: Read | None = None
    intervention: Read | None = None
    deadline: Read | None = None
    follow_up: Read | None = None
    parts: list[tuple[int, int]] = field(default_factory=list)


def _joined(document: Document, parts: list[tuple[int, int]]) -> str:
    return " ".join(document.text[a:b] for a, b in parts).replace("- ", "-")


def area_row(document: Document, name: list[tuple[int, int]], cells: list[list[tuple[int, int]]]) -> AreaRow:
    text = _joined(document, name)
    hit = name_prefix(document, document.text[slice(*name[0])])
    if hit and value_follows(document.text[name[0][0] + hit[1] : name[0][1]].lstrip().lower()):
        # The scan ran the name and the first value together.
        cut = name[0][0] + hit[1]
        cells = [[(cut + 1, name[0][1])], *cells]
        name = [(name[0][0], cut), *name[1:]]
        text = _joined(document, name)
    start, end = area_names.plain(text)
    first, last = name[0][0] + start, name[0][1] if len(name) > 1 else name[0][0] + end
    row = AreaRow(Read(area_names.known(text[start:end]) or text[start:end], first, last, 0.9), parts=name)
    if PARTLY.search(text):
        row.follow_up = Read("partly_remaining", name[-1][0], name[-1][1], 0.9)
    for cell in cells:
        fill(row, _joined(document, cell), cell[0][0], cell[0][1])
    return row


def fill(row: AreaRow, text: str, start: int, end: int) -> None:
    """Put what one cell says into the row; what is set already stays."""
    if row.judgement is None and (hit := area_names.JUDGEMENTS.search(text)):
        row.judgement = Read(area_names.judgement_in(hit), start, end, 0.93)
    if row.follow_up is None:
        for value, pattern in (
            ("in_line", IN_LINE),
            ("further_needed", FURTHER),
            ("partly_remaining", PARTLY),
            ("remedied", YES),
        ):
            if pattern.search(text):
                row.follow_up = Read(value, start, end, 0.9)
                break
    if row.judgement is None and area_names.NO_DEFICIENCY.search(text):
        row.judgement = Read("no_deficiency", start, end, 0.93)
    elif row.intervention is None and (hit := area_names.INTERVENTIONS.search(text)):
        row.intervention = Read(hit.lastgroup or "order", start, end, 0.93)
        if row.judgement is None:
            row.judgement = Read("deficiency", start, end, 0.9)
    elif (
        row.intervention is not None
        and row.intervention.value == "order"
        and re.match(r"(?:vid\s+)?vite\b", text, re.I)
    ):
        row.intervention = Read("order_with_fine", row.intervention.start, row.intervention.end, 0.85)
    if row.deadline is None and (day := ISO.search(text)):
        row.deadline = Read("-".join(day.groups()), start, end, 0.93)
