"""A municipality's own figures: its schools, how many pupils they have, their composition and results, year by year,
each with its mark and its source."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple
from uuid import UUID

import numpy as np
import pyarrow as pa

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
        """select if(school_unit_code = '', name, school_unit_code) as unit, name, measure, "group", year, period,
             value, low, high, mark, version, row
           from figures where municipality_code = ? and level = 'unit' and current and measure = any(?)
             and holder = any(?) and school_form in ('compulsory', '') and year is not null
           order by unit, list_position(?, measure), "group", year""",
        params=[code, list(SHOWN), ["", *map(str, holders)], list(SHOWN)],
    ).to_arrow_table()
    made = sorted(_schools(table), key=lambda school: school.name.lower())
    versions = sorted(table.column("version").unique().to_pylist())
    return Place(code, municipality.name, tuple(made), tuple(_totals(made)), _sources(cursor, versions))


def _schools(table: pa.Table) -> Iterator[School]:
    """Column by column, for a great municipality has twenty thousand figures: each school and each of its series is
    a run of rows."""
    unit, name, measure, group, period, version, mark = (
        _coded(table.column(one)) for one in ("unit", "name", "measure", "group", "period", "version", "mark")
    )
    year, value, low, high, row = (
        table.column(one).to_numpy(zero_copy_only=False).tolist() for one in ("year", "value", "low", "high", "row")
    )
    state = Coded(np.array([_STATES[one] for one in mark.words], dtype=object), mark.codes)
    fields = (year, period.spelled, _known(value), _known(low), _known(high), state.spelled, version.spelled, row)
    figures = list(map(Figure._make, zip(*fields, strict=True)))
    ends = _ends(unit.codes, measure.codes, group.codes)
    starts = np.concatenate([[0], ends[:-1] + 1])[: len(ends)]
    series = [
        Series(one, topic, tuple(figures[first:after]))
        for one, topic, first, after in zip(
            measure.words[measure.codes[ends]].tolist(), group.words[group.codes[ends]].tolist(),
            starts.tolist(), (ends + 1).tolist(), strict=True,
        )
    ]  # fmt: skip
    last_rows = _ends(unit.codes)
    codes = unit.words[unit.codes[last_rows]].tolist()
    counts = np.searchsorted(ends, last_rows, side="right").tolist()
    first = start = 0
    for code, last, count in zip(codes, last_rows.tolist(), counts, strict=True):
        called = name.codes[start : last + 1]
        place = start
        if (called != called[0]).any() or not name.words[called[0]]:  # the name of the last year that has one
            known = [one for one in range(start, last + 1) if name.words[name.codes[one]]]
            place = max(known, key=lambda one: (year[one], one), default=start)
        yield School(code, name.words[name.codes[place]] or code, tuple(series[first:count]))
        first, start = count, last + 1


class Coded(NamedTuple):
    """A column of words: the different ones, and for each row the number of its word."""

    words: np.ndarray
    codes: np.ndarray

    @property
    def spelled(self) -> list[str]:
        return self.words[self.codes].tolist()


def _known(numbers: list[float]) -> list[float | None]:
    """What Arrow gives as "not a number" is nothing."""
    return [None if number != number else number for number in numbers]


def _coded(column: pa.ChunkedArray) -> Coded:
    coded = column.combine_chunks().dictionary_encode()
    return Coded(coded.dictionary.to_numpy(zero_copy_only=False), coded.indices.to_numpy())


def _ends(*codes: np.ndarray) -> np.ndarray:
    """The last row of each run of rows that are alike."""
    if not len(codes[0]):
        return np.zeros(0, dtype=np.int64)
    changes = np.logical_or.reduce([code[1:] != code[:-1] for code in codes])
    return np.append(np.flatnonzero(changes), len(codes[0]) - 1)


def _totals(schools: list[School]) -> Iterable[Total]:
    """Of the last year that any school has, measure by measure."""
    all_of = [{one.measure: one for one in reversed(school.series)} for school in schools]
    for measure in SHOWN:
        known = by_code()[measure]
        held = [(of, one) for of in all_of if (one := of.get(measure))]
        if not held or (known.unit != "count" and measure not in _WEIGHTS):
            continue
        year = max(one.last.year for _, one in held)  # a series is in the order of years
        of_year = [(of, f) for of, one in held if one.last.year == year for f in one.figures if f.year == year]
        period = of_year[0][1].period
        if known.unit == "count":
            values = [f.value for _, f in of_year if f.value is not None]
            if values:
                yield Total(measure, period, sum(values), "sum", len(values), len(of_year))
            continue
        pairs = [
            (f.value, weight)
            for of, f in of_year
            if f.value is not None and (weight := _weight(of.get(_WEIGHTS[measure]), year))
        ]
        if pairs:
            mean = sum(value * weight for value, weight in pairs) / sum(weight for _, weight in pairs)
            yield Total(measure, period, mean, "mean", len(pairs), len(of_year))


def _weight(one: Series | None, year: int) -> float | None:
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
