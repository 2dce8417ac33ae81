"""Kolada (RKA): values by key figure, municipality or organisational unit, year and sex; the catalogue of key figures.

Answers of the interface, version 2 and 3 (`values`, pages by `next_url` or `next_page`), alone or as JSON lines, and
tables of the same. Identities are text with leading zeros. Sex `T` is all, never the mean of `K` and `M`. A value
that is missing says why: `Missing`, `Not applicable`, `Privacy`; none of them is zero. A unit's identity here
(`V15E068400107`) does not hold its school unit code, so such rows stand under Kolada's own identity.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from likvard.intake.import_log import ImportLog
from likvard.intake.marks import Cell, Mark, parse
from likvard.intake.opening import Opened, RefusedFileError
from likvard.intake.periods import parse_period
from likvard.intake.reader import KOLADA, Options, Reader, Reading
from likvard.intake.tables import MEASURES, OBSERVATIONS, Rows
from likvard.terms.municipalities import by_name

_KEY_FIGURE = re.compile(r"[NU]\d{5}")
_STATUSES = {
    "": None,
    "missing": Mark.MISSING,
    "not applicable": Mark.EXCLUDED,
    "privacy": Mark.WITHHELD,
}
_SEXES = {"T": "", "K": "girls", "M": "boys", "": ""}
_WORDS = {"flicka": "girls", "pojke": "boys", "kvinna": "girls", "man": "boys", "totalt": "", "alla": "", "": ""}
_VALUES = {"kpi", "municipality_id", "year", "value"}
_CATALOGUE = {"id", "title", "municipality_type", "operating_area"}
_SHARES = {"KPI", "kpi", "År", "Andel", "Kommun"}


def _bodies(opened: Opened) -> Iterator[tuple[int, Any]]:
    if opened.kind == "json":
        yield 1, opened.json
        return
    for line, value in opened.json_lines():
        yield line, value.get("body", value) if isinstance(value, dict) else None


def _rows_of(body: Any) -> list[Any] | None:
    if isinstance(body, dict):
        for key in ("values", "results"):
            if isinstance(body.get(key), list):
                return list(body[key])
    return None


def _is_value(one: Any) -> bool:
    return isinstance(one, dict) and "kpi" in one and ("period" in one or "year" in one)


def _is_key_figure(one: Any) -> bool:
    return isinstance(one, dict) and "title" in one and bool(_KEY_FIGURE.fullmatch(str(one.get("id"))))


def recognises(opened: Opened) -> bool:
    if opened.kind == "csv":
        header = {cell.strip() for cell in (opened.lines[0] if opened.lines else [])}
        return any(columns <= header for columns in (_VALUES, _CATALOGUE, _SHARES))
    if opened.kind not in ("json", "jsonl"):
        return False
    for line, body in _bodies(opened):
        rows = _rows_of(body)
        if rows and (_is_value(rows[0]) or _is_key_figure(rows[0])):
            return True
        if line > 20:
            break
    return False


def _cell(value: Any, status: str, log: ImportLog, source: str, line: int) -> Cell:
    cell = parse(None if value is None else str(value))
    if cell.mark is Mark.UNREADABLE:
        log.add(source, line, "value", "warning", "unreadable", value)
    word = status.strip().lower()
    if word not in _STATUSES:
        log.add(source, line, "status", "warning", "unknown_value", status)
    mark = _STATUSES.get(word)
    if mark is None:
        return cell if cell.mark is not Mark.EMPTY else replace(cell, mark=Mark.MISSING)
    if cell.value is not None:
        log.add(source, line, "status", "warning", "mark_differs", status)
        return cell
    return Cell(None, mark, cell.printed, reason=word.replace(" ", "_"))


class _Walk:
    def __init__(self, source: str) -> None:
        self.source, self.log = source, ImportLog()
        self.observations, self.measures = Rows(OBSERVATIONS), Rows(MEASURES)

    def value(self, key: str, place: str, period: Any, sex: str, cell: Cell, line: int, name: str = "") -> None:
        when = parse_period(str(period))
        if not _KEY_FIGURE.fullmatch(key):
            self.log.add(self.source, line, "kpi", "error", "unknown_value", key)
        elif when is None:
            self.log.add(self.source, line, "period", "error", "no_period", period)
        elif not place:
            self.log.add(self.source, line, "municipality", "error", "no_place")
        else:
            level, code = _level(place)
            self.observations.add_cell(
                cell, level=level, municipality_code=code if level in ("municipality", "county", "country") else "",
                school_unit_code="" if level != "unit" else place, name=name, period=when.text, year=when.year,
                measure=f"kolada:{key}", sex=sex, row=line, column="value",
            )  # fmt: skip

    def key_figure(self, one: dict[str, Any], line: int) -> None:
        key = str(one.get("id") or "")
        if not _KEY_FIGURE.fullmatch(key):
            self.log.add(self.source, line, "id", "error", "unknown_value", key)
            return
        self.measures.add(
            measure=f"kolada:{key}", title=str(one.get("title") or "").strip(),
            description=str(one.get("description") or "").strip(), area=str(one.get("operating_area") or "").strip(),
            by_sex=str(one.get("is_divided_by_gender")).lower() in ("1", "true"), row=line,
        )  # fmt: skip


def _level(place: str) -> tuple[str, str]:
    """Kolada's identity → level, code: 0000 the country, 00xx a region, four digits a municipality, else a unit."""
    if place == "0000":
        return "country", ""
    if re.fullmatch(r"00\d\d", place):
        return "county", place[2:]
    if re.fullmatch(r"\d{4}", place):
        return "municipality", place
    return "unit", place


