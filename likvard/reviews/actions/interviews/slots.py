"""A time's way: set or proposed, offered, answered by the interviewed, kept or moved. Never two at once."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction

from likvard.access.models import User
from likvard.ledger.actions import Text
from likvard.reviews.actions.counterparts import open_counterpart
from likvard.reviews.actions.rounds.guard import require_running
from likvard.reviews.models import Interview, InterviewSlot

from .invitations import queue_cancellation, queue_invitation
from .rules import (
    IN_THE_PAST,
    NOT_NEEDED,
    REASON_MISSING,
    NotNow,
    lock_round,
    locked_slot,
    require_free,
    tell,
)

S = InterviewSlot.State


@transaction.atomic
def place(
    *, interview: Interview, investigator: User, starts: datetime, by: User | None, at: datetime, pinned: bool = True
) -> InterviewSlot:
    """A person sets the time by hand; the time before, if any, is set aside and whoever was invited is told.

    Raises `Overlaps` when somebody would be in two places. Other rules may be broken: the plan then tells of it.
    """
    lock_round(interview.participant)
    stored = Interview.objects.select_for_update(of=("self",)).select_related("participant__round").get(pk=interview.pk)
    if stored.state != Interview.State.NEEDED:
        raise NotNow(NOT_NEEDED)
    if starts <= at:
        raise NotNow(IN_THE_PAST)
    ends = starts + timedelta(minutes=stored.minutes)
    require_free(stored, investigator, starts, ends)
    _set_aside(stored, reason="", at=at)
    slot = InterviewSlot.objects.create(
        interview=stored, investigator=investigator, starts=starts, ends=ends, pinned=pinned, created_at=at
    )
    tell(
        "slot_set", "slot", slot.pk, participant=stored.participant, by=by, at=at,
        after={"starts": starts, "investigator": investigator, "pinned": pinned},
    )  # fmt: skip
    return slot


def _set_aside(interview: Interview, *, reason: str, at: datetime) -> None:
    for slot in interview.slots.filter(state__in=InterviewSlot.LIVE).order_by("id"):
        if slot.offered_at:
            queue_cancellation(interview=interview, slot=slot, at=at)
        slot.state, slot.reason = S.CANCELLED, reason
        slot.version += 1
        slot.save(update_fields=["state", "reason", "version"])


def new_length(interview: Interview, *, by: User | None, at: datetime) -> None:
    """The time in force gets the interview's new length; whoever was invited gets an update."""
    slot = interview.slots.filter(state__in=InterviewSlot.LIVE).select_related("investigator").order_by("id").first()
    if slot is None or slot.ends == (ends := slot.starts + timedelta(minutes=interview.minutes)):
        return
    require_free(interview, slot.investigator, slot.starts, ends)
    slot.ends = ends
    slot.version += 1
    slot.save(update_fields=["ends", "version"])
    if slot.offered_at:
        queue_invitation(interview=interview, slot=slot, at=at)


@transaction.atomic
def pin(*, slot: InterviewSlot, pinned: bool, by: User | None, at: datetime) -> InterviewSlot:
    """A pinned time stays when the plan is made again."""
    stored = locked_slot(slot.pk, *InterviewSlot.LIVE)
    if stored.pinned != pinned:
        stored.pinned = pinned
        stored.version += 1
        stored.save(update_fields=["pinned", "version"])
        tell(
            "slot_pinned" if pinned else "slot_unpinned", "slot", stored.pk,
            participant=stored.interview.participant, by=by, at=at,
        )  # fmt: skip
    return stored


@transaction.atomic
def offer(*, slots: Iterable[InterviewSlot], by: User, at: datetime) -> int:
    """Offer times to those who are to be interviewed; the organiser's own case gets them and people get invitations.

    The round must run. Times that are not proposed any more are passed over; gives how many were offered.
    """
    offered = 0
    for slot in slots:
        try:
            stored = locked_slot(slot.pk, S.PROPOSED)
        except NotNow:
            continue
        if stored.starts <= at:
            continue
        participant = stored.interview.participant
        require_running(participant.round)
        if participant.case is not None:
            open_counterpart(case=participant.case, by=by, at=at)
        stored.state, stored.offered_at = S.OFFERED, at
        stored.version += 1
        stored.save(update_fields=["state", "offered_at", "version"])
        queue_invitation(interview=stored.interview, slot=stored, at=at)
        tell(
            "slot_offered", "slot", stored.pk, participant=participant, by=by, at=at,
            after={"starts": stored.starts},
        )  # fmt: skip
        offered += 1
    return offered


def _answered(stored: InterviewSlot, *, by: User | None, name: str, note: str, at: datetime) -> list[str]:
    stored.answered_at, stored.answered_by, stored.answered_name = at, by, name[:150]
    stored.note = note.strip()
    stored.version += 1
    return ["answered_at", "answered_by", "answered_name", "note", "version"]


