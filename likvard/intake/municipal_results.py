"""A municipality's own summaries of grades and national tests (made from SCB's pupil files), as JSON: rows by school
year, year group, sex, pupil group and subject; progression from year 6 to 9; correlations of absence and grade.

Counts inside may be below five although the group has ten or more; that is for the disclosure rules to act on, so
every figure is kept with the size of its group.
"""

import re
from collections.abc import Iterator
from typing import Any

from likvard.intake.import_log import ImportLog
from likvard.intake.marks import parse
from likvard.intake.opening import Opened, RefusedFileError
from likvard.intake.periods import parse_period
from likvard.intake.reader import OWN, Options, Reader, Reading
from likvard.intake.tables import OBSERVATIONS, Rows
from likvard.terms.school_unit_codes import parse_school_unit_code

_KEYS = {"lasar", "arskurs", "niva", "kon"}
_SEXES = {"alla": "", "pojkar": "boys", "flickor": "girls"}
_NOT_FIGURES = {
    "lasar", "arskurs", "niva", "skolenhetskod", "skolenhetsnamn", "kon", "elevgrupp", "amne", "amnesnamn", "source",
    "undertryckt",
}  # fmt: skip
_CORRELATION = {"Ämne", "Frånvarotyp", "Korrelation", "Läsår", "Årskurs"}


def recognises(opened: Opened) -> bool:
    if opened.kind != "json":
        return False
    body = opened.json
    if isinstance(body, dict):
        return isinstance(body.get("segment"), list) and "ak9_lasar" in body
    first = body[0] if isinstance(body, list) and body else None
    return isinstance(first, dict) and (first.keys() >= _KEYS or first.keys() >= _CORRELATION)


def _figures(values: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """(name, number or null) of every figure within, parts joined by a dot."""
    for key, value in values.items() if isinstance(values, dict) else ():
        if key in _NOT_FIGURES or isinstance(value, bool | str | list):
            continue
        if isinstance(value, dict):
            yield from _figures(value, f"{path}{key}.")
        else:
            yield path + key, value


def read(opened: Opened, options: Options) -> Reading:
    log, rows = ImportLog(), Rows(OBSERVATIONS)
    body = opened.json
    if isinstance(body, dict):
        for line, segment in enumerate(body["segment"], 1):
            common = {**segment, "lasar": body["ak9_lasar"], "arskurs": 9}
            _row(common, {k: v for k, v in segment.items() if k != "amnen"}, "", line, log, opened.name, rows)
            for one in segment.get("amnen") or []:
                _row(common, one, str(one.get("amne") or ""), line, log, opened.name, rows)
    else:
        for line, one in enumerate(body, 1):
            if isinstance(one, dict) and one.keys() >= _CORRELATION:
                _correlation(one, line, log, opened.name, rows)
            elif isinstance(one, dict):
                _row(one, one, str(one.get("amne") or ""), line, log, opened.name, rows)
            else:
                log.add(opened.name, line, "", "error", "bad_answer")
    if not rows.count:
        raise RefusedFileError("no_rows")
    title = re.sub(r"[-_]+", " ", opened.name.split(".")[0])
    return Reading("municipal-results", title, {"observations": rows.table()}, log)


def _row(
    about: dict[str, Any], values: dict[str, Any], subject: str, line: int, log: ImportLog, source: str, rows: Rows
) -> None:
    period = parse_period(str(about.get("lasar") or ""))
    sex = _SEXES.get(str(about.get("kon") or "Alla").lower())
    code = parse_school_unit_code(str(about.get("skolenhetskod") or ""))
    if period is None or sex is None:
        log.add(source, line, "lasar" if period is None else "kon", "error", "no_period" if period is None else
                "unknown_value")  # fmt: skip
        return
    group = str(about.get("elevgrupp") or "Alla")
    for name, value in _figures(values):
        rows.add_cell(
            parse(None if value is None else str(value)), level="unit" if code else "organiser",
            school_unit_code=code or "", name=str(about.get("skolenhetsnamn") or ""), school_form="compulsory",
            period=period.text, year=period.year, measure=f"own:{name}", year_group=str(about.get("arskurs") or ""),
            sex=sex, subject=subject.upper(), group="" if group == "Alla" else f"pupils={group}", row=line, column=name,
        )  # fmt: skip


def _correlation(one: dict[str, Any], line: int, log: ImportLog, source: str, rows: Rows) -> None:
    period = parse_period(str(one["Läsår"]))
    cell = parse(None if one["Korrelation"] is None else str(one["Korrelation"]))
    if period is None or (cell.value is not None and not -1 <= cell.value <= 1):
        log.add(source, line, "Korrelation", "error", "no_period" if period is None else "out_of_range")
        return
    rows.add_cell(
        cell, level="organiser", school_form="compulsory", period=period.text, year=period.year,
        measure="correlation_absence_grade", year_group=str(one["Årskurs"]), subject=str(one["Ämne"]).upper(),
        group=f"absence={one['Frånvarotyp']}", row=line, column="Korrelation",
    )  # fmt: skip


READER = Reader(
    code="municipal-results",
    swedish="Kommunens egna sammanställningar av betyg och prov (JSON)",
    english="A municipality's own summaries of grades and tests (JSON)",
    publisher="",
    licence=OWN,
    recognises=recognises,
    read=read,
)
