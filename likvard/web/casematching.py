"""Whom a record speaks of, in the register: what is certain, and what a person must choose."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from likvard.organisations import queries as register
from likvard.organisations.models import Organisation, SchoolUnit
from likvard.organisations.queries import Match
from likvard.reviews.actions.opening import Matches, UnitMatch
from likvard.terms import municipalities

Record = Mapping[str, Any]
NONE = "none"


@dataclass(frozen=True, slots=True)
class Candidate:
    """One possibility of the register. `beside` tells it from others of the same name."""

    thing: Organisation | SchoolUnit
    score: float
    beside: str

    @property
    def id(self) -> str:
        return str(self.thing.id)


@dataclass(frozen=True, slots=True)
class Choice:
    """One name of the record. `certain` needs no question; without it a person chooses, also that it is none."""

    input: str
    name: str  # as the document prints it
    certain: Candidate | None
    candidates: tuple[Candidate, ...]

    @property
    def asks(self) -> bool:
        return self.certain is None and bool(self.candidates)

    @property
    def preset(self) -> str:
        """What the form shows as chosen: nothing where a person must decide."""
        return self.certain.id if self.certain else "" if self.candidates else NONE

    def answered(self, data: Mapping[str, Any]) -> bool:
        given = data.get(self.input, self.preset)
        return given == NONE or any(c.id == given for c in self.candidates)

    def chosen(self, data: Mapping[str, Any]) -> tuple[Any, float | None]:
        """(the thing or None, its score); the score is None when a person chose something else than the certain."""
        given = data.get(self.input, self.preset)
        if self.certain and self.certain.id == given:
            return self.certain.thing, self.certain.score
        return next((c.thing for c in self.candidates if c.id == given), None), None


@dataclass(frozen=True, slots=True)
class Matching:
    """The organiser and the units of a record beside the register."""

    organiser: Choice | None
    units: tuple[Choice, ...]

    @property
    def asks(self) -> bool:
        return any(choice.asks for choice in self.choices)

    @property
    def choices(self) -> tuple[Choice, ...]:
        return (*((self.organiser,) if self.organiser else ()), *self.units)

    def unanswered(self, data: Mapping[str, Any]) -> list[Choice]:
        return [choice for choice in self.choices if not choice.answered(data)]

    def matches(self, data: Mapping[str, Any], *, holder: Organisation) -> Matches:
        """What the case is given. An organiser's own document without an organiser's name concerns itself."""
        if self.organiser:
            organiser, _score = self.organiser.chosen(data)
        else:
            organiser = None if holder.kind == Organisation.Kind.AUTHORITY else holder
        units = tuple(UnitMatch(choice.name, *choice.chosen(data)) for choice in self.units)
        return Matches(organiser=organiser, units=units)


def matching_of(record: Record, *, holder: Organisation) -> Matching:
    named = record.get("organiser") or {}
    code = record.get("municipality_code")
    organiser = None
    if named.get("name"):
        match = register.match_organiser(named["name"], kind=named.get("kind"), municipality_code=code)
        own = [] if holder.kind == Organisation.Kind.AUTHORITY else [holder]
        organiser = _choice("organiser", match, own, _organisation_beside)
    within = organiser.certain.thing if organiser and organiser.certain else None
    if within is None and holder.kind != Organisation.Kind.AUTHORITY:
        within = holder
    units = register.match_units(
        list(record.get("school_units") or []),
        organisation=within,
        municipality_code=code,
        school_forms=record.get("school_forms") or (),
    )
    made = tuple(_choice(f"unit-{n}", match, [], _unit_beside) for n, match in enumerate(units))
    return Matching(organiser, made)


def _choice(name: str, match: Match, more: Iterable[Organisation], beside: Any) -> Choice:
    found = [Candidate(c.thing, c.score, beside(c.thing)) for c in match.candidates]
    known = {c.thing.id for c in found}
    found += [Candidate(thing, 0.0, beside(thing)) for thing in more if thing.id not in known and not match.chosen]
    certain = next((c for c in found if match.chosen and c.thing.id == match.chosen.id), None)
    return Choice(name, match.given, certain, tuple(found))


def _organisation_beside(organisation: Organisation) -> str:
    number = organisation.organisation_number or ""
    return f"{number[:6]}-{number[6:]}" if len(number) == 10 else number


def _unit_beside(unit: SchoolUnit) -> str:
    place = municipalities.by_code(unit.municipality_code)
    words = [place.name if place else "", _("code %(code)s") % {"code": unit.school_unit_code}]
    return ", ".join(word for word in words if word)
