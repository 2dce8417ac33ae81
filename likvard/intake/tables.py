"""The typed tables that every reader gives, as Arrow schemas, and builders for them.

`OBSERVATIONS` holds every published figure, one a row, whatever file it came from: what it is about, what was
measured, the figure with its bounds, the mark with its reason, and the line and column of the file where it stands.
Tables about pupils hold keyed pseudonyms, never names or numbers of people, and are never mixed with these.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa

from likvard.intake.marks import Cell

TEXT = pa.string()

# `level` is unit, organiser, municipality, county or country. `year` is the first calendar year of a school year
# (2019 for 2019/20), the calendar year of a year, the year of a term. `year_group` F, 0-10; `sex` girls, boys or "";
# `group` any other breakdown as `name=code`, joined by `;`.
OBSERVATIONS = pa.schema(
    [
        ("level", TEXT),
        ("school_unit_code", TEXT),
        ("organisation_number", TEXT),
        ("municipality_code", TEXT),
        ("name", TEXT),
        ("school_form", TEXT),
        ("period", TEXT),
        ("year", pa.int16()),
        ("measure", TEXT),
        ("year_group", TEXT),
        ("sex", TEXT),
        ("subject", TEXT),
        ("group", TEXT),
        ("value", pa.float64()),
        ("low", pa.float64()),
        ("high", pa.float64()),
        ("mark", TEXT),
        ("reason", TEXT),
        ("printed", TEXT),
        ("row", pa.int32()),
        ("column", TEXT),
    ]
)
UNITS = pa.schema(
    [
        ("school_unit_code", TEXT),
        ("name", TEXT),
        ("organisation_number", TEXT),
        ("organiser", TEXT),
        ("organiser_kind", TEXT),
        ("municipality_code", TEXT),
        ("school_forms", pa.list_(TEXT)),
        ("school_years", pa.list_(TEXT)),
        ("latitude", pa.float64()),
        ("longitude", pa.float64()),
        ("row", pa.int32()),
    ]
)
MEASURES = pa.schema(
    [
        ("measure", TEXT),
        ("title", TEXT),
        ("description", TEXT),
        ("area", TEXT),
        ("by_sex", pa.bool_()),
        ("row", pa.int32()),
    ]
)
# Pupils. `person` is a keyed pseudonym of 26 letters and digits; `birth_year` comes from the number.
PUPIL_GRADES = pa.schema(
    [
        ("person", TEXT),
        ("school_unit_code", TEXT),
        ("class_label", TEXT),
        ("sex", TEXT),
        ("birth_year", pa.int16()),
        ("year_group", TEXT),
        ("year", pa.int16()),
        ("subject", TEXT),
        ("language", TEXT),
        ("grade", TEXT),
        ("points", pa.float64()),
        ("mark", TEXT),
        ("reason", TEXT),
        ("printed", TEXT),
        ("row", pa.int32()),
        ("column", TEXT),
    ]
)
PUPIL_TESTS = pa.schema(
    [
        ("person", TEXT),
        ("school_unit_code", TEXT),
        ("sex", TEXT),
        ("birth_year", pa.int16()),
        ("year_group", TEXT),
        ("year", pa.int16()),
        ("subject", TEXT),
        ("part", TEXT),  # "A", "G1"; "" for the grade of the whole test
        ("kind", TEXT),  # grade, points, reached, taken
        ("grade", TEXT),
        ("value", pa.float64()),
        ("mark", TEXT),
        ("reason", TEXT),
        ("printed", TEXT),
        ("row", pa.int32()),
        ("column", TEXT),
    ]
)
ENROLMENTS = pa.schema(
    [
        ("person", TEXT),
        ("school_unit_code", TEXT),
        ("school_form", TEXT),
        ("year_group", TEXT),
        ("sex", TEXT),
        ("birth_year", pa.int16()),
        ("starts", pa.date32()),
        ("ends", pa.date32()),
        ("row", pa.int32()),
    ]
)
ATTENDANCE = pa.schema(
    [
        ("person", TEXT),
        ("activity", TEXT),
        ("starts", pa.date32()),
        ("ends", pa.date32()),
        ("attended_minutes", pa.int64()),
        ("valid_absence_minutes", pa.int64()),
        ("invalid_absence_minutes", pa.int64()),
        ("other_minutes", pa.int64()),
        ("reported_minutes", pa.int64()),
        ("offered_minutes", pa.int64()),
        ("row", pa.int32()),
    ]
)
ABSENCES = pa.schema(
    [
        ("person", TEXT),
        ("school_unit_code", TEXT),
        ("kind", TEXT),
        ("starts", pa.timestamp("s", tz="UTC")),
        ("ends", pa.timestamp("s", tz="UTC")),
        ("row", pa.int32()),
    ]
)
ORGANISATIONS = pa.schema(
    [
        ("id", TEXT),
        ("name", TEXT),
        ("kind", TEXT),
        ("organisation_number", TEXT),
        ("school_unit_code", TEXT),
        ("municipality_code", TEXT),
        ("parent", TEXT),
        ("school_forms", pa.list_(TEXT)),
        ("starts", pa.date32()),
        ("ends", pa.date32()),
        ("row", pa.int32()),
    ]
)

# Table name → (schema, whether its rows are about people).
SCHEMAS: dict[str, tuple[pa.Schema, bool]] = {
    "observations": (OBSERVATIONS, False),
    "units": (UNITS, False),
    "measures": (MEASURES, False),
    "organisations": (ORGANISATIONS, False),
    "pupil_grades": (PUPIL_GRADES, True),
    "pupil_tests": (PUPIL_TESTS, True),
    "enrolments": (ENROLMENTS, True),
    "attendance": (ATTENDANCE, True),
    "absences": (ABSENCES, True),
}
SCHEMA_VERSION = "1"


class Rows:
    """Collects rows of one schema by column; every field that is not given is null (text: empty)."""

    def __init__(self, schema: pa.Schema) -> None:
        self.schema = schema
        self.columns: dict[str, list[Any]] = {name: [] for name in schema.names}
        self._defaults = {field.name: "" if field.type == TEXT else None for field in schema}
        self._appends = [(name, column.append, self._defaults[name]) for name, column in self.columns.items()]
        self.count = 0

    def add(self, **values: Any) -> None:
        if not values.keys() <= self.columns.keys():
            raise KeyError(f"no such columns: {sorted(values.keys() - self.columns.keys())}")
        for name, append, default in self._appends:
            append(values.get(name, default))
        self.count += 1

    def add_cell(self, cell: Cell, **values: Any) -> None:
        """A row whose figure is a cell: value, bounds, mark, reason and text are taken from it."""
        self.add(
            value=cell.value,
            low=cell.low,
            high=cell.high,
            mark=cell.mark.value,
            reason=cell.reason,
            printed=cell.printed,
            **values,
        )

    def add_cells(
        self, cells: Sequence[Cell], *, columns: Mapping[str, Sequence[Any]], same: Mapping[str, Any]
    ) -> None:
        """Many rows at once: `columns` hold one value a row, `same` what all rows have."""
        count = len(cells)
        given: dict[str, Sequence[Any]] = {
            **columns,
            "value": [cell.value for cell in cells],
            "low": [cell.low for cell in cells],
            "high": [cell.high for cell in cells],
            "mark": [cell.mark.value for cell in cells],
            "reason": [cell.reason for cell in cells],
            "printed": [cell.printed for cell in cells],
        }
        for name, column in self.columns.items():
            if name in given:
                column.extend(given[name])
            else:
                column.extend([same.get(name, self._defaults[name])] * count)
        self.count += count

    def table(self) -> pa.Table:
        return pa.table(self.columns, schema=self.schema)
