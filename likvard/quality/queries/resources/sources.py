"""What a pot is divided by: the units that may share it, their open figures by year, and the country's formula."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from likvard.analysis.disclosure import load
from likvard.analysis.errors import DataError
from likvard.analysis.need import Need, expected_need
from likvard.analysis.results import Text
from likvard.analysis.table import Floats, of_columns
from likvard.datasets.queries.state import Reach, open_part, sources_of, units_of_municipality
from likvard.organisations.models import Organisation, SchoolUnit
from likvard.quality.queries.state.nation import nation
from likvard.quality.queries.state.places import Place, held
from likvard.quality.queries.state.points import Series

# Units of fewer pupils than this have no need of their own: the amount would tell who goes there.
FEWEST = load("elever").threshold
SINCE = 2017
MEASURES = {"pupils": "pupils", "parents_post_secondary_share": "parents", "foreign_background_share": "abroad"}
INTAKE = ("parents", "abroad")
_OUTCOME = "year9_all_subjects_share|9|"
_ALIKE = 50  # schools that a withheld share is read from
_NO_NEED = frozenset({"girls_share", "girls_share_preschool_class", "survey_response_share"})
_LESS_IS_NEED = frozenset({"parents_post_secondary_share"})  # beside those of which a high share is good

COLUMNS = {
    "parents": Text(
        "andelen elever med föräldrar med eftergymnasial utbildning (procent)",
        "the share of pupils whose parents have post-secondary education (per cent)",
    ),
    "abroad": Text(
        "andelen elever med utländsk bakgrund (procent)", "the share of pupils with foreign background (per cent)"
    ),
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A unit that may share the pot; `unit` where it is in the register here."""

    code: str
    name: str
    unit: SchoolUnit | None


def candidates(holder: Organisation) -> list[Candidate]:
    """The organiser's own units by name; every school of the municipality before a register is imported."""
    own = SchoolUnit.objects.filter(organisation=holder).exclude(status="UPPHORT").order_by("name", "school_unit_code")
    found = [Candidate(one.school_unit_code, one.name, one) for one in own]
    if found or holder.kind != Organisation.Kind.MUNICIPALITY:
        return found
    named = units_of_municipality(holder.municipality_code)
    return [Candidate(code, name, None) for code, name in sorted(named.items(), key=lambda one: (one[1].lower(), one))]


Figures = dict[str, dict[str, dict[str, float | None]]]  # code → year → pupils, parents, abroad


def figures_of(holder: Organisation, units: Collection[tuple[str, str]]) -> tuple[Figures, list[dict[str, str]]]:
    """The figures of all years, null where withheld, and their sources: open statistics, and the organiser's own
    tables where it has imported such."""
    found: Figures = {}
    versions: set[str] = set()
    for code, series in held(_place(holder, units), _own(holder)).units.items():
        for one in series:
            column, key = MEASURES.get(one.key.measure), one.key
            if column is None or any(key[2:]) or key.school_form not in ("compulsory", ""):
                continue
            for point in one.points:
                if point.year >= SINCE:
                    year = found.setdefault(code, {}).setdefault(str(point.year), dict.fromkeys(MEASURES.values()))
                    year[column] = point.value
                    versions.add(point.version)
    told = [
        {"title": one.title, "publisher": one.publisher, "licence": one.licence, "fetched_on": one.fetched_on}
        for one in sources_of(versions).values()
    ]
    return found, sorted(told, key=lambda one: (one["publisher"], one["title"]))


def _place(holder: Organisation, units: Collection[tuple[str, str]]) -> Place:
    return Place("organiser", f"huvudman-{holder.pk}", holder.name, tuple(sorted(units)), "", holder.pk)


def _own(holder: Organisation) -> Reach:
    """Only those who work with the whole organisation's money come here."""
    return Reach(frozenset({str(holder.pk)}))


