"""Inventories of experience: what was found in many reviews, sorted into problem areas that feed one another.

A place is what the problems meet at: for an authority an organiser with its units; for an organiser a unit, at which
what was found of the organiser as a whole weighs too. Reads only.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from likvard.access.models import User
from likvard.access.queries import Grants
from likvard.analysis.association import Edge, reported, spirals, together
from likvard.organisations.models import Organisation
from likvard.reviews.models import (
    Case,
    DecisionFinding,
    Finding,
    FindingState,
    Inventory,
    JudgedFinding,
    Judgement,
    Participant,
    SecondReader,
    SortedFinding,
    Tie,
)
from likvard.rulebook.permissions import Permission
from likvard.rulebook.problemareas import proposed

from .judgements import blind_participants

WEAK = frozenset({JudgedFinding.Kind.DEVELOPMENT_AREA.value, JudgedFinding.Kind.DEFICIENCY.value})
ENDED = frozenset({FindingState.CLOSED.value, FindingState.REMEDIED.value})
BEST = frozenset({"high", "mycket bra"})  # of the scales of quality; supervision has no best


def inventories_visible_to(grants: Grants, permission: Permission = Permission.INVENTORY_READ) -> QuerySet[Inventory]:
    """Those of organisations in which the person holds the permission as a whole. Who may only read (a board) sees
    an inventory first when it has been issued."""
    held, works = (
        {g.organisation for g in grants.with_permission(p) if g.organisation and g.units is None}
        for p in (permission, Permission.INVENTORY_WORK)
    )
    return (
        Inventory.objects.filter(Q(holder_id__in=held & works) | Q(holder_id__in=held - works, issued__isnull=False))
        .select_related("holder")
        .distinct()
    )


def by_unit(holder: Organisation) -> bool:
    """Whether the places of the holder's inventories are units; else organisers."""
    return holder.kind != Organisation.Kind.AUTHORITY


@dataclass(frozen=True, slots=True)
class Row:
    """One thing found. `key` is "finding:<id>" or "judged:<id>". `areas` None = nobody has sorted it yet. `open` None
    = nobody follows it up here. `address` is the case's or the participant's round's, by `case` or `round`."""

    key: str
    kind: str
    text: str
    day: date
    review: str
    organiser: str  # key of the place
    organiser_name: str
    unit: str  # "" = of the organiser as a whole
    unit_name: str
    areas: tuple[str, ...] | None
    left_out: str
    proposed: tuple[str, ...]
    open: bool | None
    case: UUID | None
    round: UUID | None

    @property
    def weak(self) -> bool:
        return self.kind in WEAK

    @property
    def counts(self) -> bool:
        return bool(self.areas)


@dataclass(frozen=True, slots=True)
class Gathered:
    """Everything within the days of an inventory that the person may see. `places` has those where nothing was found
    too: key → name. `blind` = participants kept from the reader, for she is still to judge them herself."""

    rows: tuple[Row, ...]
    places: Mapping[str, str]
    units_of: Mapping[str, frozenset[str]]  # organiser → reviewed units
    blind: int


def gathered(inventory: Inventory, user: User | None = None) -> Gathered:
    """What was found in the holder's rounds and cases within the days. `user` None = everything, for issuing."""
    blind = _blind(inventory.holder_id, user)
    sorted_ = {
        f"finding:{one.finding_id}" if one.finding_id else f"judged:{one.judged_id}": one
        for one in SortedFinding.objects.filter(inventory=inventory)
    }
    places: dict[str, str] = {}
    units: dict[str, set[str]] = {}
    rows = [*_judged_rows(inventory, blind, sorted_, places, units), *_case_rows(inventory, blind, sorted_)]
    _reviewed_cases(inventory, blind, places, units)
    for row in rows:
        places.setdefault(row.organiser, row.organiser_name)
        units.setdefault(row.organiser, set())
        if row.unit:
            places.setdefault(row.unit, row.unit_name)
            units[row.organiser].add(row.unit)
    return Gathered(
        tuple(sorted(rows, key=lambda r: (r.organiser_name, r.unit_name, r.day, r.key))),
        places, {key: frozenset(of) for key, of in units.items()}, len(blind),
    )  # fmt: skip


def _blind(holder: UUID, user: User | None) -> set[UUID]:
    if user is None:
        return set()
    asked = SecondReader.objects.filter(user=user, ended_at=None, participant__round__holder=holder)
    rounds = {one.participant.round_id: one.participant.round for one in asked.select_related("participant__round")}
    return {pk for round_ in rounds.values() for pk in blind_participants(user, round_)}


