"""Last days: added, moved with their reasons, given an owner, met and opened again."""

from datetime import date, datetime

from django.db import transaction

from likvard.access.models import User
from likvard.ledger.actions import Text, record
from likvard.quality.actions import locked
from likvard.reviews.models import Case, Deadline, DeadlineMove, Finding

from .locking import lock_case


@transaction.atomic
def add_deadline(
    *,
    case: Case,
    what: str,
    day: date,
    by: User | None,
    at: datetime,
    note: str = "",
    owner: User | None = None,
    finding: Finding | None = None,
) -> Deadline:
    """`what` is one of the rulebook's codes; `day` is included."""
    deadline = Deadline.objects.create(
        case=case, what=what, day=day, note=note, owner=owner, finding=finding, changed_at=at
    )
    after = {"what": what, "day": day, "owner": getattr(owner, "id", None), "note": Text.of(note) if note else None}
    _record(deadline, "deadline_added", by=by, at=at, after={k: v for k, v in after.items() if v})
    return deadline


@transaction.atomic
def move_deadline(
    *, deadline: Deadline, to_day: date, reason: str, version: int, by: User | None, at: datetime
) -> Deadline:
    """A new last day (anstånd), with the reason; the old one stays in the history. Raises `ChangedMeanwhile`."""
    lock_case(deadline.case_id)
    stored, changes = locked(deadline, version=version, mine={"day": to_day})
    if not changes:
        return stored
    from_day = stored.day
    DeadlineMove.objects.create(deadline=stored, from_day=from_day, to_day=to_day, reason=reason, by=by, at=at)
    stored.day = to_day
    _save(stored, ["day"], at=at)
    _record(
        stored,
        "deadline_moved",
        by=by,
        at=at,
        before={"day": from_day},
        after={"day": to_day, "reason": Text.of(reason)},
    )
    return stored


@transaction.atomic
def assign_deadline(*, deadline: Deadline, owner: User | None, version: int, by: User | None, at: datetime) -> Deadline:
    """Raises `ChangedMeanwhile`."""
    lock_case(deadline.case_id)
    stored, changes = locked(deadline, version=version, mine={"owner": owner})
    if changes:
        before = stored.owner_id
        stored.owner = owner
        _save(stored, ["owner"], at=at)
        _record(
            stored, "deadline_assigned", by=by, at=at,
            before={"owner": before}, after={"owner": getattr(owner, "id", None)},
        )  # fmt: skip
    return stored


@transaction.atomic
def meet_deadline(*, deadline: Deadline, met_on: date, by: User | None, at: datetime) -> Deadline:
    """Done on the day `met_on`. Doing it twice changes nothing."""
    lock_case(deadline.case_id)
    stored = Deadline.objects.select_for_update().get(pk=deadline.pk)
    if stored.met_on is None:
        stored.met_on, stored.met_by = met_on, by
        _save(stored, ["met_on", "met_by"], at=at)
        _record(stored, "deadline_met", by=by, at=at, after={"met_on": met_on})
    return stored


@transaction.atomic
def reopen_deadline(*, deadline: Deadline, by: User | None, at: datetime) -> Deadline:
    """It was not done after all. Doing it twice changes nothing."""
    lock_case(deadline.case_id)
    stored = Deadline.objects.select_for_update().get(pk=deadline.pk)
    if stored.met_on is not None:
        before = stored.met_on
        stored.met_on = stored.met_by = None
        _save(stored, ["met_on", "met_by"], at=at)
        _record(stored, "deadline_reopened", by=by, at=at, before={"met_on": before})
    return stored


def _save(deadline: Deadline, fields: list[str], *, at: datetime) -> None:
    deadline.version += 1
    deadline.changed_at = at
    deadline.save(update_fields=[*fields, "version", "changed_at"])


def _record(deadline: Deadline, action: str, *, by: User | None, at: datetime, before=None, after=None) -> None:
    record(
        action=action,
        subject_kind="deadline",
        subject_id=deadline.id,
        by=by,
        at=at,
        organisation=deadline.case.holder_id,
        case=deadline.case_id,
        before=before,
        after=after,
    )
