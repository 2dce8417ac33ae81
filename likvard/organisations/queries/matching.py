"""Whom a document speaks of: the organiser and the units of a record, in the register, with a score.

A match is chosen only when it is beyond doubt: one bearer, and one only, of the same name (capitals, rings and dots
apart), or of a name that differs by nothing but words that a name may have or lack (AB, skola, the place). Names that
are merely alike are candidates for a person, for a school may be newer than the register and its neighbour's name near.
What tells units of one stem apart, years (`F-3`, `4-9`), numbers, letters, directions, must always be the same.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Generic, Literal, TypeVar
from uuid import UUID

from django.db.models import Q, QuerySet
from rapidfuzz import fuzz, process

from likvard.organisations.models import Organisation, SchoolUnit
from likvard.organisations.queries.lookups import organisation_of_municipality
from likvard.terms.municipalities import by_code as municipality_by_code
from likvard.terms.municipalities import by_name as municipality_by_name
from likvard.terms.names import fold
from likvard.terms.organiser_kinds import of_name as kind_of_name

T = TypeVar("T", Organisation, SchoolUnit)

SAME, ALMOST_SAME, WITH_PLACE = 1.0, 0.97, 0.95  # what can be chosen
MOST_ALIKE = 0.92  # the best that likeness alone can give
ELSEWHERE = 0.9  # the best for another organiser, another form, or a unit that has ended
WORTH_SHOWING = 0.66
MOST_CANDIDATES = 6
PRESELECTED = 40  # names that are looked at closely, of all in question

Why = Literal["number", "municipality", "same_name", "near_name", "several", "too_unlike", "no_place", "nothing"]


@dataclass(frozen=True, slots=True)
class Candidate(Generic[T]):
    """One possibility; `score` from 0 to 1."""

    thing: T
    score: float


@dataclass(frozen=True, slots=True)
class Match(Generic[T]):
    """`chosen` only when beyond doubt; `why` says on what it stands, or why there is none: `several` are as likely,
    the best is `too_unlike`, the record names `no_place` to look in, or `nothing` is like it. `candidates` are best
    first, with the chosen among them."""

    given: str
    chosen: T | None
    score: float
    why: Why
    candidates: tuple[Candidate[T], ...]


# Words that a name may have or lack without being another's. Stiftelsen and förening are no such words: the foundation
# and the company of one name are two bodies.
_ORGANISER_WORDS = frozenset(("ab", "aktiebolag", "publ", "i", "och"))
_UNIT_WORDS = frozenset(("skola", "skolan", "i", "och", "fritidshem", "med"))
# Activities beside a school, which the register does not always tell of a unit.
_NOT_OF_A_UNIT = frozenset(("school_age_educare", "pedagogical_care"))
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
    """What tells one of several units with a stem: years, numbers, short codes (`LM`), directions, kinds of school."""
    words = folded.split()
    marks = {w for w in words if re.search(r"\d", w) or (len(w) <= 3 and w not in _UNIT_WORDS) or w in _DIRECTIONS}
    marks |= {kind for kind, pattern in _KINDS_OF_UNIT if any(pattern.search(word) for word in words)}
    return frozenset(marks)


def _bare(folded: str, loose: Iterable[str]) -> str:
    """The name without words that it may have or lack, and without the genitive of the others."""
    kept = [word for word in folded.split() if word not in loose]
    return " ".join(re.sub(r"(?<=\w{3}[^s])s$", "", word) for word in kept) or folded


def _stem(folded: str) -> str:
    """`nytorpsskolan 4-9` → `nytorp`: what units that are told apart by years share."""
    words = [word for word in folded.split() if word not in _UNIT_WORDS and word not in _telling(folded)]
    return " ".join(re.sub(r"(?<=\w{3})s?(?:skolans|skolan|skola)$", "", word) for word in words) or folded


def _likeness(one: str, other: str, loose: frozenset[str]) -> float:
    """0 to 1: 1 the same name, `ALMOST_SAME` the same but for loose words, else at most `MOST_ALIKE`."""
    if one == other:
        return SAME
    bare, other_bare = _bare(one, loose), _bare(other, loose)
    if bare == other_bare:
        return ALMOST_SAME
    score = 0.35 * fuzz.ratio(one, other) + 0.65 * fuzz.token_sort_ratio(bare, other_bare)
    return round(min(MOST_ALIKE, score / 100), 4)


def _preselected(folded: str, names: dict[UUID, str]) -> list[UUID]:
    """The names worth a closer look; the same name is always among them."""
    same = [id_ for id_, name in names.items() if name == folded]
    if len(names) <= PRESELECTED:
        return list(names)
    near = process.extract(folded, names, scorer=fuzz.WRatio, limit=PRESELECTED)
    return list(dict.fromkeys([*same, *(id_ for _, _, id_ in near)]))


def _decide(given: str, scored: Iterable[Candidate[T]]) -> Match[T]:
    """Chooses, or not."""
    ranked = sorted(scored, key=lambda c: (-c.score, c.thing.name, str(c.thing.id)))
    shown = tuple(c for c in ranked if c.score >= WORTH_SHOWING)[:MOST_CANDIDATES]
    if not shown:
        return Match(given, None, 0.0, "nothing", ())
    best = shown[0]
    if best.score < WITH_PLACE:
        return Match(given, None, best.score, "too_unlike", shown)
    # The same name outdoes a longer one; two of a kind outdo each other.
    rivals = [c for c in shown[1:] if c.score >= (SAME if best.score == SAME else WITH_PLACE)]
    if rivals:
        return Match(given, None, best.score, "several", shown)
    return Match(given, best.thing, best.score, "same_name" if best.score == SAME else "near_name", shown)


def match_organiser(
    name: str,
    *,
    kind: str | None = None,
    municipality_code: str | None = None,
    organisation_number: str | None = None,
) -> Match[Organisation]:
    """The organiser that a record names. A municipality is certain by its name in any form, unless the record's code
    is another's (a scan makes Habo of Håbo); a company only by its own. `kind` is the record's word and only ever
    turns a match into a candidate; a code never makes an independent organiser the municipality."""
    given = " ".join((name or "").split())
    if organisation_number:
        by_number = Organisation.objects.filter(organisation_number=organisation_number.replace("-", "")).first()
        if by_number:
            return Match(given, by_number, SAME, "number", (Candidate(by_number, SAME),))
    if not given:
        return Match(given, None, 0.0, "nothing", ())
    said = kind or kind_of_name(given)
    municipality = municipality_by_name(given)
    town = organisation_of_municipality(municipality.code) if municipality else None
    # "Tyresö" alone is the municipality only when the record says that a municipality is meant.
    if town and said == "municipality" and municipality_code in (None, "", town.municipality_code):
        return Match(given, town, SAME, "municipality", (Candidate(town, SAME),))
    folded = fold(given)
    names = dict(Organisation.objects.values_list("id", "search_name"))
    rows = Organisation.objects.in_bulk(_preselected(folded, names))
    scored = [Candidate(one, _likeness(folded, names[one.id], _ORGANISER_WORDS)) for one in rows.values()]
    scored = [c if kind in (None, c.thing.kind) else replace(c, score=min(c.score, ELSEWHERE)) for c in scored]
    if town:
        scored = [
            Candidate(town, ELSEWHERE),
            *(replace(c, score=min(c.score, ELSEWHERE)) for c in scored if c.thing != town),
        ]
    if municipality_code and sum(c.score == SAME for c in scored) > 1:
        # Two of one name: the one with units in that municipality.
        here = set(
            SchoolUnit.objects.filter(municipality_code=municipality_code).values_list("organisation", flat=True)
        )
        scored = [c if c.thing.id in here else replace(c, score=min(c.score, ELSEWHERE)) for c in scored]
    return _decide(given, scored)


def _in_question(organisation: Organisation | None, municipality_code: str | None) -> QuerySet[SchoolUnit]:
    """The organiser's units and, for candidates only, the others of the municipality; the whole country when
    neither is known."""
    wanted = Q()
    if organisation is not None:
        wanted |= Q(organisation=organisation)
    if municipality_code:
        wanted |= Q(municipality_code=municipality_code)
    return SchoolUnit.objects.filter(wanted)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the units of a record are looked for."""

    organisation: Organisation | None
    municipality_code: str | None
    name: str  # of the municipality, folded
    forms: frozenset[str]

    def score(self, folded: str, unit: SchoolUnit) -> float:
        name = unit.search_name
        score = _likeness(folded, name, _UNIT_WORDS)
        if score != SAME:
            if _telling(folded) != _telling(name):
                score = min(score, 0.85)  # another year, number or direction
            elif self.organisation and self.name and _bare(folded, self._loose()) == _bare(name, self._loose()):
                score = max(score, WITH_PLACE)  # "Nyboda skola Tyresö", among the units of one organiser
        elsewhere = (
            (self.organisation is not None and unit.organisation_id != self.organisation.id)
            or (self.municipality_code and unit.municipality_code != self.municipality_code)
            or (self.forms and unit.school_forms and not self.forms & set(unit.school_forms))
            or unit.status == "UPPHORT"
        )
        return min(score, ELSEWHERE) if elsewhere else score

    def _loose(self) -> frozenset[str]:
        town = self.name.split()
        return _UNIT_WORDS | frozenset([*town, *(word + "s" for word in town)])