def _sorting(key: str, text: str, sorted_: Mapping[str, SortedFinding]) -> tuple:
    one = sorted_.get(key)
    return (tuple(one.areas) if one else None, one.left_out if one else "", () if one else proposed(text))


def _judged_rows(
    inventory: Inventory, blind: set[UUID], sorted_: Mapping[str, SortedFinding], places: dict[str, str],
    units: dict[str, set[str]],
) -> list[Row]:  # fmt: skip
    """What was found in finished first judgements; and who was judged, for the places."""
    judged = Judgement.objects.filter(
        participant__round__holder=inventory.holder_id, participant__state=Participant.State.SELECTED,
        reader=Judgement.Reader.FIRST, done_at__date__range=(inventory.begins, inventory.ends),
    ).exclude(participant__in=blind)  # fmt: skip
    who = judged.order_by().values_list(
        "participant__organiser_id", "participant__organiser__name", "unit__school_unit_id", "unit__school_unit__name"
    )
    for organiser, name, unit, unit_name in who.distinct():
        places[f"o:{organiser}"] = name
        units.setdefault(f"o:{organiser}", set())
        if unit:
            places[f"u:{unit}"] = unit_name
            units[f"o:{organiser}"].add(f"u:{unit}")
    found = list(
        JudgedFinding.objects.filter(judgement__in=judged, removed_at=None)
        .select_related("judgement__participant__organiser", "judgement__participant__round",
                        "judgement__unit__school_unit")
        .order_by("pk")
    )  # fmt: skip
    state = dict(
        DecisionFinding.objects.filter(judged__judgement__in=judged, finding__isnull=False).values_list(
            "judged_id", "finding__state"
        )
    )
    rows = []
    for f in found:
        participant, unit = f.judgement.participant, f.judgement.unit and f.judgement.unit.school_unit
        key = f"judged:{f.pk}"
        rows.append(
            Row(
                key, f.kind, f.text, f.judgement.done_at.date(), participant.round.title,
                f"o:{participant.organiser_id}", participant.organiser.name, f"u:{unit.pk}" if unit else "",
                unit.name if unit else "", *_sorting(key, f.text, sorted_),
                state[f.pk] not in ENDED if f.pk in state else None, None, participant.round_id,
            )
        )  # fmt: skip
    return rows


def _cases(inventory: Inventory, blind: set[UUID]) -> QuerySet[Case]:
    return (
        Case.objects.filter(holder=inventory.holder_id, merged_into=None)
        .exclude(pk__in=Participant.objects.filter(pk__in=blind, case__isnull=False).values("case"))
        .annotate(of_day=Coalesce("decided_on", "opened_on"))
        .filter(of_day__range=(inventory.begins, inventory.ends))
        .select_related("organiser")
    )


def _organiser(case: Case) -> tuple[str, str]:
    if case.organiser is not None:
        return f"o:{case.organiser_id}", case.organiser.name
    return f"p:{case.organiser_printed}", case.organiser_printed or case.title


def _only_units(cases: Iterable[Case]) -> dict[UUID, set[tuple[UUID, str]]]:
    found: dict[UUID, set[tuple[UUID, str]]] = {}
    for case in cases:
        for one in case.units.all():
            if one.school_unit is not None:
                found.setdefault(case.pk, set()).add((one.school_unit.pk, one.school_unit.name))
    return found


def _case_rows(inventory: Inventory, blind: set[UUID], sorted_: Mapping[str, SortedFinding]) -> list[Row]:
    """Findings of cases: decisions that came or were issued. What stands in a decision because it was judged is
    counted once, as judged; what was delivered within the same organisation once, as issued."""
    cases = {case.pk: case for case in _cases(inventory, blind).prefetch_related("units__school_unit")}
    only = _only_units(cases.values())
    as_judged = DecisionFinding.objects.filter(finding__isnull=False, judged__isnull=False).values("finding")
    found = (
        Finding.objects.filter(case__in=_cases(inventory, blind).values("pk"))
        .exclude(pk__in=as_judged)
        .exclude(delivered_from__case__holder=inventory.holder_id)
        .select_related("school_unit")
        .order_by("pk")
    )
    rows = []
    for f in found:
        case, key = cases[f.case_id], f"finding:{f.pk}"
        organiser, name = _organiser(case)
        of_case = only.get(case.pk, set())
        unit = (f.school_unit.pk, f.school_unit.name) if f.school_unit else next(iter(of_case), None)
        if f.school_unit is None and len(of_case) != 1:
            unit = None
        rows.append(
            Row(
                key, f.kind, f.text, case.of_day, case.title, organiser, name, f"u:{unit[0]}" if unit else "",
                unit[1] if unit else "", *_sorting(key, f.text, sorted_), f.state not in ENDED, case.pk, None,
            )
        )  # fmt: skip
    return rows


