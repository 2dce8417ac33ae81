"""Answers of an SS 12000 interface as files: one answer `{"data": [...], "pageToken": …}`, a bare list, or JSON lines
of either, persons and organisations in the same file as what refers to them or before it.

Persons are read before anything that speaks of them, wherever they stand, so that a protected one has no row.
"""

from collections.abc import Iterator
from typing import Any

from likvard.intake.import_log import ImportLog
from likvard.intake.opening import Opened, RefusedFileError
from likvard.intake.reader import OWN, Options, Reader, Reading
from likvard.intake.ss12000.entities import Door, entity_of
from likvard.intake.tables import ABSENCES, ATTENDANCE, ENROLMENTS, ORGANISATIONS, PUPIL_GRADES, Rows


def objects(opened: Opened) -> Iterator[tuple[int, Any]]:
    """(line, object) of every object in the file; `None` for a line that is cut off."""
    answers = opened.json_lines() if opened.kind == "jsonl" else [(1, opened.json)]
    for line, answer in answers:
        body = answer.get("body", answer) if isinstance(answer, dict) and "url" in answer else answer
        inner = body.get("data") if isinstance(body, dict) and "data" in body else body
        if isinstance(inner, list):
            for one in inner:
                yield line, one
        else:
            yield line, inner


def recognises(opened: Opened) -> bool:
    if opened.kind not in ("json", "jsonl"):
        return False
    for index, (_, one) in enumerate(objects(opened)):
        if entity_of(one):
            return True
        if index > 20:
            break
    return False


_TABLES = {
    "organisations": ORGANISATIONS,
    "enrolments": ENROLMENTS,
    "pupil_grades": PUPIL_GRADES,
    "absences": ABSENCES,
    "attendance": ATTENDANCE,
}


def read(opened: Opened, options: Options) -> Reading:
    """Raises `RefusedFileError` without a key for pseudonyms."""
    if options.people is None:
        raise RefusedFileError("needs_key")
    log = ImportLog()
    door = Door(options.people, log, opened.name)
    rows = take_in(((line, one) for line, one in objects(opened)), door)
    tables = {name: table.table() for name, table in rows.items() if table.count}
    if not tables and not door.left_out:
        raise RefusedFileError("no_rows")
    return Reading("ss12000", "SS 12000", tables, log)


def take_in(found: Iterator[tuple[int, Any]], door: Door) -> dict[str, Rows]:
    """All objects to tables, in the order organisations, persons, the rest."""
    sorted_in: dict[str, list[tuple[int, dict[str, Any]]]] = {}
    for line, one in found:
        kind = entity_of(one)
        if kind is None:
            door.log.add(door.source, line, "", "error", "cut_line" if one is None else "bad_answer")
        else:
            sorted_in.setdefault(kind, []).append((line, one))
    rows = {name: Rows(schema) for name, schema in _TABLES.items()}
    for line, one in sorted_in.get("organisations", []):
        if made := door.organisation(one, line):
            rows["organisations"].add(**made)
    for line, one in sorted_in.get("persons", []):
        door.meet(one, line)
    # A protected person may first be told of by a reference in the last row: look at all of them before any.
    for kind in ("grades", "absences", "aggregatedAttendance"):
        for _, one in sorted_in.get(kind, []):
            door.look(one)
    for line, one in sorted_in.get("persons", []):
        for made in door.enrolments(one, line):
            rows["enrolments"].add(**made)
    for kind, table, make in (
        ("grades", "pupil_grades", door.grade),
        ("absences", "absences", door.absence),
        ("aggregatedAttendance", "attendance", door.attendance),
    ):
        for line, one in sorted_in.get(kind, []):
            if made := make(one, line):
                rows[table].add(**made)
    if door.left_out:
        door.log.add(door.source, 0, "", "warning", "protected_left_out")
    return rows


READER = Reader(
    code="ss12000",
    swedish="SS 12000: elever, inskrivningar, betyg, frånvaro",
    english="SS 12000: pupils, enrolments, grades, absence",
    publisher="",
    licence=OWN,
    recognises=recognises,
    read=read,
    people=True,
)
