"""One measure of many school units over the years, and the units most alike in intake: what a comparison is made of."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from likvard.intake.measures import by_code

from .reading import store

# What pupils bring along, as far as open statistics tell. Never what the school itself decides.
INTAKE = ("parents_post_secondary_share", "foreign_background_share")
# Who the pupils are is no outcome of what the school does.
NO_OUTCOMES = frozenset(
    {*INTAKE, "girls_share", "girls_share_preschool_class", "boys_share", "newly_arrived_share", "parents_education"}
)
# The years of a unit before a measure without which nothing can be said of how it was going.
FEWEST_YEARS = 2


@dataclass(frozen=True, slots=True)
class PanelRow:
    """A figure with a value; what is withheld or missing has no row."""

    code: str
    name: str
    year: int
    period: str
    value: float
    source: str


@dataclass(frozen=True, slots=True)
class Alike:
    """A unit with its intake, in per cent, and how far that lies from the units it would be compared with (standard
    deviations of all units)."""

    code: str
    name: str
    municipality_code: str
    intake: dict[str, float]
    distance: float


@dataclass(frozen=True, slots=True)
class Indicator:
    """A series that the units have figures for: `years` of them with a value for one unit at least."""

    measure: str
    subject: str
    group: str
    years: tuple[int, ...]


_HELD = """current and level = 'unit' and value is not null and year is not null and sex = ''
    and holder = any(?)"""

_FORM = "case school_form when 'compulsory' then 0 when '' then 1 else 2 end"


def _holders(holders: Iterable[UUID]) -> list[str]:
    return ["", *map(str, holders)]


def panel(
    *, measure: str, subject: str = "", group: str = "", codes: Iterable[str], holders: Iterable[UUID] = ()
) -> list[PanelRow]:
    """Every published value of the units, by unit and year; the compulsory school's where a unit has several forms."""
    rows = store().execute(
        f"""select school_unit_code, any_value(name), year, any_value(period), arg_min(value, {_FORM}),
                any_value(version)
            from figures where {_HELD} and measure = ? and subject = ? and "group" = ? and school_unit_code = any(?)
            group by school_unit_code, year order by school_unit_code, year""",  # noqa: S608 - words of our own
        [_holders(holders), measure, subject, group, sorted(set(codes))],
    ).fetchall()  # fmt: skip
    return [PanelRow(*row) for row in rows]


def indicators_of(codes: Iterable[str], *, holders: Iterable[UUID] = (), fewest: int = 3) -> list[Indicator]:
    """What the units can be followed by: series with values in `fewest` years at least, results and conditions both.
    Counts are no outcomes and left out."""
    found = store().execute(
        f"""select measure, subject, "group", list(distinct year order by year) as years
            from figures where {_HELD} and school_unit_code = any(?)
            group by all having len(years) >= ? order by measure, subject, "group" """,  # noqa: S608
        [_holders(holders), sorted(set(codes)), fewest],
    ).fetchall()  # fmt: skip
    known = by_code()
    return [
        Indicator(measure, subject, group, tuple(years))
        for measure, subject, group, years in found
        if measure in known and known[measure].unit != "count" and measure not in NO_OUTCOMES
    ]


def alike(
    codes: Sequence[str],
    *,
    measure: str,
    subject: str = "",
    group: str = "",
    before: int,
    count: int = 12,
    holders: Iterable[UUID] = (),
) -> list[Alike]:
    """The units most like `codes` in intake, of those with values in the measure for `FEWEST_YEARS` years before.

    Intake is the last that was known before `before`: the choice looks at nothing that came after.
    """
    held = _holders(holders)
    rows = store().execute(
        f"""with usable as (
                select school_unit_code from figures
                where {_HELD} and measure = ? and subject = ? and "group" = ? and year < ? and school_unit_code <> ''
                group by school_unit_code having count(distinct year) >= ?
            ), intake as (
                select school_unit_code, measure, arg_max(value, year) as value, arg_max(name, year) as name,
                    arg_max(municipality_code, year) as municipality_code
                from figures where {_HELD} and measure = any(?) and year <= ? and school_form = 'compulsory'
                group by school_unit_code, measure
            )
            select i.school_unit_code, any_value(i.name), any_value(i.municipality_code),
                max(i.value) filter (i.measure = ?), max(i.value) filter (i.measure = ?)
            from intake i semi join usable u on i.school_unit_code = u.school_unit_code
            group by i.school_unit_code having count(*) = 2""",  # noqa: S608
        [held, measure, subject, group, before, FEWEST_YEARS, held, list(INTAKE), before, *INTAKE],
    ).fetchall()  # fmt: skip
    own = set(codes)
    targets = [row for row in rows if row[0] in own]
    others = [row for row in rows if row[0] not in own]
    if not targets or len(others) < 2:
        return []
    spread = [_spread([row[at] for row in rows]) for at in (3, 4)]
    centre = [sum(row[at] for row in targets) / len(targets) for at in (3, 4)]

    def far(row: tuple) -> float:
        parts = ((row[at] - middle) / wide for at, middle, wide in zip((3, 4), centre, spread, strict=True))
        return sum(part * part for part in parts) ** 0.5

    nearest = sorted(others, key=lambda row: (far(row), row[0]))[:count]
    return [
        Alike(
            code, name, place, dict(zip(INTAKE, (first, second), strict=True)), far((code, name, place, first, second))
        )
        for code, name, place, first, second in nearest
    ]


def others_in(
    municipality_code: str,
    *,
    measure: str,
    subject: str = "",
    group: str = "",
    before: int,
    holders: Iterable[UUID] = (),
) -> list[tuple[str, str]]:
    """Code and name of the municipality's units with values in the measure for `FEWEST_YEARS` years before `before`."""
    return store().execute(
        f"""select school_unit_code, any_value(name) as name from figures
            where {_HELD} and municipality_code = ? and measure = ? and subject = ? and "group" = ? and year < ?
              and school_unit_code <> ''
            group by school_unit_code having count(distinct year) >= ? order by name, school_unit_code""",  # noqa: S608
        [_holders(holders), municipality_code, measure, subject, group, before, FEWEST_YEARS],
    ).fetchall()  # fmt: skip


def _spread(values: list[float]) -> float:
    mean = sum(values) / len(values)
    return max((sum((value - mean) ** 2 for value in values) / len(values)) ** 0.5, 1e-9)
