"""Whom a document speaks of: the organiser and the units of a record, in the register, with a score.

A match is chosen only when it is beyond doubt: the same name (capitals, rings and dots apart) and one only, or a name
that is very near and far from every other. What tells two units apart, years (`F-3`, `4-9`), numbers, single letters,
points of the compass, must be the same on both sides. Everything else is a list of candidates for a person.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

from django.db.models import QuerySet
from rapidfuzz import fuzz

from likvard.organisations.models import Organisation, SchoolUnit
from likvard.organisations.queries.lookups import organisation_of_municipality
from likvard.terms.municipalities import by_code as municipality_by_code
from likvard.terms.municipalities import by_name as municipality_by_name
from likvard.terms.names import fold
from likvard.terms.organiser_kinds import of_name as kind_of_name

T = TypeVar("T", Organisation, SchoolUnit)

CERTAIN = 0.93  # a near name is chosen from here on …
AHEAD = 0.06  # … when the next one is this far behind
WORTH_SHOWING = 0.55
MOST_CANDIDATES = 6

Why = Literal["number", "municipality", "same_name", "near_name", "several", "too_unlike", "nothing"]


@dataclass(frozen=True, slots=True)
class Candidate(Generic[T]):
    """One possibility; `score` from 0 to 1."""

    thing: T
    score: float


@dataclass(frozen=True, slots=True)
class Match(Generic[T]):
    """`chosen` only when beyond doubt; `why` says on what it stands, or why there is none: `several` are as likely,
    the best is `too_unlike`, or `nothing` is like it. `candidates` are best first, with the chosen among them."""

    given: str
    chosen: T | None
    score: float
    why: Why
    candidates: tuple[Candidate[T], ...]


# Words that a name may have or lack without being another's.
_ORGANISER_WORDS = frozenset(
    ("ab", "aktiebolag", "hb", "ekonomisk", "forening", "ideell", "ek", "for", "stiftelsen", "stiftelse", "i", "och",
     "publ", "kommun", "kommuns", "stad", "stads", "foreningen", "skolor")
)  # fmt: skip
_UNIT_WORDS = frozenset(("skola", "skolan", "s", "i", "och", "fritidshem", "med", "forskoleklass", "grundskola"))
_DIRECTIONS = frozenset(
    ("norra", "sodra", "ostra", "vastra", "ovre", "nedre", "gamla", "nya", "lilla", "stora", "inre", "yttre", "hogre",
     "lagre", "central", "centrala", "norr", "soder", "oster", "vaster", "nord", "syd", "ost", "vast")
)  # fmt: skip
_KINDS_OF_UNIT = (
    ("gymnasium", re.compile(r"gymnasi|^gy$")),
    ("adult", re.compile(r"komvux|vuxenutbildning|^vux$|^sfi$|sarvux")),
    ("adapted", re.compile(r"sarskola|anpassad|traningsskola|^gran$|^grsar$")),
    ("preschool", re.compile(r"forskola|forskolan")),
)


def _telling(folded: str) -> frozenset[str]:
    """What tells one of several units with a stem: years, numbers, single letters, directions, kinds of school."""
    words = folded.split()
    marks = {w for w in words if re.search(r"\d", w) or len(w) == 1 or w in _DIRECTIONS}
    marks |= {kind for kind, pattern in _KINDS_OF_UNIT if any(pattern.search(word) for word in words)}
    return frozenset(mark for mark in marks if mark not in ("s", "i"))


def _core(folded: str, loose: frozenset[str]) -> str:
    """The name without words that it may lack, and without the genitive s of its first word."""
    words = [word for word in folded.split() if word not in loose]
    return " ".join(re.sub(r"(?<=\w{3})(?:skolans|skolan|skola|s)$", "", word) or word for word in words) or folded


def _likeness(one: str, other: str, loose: frozenset[str]) -> float:
    """0 to 1. The same folded name is 1; the same but for loose words at most 0.97."""
    if one == other:
        return 1.0
    whole = fuzz.ratio(one, other) / 100
    core = fuzz.token_sort_ratio(_core(one, loose), _core(other, loose)) / 100
    return round(min(0.97, 0.35 * whole + 0.65 * core), 4)


def _decide(given: str, scored: list[Candidate[T]], why_same: Why = "same_name") -> Match[T]:
    """Chooses, or not."""
    shown = tuple(sorted(scored, key=lambda c: (-c.score, c.thing.name, str(c.thing.id))))
    shown = tuple(c for c in shown if c.score >= WORTH_SHOWING)[:MOST_CANDIDATES]
    if not shown:
        return Match(given, None, 0.0, "nothing", ())
    best = shown[0]
    behind = shown[1].score if len(shown) > 1 else 0.0
    if best.score == 1.0:
        if behind == 1.0:
            return Match(given, None, best.score, "several", shown)
        return Match(given, best.thing, best.score, why_same, shown)
    if best.score < CERTAIN:
        return Match(given, None, best.score, "too_unlike", shown)
    if best.score - behind < AHEAD:
        return Match(given, None, best.score, "several", shown)
    return Match(given, best.thing, best.score, "near_name", shown)


def match_organiser(
    name: str,
    *,
    kind: str | None = None,
    municipality_code: str | None = None,
    organisation_number: str | None = None,
) -> Match[Organisation]:
    """The organiser that a record names. A municipality is certain by its name in any form; a company only by its
    own. `kind` is the record's word and only ever rules out; a code never makes an independent organiser the
    municipality."""
    given = " ".join((name or "").split())
    if organisation_number:
        by_number = Organisation.objects.filter(organisation_number=organisation_number.replace("-", "")).first()
        if by_number:
            return Match(given, by_number, 1.0, "number", (Candidate(by_number, 1.0),))
    if not given:
        return Match(given, None, 0.0, "nothing", ())
    said = kind or kind_of_name(given)
    municipality = municipality_by_name(given)
    if municipality and said in (None, "municipality"):
        organisation = organisation_of_municipality(municipality.code)
        # "Tyresö" alone is the municipality only when the record says so.
        if organisation and (kind == "municipality" or kind_of_name(given) == "municipality"):
            return Match(given, organisation, 1.0, "municipality", (Candidate(organisation, 1.0),))
    folded = fold(given)
    wanted = Organisation.objects.all()
    if said:
        wanted = wanted.filter(kind__in=[said])
    scored = [
        Candidate(one, score)
        for one in wanted
        if (score := _likeness(folded, one.search_name or fold(one.name), _ORGANISER_WORDS)) >= WORTH_SHOWING
    ]
    if municipality_code and len([c for c in scored if c.score == 1.0]) > 1:
        # Two of one name: the one with units in that municipality.
        here = set(
            SchoolUnit.objects.filter(municipality_code=municipality_code).values_list("organisation_id", flat=True)
        )
        scored = [c if c.thing.id in here else Candidate(c.thing, min(c.score, 0.9)) for c in scored]
    return _decide(given, scored)


def _units_in_question(organisation: Organisation | None, municipality_code: str | None) -> QuerySet[SchoolUnit]:
    units = SchoolUnit.objects.select_related("organisation")
    if organisation is not None:
        return units.filter(organisation=organisation)
    if municipality_code:
        return units.filter(municipality_code=municipality_code)
    return units


def _score_unit(folded: str, unit: SchoolUnit, forms: frozenset[str], place: str) -> float:
    name = unit.search_name or fold(unit.name)
    score = _likeness(folded, name, _UNIT_WORDS)
    if score == 1.0:
        pass
    elif _telling(folded) != _telling(name):
        # Another year, number or direction: never the same unit by likeness alone.
        score = min(score, 0.85)
    elif place and _likeness(_without(folded, place), _without(name, place), _UNIT_WORDS) == 1.0:
        score = max(score, 0.95)  # "Nyboda skola Tyresö"
    if forms and unit.school_forms and not forms & set(unit.school_forms):
        score = min(score, 0.9)  # a school of another form with that name
    if unit.status == "UPPHORT":
        score = min(score, 0.9)
    return score


def _without(folded: str, place: str) -> str:
    return " ".join(word for word in folded.split() if word not in place.split()) or folded


def match_unit(
    name: str,
    *,
    organisation: Organisation | None = None,
    municipality_code: str | None = None,
    school_forms: Iterable[str] = (),
    school_unit_code: str | None = None,
) -> Match[SchoolUnit]:
    """The unit that a record names, among those of the organiser when it is known, else of the municipality, else
    of the country. Two units with the name, or a name without the years that tell its bearers apart, give
    candidates and no match."""
    return match_units(
        [name],
        organisation=organisation,
        municipality_code=municipality_code,
        school_forms=school_forms,
        school_unit_codes=[school_unit_code],
    )[0]


def match_units(
    names: Sequence[str],
    *,
    organisation: Organisation | None = None,
    municipality_code: str | None = None,
    school_forms: Iterable[str] = (),
    school_unit_codes: Sequence[str | None] = (),
) -> list[Match[SchoolUnit]]:
    """One match for each name, in order; the units in question are read once. Two names never get one unit."""
    units = list(_units_in_question(organisation, municipality_code))
    municipality = municipality_by_code(municipality_code) if municipality_code else None
    place = fold(municipality.name) if municipality else ""
    forms = frozenset(school_forms)
    matches: list[Match[SchoolUnit]] = []
    for index, name in enumerate(names):
        given = " ".join((name or "").split())
        code = school_unit_codes[index] if index < len(school_unit_codes) else None
        by_code = next((unit for unit in units if code and unit.school_unit_code == code), None)
        if by_code:
            matches.append(Match(given, by_code, 1.0, "number", (Candidate(by_code, 1.0),)))
            continue
        if not given:
            matches.append(Match(given, None, 0.0, "nothing", ()))
            continue
        folded = fold(given)
        scored = [Candidate(unit, _score_unit(folded, unit, forms, place)) for unit in units]
        matches.append(_one_of_a_stem(folded, _decide(given, scored)))
    return _each_once(matches)


def _one_of_a_stem(folded: str, match: Match[SchoolUnit]) -> Match[SchoolUnit]:
    """`Nytorpsskolan` where there are Nytorpsskolan 4-9 and Nytorpsskolan F-3: the bare name is neither, unless one
    unit bears exactly it."""
    if match.chosen is None or match.score == 1.0:
        return match
    stem = _core(folded, _UNIT_WORDS)
    same_stem = [c for c in match.candidates if _core(c.thing.search_name, _UNIT_WORDS).startswith(stem)]
    if len(same_stem) > 1:
        return Match(match.given, None, match.score, "several", match.candidates)
    return match


def _each_once(matches: list[Match[SchoolUnit]]) -> list[Match[SchoolUnit]]:
    chosen = [match.chosen.id for match in matches if match.chosen]
    return [
        Match(m.given, None, m.score, "several", m.candidates) if m.chosen and chosen.count(m.chosen.id) > 1 else m
        for m in matches
    ]
