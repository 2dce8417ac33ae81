"""What an inventory comes to: how often the areas occur, occur together, and make circles."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from likvard.analysis.association import Edge, reported, spirals, together
from likvard.reviews.models import Inventory, Tie

from .row import Gathered, Row
from .visibility import by_unit


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