def _reviewed_cases(inventory: Inventory, blind: set[UUID], places: dict[str, str], units: dict[str, set[str]]) -> None:
    """Decided cases are places also when nothing was found there."""
    decided = _cases(inventory, blind).filter(decided_on__isnull=False).prefetch_related("units__school_unit")
    only = _only_units(decided)
    for case in decided:
        key, name = _organiser(case)
        places.setdefault(key, name)
        mine = units.setdefault(key, set())
        for pk, unit_name in only.get(case.pk, ()):
            places.setdefault(f"u:{pk}", unit_name)
            mine.add(f"u:{pk}")


# -- what it comes to -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AreaSeen:
    """One problem area: findings by their two languages, and at how many places. `goods` are what has worked."""

    code: str
    development_areas: int
    deficiencies: int
    places: frozenset[str]
    still: int  # places where one of its findings is not known to be settled
    rows: tuple[Row, ...]
    goods: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class PairSeen:
    """Two areas at the same places, beside what chance would give."""

    first: str
    second: str
    both: int
    with_first: int
    with_second: int
    expected: float
    q: float | None
    tied: bool  # a report or the inventory says that one feeds the other

    @property
    def clear(self) -> bool:
        return self.q is not None and self.q <= 0.1 and self.both > self.expected


@dataclass(frozen=True, slots=True)
class TieSeen:
    """One area that feeds another. `own` None = a report that ships with the product says so."""

    start: str
    end: str
    both_ways: bool
    level: str
    strength: str
    source: str
    year: int | None
    grounds: str
    own: Tie | None
    both: int  # places that have both areas


@dataclass(frozen=True, slots=True)
class SpiralSeen:
    """Areas that feed one another in a circle, at the same place."""

    areas: tuple[str, ...]
    places: tuple[str, ...]  # keys
    still: int  # places where none of the areas is known to be settled


@dataclass(frozen=True, slots=True)
class Overview:
    of: int  # places that were looked at
    names: Mapping[str, str]
    areas: tuple[AreaSeen, ...]
    pairs: tuple[PairSeen, ...]
    ties: tuple[TieSeen, ...]
    spirals: tuple[SpiralSeen, ...]
    sorted: int
    unsorted: int
    left_out: int


def overview(inventory: Inventory, found: Gathered) -> Overview:
    """How often the areas occur, occur together, and make circles; from what people have sorted."""
    rows = [row for row in found.rows if row.counts]
    weak = [row for row in rows if row.weak]
    at, open_at = (
        _areas_at(inventory, found, weak),
        _areas_at(inventory, found, [r for r in weak if r.open is not False]),
    )
    having = {code for areas in at.values() for code in areas}
    ties = _ties(inventory, having, at)
    edges = _edges(ties)
    tied = {frozenset((edge.start, edge.end)) for edge in edges}
    pairs = tuple(
        PairSeen(
            one.first, one.second, one.both, one.with_first, one.with_second, one.expected, one.q,
            frozenset((one.first, one.second)) in tied,
        )
        for one in together(at) if one.both
    )  # fmt: skip
    return Overview(
        of=len(at),
        names={key: found.places[key] for key in at},
        areas=tuple(_area(code, rows, at, open_at) for code in sorted(having, key=lambda c: (-_having(at, c), c))),
        pairs=pairs,
        ties=ties,
        spirals=_spirals(at, open_at, edges),
        sorted=len(rows),
        unsorted=sum(row.areas is None for row in found.rows),
        left_out=sum(row.areas == () for row in found.rows),
    )


def _having(at: Mapping[str, frozenset[str]], code: str) -> int:
    return sum(code in areas for areas in at.values())


def _areas_at(inventory: Inventory, found: Gathered, rows: Iterable[Row]) -> dict[str, frozenset[str]]:
    """Place → its areas. What was found of an organiser as a whole weighs at each of its units."""
    own: dict[str, set[str]] = {}
    whole: dict[str, set[str]] = {}
    for row in rows:
        (own.setdefault(row.unit, set()) if row.unit else whole.setdefault(row.organiser, set())).update(
            row.areas or ()
        )
    at: dict[str, frozenset[str]] = {}
    for organiser, units in found.units_of.items():
        if by_unit(inventory.holder) and units:
            for unit in units:
                at[unit] = frozenset(own.get(unit, set()) | whole.get(organiser, set()))
        else:
            at[organiser] = frozenset(whole.get(organiser, set()).union(*(own.get(unit, set()) for unit in units)))
    return at