def match_unit(
    name: str,
    *,
    organisation: Organisation | None = None,
    municipality_code: str | None = None,
    school_forms: Iterable[str] = (),
    school_unit_code: str | None = None,
) -> Match[SchoolUnit]:
    """The unit that a record names; see `match_units`."""
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
    """One match for each name, in order. A unit of the organiser, in the municipality, with one of the forms, can be
    chosen; others that bear the name are candidates. Two names never get one unit, a name without the years that
    tell its bearers apart (`Nytorpsskolan`) gets none, and a record that names no place none either."""
    municipality = municipality_by_code(municipality_code) if municipality_code else None
    town = fold(municipality.name) if municipality else ""
    place = _Place(organisation, municipality_code or None, town, frozenset(school_forms) - _NOT_OF_A_UNIT)
    known = dict(_in_question(organisation, municipality_code).values_list("id", "search_name"))
    matches: list[Match[SchoolUnit]] = []
    for index, name in enumerate(names):
        given = " ".join((name or "").split())
        code = school_unit_codes[index] if index < len(school_unit_codes) else None
        matches.append(_match_unit(given, code, known, place))
    return _each_once(matches)


def _match_unit(given: str, code: str | None, known: dict[UUID, str], place: _Place) -> Match[SchoolUnit]:
    units = SchoolUnit.objects.select_related("organisation")
    if code and (by_code := units.filter(school_unit_code=code).first()):
        return Match(given, by_code, SAME, "number", (Candidate(by_code, SAME),))
    if not given:
        return Match(given, None, 0.0, "nothing", ())
    folded = fold(given)
    rows = units.in_bulk(_preselected(folded, known)).values()
    match = _decide(given, [Candidate(unit, place.score(folded, unit)) for unit in rows])
    if match.chosen is None:
        return match
    if place.organisation is None and place.municipality_code is None:
        return replace(match, chosen=None, why="no_place")
    # "Nytorpsskolan" where there are Nytorpsskolan 4-9 and Nytorpsskolan F-3: the bare name is neither of them.
    bearers = [c for c in match.candidates if _stem(c.thing.search_name) == _stem(folded)]
    if match.score != SAME and len(bearers) > 1:
        return replace(match, chosen=None, why="several")
    return match


def _each_once(matches: list[Match[SchoolUnit]]) -> list[Match[SchoolUnit]]:
    chosen = [match.chosen.id for match in matches if match.chosen]
    return [
        replace(m, chosen=None, why="several") if m.chosen and chosen.count(m.chosen.id) > 1 else m for m in matches
    ]