def read(opened: Opened, options: Options) -> Reading:
    walk = _Walk(opened.name)
    if opened.kind == "csv":
        _table(opened, walk)
    else:
        for line, body in _bodies(opened):
            rows = _rows_of(body)
            if rows is None:
                walk.log.add(opened.name, line, "", "error", "cut_line" if body is None else "bad_answer")
                continue
            for one in rows:
                if _is_key_figure(one):
                    walk.key_figure(one, line)
                elif _is_value(one):
                    _answer(one, walk, line)
                else:
                    walk.log.add(opened.name, line, "", "error", "bad_answer")
    tables = {
        name: rows.table()
        for name, rows in (("observations", walk.observations), ("measures", walk.measures))
        if rows.count
    }
    if not tables:
        raise RefusedFileError("no_rows")
    return Reading("kolada", f"Kolada, {opened.name.split('.')[0]}", tables, walk.log)


def _answer(one: dict[str, Any], walk: _Walk, line: int) -> None:
    """`values` by sex within one key figure, place and period; older copies have one value a row."""
    place = str(one.get("municipality") or one.get("ou") or one.get("municipality_id") or "")
    period = one.get("period", one.get("year"))
    inner = one.get("values")
    for part in inner if isinstance(inner, list) else [one]:
        gender = str(part.get("gender") or "T")
        if gender not in _SEXES:
            walk.log.add(walk.source, line, "gender", "error", "unknown_value", gender)
            continue
        cell = _cell(part.get("value"), str(part.get("status") or ""), walk.log, walk.source, line)
        walk.value(str(one["kpi"]), place, period, _SEXES[gender], cell, line)


def _table(opened: Opened, walk: _Walk) -> None:
    header = [cell.strip() for cell in opened.lines[0]]
    columns = set(header)
    for line, row in enumerate(opened.lines[1:], 2):
        if not row:
            continue
        if len(row) < len(header):
            walk.log.add(opened.name, line, "", "error", "short_row")
            continue
        one = {name: cell.strip() for name, cell in zip(header, row, strict=False)}
        if columns >= _CATALOGUE:
            walk.key_figure(one, line)
        elif columns >= _VALUES:
            gender = one.get("gender", "T")
            if gender not in _SEXES:
                walk.log.add(opened.name, line, "gender", "error", "unknown_value", gender)
                continue
            cell = _cell(one["value"], one.get("status", ""), walk.log, opened.name, line)
            place = one["municipality_id"].zfill(4) if one["municipality_id"].isdigit() else one["municipality_id"]
            walk.value(one["kpi"], place, one["year"], _SEXES[gender], cell, line, one.get("municipality", ""))
        else:
            municipality = by_name(one["Kommun"])
            word = one.get("Kön", "").lower()
            if municipality is None or word not in _WORDS:
                code = "unknown_municipality" if municipality is None else "unknown_value"
                walk.log.add(opened.name, line, "Kommun", "error", code, one["Kommun"])
                continue
            cell = _cell(one["Andel"], "", walk.log, opened.name, line)
            walk.value(one["kpi"], municipality.code, one["År"], _WORDS[word], cell, line, one["Kommun"])


READER = Reader(
    code="kolada",
    swedish="Kolada, nyckeltal per kommun och enhet",
    english="Kolada, key figures by municipality and unit",
    publisher="Kolada (RKA)",
    licence=KOLADA,
    recognises=recognises,
    read=read,
)
