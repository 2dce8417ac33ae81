"""Where a figure comes from: the file, its checksum, the row and the column."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from .reading import store


@dataclass(frozen=True, slots=True)
class Trace:
    """One printed figure and its origin; `current` where it is the one that holds. `first_row`–`last_row` are lines of
    the file (of its unpacked text)."""

    value: float | None
    mark: str
    printed: str
    current: bool
    title: str
    publisher: str
    licence: str
    file_name: str
    checksum: str
    fetched_on: date | None
    imported_at: str  # with its time zone; empty for what ships with the product
    first_row: int
    last_row: int
    column: str
    version: str


def trace(
    *,
    measure: str,
    year: int,
    school_unit_code: str = "",
    municipality_code: str = "",
    year_group: str | None = None,
    sex: str = "",
    subject: str = "",
    group: str = "",
    holders: Iterable[UUID] = (),
) -> list[Trace]:
    """Every print of a figure, the one that holds first. A unit by its code, else a municipality."""
    cursor = store()
    columns = {row[0] for row in cursor.execute("describe figures").fetchall()}
    optional = ["printed" if "printed" in columns else "''", '"column"' if "column" in columns else "''"]
    unit = bool(school_unit_code)
    rows = cursor.execute(
        f"""select f.value, f.mark, {optional[0]}, f.current, s.title, s.publisher, s.licence, s.file_name, s.checksum,
            s.fetched_on, coalesce(s.imported_at, ''), f.row, f.row, {optional[1]}, f.version
            from figures f join sources s on f.version = s.version
            where f.measure = ? and f.year = ? and f.sex = ? and f.subject = ? and f."group" = ?
              and list_contains(?, f.holder) and (?::varchar is null or f.year_group = ?)
              and case when ? then f.level = 'unit' and f.school_unit_code = ?
                       else f.level = 'municipality' and f.municipality_code = ? end
            order by f.current desc, s.imported_at desc nulls last""",  # noqa: S608 - two column names of our own
        [measure, year, sex, subject, group, ["", *map(str, holders)], year_group, year_group, unit, school_unit_code,
         municipality_code],
    ).fetchall()  # fmt: skip
    return [Trace(*row) for row in rows]
