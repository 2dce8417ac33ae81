"""Assessment areas with their legal basis, judgement, findings and follow-up.

An area is a heading that a table names, that the closed list knows, or under which the skeleton of an area
stands (Författningsstöd, "Bedömningen är", "uppfyller inte ... avseende att"). Its text may stand in several
places: the decision, the reasons, the background.
"""

from __future__ import annotations

from likvard.reading.document import Document
from likvard.reading.fields import legal_basis, tables
from likvard.reading.fields.areas.gathered import Areas, Section
from likvard.reading.fields.areas.heads import WORKS
from likvard.reading.fields.areas.judge import follow_up_of_all
from likvard.reading.fields.areas.prose import announced, in_prose, prose
from likvard.reading.fields.areas.walk import walk
from likvard.reading.record import Area, Read

WITH_AREAS = ("decision", "followup_decision", "information_letter", "board_memo", "minutes", "response")


def read(document: Document) -> list[Area]:
    if document.kind not in WITH_AREAS:
        return []
    areas = Areas(document)
    for row in tables.area_rows(document):
        section = areas.get(row.name)
        section.row = section.row or row
    walk(document, areas)
    if document.kind in ("board_memo", "minutes", "response", "information_letter"):
        prose(document, areas)
    if document.kind == "information_letter":
        announced(document, areas)
    if document.kind != "information_letter":
        in_prose(document, areas)
    if document.kind == "followup_decision":
        follow_up_of_all(document, areas)
    kept = [s for s in areas.by_key.values() if _says_something(document, s)]
    return [_area(document, s) for s in kept]


def _says_something(document: Document, section: Section) -> bool:
    return bool(
        section.row
        or section.judgement
        or section.findings
        or section.follow_up
        or document.kind == "information_letter"
        or any(WORKS.search(document.text, a, b) for a, b in section.ranges)
        or (section.from_heading and legal_basis.of_area(document, section.ranges))
    )


def _area(document: Document, section: Section) -> Area:
    row = section.row
    area = Area(section.name, legal_basis.of_area(document, section.ranges))
    area.findings = section.findings
    area.judgement = section.judgement
    area.follow_up = section.follow_up
    if row is not None:
        area.intervention, area.deadline = row.intervention, row.deadline
        area.judgement = row.judgement if area.judgement is None else area.judgement
        area.follow_up = row.follow_up or area.follow_up
        if row.judgement and section.judgement and row.judgement.value != section.judgement.value and not area.findings:
            area.judgement = row.judgement
    deficient = next((f for f in area.findings if f.kind.value == "deficiency"), None)
    if deficient is not None:
        area.judgement = Read("deficiency", deficient.text.start, deficient.text.end, 0.9)
    elif (
        area.follow_up and area.follow_up.value in ("remedied", "remaining", "partly_remaining") and not area.judgement
    ):
        area.judgement = Read("deficiency", area.follow_up.start, area.follow_up.end, 0.8)
    return area
