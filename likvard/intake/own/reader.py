"""Reading a mapped table: every row with its place, its period, its figures with their marks."""

import re
from datetime import date, datetime
from typing import Any

import pyarrow as pa

from likvard.intake.import_log import ImportLog
from likvard.intake.marks import Cell, Mark, parse
from likvard.intake.opening import Opened, RefusedFileError
from likvard.intake.own.mapping import PERIOD, PLACES, Field, Kind, Mapping, MappingError, kind_of
from likvard.intake.people import read_number
from likvard.intake.periods import Period, parse_period
from likvard.intake.reader import OWN, Options, Reader, Reading
from likvard.intake.tables import OBSERVATIONS, TEXT, Rows
from likvard.terms.school_unit_codes import parse_school_unit_code
from likvard.terms.terms_and_years import school_year_of

_SEXES = {"f": "girls", "flicka": "girls", "flickor": "girls", "kvinna": "girls", "k": "girls", "p": "boys",
          "pojke": "boys", "pojkar": "boys", "man": "boys", "m": "boys", "": "", "alla": "", "totalt": ""}  # fmt: skip


def rows_of(opened: Opened, sheet: str = "") -> list[list[str]]:
    """All rows of the table, of one sheet of a workbook where it is named."""
    if opened.kind == "xlsx":
        if sheet and sheet not in opened.sheets:
            raise RefusedFileError("bad_mapping", sheet)
        return opened.sheets[sheet] if sheet else opened.lines
    if opened.kind != "csv":
        raise RefusedFileError("unknown")
    return opened.lines


def header_of(opened: Opened, sheet: str = "") -> tuple[int, list[str]]:
    """(row from 1, names) of the row that is most likely the header: the first of the first thirty with the most
    filled cells, none of them a number."""
    best = 1
    names: list[str] = []
    for line, row in enumerate(rows_of(opened, sheet)[:30], 1):
        cells = [cell.strip() for cell in row]
        words = [cell for cell in cells if cell and parse(cell).mark is Mark.UNREADABLE]
        filled = [cell for cell in cells if cell]
        if len(words) == len(filled) and len(words) > len([one for one in names if one]):
            best, names = line, cells
    return best, names


def _date(text: str) -> date | None:
    for form in ("%Y-%m-%d", "%Y-%m-%d %H:%M:%S", "%Y%m%d", "%d/%m/%Y", "%d.%m.%Y"):
        try:
            return datetime.strptime(text.strip(), form).date()  # noqa: DTZ007 - a day has no time zone
        except ValueError:
            continue
    return None


