"""A list of schools with their merit value (17 subjects) of several springs: `m17_14` … `m17_22`, `null` where there
is none, the school unit code as a number and the municipality by name only."""

import re

from likvard.intake.import_log import ImportLog
from likvard.intake.marks import Cell, Mark, parse
from likvard.intake.opening import Opened, RefusedFileError
from likvard.intake.periods import school_year_from
from likvard.intake.reader import OPEN_STATISTICS, Options, Reader, Reading
from likvard.intake.tables import OBSERVATIONS, Rows
from likvard.terms.municipalities import by_name
from likvard.terms.school_unit_codes import parse_school_unit_code

_SPRING = re.compile(r"m1(?P<subjects>[67])_(?P<year>\d\d)")


def recognises(opened: Opened) -> bool:
    if opened.kind != "json" or not isinstance(opened.json, list) or not opened.json:
        return False
    first = opened.json[0]
    return isinstance(first, dict) and "kod" in first and any(_SPRING.fullmatch(key) for key in first)


def read(opened: Opened, options: Options) -> Reading:
    log, rows = ImportLog(), Rows(OBSERVATIONS)
    for line, one in enumerate(opened.json, 1):
        code = parse_school_unit_code(str(one.get("kod") or "")) if isinstance(one, dict) else None
        if code is None:
            log.add(opened.name, line, "kod", "error", "no_code")
            continue
        municipality = by_name(str(one.get("kom") or ""))
        if municipality is None:
            log.add(opened.name, line, "kom", "warning", "unknown_municipality", one.get("kom"))
        for key, value in one.items():
            m = _SPRING.fullmatch(key)
            if not m:
                continue
            cell = parse(None if value is None else str(value))
            if cell.value is not None and not 0 <= cell.value <= 340:
                log.add(opened.name, line, key, "warning", "out_of_range", value)
                cell = Cell(None, Mark.UNREADABLE, cell.printed)
            period = school_year_from(2000 + int(m["year"]) - 1)
            rows.add_cell(
                cell, level="unit", school_unit_code=code, name=str(one.get("skola") or "").strip(),
                municipality_code=municipality.code if municipality else "", school_form="compulsory",
                period=period.text, year=period.year,
                measure="year9_merit_value" if m["subjects"] == "7" else "year9_merit_value_16", year_group="9",
                row=line, column=key,
            )  # fmt: skip
    if not rows.count:
        raise RefusedFileError("no_rows")
    return Reading("merit-values", "Meritvärde per skolenhet", {"observations": rows.table()}, log)


READER = Reader(
    code="merit-values",
    swedish="Meritvärden per skolenhet och vår (JSON)",
    english="Merit values by school unit and spring (JSON)",
    publisher="Skolverket",
    licence=OPEN_STATISTICS,
    recognises=recognises,
    read=read,
)