@transaction.atomic
def accept(*, slot: InterviewSlot, by: User | None, at: datetime, name: str = "") -> InterviewSlot:
    """The interviewed take the time; invitations become confirmed. `name` = who answered through a link."""
    stored = locked_slot(slot.pk, S.OFFERED, S.COUNTER_PROPOSED)
    if stored.starts <= at:
        raise NotNow(IN_THE_PAST)
    fields = _answered(stored, by=by, name=name, note="", at=at)
    stored.state, stored.counter_starts = S.ACCEPTED, None
    stored.save(update_fields=[*fields, "state", "counter_starts"])
    queue_invitation(interview=stored.interview, slot=stored, at=at)
    _tell_answer("slot_accepted", stored, by=by, at=at)
    return stored


@transaction.atomic
def counter_propose(
    *, slot: InterviewSlot, starts: datetime, note: str, by: User | None, at: datetime, name: str = ""
) -> InterviewSlot:
    """The interviewed want another time; the first stands until the reviewer has answered."""
    stored = locked_slot(slot.pk, S.OFFERED, S.ACCEPTED, S.COUNTER_PROPOSED)
    if starts <= at:
        raise NotNow(IN_THE_PAST)
    fields = _answered(stored, by=by, name=name, note=note, at=at)
    stored.state, stored.counter_starts = S.COUNTER_PROPOSED, starts
    stored.save(update_fields=[*fields, "state", "counter_starts"])
    _tell_answer("slot_counter_proposed", stored, by=by, at=at, after={"starts": starts, "note": Text.of(note)})
    return stored


@transaction.atomic
def decline(*, slot: InterviewSlot, note: str, by: User | None, at: datetime, name: str = "") -> InterviewSlot:
    """The time does not suit and no other is proposed; the next plan looks for another."""
    stored = locked_slot(slot.pk, S.OFFERED, S.ACCEPTED, S.COUNTER_PROPOSED)
    fields = _answered(stored, by=by, name=name, note=note, at=at)
    queue_cancellation(interview=stored.interview, slot=stored, at=at)
    stored.state, stored.pinned = S.DECLINED, False
    stored.save(update_fields=[*fields, "state", "pinned"])
    _tell_answer("slot_declined", stored, by=by, at=at, after={"note": Text.of(note)})
    return stored


@transaction.atomic
def take_counter(*, slot: InterviewSlot, by: User, at: datetime) -> InterviewSlot:
    """The reviewer takes the proposed time: it is accepted by both, and fixed. Raises `Overlaps`."""
    stored = locked_slot(slot.pk, S.COUNTER_PROPOSED)
    starts = stored.counter_starts
    if starts <= at:
        raise NotNow(IN_THE_PAST)
    ends = starts + timedelta(minutes=stored.interview.minutes)
    require_free(stored.interview, stored.investigator, starts, ends)
    stored.state, stored.reason = S.CANCELLED, ""
    stored.version += 1
    stored.save(update_fields=["state", "reason", "version"])
    taken = InterviewSlot.objects.create(
        interview=stored.interview, investigator=stored.investigator, starts=starts, ends=ends, state=S.ACCEPTED,
        pinned=True, offered_at=stored.offered_at, answered_at=stored.answered_at, answered_by=stored.answered_by,
        answered_name=stored.answered_name, created_at=at,
    )  # fmt: skip
    queue_invitation(interview=stored.interview, slot=taken, at=at)
    tell(
        "slot_accepted", "slot", taken.pk, participant=stored.interview.participant, by=by, at=at,
        before={"starts": stored.starts}, after={"starts": starts},
    )  # fmt: skip
    return taken


@transaction.atomic
def keep_first(*, slot: InterviewSlot, reason: str, by: User, at: datetime) -> InterviewSlot:
    """The reviewer cannot take the other time: the first is offered again, with the reason."""
    if not reason.strip():
        raise NotNow(REASON_MISSING)
    stored = locked_slot(slot.pk, S.COUNTER_PROPOSED)
    stored.state, stored.reason, stored.counter_starts = S.OFFERED, reason.strip(), None
    stored.version += 1
    stored.save(update_fields=["state", "reason", "counter_starts", "version"])
    queue_invitation(interview=stored.interview, slot=stored, at=at)
    tell(
        "slot_counter_refused", "slot", stored.pk, participant=stored.interview.participant, by=by, at=at,
        after={"reason": Text.of(reason)},
    )  # fmt: skip
    return stored


@transaction.atomic
def cancel_slot(*, slot: InterviewSlot, reason: str, by: User, at: datetime) -> InterviewSlot:
    """The reviewer takes the time back; the interview still needs one."""
    if not reason.strip():
        raise NotNow(REASON_MISSING)
    stored = locked_slot(slot.pk, *InterviewSlot.LIVE)
    _set_aside(stored.interview, reason=reason.strip(), at=at)
    tell(
        "slot_cancelled", "slot", stored.pk, participant=stored.interview.participant, by=by, at=at,
        after={"reason": Text.of(reason)},
    )  # fmt: skip
    stored.refresh_from_db()
    return stored


def _tell_answer(action: str, slot: InterviewSlot, *, by: User | None, at: datetime, after: dict | None = None) -> None:
    """In the reviewer's history, and in the organiser's own when it has a case here."""
    participant = slot.interview.participant
    reason = "" if by else "by_link"
    tell(action, "slot", slot.pk, participant=participant, by=by, at=at, after=after, reason=reason)
