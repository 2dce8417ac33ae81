"""A pot: opened for some units, filled in with what only the organiser knows. Each proposal is worked out again when
what it stands on changes."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from likvard.access.models import User
from likvard.ledger.actions import record
from likvard.organisations.models import Organisation
from likvard.quality.actions.editing import locked
from likvard.quality.models import Allocation, ResourceRound, ResourceUnit
from likvard.quality.queries.resources.computing import result_of
from likvard.quality.queries.resources.sources import Candidate, candidates, figures_of


class IsDecided(Exception):  # noqa: N818 - read aloud where it is raised
    """What was decided on never changes; open the next year's pot."""


@dataclass(frozen=True, slots=True)
class Told:
    """What the organiser says of one unit; None leaves what is there as it is."""

    pupils: int | None = None
    before: int | None = None
    index: float | None = None


@transaction.atomic
def open_round(
    *,
    holder: Organisation,
    title: str,
    year: int,
    pot: int,
    codes: Collection[str],
    today: date,
    by: User | None,
    at: datetime,
) -> ResourceRound:
    """A pot of a budget year for these of the organiser's units. What the units had the year before is taken from the
    decided allocation of that year, where there is one. Raises `ValueError` for a unit that is not the organiser's."""
    known = {one.code: one for one in candidates(holder)}
    if unknown := sorted(set(codes) - set(known)):
        raise ValueError(f"not a unit of the organiser: {unknown[0]}")
    figures, sources = figures_of(holder, [(code, known[code].name) for code in codes])
    round_ = ResourceRound.objects.create(
        holder=holder, title=title, year=year, pot=pot, figures_on=today, sources=sources, created_at=at, created_by=by
    )
    last = Allocation.objects.filter(holder=holder, year=year - 1, round__title=title).first()
    had = dict(last.units.values_list("code", "amount")) if last else {}
    ResourceUnit.objects.bulk_create(_row(round_, known[code], figures, had.get(code)) for code in sorted(codes))
    _tell(round_, "resources_opened", by, at, {"year": year, "pot": pot, "units": len(codes)})
    return round_


def _row(
    round_: ResourceRound, one: Candidate, figures: dict[str, dict[str, Any]], before: int | None = None
) -> ResourceUnit:
    return ResourceUnit(
        round=round_, code=one.code, name=one.name, unit=one.unit, figures=figures.get(one.code, {}), before=before
    )


@transaction.atomic
def change_round(
    *, round_: ResourceRound, title: str, year: int, pot: int, version: int, by: User | None, at: datetime
) -> ResourceRound:
    """Raises `IsDecided` and `ChangedMeanwhile`."""
    stored, changes = locked(open_(round_), version=version, mine={"title": title, "year": year, "pot": pot})
    if changes:
        for field, (_, new) in changes.items():
            setattr(stored, field, new)
        stored.version += 1
        stored.save()
        worked_out(stored)
        _tell(stored, "resources_changed", by, at, {"year": year, "pot": pot})
    return stored


@transaction.atomic
def choose_units(*, round_: ResourceRound, codes: Collection[str], by: User | None, at: datetime) -> None:
    """Who shares the pot; what was filled in for those who stay is kept. Raises `IsDecided` and `ValueError`."""
    stored = open_(round_)
    there = {one.code: one for one in stored.units.all()}
    known = {one.code: one for one in candidates(stored.holder)}
    if unknown := sorted(set(codes) - set(known) - set(there)):
        raise ValueError(f"not a unit of the organiser: {unknown[0]}")
    new = sorted(set(codes) - set(there))
    figures, _ = figures_of(stored.holder, [(code, known[code].name) for code in new])
    stored.units.exclude(code__in=codes).delete()
    ResourceUnit.objects.bulk_create(_row(stored, known[code], figures) for code in new)
    if new or set(there) - set(codes):
        worked_out(stored)
        _tell(stored, "resources_units_chosen", by, at, {"units": len(codes)})


@transaction.atomic
def fill_units(
    *,
    round_: ResourceRound,
    told: Mapping[str, Told],
    index_name: str | None = None,
    by: User | None,
    at: datetime,
) -> ResourceRound:
    """What the organiser knows of each unit, by its code. Raises `IsDecided`, and `ValueError` for other units."""
    stored = open_(round_)
    units = {one.code: one for one in stored.units.all()}
    if unknown := sorted(set(told) - set(units)):
        raise ValueError(f"not in this pot: {unknown[0]}")
    for code, one in told.items():
        for field in ("pupils", "before", "index"):
            if (value := getattr(one, field)) is not None:
                setattr(units[code], field, value)
    ResourceUnit.objects.bulk_update(list(units.values()), ["pupils", "before", "index"])
    if index_name is not None:
        stored.index_name = index_name
        stored.save(update_fields=["index_name"])
    worked_out(stored)
    _tell(stored, "resources_units_filled_in", by, at, {"units": len(told)})
    return stored


@transaction.atomic
def fetch_figures(*, round_: ResourceRound, today: date, by: User | None, at: datetime) -> ResourceRound:
    """The open figures as they are published now. Raises `IsDecided`."""
    stored = open_(round_)
    units = list(stored.units.all())
    figures, stored.sources = figures_of(stored.holder, [(one.code, one.name) for one in units])
    for one in units:
        one.figures = figures.get(one.code, {})
    ResourceUnit.objects.bulk_update(units, ["figures"])
    stored.figures_on = today
    stored.save(update_fields=["figures_on", "sources"])
    worked_out(stored)
    _tell(stored, "resources_figures_fetched", by, at, {"units": len(units)})
    return stored


def open_(round_: ResourceRound) -> ResourceRound:
    """The pot, locked until the transaction ends. Raises `IsDecided`."""
    stored = ResourceRound.objects.select_for_update().get(pk=round_.pk)
    if Allocation.objects.filter(round=stored).exists():
        raise IsDecided
    return stored


def worked_out(round_: ResourceRound) -> None:
    """Every proposal of the pot, from what it stands on now."""
    units = list(round_.units.all())
    for proposal in round_.proposals.all():
        proposal.result = result_of(proposal, round_, units)
        proposal.save(update_fields=["result"])


def _tell(round_: ResourceRound, action: str, by: User | None, at: datetime, after: dict[str, Any]) -> None:
    record(
        action=action, subject_kind="resources", subject_id=round_.pk, by=by, at=at, organisation=round_.holder_id,
        after=after,
    )  # fmt: skip
