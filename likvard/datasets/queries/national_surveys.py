"""Skolenkäten's indices of school units, to be held against surveys of one's own."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from .reading import store


@dataclass(frozen=True, slots=True)
class NationalIndex:
    """One topic's index (0–10) of one unit as Skolinspektionen printed it; None where it is withheld or missing.
    `year_group` "8", or "2" of the upper secondary school; "" for staff and guardians."""

    unit: str
    topic: str
    year: int
    year_group: str
    value: float | None
    source: str  # the title of the dataset, with its publisher


def national_indices(
    units: Iterable[str], *, who: str, topics: Iterable[str], holders: Iterable[UUID] = ()
) -> tuple[NationalIndex, ...]:
    """Every year that is known, the oldest first; open data and the own imports of `holders`. `who`: pupils, staff or
    guardians; `units` are school unit codes."""
    groups = {f"who={who};topic={topic}": topic for topic in topics}
    rows = (
        store()
        .execute(
            """select f.school_unit_code, f."group", f.year, f.year_group, f.value, s.title, s.publisher
               from figures f left join sources s on s.version = f.version
               where f.measure = 'survey_index' and f.level = 'unit' and f.current and f.year is not null
                 and f.school_unit_code = any(?) and f."group" = any(?) and f.holder = any(?)
               order by f.year, f.school_unit_code, f."group", f.year_group""",
            [list(units), list(groups), ["", *map(str, holders)]],
        )
        .fetchall()
    )
    return tuple(
        NationalIndex(unit, groups[group], year, year_group or "", value, ", ".join(filter(None, (publisher, title))))
        for unit, group, year, year_group, value, title, publisher in rows
    )
