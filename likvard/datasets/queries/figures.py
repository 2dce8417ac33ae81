"""A municipality's own figures: its schools, how many pupils they have, their composition and results, year by year,
each with its mark and its source."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, NamedTuple
from uuid import UUID

from likvard.intake.marks import Mark, State, state_of
from likvard.intake.measures import by_code
from likvard.terms.municipalities import by_code as municipality_by_code

from .reading import store

# What a page of a municipality shows, in this order.
SHOWN = (
    "pupils", "foreign_background_share", "parents_post_secondary_share", "year9_pupils", "year9_merit_value",
    "year9_all_subjects_share", "year9_eligible_share", "certified_teachers_share", "pupils_per_teacher",
    "survey_index",
)  # fmt: skip


class Figure(NamedTuple):
    """One figure as it is printed: `state` tells withheld, none and missing apart."""

    year: int
    period: str
    value: float | None
    low: float | None
    high: float | None
    state: State
    source: str  # key of `Place.sources`
    row: int


@dataclass(frozen=True, slots=True)
class Series:
    """One measure of one school over the years; `group` tells survey topics apart."""

    measure: str
    group: str
    figures: tuple[Figure, ...]

    @property
    def last(self) -> Figure:
        return self.figures[-1]


@dataclass(frozen=True, slots=True)
class School:
    code: str
    name: str
    series: tuple[Series, ...]

    def of(self, measure: str) -> Series | None:
        return next((one for one in self.series if one.measure == measure), None)


@dataclass(frozen=True, slots=True)
class Total:
    """All schools of a year together: the sum of counts, or the mean weighted by pupils, over the schools that show
    both; `schools` of `of` are in it."""

    measure: str
    period: str
    value: float
    kind: Literal["sum", "mean"]
    schools: int
    of: int


@dataclass(frozen=True, slots=True)
class Source:
    title: str
    publisher: str
    licence: str
    fetched_on: str


@dataclass(frozen=True, slots=True)
class Place:
    code: str
    name: str
    schools: tuple[School, ...]
    totals: tuple[Total, ...]
    sources: dict[str, Source]


_STATES = {mark.value: state_of(mark) for mark in Mark}
_WEIGHTS = {
    "foreign_background_share": "pupils",
    "parents_post_secondary_share": "pupils",
    "year9_merit_value": "year9_pupils",
    "year9_all_subjects_share": "year9_pupils",
}


def municipality_page(code: str, *, holders: Iterable[UUID] = ()) -> Place | None:
    """Everything for one municipality (four digits), open data and the own data of `holders`; `None` for an unknown
    code. From the shipped extract before anything is published."""
    municipality = municipality_by_code(code)
    if municipality is None:
        return None
    cursor = store()
    table = cursor.sql(
        """select school_unit_code, name, measure, "group", year, period, value, low, high, mark, version, row
           from figures where municipality_code = ? and level = 'unit' and current and measure = any(?)
             and holder = any(?) and school_form in ('compulsory', '') and year is not null
           order by school_unit_code, measure, "group", year""",
        params=[code, list(SHOWN), ["", *map(str, holders)]],
    ).to_arrow_table()
    # By columns: a great municipality has fifteen thousand figures.
    rows = zip(*(column.to_pylist() for column in table.columns), strict=True)
    schools: dict[str, list[tuple[str, str, Figure]]] = {}
    names: dict[str, tuple[int, str]] = {}
    for unit, name, measure, group, year, period, value, low, high, mark, version, row in rows:
        figure = Figure(year, period, value, low, high, _STATES[mark], version, row)
        schools.setdefault(unit or name, []).append((measure, group, figure))
        if name and year >= names.get(unit or name, (0, ""))[0]:
            names[unit or name] = (year, name)
    made = [
        School(unit, names.get(unit, (0, unit))[1], _series(figures)) for unit, figures in schools.items()
    ]  # fmt: skip
    made.sort(key=lambda school: school.name.lower())
    used = sorted({figure.source for school in made for one in school.series for figure in one.figures})
    return Place(code, municipality.name, tuple(made), tuple(_totals(made)), _sources(cursor, used))


def _series(figures: list[tuple[str, str, Figure]]) -> tuple[Series, ...]:
    found: dict[tuple[str, str], list[Figure]] = {}
    for measure, group, figure in figures:
        found.setdefault((measure, group), []).append(figure)
    order = {measure: index for index, measure in enumerate(SHOWN)}
    return tuple(
        Series(measure, group, tuple(inner))
        for (measure, group), inner in sorted(found.items(), key=lambda one: (order[one[0][0]], one[0][1]))
    )


def _totals(schools: list[School]) -> Iterable[Total]:
    """Of the last year that any school has, measure by measure."""
    for measure in SHOWN:
        known = by_code()[measure]
        held = [(school, one) for school in schools if (one := school.of(measure))]
        if not held or (known.unit != "count" and measure not in _WEIGHTS):
            continue
        year = max(figure.year for _, one in held for figure in one.figures)
        of_year = [(school, f) for school, one in held for f in one.figures if f.year == year]
        period = of_year[0][1].period
        if known.unit == "count":
            values = [f.value for _, f in of_year if f.value is not None]
            if values:
                yield Total(measure, period, sum(values), "sum", len(values), len(of_year))
            continue
        pairs = [
            (f.value, weight)
            for school, f in of_year
            if f.value is not None and (weight := _weight(school, _WEIGHTS[measure], year))
        ]
        if pairs:
            mean = sum(value * weight for value, weight in pairs) / sum(weight for _, weight in pairs)
            yield Total(measure, period, mean, "mean", len(pairs), len(of_year))


def _weight(school: School, measure: str, year: int) -> float | None:
    one = school.of(measure)
    return next((f.value for f in one.figures if f.year == year), None) if one else None


def _sources(cursor: object, versions: list[str]) -> dict[str, Source]:
    found = cursor.execute(  # type: ignore[attr-defined]
        "select version, title, publisher, licence, fetched_on from sources where list_contains(?, version)",
        [versions],
    ).fetchall()
    return {
        version: Source(title, publisher, licence, str(fetched or ""))
        for version, title, publisher, licence, fetched in found
    }
