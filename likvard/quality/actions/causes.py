"""Causes: kept from an analysis, shared by units, tied to what they explain, ended with grounds."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction

from likvard.access.models import User
from likvard.ledger.actions import Text
from likvard.organisations.models import Organisation, SchoolUnit
from likvard.quality.models import Cause, CauseLink, CauseUnit, Hypothesis

from .editing import locked, write_changes
from .telling import tell

FIELDS = frozenset({"kind", "what"})


@transaction.atomic
def add_cause(
    *,
    holder: Organisation,
    kind: str,
    what: str,
    step: int = 1,
    units: Iterable[SchoolUnit] = (),
    origins: Iterable[str] = (),
    by: User | None,
    at: datetime,
) -> Cause:
    """A cause that works on units (none: on the organiser as a whole), tied to what it explains."""
    cause = Cause.objects.create(holder=holder, kind=kind, what=what, step=step, created_at=at, created_by=by)
    shared = [CauseUnit(cause=cause, school_unit=unit, added_by=by, added_at=at) for unit in units]
    CauseUnit.objects.bulk_create(shared)
    links = [CauseLink(cause=cause, origin=origin, added_by=by, added_at=at) for origin in dict.fromkeys(origins)]
    CauseLink.objects.bulk_create(links)
    tell(
        cause, "cause_added", by=by, at=at,
        after={"kind": kind, "step": step, "what": Text.of(what), "units": [one.school_unit_id for one in shared],
               "origins": [one.origin for one in links]},
    )  # fmt: skip
    return cause


@transaction.atomic
def keep_as_cause(*, hypothesis: Hypothesis, cause: Cause | None = None, by: User | None, at: datetime) -> Cause:
    """A supported hypothesis becomes a cause, or is another finding of one that is known already (`cause`): then the
    analysis' unit shares it. Raises `ValueError` for a hypothesis that is not supported, or a cause of others."""
    rows = Hypothesis.objects.select_for_update(of=("self",)).select_related("analysis__holder", "analysis__unit")
    stored = rows.get(pk=hypothesis.pk)
    if stored.judgement != Hypothesis.Judgement.SUPPORTED:
        raise ValueError("only what was found to hold is kept as a cause")
    analysis = stored.analysis
    if cause is not None and cause.holder_id != analysis.holder_id:
        raise ValueError("the cause belongs to another organisation")
    if cause is None:
        cause = add_cause(
            holder=analysis.holder, kind=stored.kind, what=stored.what, step=stored.step or 1,
            units=[analysis.unit] if analysis.unit else [], origins=[analysis.origin] if analysis.origin else [],
            by=by, at=at,
        )  # fmt: skip
    else:
        if analysis.unit is not None:
            share_cause(cause=cause, units=[analysis.unit], by=by, at=at)
        if analysis.origin:
            link_cause(cause=cause, origin=analysis.origin, by=by, at=at)
        if (stored.step or 1) > cause.step:
            cause.step = stored.step or 1
            cause.save(update_fields=["step"])
    stored.cause = cause
    stored.save(update_fields=["cause"])
    tell(cause, "cause_kept", by=by, at=at, after={"hypothesis": stored.id, "analysis": analysis.id})
    return cause


@transaction.atomic
def change_cause(*, cause: Cause, version: int, by: User | None, at: datetime, **fields: Any) -> Cause:
    """Raises `ChangedMeanwhile`. The strength is not written by hand: it comes with the analysis."""
    if unknown := set(fields) - FIELDS:
        raise TypeError(f"a cause has no {sorted(unknown)[0]}")
    stored, changes = locked(cause, version=version, mine=fields)
    if not changes:
        return stored
    write_changes(stored, changes)
    tell(stored, "cause_changed", by=by, at=at, after={"fields": sorted(changes)})
    return stored


@transaction.atomic
def share_cause(*, cause: Cause, units: Iterable[SchoolUnit], by: User | None, at: datetime) -> list[CauseUnit]:
    """These units share it too. Raises `ValueError` for a unit of another organisation."""
    there = set(cause.shared_by.order_by().values_list("school_unit_id", flat=True))
    new = [unit for unit in units if unit.pk not in there]
    if any(unit.organisation_id != cause.holder_id for unit in new):
        raise ValueError("the unit belongs to another organisation")
    if not new:
        return []
    made = CauseUnit.objects.bulk_create(
        [CauseUnit(cause=cause, school_unit=unit, added_by=by, added_at=at) for unit in new]
    )
    tell(cause, "cause_shared", by=by, at=at, after={"units": [unit.pk for unit in new]})
    return made


@transaction.atomic
def unshare_cause(*, cause: Cause, unit: SchoolUnit, by: User | None, at: datetime) -> None:
    """It does not concern the unit after all."""
    removed, _ = CauseUnit.objects.filter(cause=cause, school_unit=unit).delete()
    if removed:
        tell(cause, "cause_unshared", by=by, at=at, before={"units": [unit.pk]})


@transaction.atomic
def link_cause(*, cause: Cause, origin: str, by: User | None, at: datetime) -> CauseLink:
    """The cause explains that too. `origin` is never read here."""
    link, made = CauseLink.objects.get_or_create(cause=cause, origin=origin, defaults={"added_by": by, "added_at": at})
    if made:
        tell(cause, "cause_linked", by=by, at=at, after={"origin": origin})
    return link


@transaction.atomic
def unlink_cause(*, cause: Cause, origin: str, by: User | None, at: datetime) -> None:
    removed, _ = CauseLink.objects.filter(cause=cause, origin=origin).delete()
    if removed:
        tell(cause, "cause_unlinked", by=by, at=at, before={"origin": origin})


@transaction.atomic
def end_cause(
    *, cause: Cause, state: str, ended_on: date, grounds: str, version: int, by: User | None, at: datetime
) -> Cause:
    """The hinder is gone, or later checks spoke against the cause. Raises `ValueError` without grounds, and
    `ChangedMeanwhile`."""
    if state == Cause.State.ACTIVE or not grounds.strip():
        raise ValueError("a cause ends with grounds")
    stored, changes = locked(
        cause, version=version, mine={"state": str(state), "ended_on": ended_on, "grounds": grounds}
    )
    if not changes:
        return stored
    write_changes(stored, changes)
    tell(
        stored, "cause_ended", by=by, at=at,
        after={"state": str(state), "closed_on": ended_on, "grounds": Text.of(grounds)},
    )  # fmt: skip
    return stored


@transaction.atomic
def take_up_cause(*, cause: Cause, version: int, by: User | None, at: datetime) -> Cause:
    """It is there after all. Raises `ChangedMeanwhile`."""
    stored, changes = locked(cause, version=version, mine={"state": Cause.State.ACTIVE.value})
    if not changes:
        return stored
    before = {"state": stored.state, "grounds": Text.of(stored.grounds)}
    stored.state, stored.ended_on, stored.grounds = Cause.State.ACTIVE, None, ""
    stored.version += 1
    stored.save(update_fields=["state", "ended_on", "grounds", "version"])
    tell(stored, "cause_taken_up", by=by, at=at, before=before)
    return stored