class _Table:
    """Collects the rows of one mapped table."""

    def __init__(self, opened: Opened, mapping: Mapping, options: Options) -> None:
        self.mapping, self.options, self.source = mapping, options, opened.name
        self.kind: Kind = kind_of(mapping.kind)
        self.log = ImportLog()
        self.fields: dict[str, Field] = {
            one.code: one for one in (*PLACES, PERIOD, *self.kind.figures, *self.kind.about)
        }
        self.schema = self._schema()
        self.rows, self.observations = Rows(self.schema), Rows(OBSERVATIONS)
        self.column_of: dict[str, str] = {meaning: column for column, meaning in mapping.columns.items()}
        self.any_protected = False

    def _schema(self) -> pa.Schema:
        fields = [("school_unit_code", TEXT), ("school_unit", TEXT), ("period", TEXT), ("year", pa.int16())]
        for one in self.kind.figures:
            fields += [(one.code, pa.float64()), (f"{one.code}_mark", TEXT), (f"{one.code}_printed", TEXT)]
        for one in self.kind.about:
            if one.type != "person" or self.mapping.people:
                fields.append((one.code, pa.date32() if one.type == "date" else TEXT))
        return pa.schema([*fields, ("row", pa.int32())])

    def place(self, one: dict[str, str], line: int) -> tuple[str, str] | None:
        """(code, name); a name alone is looked up among the known units."""
        name = " ".join(one.get("school_unit", "").split())
        raw = one.get("school_unit_code", "")
        code = parse_school_unit_code(raw) if raw else self.options.names.get(name.lower())
        if code is None:
            what = "no_code" if raw else "no_place"
            self.log.add(self.source, line, self.column_of.get("school_unit_code", ""), "error", what)
            return None
        return code, name

    def period(self, one: dict[str, str], day: date | None, line: int) -> Period | None:
        text = one.get("period", "")
        found = parse_period(text) if text else None
        if found is None and day and not text:
            found = parse_period(school_year_of(day).short)
        if found is None:
            self.log.add(self.source, line, self.column_of.get("period", ""), "error", "no_period", text)
        return found

    def person(self, one: dict[str, str], line: int) -> str | None:
        """A pseudonym; `None` when the row is to be left out."""
        people = self.options.people
        number = read_number(one.get("person", ""))
        if people is None:
            raise RefusedFileError("needs_key")
        if number is None:
            self.log.add(self.source, line, self.column_of.get("person", ""), "error", "no_person")
            return None
        if people.is_protected(number):
            self.any_protected = True
            return None
        return people.pseudonym(number)

    def add(self, one: dict[str, str], line: int) -> None:
        place = self.place(one, line)
        day = _date(one["date"]) if one.get("date") else None
        if one.get("date") and day is None:
            self.log.add(self.source, line, self.column_of.get("date", ""), "warning", "unknown_value")
        period = self.period(one, day, line) if place else None
        if place is None or period is None:
            return
        values: dict[str, Any] = {
            "school_unit_code": place[0], "school_unit": place[1], "period": period.text, "year": period.year,
            "row": line,
        }  # fmt: skip
        if self.mapping.people:
            values["person"] = self.person(one, line)
            if values["person"] is None:
                return
        for field in self.kind.about:
            if field.type == "text" and field.code in one:
                values[field.code] = " ".join(one[field.code].split())
            elif field.type == "date":
                values[field.code] = day
        sex = _SEXES.get(one.get("sex", "").lower())
        if sex is None:
            self.log.add(self.source, line, self.column_of.get("sex", ""), "warning", "unknown_value")
        if "sex" in self.fields:
            values["sex"] = sex or ""
        cells = self.cells(one, line)
        for code, cell in cells.items():
            values |= {code: cell.value, f"{code}_mark": cell.mark.value, f"{code}_printed": cell.printed}
        self.rows.add(**values)
        if not self.mapping.people:
            self.observe(values, cells, line)

    def cells(self, one: dict[str, str], line: int) -> dict[str, Cell]:
        found: dict[str, Cell] = {}
        for field in self.kind.figures:
            if field.code not in one:
                continue
            cell = parse(one[field.code])
            low, high = (0.0, 100.0) if field.code.endswith("share") else (float("-inf"), float("inf"))
            if cell.mark is Mark.UNREADABLE or (cell.value is not None and not low <= cell.value <= high):
                code = "unreadable" if cell.mark is Mark.UNREADABLE else "out_of_range"
                self.log.add(self.source, line, self.column_of.get(field.code, ""), "warning", code)
                cell = Cell(None, Mark.UNREADABLE, cell.printed)
            found[field.code] = cell
        if not found and self.kind.counts_rows:
            found["count"] = Cell(1.0, Mark.VALUE, None, 1.0, 1.0)
        return found

    def observe(self, values: dict[str, Any], cells: dict[str, Cell], line: int) -> None:
        about = [f for f in self.kind.about if f.type == "text" and f.code not in ("year_group", "sex", "subject")]
        group = ";".join(f"{f.code}={values[f.code]}" for f in about if values.get(f.code))
        for code, cell in cells.items():
            self.observations.add_cell(
                cell, level="unit", school_unit_code=values["school_unit_code"], name=values["school_unit"],
                period=values["period"], year=values["year"], measure=f"own:{self.mapping.kind}:{code}",
                year_group=values.get("year_group", ""), sex=values.get("sex", ""),
                subject=values.get("subject", ""), group=group, row=line, column=self.column_of.get(code, ""),
            )  # fmt: skip


def read(opened: Opened, options: Options) -> Reading:
    """Raises `RefusedFileError` for a mapping that does not fit the file."""
    mapping = options.mapping
    if not isinstance(mapping, Mapping):
        raise RefusedFileError("bad_mapping")
    lines = rows_of(opened, mapping.sheet)
    if not 1 <= mapping.header_row <= len(lines):
        raise RefusedFileError("bad_mapping", str(mapping.header_row))
    header = [cell.strip() for cell in lines[mapping.header_row - 1]]
    for column in mapping.columns:
        if column not in header:
            raise RefusedFileError("bad_mapping", column)
        if header.count(column) > 1:
            raise RefusedFileError("bad_mapping", column)
    table = _Table(opened, mapping, options)
    at = {header.index(column): meaning for column, meaning in mapping.columns.items()}
    for index, column in enumerate(header):
        if column and index not in at:
            table.log.add(opened.name, mapping.header_row, column, "note", "column_left_out")
    for line, row in enumerate(lines[mapping.header_row :], mapping.header_row + 1):
        if not any(cell.strip() for cell in row):
            continue
        if len(row) <= max(at):
            table.log.add(opened.name, line, "", "error", "short_row")
            continue
        table.add({**mapping.constants, **{meaning: row[index].strip() for index, meaning in at.items()}}, line)
    if table.any_protected:
        table.log.add(opened.name, 0, "", "warning", "protected_left_out")
    if not table.rows.count:
        raise RefusedFileError("no_rows")
    name = f"own_{mapping.kind}{'_people' if mapping.people else ''}"
    tables = {name: table.rows.table()}
    if table.observations.count:
        tables["observations"] = table.observations.table()
    title = mapping.title or re.sub(r"[-_]+", " ", opened.name.rsplit(".", 1)[0])
    return Reading("own", title, tables, table.log)


READER = Reader(
    code="own",
    swedish="Egen tabell (CSV eller Excel) med angivna kolumner",
    english="A table of one's own (CSV or Excel) with mapped columns",
    publisher="",
    licence=OWN,
    recognises=lambda _: False,
    read=read,
)

__all__ = ["READER", "MappingError", "header_of", "read", "rows_of"]
