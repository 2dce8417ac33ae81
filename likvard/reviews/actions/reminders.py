"""Reminders by e-mail: written first, then sent, so that a crash loses none and repeats none that was marked.

Each reminder is a row that the database holds once per last day, person and occasion. An e-mail is claimed
before it is handed to the mail server and marked when the server has taken it. If the machine dies between
those two, nobody can know whether it went out: it is tried again a quarter of an hour later under the same
Message-ID, which mail systems take for the same letter. A lost reminder would cost more than a repeated one.
"""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from likvard.ledger.actions import record
from likvard.reviews.models import Reminder
from likvard.reviews.queries.reminders import Letter, due, letter_of, still_needed, waiting

# After so many tries the wait between them is a day; a wrong address does not keep the server busy.
PATIENCE = (timedelta(minutes=15), timedelta(hours=1), timedelta(hours=6), timedelta(days=1))


@dataclass(frozen=True, slots=True)
class Outcome:
    """Counts of one run: lines written, e-mails sent, e-mails that failed and will be tried again."""

    queued: int = 0
    sent: int = 0
    failed: int = 0


@transaction.atomic
def queue_reminders(*, at: datetime) -> int:
    """Write down every reminder that is due on the day of `at` in Sweden; those already written stay as they are."""
    today = timezone.localtime(at).date()
    message_to: dict[UUID, UUID] = {}
    rows = [
        Reminder(
            deadline=deadline,
            user=user,
            occasion=occasion.code,
            day=deadline.day,
            message=message_to.setdefault(user.id, uuid.uuid4()),
            queued_at=at,
        )
        for deadline, user, occasion in due(today)
    ]
    before = Reminder.objects.count()
    # Two schedulers may run at once: the constraint keeps one row of each.
    Reminder.objects.bulk_create(rows, ignore_conflicts=True)
    return Reminder.objects.count() - before


def send_reminders(*, at: datetime, deliver: Callable[[Letter], None]) -> Outcome:
    """Queue what is due and hand each waiting e-mail to `deliver`, which raises `OSError` when it cannot.

    One e-mail that fails does not stop the others.
    """
    queued = queue_reminders(at=at)
    sent = failed = 0
    for message in waiting(at):
        letter = _claim(message, at=at)
        if letter is None:
            continue
        try:
            deliver(letter)
        except OSError:  # refused, unreachable, timed out: smtplib's errors are OSErrors too
            failed += 1
            continue
        _mark_sent(message, at=at)
        sent += 1
    return Outcome(queued, sent, failed)


@transaction.atomic
def _claim(message: UUID, *, at: datetime) -> Letter | None:
    """The letter, and nobody else tries it for a while. None when there is nothing left to say."""
    rows = list(
        Reminder.objects.select_for_update(of=("self",))
        .filter(message=message, sent_at__isnull=True, dropped_at__isnull=True)
        .select_related("deadline__case", "user")
        .order_by("id")
    )
    rows = [row for row in rows if row.next_try_at is None or row.next_try_at <= at]
    today = timezone.localtime(at).date()
    needed = []
    for row in rows:
        if still_needed(row, today):
            row.tries += 1
            row.next_try_at = at + PATIENCE[min(row.tries, len(PATIENCE)) - 1]
            needed.append(row)
        else:
            row.dropped_at = at
    Reminder.objects.bulk_update(rows, ["tries", "next_try_at", "dropped_at"])
    return letter_of(needed, today) if needed else None


@transaction.atomic
def _mark_sent(message: UUID, *, at: datetime) -> None:
    rows = list(
        Reminder.objects.filter(message=message, sent_at__isnull=True, dropped_at__isnull=True)
        .select_related("deadline__case")
        .order_by("id")
    )
    for row in rows:
        row.sent_at = at
        record(
            action="reminder_sent",
            subject_kind="deadline",
            subject_id=row.deadline_id,
            by=None,
            at=at,
            organisation=row.deadline.case.holder_id,
            case=row.deadline.case_id,
            after={"occasion": row.occasion, "day": row.day, "to": str(row.user_id)},
        )
    Reminder.objects.bulk_update(rows, ["sent_at"])