def _area(
    code: str, rows: list[Row], at: Mapping[str, frozenset[str]], open_at: Mapping[str, frozenset[str]]
) -> AreaSeen:  # fmt: skip
    mine = tuple(row for row in rows if code in (row.areas or ()))
    kinds = Counter(row.kind for row in mine)
    return AreaSeen(
        code, kinds["development_area"], kinds["deficiency"],
        frozenset(place for place, areas in at.items() if code in areas), _having(open_at, code),
        tuple(row for row in mine if row.weak), tuple(row for row in mine if not row.weak),
    )  # fmt: skip


def _ties(inventory: Inventory, having: set[str], at: Mapping[str, frozenset[str]]) -> tuple[TieSeen, ...]:
    """Own ties first, in the order they were noted; then those that reports state between areas that occur here."""

    def both(start: str, end: str) -> int:
        return sum({start, end} <= areas for areas in at.values())

    own = [
        TieSeen(
            tie.start, tie.end, tie.both_ways, tie.level, tie.strength,
            tie.source or (tie.document.name if tie.document else ""), tie.year, tie.grounds, tie,
            both(tie.start, tie.end),
        )
        for tie in inventory.ties.filter(removed_at=None).select_related("document", "added_by")
    ]  # fmt: skip
    stated = {
        (edge.start, edge.end, edge.source): edge
        for edge in reported()[1]
        if edge.start in having and edge.end in having
    }
    known = []
    for (start, end, source), edge in stated.items():
        back = (end, start, source) in stated
        if back and start > end:
            continue  # told once, as going both ways
        known.append(
            TieSeen(start, end, back, edge.level, edge.strength, source, edge.year, "", None, both(start, end))
        )
    return (*own, *sorted(known, key=lambda tie: (-tie.both, tie.start, tie.end, tie.source)))


def _edges(ties: Iterable[TieSeen]) -> list[Edge]:
    edges = []
    for tie in ties:
        for start, end in ((tie.start, tie.end), (tie.end, tie.start))[: 2 if tie.both_ways else 1]:
            edges.append(
                Edge(start=start, end=end, source=tie.source, year=tie.year or 0, level=tie.level,
                     strength=tie.strength)  # type: ignore[arg-type]
            )  # fmt: skip
    return edges


def _spirals(
    at: Mapping[str, frozenset[str]], open_at: Mapping[str, frozenset[str]], edges: list[Edge]
) -> tuple[SpiralSeen, ...]:  # fmt: skip
    groups: dict[tuple[str, ...], list[str]] = {}
    for place, areas in at.items():
        for group in spirals(areas, edges):
            groups.setdefault(group, []).append(place)
    return tuple(
        SpiralSeen(group, tuple(sorted(places)), sum(set(group) <= open_at[place] for place in places))
        for group, places in sorted(groups.items(), key=lambda one: (-len(one[1]), -len(one[0]), one[0]))
    )


@dataclass(frozen=True, slots=True)
class Example:
    """Who came far, to learn from: judged at the best level in an area, or a finding closed with effect shown."""

    name: str
    of: str
    words: str
    case: UUID | None
    round: UUID | None


def examples(inventory: Inventory, found: Gathered, user: User) -> tuple[Example, ...]:
    """For those who work with the inventory; never in what is issued, for it names who was reviewed."""
    blind = _blind(inventory.holder_id, user)
    judged = (
        Judgement.objects.filter(
            participant__round__holder=inventory.holder_id, participant__state=Participant.State.SELECTED,
            criterion_key="", reader=Judgement.Reader.FIRST, level__in=BEST,
            done_at__date__range=(inventory.begins, inventory.ends),
        )
        .exclude(participant__in=blind)
        .select_related("participant__round", "participant__organiser", "unit__school_unit")
        .order_by("participant__organiser__name", "pk")
    )  # fmt: skip
    best = []
    for one in judged:
        names = {area["key"]: area["name"] for area in one.participant.round.areas}
        name = one.unit.school_unit.name if one.unit else one.participant.organiser.name
        best.append(Example(name, names.get(one.area_key, ""), one.rationale, None, one.participant.round_id))
    closed = Finding.objects.filter(
        case__in=_cases(inventory, blind).values("pk"), state=FindingState.CLOSED, closing_outcome="effect_shown"
    ).select_related("case__organiser", "school_unit").order_by("case__title", "pk")  # fmt: skip
    shown = [
        Example(
            f.school_unit.name if f.school_unit else _organiser(f.case)[1], f.text, f.state_grounds, f.case_id, None
        )
        for f in closed
    ]
    return (*best, *shown)
