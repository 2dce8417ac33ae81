"""Which interviews are needed, with whom and how, and when people cannot."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from likvard.access.models import User
from likvard.ledger.actions import Text, record
from likvard.organisations.models import SchoolUnit
from likvard.quality.actions import ChangedMeanwhile
from likvard.reviews.actions.rounds.guard import require_open
from likvard.reviews.models import (
    BusyTime,
    Interview,
    InterviewPerson,
    InterviewSettings,
    InterviewSlot,
    Participant,
    Round,
)
from likvard.reviews.queries.interviews import ROLES, settings_of

from .invitations import queue_cancellation
from .rules import NOT_NEEDED, REASON_MISSING, NotNow, lock_round, tell

FIELDS = ("role", "minutes", "mode", "weeks", "investigator", "place", "note")


@transaction.atomic
def save_settings(
    *, round_: Round, weeks: Sequence[str], rules: dict[str, Any], template: Sequence[dict[str, Any]], version: int,
    by: User, at: datetime,
) -> InterviewSettings:  # fmt: skip
    """How interviews are planned in the round. Raises `ChangedMeanwhile` when somebody else saved since `version`."""
    stored_round = require_open(round_)
    stored = settings_of(stored_round)
    mine = {"weeks": sorted(set(weeks)), "rules": rules, "template": list(template)}
    if stored.version != version and any(getattr(stored, k) != v for k, v in mine.items()):
        raise ChangedMeanwhile(stored, {k: getattr(stored, k) for k in mine}, mine)
    for name, value in mine.items():
        setattr(stored, name, value)
    stored.version += 1
    stored.changed_by, stored.changed_at = by, at
    stored.save()
    record(
        action="interview_settings_changed",
        subject_kind="round",
        subject_id=stored_round.pk,
        by=by,
        at=at,
        organisation=stored_round.holder_id,
        after={"weeks": len(stored.weeks)},
    )
    return stored


@transaction.atomic
def need_interviews(*, round_: Round, by: User | None, at: datetime) -> int:
    """What the template says for each participant and each of its units, where it is not there already.

    Doing it again after the selection has changed adds only what is missing; gives how many were added.
    """
    stored = require_open(round_)
    settings = settings_of(stored)
    added = 0
    there = set(
        Interview.objects.filter(participant__round=stored)
        .order_by("id")
        .values_list("participant_id", "role", "school_unit_id")
    )
    rows = []
    participants = stored.participants.filter(state=Participant.State.SELECTED).select_related("case", "round")
    for participant in participants.prefetch_related("units").order_by("id"):
        units = [u.school_unit_id for u in participant.units.all() if not u.replaced_reason]
        for line in settings.template:
            for unit in units if line["level"] == "unit" else [None]:
                if (participant.pk, line["role"], unit) in there:
                    continue
                rows.append(
                    Interview(
                        participant=participant, school_unit_id=unit, role=line["role"], minutes=line["minutes"],
                        mode=line["mode"], created_at=at,
                    )
                )  # fmt: skip
    Interview.objects.bulk_create(rows)
    added = len(rows)
    if added:
        record(
            action="interviews_needed",
            subject_kind="round",
            subject_id=stored.pk,
            by=by,
            at=at,
            organisation=stored.holder_id,
            after={"interviews": added},
        )
    return added


@transaction.atomic
def need_interview(
    *,
    participant: Participant,
    role: str,
    minutes: int,
    mode: str,
    by: User | None,
    at: datetime,
    school_unit: SchoolUnit | None = None,
    people: Sequence[tuple[str, str]] = (),
    **fields: Any,
) -> Interview:
    """One more interview. `people` are (name, e-mail); `fields` are weeks, investigator, place and note."""
    lock_round(participant)
    _checked(participant, role, minutes, mode, school_unit)
    interview = Interview.objects.create(
        participant=participant, school_unit=school_unit, role=role, minutes=minutes, mode=mode, created_at=at, **fields
    )
    _people(interview, people)
    tell(
        "interviews_needed", "interview", interview.pk, participant=participant, by=by, at=at,
        after={"interviews": 1, "role": role},
    )  # fmt: skip
    return interview


def _checked(participant: Participant, role: str, minutes: int, mode: str, unit: SchoolUnit | None = None) -> None:
    if role not in ROLES:
        raise ValueError(f"no such role: {role!r}")
    if mode not in Interview.Mode.values:
        raise ValueError(f"no such mode: {mode!r}")
    if not 5 <= minutes <= 480:
        raise ValueError("an interview is 5 to 480 minutes")
    if unit is not None and not participant.units.filter(school_unit=unit).exists():
        raise ValueError("the unit is not one of the participant's")


def _people(interview: Interview, people: Sequence[tuple[str, str]]) -> None:
    interview.people.all().delete()
    InterviewPerson.objects.bulk_create(
        InterviewPerson(interview=interview, name=name.strip(), email=email.strip()) for name, email in people
    )


@transaction.atomic
def change_interview(
    *,
    interview: Interview,
    version: int,
    by: User | None,
    at: datetime,
    people: Sequence[tuple[str, str]] | None = None,
    **fields: Any,
) -> Interview:
    """Change what it is. A time in force keeps its beginning; a new length is what the time then has.

    Raises `ChangedMeanwhile`; `Overlaps` when the longer interview would run into another.
    """
    if unknown := set(fields) - set(FIELDS):
        raise TypeError(f"an interview has no {sorted(unknown)[0]}")
    lock_round(interview.participant)
    stored = Interview.objects.select_for_update(of=("self",)).select_related("participant__round").get(pk=interview.pk)
    if stored.state != Interview.State.NEEDED:
        raise NotNow(NOT_NEEDED)
    if stored.version != version:
        raise ChangedMeanwhile(stored, {k: getattr(stored, k) for k in fields}, fields)
    _checked(
        stored.participant, fields.get("role", stored.role), fields.get("minutes", stored.minutes),
        fields.get("mode", stored.mode),
    )  # fmt: skip
    for name, value in fields.items():
        setattr(stored, name, value)
    stored.version += 1
    stored.save(update_fields=[*fields, "version"])
    if people is not None:
        _people(stored, people)
    tell(
        "interview_changed", "interview", stored.pk, participant=stored.participant, by=by, at=at,
        after={"role": stored.role, "minutes": stored.minutes, "mode": stored.mode},
    )  # fmt: skip
    if "minutes" in fields:
        from .slots import new_length  # noqa: PLC0415 - slots stands on this module

        new_length(stored, by=by, at=at)
    return stored


@transaction.atomic
def cancel_interview(*, interview: Interview, reason: str, by: User | None, at: datetime) -> Interview:
    """It is not to be held. Whoever was invited is told (a CANCEL to their calendars)."""
    if not reason.strip():
        raise NotNow(REASON_MISSING)
    lock_round(interview.participant)
    stored = Interview.objects.select_for_update(of=("self",)).select_related("participant__round").get(pk=interview.pk)
    if stored.state != Interview.State.NEEDED:
        raise NotNow(NOT_NEEDED)
    for slot in stored.slots.filter(state__in=InterviewSlot.LIVE).order_by("id"):
        if slot.offered_at:
            queue_cancellation(interview=stored, slot=slot, at=at)
        slot.state, slot.reason = InterviewSlot.State.CANCELLED, reason.strip()
        slot.version += 1
        slot.save(update_fields=["state", "reason", "version"])
    stored.state, stored.state_reason = Interview.State.CANCELLED, reason.strip()
    stored.version += 1
    stored.save(update_fields=["state", "state_reason", "version"])
    tell(
        "interview_cancelled", "interview", stored.pk, participant=stored.participant, by=by, at=at,
        after={"reason": Text.of(reason)},
    )  # fmt: skip
    return stored


@transaction.atomic
def mark_held(*, interview: Interview, by: User | None, at: datetime) -> Interview:
    """It has been held; its time stays where it was."""
    lock_round(interview.participant)
    stored = Interview.objects.select_for_update(of=("self",)).select_related("participant__round").get(pk=interview.pk)
    if stored.state != Interview.State.NEEDED:
        raise NotNow(NOT_NEEDED)
    stored.state = Interview.State.HELD
    stored.version += 1
    stored.save(update_fields=["state", "version"])
    tell("interview_held", "interview", stored.pk, participant=stored.participant, by=by, at=at)
    return stored


@transaction.atomic
def add_busy_time(
    *,
    round_: Round,
    starts: datetime,
    ends: datetime,
    by: User | None,
    at: datetime,
    user: User | None = None,
    participant: Participant | None = None,
    school_unit: SchoolUnit | None = None,
    role: str = "",
    note: str = "",
) -> BusyTime:
    """When an investigator (`user`) or somebody at a participant cannot; exactly one of the two."""
    stored = require_open(round_)
    if participant is not None and participant.round_id != stored.pk:
        raise ValueError("the participant is in another round")
    busy = BusyTime.objects.create(
        round=stored, user=user, participant=participant, school_unit=school_unit, role=role, starts=starts, ends=ends,
        note=note, added_at=at,
    )  # fmt: skip
    _tell_busy("busy_time_added", busy, by=by, at=at)
    return busy


@transaction.atomic
def remove_busy_time(*, busy: BusyTime, by: User | None, at: datetime) -> None:
    require_open(busy.round)
    _tell_busy("busy_time_removed", busy, by=by, at=at)
    busy.delete()


def _tell_busy(action: str, busy: BusyTime, *, by: User | None, at: datetime) -> None:
    record(
        action=action,
        subject_kind="busy_time",
        subject_id=busy.pk,
        by=by,
        at=at,
        organisation=busy.round.holder_id,
        case=(busy.participant.case_id or "") if busy.participant else "",
        after={"starts": busy.starts, "ends": busy.ends},
    )
