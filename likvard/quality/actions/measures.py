"""Measures: added, changed, done or dropped. Nothing is deleted; a dropped measure stays with its reasons."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from likvard.access.models import User
from likvard.ledger.actions import Text, record
from likvard.organisations.models import Organisation, SchoolUnit
from likvard.quality.models import Measure

from .editing import locked, write_changes

TEXTS = frozenset({"what", "expected_change", "seen_by", "result"})
# Whom it is directed to, how much, at what cost and by whose decision.
DIRECTED_WORDS = frozenset({"pupils", "intensity", "decided_by", "paragraph"})
DIRECTED = DIRECTED_WORDS | {
    "goal", "cause", "mandate", "compensatory", "starts_on", "seen_from", "reach", "concerned", "cost", "decided_on",
}  # fmt: skip
FIELDS = TEXTS | DIRECTED | {"owner", "until", "state", "done_on"}


def _told(field: str, value: Any) -> Any:
    """A value as the ledger may know it: texts only by their digest."""
    return Text.of(value) if field in TEXTS | {"pupils", "intensity"} and value else value


@transaction.atomic
def add_measure(
    *,
    holder: Organisation,
    origin: str,
    what: str,
    owner: User | None = None,
    until: date | None = None,
    expected_change: str = "",
    seen_by: str = "",
    units: Iterable[SchoolUnit] = (),
    by: User | None,
    at: datetime,
    case: UUID | str = "",
    **directed: Any,
) -> Measure:
    """A planned measure. `origin` says what it answers ("finding:<id>") and is never read here; `directed` see
    `DIRECTED`. Raises `ValueError` for a unit of another organisation."""
    if unknown := set(directed) - DIRECTED:
        raise TypeError(f"a measure has no {sorted(unknown)[0]}")
    units = list(units)
    if any(unit.organisation_id != holder.pk for unit in units):
        raise ValueError("the unit belongs to another organisation")
    measure = Measure.objects.create(
        holder=holder,
        origin=origin,
        what=what,
        owner=owner,
        until=until,
        expected_change=expected_change,
        seen_by=seen_by,
        created_at=at,
        **directed,
    )
    measure.units.set(units)
    written = {"what": what, "owner": owner, "until": until, "expected_change": expected_change, "seen_by": seen_by}
    written |= directed | {"units": [unit.pk for unit in units]}
    record(
        action="measure_added",
        subject_kind="measure",
        subject_id=measure.id,
        by=by,
        at=at,
        organisation=holder.id,
        case=case,
        after={"origin": origin} | {f: _told(f, v) for f, v in written.items() if v},
    )
    return measure


@transaction.atomic
def update_measure(
    *, measure: Measure, version: int, by: User | None, at: datetime, case: UUID | str = "", **fields: Any
) -> Measure:
    """Changes the given fields (see `FIELDS`). A measure marked done without a day is done on the day of `at`;
    one that is no longer done has no such day. Raises `ChangedMeanwhile`."""
    if unknown := set(fields) - FIELDS:
        raise TypeError(f"a measure has no {sorted(unknown)[0]}")
    if fields.get("state") == Measure.State.DONE and not fields.get("done_on"):
        fields["done_on"] = measure.done_on or timezone.localtime(at).date()
    elif "state" in fields and fields["state"] != Measure.State.DONE:
        fields["done_on"] = None
    stored, changes = locked(measure, version=version, mine=fields)
    if not changes:
        return stored
    write_changes(stored, changes)
    record(
        action="measure_changed",
        subject_kind="measure",
        subject_id=stored.id,
        by=by,
        at=at,
        organisation=stored.holder_id,
        case=case,
        before={f: _told(f, old) for f, (old, _) in changes.items()},
        after={f: _told(f, new) for f, (_, new) in changes.items()},
    )
    return stored


@transaction.atomic
def direct_measure(*, measure: Measure, units: Iterable[SchoolUnit], by: User | None, at: datetime) -> Measure:
    """The units that the measure is directed to, all of them. Raises `ValueError` for a unit of others."""
    units = list(units)
    if any(unit.organisation_id != measure.holder_id for unit in units):
        raise ValueError("the unit belongs to another organisation")
    before, after = set(measure.units.order_by().values_list("pk", flat=True)), {unit.pk for unit in units}
    if before == after:
        return measure
    measure.units.set(units)
    record(
        action="measure_directed",
        subject_kind="measure",
        subject_id=measure.id,
        by=by,
        at=at,
        organisation=measure.holder_id,
        before={"units": before},
        after={"units": after},
    )
    return measure


@transaction.atomic
def move_measures(
    *, from_origin: str, to_origin: str, holder: Organisation, by: User | None, at: datetime, case: UUID | str = ""
) -> int:
    """What was two things is one: the measures of the first answer the second from now on. Returns how many."""
    measures = list(
        Measure.objects.select_for_update().filter(origin=from_origin, holder=holder).order_by("created_at")
    )
    for measure in measures:
        measure.origin = to_origin
        measure.version += 1
        measure.save(update_fields=["origin", "version"])
        record(
            action="measure_moved",
            subject_kind="measure",
            subject_id=measure.id,
            by=by,
            at=at,
            organisation=holder.id,
            case=case,
            before={"origin": from_origin},
            after={"origin": to_origin},
        )
    return len(measures)
