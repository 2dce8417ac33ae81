"""A place whose state of play is shown: an organiser, a municipality or a school unit; and whose own data one sees."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal
from uuid import UUID

from likvard.access.queries import Grants
from likvard.analysis.survey.published import ALL
from likvard.datasets.queries.state import (
    Reach,
    present_store,
    printed_of_municipality,
    printed_of_units,
    units_of_municipality,
)
from likvard.organisations.models import Organisation, SchoolUnit
from likvard.rulebook.permissions import Permission
from likvard.surveys.queries.results import over
from likvard.terms.municipalities import by_code as municipality_by_code
from likvard.terms.school_unit_codes import parse_school_unit_code

from .catalogue import OPEN_MEASURES
from .kept import kept, narrowed
from .nation import nation
from .own_surveys import own_series
from .points import Series
from .series import order, series_of, together

Kind = Literal["organiser", "municipality", "unit"]


@dataclass(frozen=True, slots=True)
class Place:
    """`code` as it stands in addresses: `huvudman-<id>`, `kommun-<0180>`, `skola-<12345678>`. `units`: code → name."""

    kind: Kind
    code: str
    name: str
    units: tuple[tuple[str, str], ...]
    municipality: str = ""
    organisation: UUID | None = None

    @property
    def about_code(self) -> str:
        word = {"huvudman": "organisation", "kommun": "municipality", "skola": "unit"}
        kind, _, rest = self.code.partition("-")
        return f"{word[kind]}:{rest}"


def reach_of(grants: Grants, *, on: date | None = None) -> Reach:
    """Whole organisations' own data for those who work with the whole, own units' for principals; nobody else's.
    `on`: the day, for the own surveys that are over by then; without it none."""
    whole, parts = set(), set()
    for grant in grants.with_permission(Permission.DATA_READ):
        if grant.organisation is None:
            continue
        if grant.units is None:
            whole.add(str(grant.organisation))
        else:
            codes = SchoolUnit.objects.filter(id__in=grant.units).values_list("school_unit_code", flat=True)
            parts |= {(str(grant.organisation), code) for code in codes.order_by("school_unit_code")}
    surveys = frozenset[str]()
    if on is not None and (whole or parts):
        surveys = over(whole | {holder for holder, _ in parts}, on=on)
    return Reach(frozenset(whole), frozenset(parts), surveys)


def own_organisations(grants: Grants) -> list[Organisation]:
    """The organisers that the person does quality work for."""
    ids = {g.organisation for g in grants.with_permission(Permission.QUALITY_READ) if g.organisation}
    return list(Organisation.objects.filter(id__in=ids).order_by("name"))


def own_units(grants: Grants) -> list[SchoolUnit]:
    """A principal's own units; empty for those who work with a whole organisation."""
    ids = {unit for g in grants.with_permission(Permission.QUALITY_READ) for unit in g.units or ()}
    return list(SchoolUnit.objects.filter(id__in=ids).order_by("name"))


def place_of(code: str, grants: Grants) -> Place | None:
    """The place by its code, when the person may see it: open places always, an organiser only one's own."""
    kind, _, rest = code.partition("-")
    if kind == "huvudman":
        return _organiser(code, rest, grants)
    if kind == "kommun":
        return municipality_place(rest) if municipality_by_code(rest) is not None else None
    if kind == "skola":
        return _unit(code, rest, grants)
    return None


def municipality_place(code: str) -> Place:
    """Raises KeyError for a code that no municipality has."""
    known = municipality_by_code(code)
    if known is None:
        raise KeyError(code)
    return Place("municipality", f"kommun-{code}", known.name, _units_of(present_store(), code), code)


@lru_cache(maxsize=300)
def _units_of(store: str, code: str) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(units_of_municipality(code).items(), key=lambda one: (one[1].lower(), one[0])))


def _organiser(code: str, text: str, grants: Grants) -> Place | None:
    if not re.fullmatch(r"[0-9a-f-]{36}", text):
        return None
    found = next((one for one in own_organisations(grants) if str(one.id) == text), None)
    return organiser_place(found) if found is not None else None


