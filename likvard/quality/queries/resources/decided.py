"""Decided allocations and what became of them: planned, paid, the measures the money paid for, and their effect."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from likvard.access.queries import Grants
from likvard.quality.models import AllocatedUnit, Allocation, PaidMeasure
from likvard.quality.queries.measures import MeasureLine, measure_lines, measures_visible_to

from .visibility import allocated_visible_to


@dataclass(frozen=True, slots=True)
class Decided:
    """One decided allocation in few words. `paid` is the sum of what is known; `unpaid` the units whose outcome is
    not noted; `by_need` what another unit would have had if all pupils had had the same."""

    id: UUID
    title: str
    year: int
    pot: int
    decided_by: str
    decided_on: date
    paragraph: str
    units: int
    by_need: int
    paid: int
    unpaid: int
    measures: int
    with_effect: int


def decided_allocations(holder: UUID, *, year: int | None = None) -> tuple[Decided, ...]:
    """Of one organiser, the latest year first; only those of a budget year when it is named. Three queries. The caller
    has asked who may see them (`allocations_visible_to`)."""
    found = Allocation.objects.filter(holder_id=holder).select_related("round").order_by("-year", "-decided_on", "id")
    if year is not None:
        found = found.filter(year=year)
    kept = list(found)
    rows: dict[UUID, list[AllocatedUnit]] = {one.pk: [] for one in kept}
    for row in AllocatedUnit.objects.filter(allocation__in=kept).select_related("payment").order_by("name", "code"):
        rows[row.allocation_id].append(row)
    tied: dict[UUID, set[UUID]] = {one.pk: set() for one in kept}
    answered: dict[UUID, set[UUID]] = {one.pk: set() for one in kept}
    ties = PaidMeasure.objects.filter(allocated__allocation__in=kept).order_by("tied_at", "id")
    for allocation, measure, answer in ties.values_list(
        "allocated__allocation_id", "measure_id", "measure__effects__answer"
    ):
        tied[allocation].add(measure)
        if answer in ("effect", "no_effect"):
            answered[allocation].add(measure)
    return tuple(
        Decided(
            one.pk, one.round.title, one.year, one.pot, one.decided_by, one.decided_on, one.paragraph,
            len(rows[one.pk]), sum(max(0, row.amount - row.equal) for row in rows[one.pk]),
            sum(row.payment.paid for row in rows[one.pk] if hasattr(row, "payment")),
            sum(not hasattr(row, "payment") for row in rows[one.pk]), len(tied[one.pk]), len(answered[one.pk]),
        )
        for one in kept
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Tie:
    """A measure that a unit's money paid for, as this person may see it."""

    paid: PaidMeasure
    line: MeasureLine


@dataclass(frozen=True, slots=True)
class Followed:
    """One unit: what was planned, what was paid, what it paid for. `hidden`: measures that this person may not see."""

    unit: AllocatedUnit
    paid: int | None
    note: str
    ties: tuple[Tie, ...]
    hidden: int

    @property
    def difference(self) -> int | None:
        return None if self.paid is None else self.paid - self.unit.amount

    @property
    def by_need(self) -> int:
        return self.unit.amount - self.unit.equal


def followed(allocation: Allocation, grants: Grants, *, today: date) -> tuple[Followed, ...]:
    """The rows that the person may see, by name. Seven queries, however many."""
    rows = list(allocated_visible_to(grants).filter(allocation=allocation))
    ties = list(PaidMeasure.objects.filter(allocated__in=rows).order_by("tied_at", "id"))
    seen = measures_visible_to(grants).filter(pk__in=[one.measure_id for one in ties])
    lines = {line.measure.pk: line for line in measure_lines(seen, today=today)}
    return tuple(_followed(row, ties, lines) for row in rows)


def _followed(row: AllocatedUnit, ties: Sequence[PaidMeasure], lines: dict[UUID, MeasureLine]) -> Followed:
    mine = [one for one in ties if one.allocated_id == row.pk]
    shown = tuple(Tie(one, lines[one.measure_id]) for one in mine if one.measure_id in lines)
    payment = getattr(row, "payment", None)
    return Followed(
        row, payment.paid if payment else None, payment.note if payment else "", shown, len(mine) - len(shown)
    )


def outcome_due(year: int) -> date:
    """The last day to note what was paid: a month after the budget year."""
    return date(year + 1, 1, 31)
