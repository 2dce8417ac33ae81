"""The published figures of some school units: open data alone, so that anybody may see them."""

from collections.abc import Collection
from typing import NamedTuple

from likvard.intake.marks import Mark, State, state_of

from .figures import Source
from .reading import store


class UnitFigure(NamedTuple):
    """One figure of one unit as it is printed. `value` None: `state` tells withheld, none and missing apart."""

    unit: str
    measure: str
    group: str
    year_group: str
    year: int
    period: str
    value: float | None
    low: float | None
    high: float | None
    state: State
    source: str  # key of the sources beside


_STATES = {mark.value: state_of(mark) for mark in Mark}


def published_of_units(
    codes: Collection[str], measures: Collection[str], *, since: int
) -> tuple[list[UnitFigure], dict[str, Source]]:
    """Figures of all pupils of the compulsory school (none of one sex or one subject), from the year `since` on, by
    unit, measure and year; and where they come from. No figure at all for units that no source has."""
    if not codes:
        return [], {}
    cursor = store()
    table = cursor.sql(
        """select school_unit_code, measure, "group", year_group, year, period, value, low, high, mark, version
           from figures where school_unit_code = any(?) and measure = any(?) and year >= ? and level = 'unit'
             and current and holder = '' and sex = '' and subject = '' and school_form in ('compulsory', '')
           order by school_unit_code, measure, "group", year_group, year""",
        params=[sorted(codes), sorted(measures), since],
    ).to_arrow_table()
    rows = zip(*(column.to_pylist() for column in table.columns), strict=True)
    figures = [UnitFigure(*row[:9], _STATES[row[9]], row[10]) for row in rows]
    used = sorted({one.source for one in figures})
    found = cursor.execute(
        "select version, title, publisher, licence, fetched_on from sources where list_contains(?, version)", [used]
    ).fetchall()
    return figures, {row[0]: Source(row[1], row[2], row[3], str(row[4] or "")) for row in found}
