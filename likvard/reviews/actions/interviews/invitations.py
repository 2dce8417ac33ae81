"""Invitations by e-mail: written first, then sent, one calendar entry per interview with a number that grows.

The entry's id is the interview's, so that a moved or cancelled time changes the entry that people already have
(RFC 5546: same UID, higher SEQUENCE).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from likvard.reviews.models import Interview, InterviewSlot, Invitation
from likvard.reviews.queries.letters import contact_of

from .rules import tell

PATIENCE = (timedelta(minutes=15), timedelta(hours=1), timedelta(hours=6), timedelta(days=1))


@dataclass(frozen=True, slots=True)
class Outcome:
    """Counts of one run: e-mails sent, and e-mails that failed and will be tried again."""

    sent: int = 0
    failed: int = 0


def queue_invitation(*, interview: Interview, slot: InterviewSlot, at: datetime) -> int:
    """An invitation, or its update, to each of the interviewed who has an address; gives how many.

    As long as nobody is named, to the participant's contact person, who knows whom to tell.
    """
    return _queue(interview, slot, Invitation.Method.REQUEST, at=at)


def queue_cancellation(*, interview: Interview, slot: InterviewSlot, at: datetime) -> int:
    """A CANCEL to those who were invited."""
    return _queue(interview, slot, Invitation.Method.CANCEL, at=at)


def _queue(interview: Interview, slot: InterviewSlot, method: str, *, at: datetime) -> int:
    invited_before = interview.invitations.exists()
    if method == Invitation.Method.CANCEL and not invited_before:
        return 0
    number = interview.sequence + 1 if invited_before else interview.sequence
    to = {p.email.lower(): p.name for p in interview.people.order_by("id") if p.email}
    if not to and (contact := contact_of(interview.participant)) is not None:
        to = {contact.email.lower(): contact.name}
    if method == Invitation.Method.CANCEL:  # also those who have been exchanged for others since
        to = {i.to_email.lower(): i.to_name for i in interview.invitations.order_by("id")} | to
    rows = [
        Invitation(
            interview=interview, method=method, sequence=number, to_name=name, to_email=email, starts=slot.starts,
            ends=slot.ends, confirmed=slot.state == InterviewSlot.State.ACCEPTED, queued_at=at,
        )
        for email, name in sorted(to.items())
    ]  # fmt: skip
    Invitation.objects.bulk_create(rows)
    if rows:
        interview.sequence = number
        interview.save(update_fields=["sequence"])
    return len(rows)


def send_invitations(*, at: datetime, deliver: Callable[[Invitation], None]) -> Outcome:
    """Hand each waiting invitation to `deliver`, which raises `OSError` when it cannot; the others go on."""
    due = Invitation.objects.filter(Q(next_try_at__isnull=True) | Q(next_try_at__lte=at), sent_at__isnull=True)
    sent = failed = 0
    for pk in list(due.order_by("queued_at", "id").values_list("pk", flat=True)):
        row = _claim(pk, at=at)
        if row is None:
            continue
        try:
            deliver(row)
        except OSError:
            failed += 1
            continue
        _mark_sent(row, at=at)
        sent += 1
    return Outcome(sent, failed)


@transaction.atomic
def _claim(pk: UUID, *, at: datetime) -> Invitation | None:
    row = (
        Invitation.objects.select_for_update(of=("self",))
        .select_related(
            "interview__participant__round__holder", "interview__participant__organiser",
            "interview__participant__case", "interview__school_unit",
        )
        .get(pk=pk)
    )  # fmt: skip
    if row.sent_at is not None or (row.next_try_at is not None and row.next_try_at > at):
        return None
    row.tries += 1
    row.next_try_at = at + PATIENCE[min(row.tries, len(PATIENCE)) - 1]
    row.save(update_fields=["tries", "next_try_at"])
    return row


@transaction.atomic
def _mark_sent(row: Invitation, *, at: datetime) -> None:
    row.sent_at = at
    row.save(update_fields=["sent_at"])
    tell(
        "invitation_to_interview_sent", "interview", row.interview_id, participant=row.interview.participant, by=None,
        at=at, after={"method": row.method, "sequence": row.sequence},
    )  # fmt: skip