def organiser_place(found: Organisation) -> Place:
    units = SchoolUnit.objects.filter(organisation=found).exclude(status="UPPHORT").order_by("name", "school_unit_code")
    told = tuple((u.school_unit_code, u.name) for u in units)
    known = municipality_by_code(found.municipality_code)
    if not told and known is not None and found.kind == Organisation.Kind.MUNICIPALITY:
        # No register is imported yet: every school of the municipality, whoever runs it.
        told = _units_of(present_store(), known.code)
    return Place("organiser", f"huvudman-{found.id}", found.name, told, known.code if known else "", found.id)


def _unit(code: str, text: str, grants: Grants) -> Place | None:
    number = parse_school_unit_code(text)
    if number is None or number != text:
        return None
    mine = {g.organisation for g in grants.with_permission(Permission.QUALITY_READ) if g.organisation}
    registered = SchoolUnit.objects.filter(school_unit_code=number).select_related("organisation").first()
    if registered is not None and registered.organisation_id in mine:
        return Place(
            "unit", code, registered.name, ((number, registered.name),), registered.municipality_code,
            registered.organisation_id,
        )  # fmt: skip
    known = _open_unit(present_store(), number)
    return Place("unit", code, known[0], ((number, known[0]),), known[1]) if known else None


@lru_cache(maxsize=5000)
def _open_unit(store: str, number: str) -> tuple[str, str] | None:
    """Name and municipality of a unit by its latest open figures."""
    rows = printed_of_units([number])
    if not rows:
        return None
    named = max((row for row in rows if row.name), key=lambda row: row.year, default=rows[0])
    return named.name, named.municipality


def unit_of(place: Place) -> SchoolUnit | None:
    """The registered unit of a unit's place."""
    return SchoolUnit.objects.filter(school_unit_code=place.units[0][0]).first() if place.kind == "unit" else None


@dataclass(frozen=True, slots=True)
class Held:
    """Series of each unit, and of all of them together."""

    units: dict[str, tuple[Series, ...]]
    whole: tuple[Series, ...]


def held(place: Place, reach: Reach) -> Held:
    """The series of a place as this reach sees them."""
    holder = str(place.organisation) if place.organisation else ""
    return _held(present_store(), place.kind, place.municipality, place.units, holder, narrowed(reach))


@lru_cache(maxsize=24)
def _held(
    store: str, kind: Kind, municipality: str, units: tuple[tuple[str, str], ...], holder: str, reach: Reach
) -> Held:
    """Kept for what is published now: a new publication has another name. A single unit is read as quickly anew."""
    if kind == "unit":
        return _read(kind, municipality, units, holder, reach)
    about = (kind, municipality, units, holder)
    return kept("held", about, reach, lambda: _read(kind, municipality, units, holder, reach))


def _read(kind: Kind, municipality: str, units: tuple[tuple[str, str], ...], holder: str, reach: Reach) -> Held:
    codes = [code for code, _ in units]
    by_place = kind == "municipality"
    rows = (
        printed_of_municipality(municipality, OPEN_MEASURES, reach) if by_place else printed_of_units(codes, reach)
    )  # fmt: skip
    asked = _asked(codes, holder, reach) if holder else {}
    if not rows and not asked:
        return Held({}, ())
    spreads = nation().spread_of()
    wanted = set(codes)
    found = series_of([row for row in rows if row.unit in wanted], spreads)
    found = {unit: tuple(one for one in series if _says_something(one)) for unit, series in found.items()}
    whole = found.get(codes[0], ()) if len(codes) == 1 else together(found, spreads)
    for unit, series in asked.items():
        if unit in wanted:
            found[unit] = _sorted((*found.get(unit, ()), *series))
    return Held(found, _sorted((*whole, *asked.get(codes[0] if kind == "unit" else ALL, ()))))


def _asked(codes: Sequence[str], holder: str, reach: Reach) -> dict[str, tuple[Series, ...]]:
    """Own surveys of the units whose holder's data one sees; what everybody answered only for the whole of it."""
    may = {code for code in codes if holder in reach.whole or (holder, code) in reach.parts}
    made = own_series(reach.surveys, may) if may else {}
    if holder not in reach.whole:
        made.pop(ALL, None)
    return made


def _sorted(series: Iterable[Series]) -> tuple[Series, ...]:
    return tuple(sorted(series, key=lambda one: order(one.key)))


def _says_something(series: Series) -> bool:
    return "bildar ej index" not in series.key.group