@dataclass(frozen=True, slots=True)
class Country:
    """Every school of the country that shows its intake: shares in per cent, and pupils."""

    parents: Floats
    abroad: Floats
    pupils: Floats

    def abroad_like(self, parents: float) -> float:
        """The share of foreign background among the schools whose parents have an education most alike."""
        nearest = np.argsort(np.abs(self.parents - parents), kind="stable")[:_ALIKE]
        return float((self.abroad[nearest] * self.pupils[nearest]).sum() / self.pupils[nearest].sum())

    def mean(self, column: str) -> float:
        values = self.parents if column == "parents" else self.abroad
        return float((values * self.pupils).sum() / self.pupils.sum())


def country() -> Country:
    return _country(open_part())


@lru_cache(maxsize=2)
def _country(store: str) -> Country:
    shown = [(one[3], one[2], one[4]) for _, one in sorted(nation().units.items()) if None not in one[2:5]]
    parents, abroad, pupils = (np.array(column, dtype=np.float64) for column in zip(*shown, strict=True))
    return Country(parents, abroad, pupils)


def need_given(columns: tuple[str, ...]) -> Need | None:
    """What schools with such an intake have in common: the share of year 9 that does not meet the criteria in all
    subjects, fitted to the country's schools in the last year. None where the data cannot tell."""
    return _need(open_part(), columns)


@lru_cache(maxsize=8)
def _need(store: str, columns: tuple[str, ...]) -> Need | None:
    known = nation()
    figures = known.figures.get(_OUTCOME, {})
    last = max((int(point[0]) for points in figures.values() for point in points), default=0)
    rows: dict[str, list[float]] = {"outcome": [], "pupils": [], **{name: [] for name in columns}}
    for code, points in sorted(figures.items()):
        place = known.units.get(code)
        if place is None:
            continue
        intake: dict[str, Any] = {"abroad": place[2], "parents": place[3]}
        for year, value, n in points:
            if int(year) == last and n and all(intake[name] is not None for name in columns):
                rows["outcome"].append(1 - min(max(value, 0.0), 100.0) / 100)
                rows["pupils"].append(n)
                for name in columns:
                    rows[name].append(intake[name])
    try:
        need, _ = expected_need(
            of_columns({name: np.array(column) for name, column in rows.items()}), "outcome", columns, "pupils"
        )
    except DataError:
        return None
    return need


@dataclass(frozen=True, slots=True)
class Indicator:
    """A share that several of the units have, as it may be shown. `turned`: a high share is good, so what is left to
    100 is the need. `result`: money would follow results, so that a school that improves would lose it."""

    key: str
    name: Text
    turned: bool
    result: bool
    units: int


def indicators(holder: Organisation, units: Collection[tuple[str, str]]) -> list[Indicator]:
    """The shares that at least half of the units have a figure of, by name."""
    if len(units) < 2:
        return []
    found: dict[str, list[Series]] = {}
    for series in shown_of(holder, units).values():
        for one in series.values():
            found.setdefault(str(one.key), []).append(one)
    told = [
        Indicator(key, all_of[0].name, _turned(all_of[0]), all_of[0].area == "results", len(all_of))
        for key, all_of in found.items()
        if len(all_of) * 2 >= len(units)
    ]
    return sorted(told, key=lambda one: (one.name.sv.lower(), one.key))


def _turned(series: Series) -> bool:
    return series.shown.good == "high" or series.key.measure in _LESS_IS_NEED


def shown_of(holder: Organisation, units: Collection[tuple[str, str]]) -> dict[str, dict[str, Series]]:
    """code → key → series of a share, open figures and the organiser's own, hidden where the door hides them."""
    own = held(_place(holder, units), _own(holder)).units
    return {
        code: {
            str(one.key): one
            for one in series
            if one.shown.kind == "share"
            and not one.key.sex
            and one.key.measure not in _NO_NEED
            and one.last_value is not None
        }
        for code, series in own.items()
    }
