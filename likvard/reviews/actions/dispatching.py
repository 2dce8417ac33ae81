"""Letters, reminders and receipts as e-mail: written first, then sent; bounces noted.

The same care as with reminders to people of the site (`reminders`): a row is claimed before the e-mail is handed
over and marked when the server has taken it, and a try after a crash has the same Message-ID.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from likvard.access.models import Membership, User
from likvard.documents import originals
from likvard.ledger.actions import Text, record
from likvard.reports.pdf import PaperError
from likvard.reviews.models import Deadline, Dispatch, Letter, LetterTemplate, Participant, PublicLink, Round
from likvard.reviews.queries.letter_occasions import RULES, answers_in
from likvard.reviews.queries.letters import contact_of, letter_status, waiting_dispatches
from likvard.reviews.queries.requests import request_status
from likvard.rulebook.reminders import occasion_on, reminded_on
from likvard.terms.swedish_days import is_working_day

from .letters import address_for
from .letters_to_cases import prepare_letter
from .links import OF_LETTER, expires_for, keep_link
from .reminders import PATIENCE, Outcome

log = logging.getLogger(__name__)
What, Occasion = Dispatch.What, LetterTemplate.Occasion
PURPOSE = {
    What.CONTACT_REMINDER: PublicLink.Purpose.CONTACT,
    What.CONTACT_RECEIPT: PublicLink.Purpose.CONTACT,
    What.DOCUMENTS_REMINDER: PublicLink.Purpose.DOCUMENTS,
    What.INTERVIEWS_REMINDER: PublicLink.Purpose.SLOTS,
    What.FACT_CHECK_REMINDER: PublicLink.Purpose.FACT_CHECK,
    What.DOCUMENTS_RECEIPT: PublicLink.Purpose.DOCUMENTS,
}
REMINDERS = tuple(rules.reminder for rules in RULES.values())
TOLD_AFTER_DAYS = 30  # a last day that passed long ago is not reminded of


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One e-mail as the web room writes it. `secret` ends the address where it is answered without an account."""

    id: UUID
    what: str
    occasion: str
    to: str
    organiser: str
    authority: str
    title: str
    case_number: str
    subject: str
    answer_by: date | None
    days_left: int | None
    purpose: str
    secret: str
    reply_to: str
    sender_name: str
    receipt: str
    attachments: tuple[tuple[str, bytes], ...]


def send_dispatches(*, at: datetime, deliver: Callable[[Outgoing], None]) -> Outcome:
    """Write the reminders that are due, and hand what waits to `deliver`, which raises `OSError` when it cannot."""
    queued = queue_participant_reminders(at=at)
    sent = failed = 0
    for pk in waiting_dispatches(at):
        row = _claim(pk, at=at)
        if row is None:
            continue
        try:
            deliver(_outgoing(row, at=at))
        except OSError:  # refused, unreachable, timed out: smtplib's errors are OSErrors too
            failed += 1
            continue
        except PaperError:
            log.exception("the letter of dispatch %s cannot be set", pk)
            failed += 1
            continue
        _mark_sent(pk, at=at)
        sent += 1
    return Outcome(queued, sent, failed)


@transaction.atomic
def _claim(pk: UUID, *, at: datetime) -> Dispatch | None:
    """The row, and nobody else tries it for a while; None when it is taken, sent, or not needed any more."""
    row = (
        Dispatch.objects.select_for_update(of=("self",))
        .select_related("participant__round__holder", "participant__organiser", "participant__case", "letter")
        .filter(pk=pk, sent_at__isnull=True, dropped_at__isnull=True, bounced_at__isnull=True)
        .first()
    )
    if row is None or (row.next_try_at and row.next_try_at > at):
        return None
    if not _still_needed(row):
        row.dropped_at = at
        row.save(update_fields=["dropped_at"])
        return None
    row.tries += 1
    row.next_try_at = at + PATIENCE[min(row.tries, len(PATIENCE)) - 1]
    row.save(update_fields=["tries", "next_try_at"])
    return row


def _still_needed(row: Dispatch) -> bool:
    if row.participant.state != Participant.State.SELECTED or not row.to:
        return False
    if row.what == What.CONTACT_REMINDER:
        return contact_of(row.participant) is None
    if row.what == What.DOCUMENTS_REMINDER:
        status = request_status(row.participant.round, participant=row.participant).get(row.participant_id)
        return status is not None and not status.complete
    for occasion in (Occasion.INTERVIEWS, Occasion.FACT_CHECK):
        if row.what == RULES[occasion].reminder:
            answers = answers_in(row.participant.round, occasion).get(row.participant_id)
            return answers is not None and answers.silent
    return True


def _outgoing(row: Dispatch, *, at: datetime) -> Outgoing:
    """Prepares a letter's document, and gives the address anew: it is not stored."""
    participant, round_ = row.participant, row.participant.round
    attachments: tuple[tuple[str, bytes], ...] = ()
    letter = row.letter
    occasion = letter.occasion if letter else _occasion_of(row.what)
    subject, day = "", row.day if row.what in REMINDERS else None
    if letter is not None:
        prepare_letter(letter=letter, by=row.queued_by, at=at)
        subject, day = letter.subject, letter.answer_by
        content = originals.path_of(letter.document.checksum).read_bytes()
        attachments = ((f"{RULES[Occasion(occasion)].file}.pdf", content),)
    purpose = OF_LETTER[occasion]
    made = keep_link(participant=participant, purpose=purpose, expires_at=expires_for(day, at), by=row.queued_by, at=at)
    template = (
        LetterTemplate.objects.filter(round=round_, occasion=occasion).first()
        or LetterTemplate.objects.filter(round=round_).first()
    )
    today = timezone.localtime(at).date()
    return Outgoing(
        id=row.pk,
        what=row.what,
        occasion=occasion,
        to=row.to,
        organiser=participant.organiser.name,
        authority=round_.holder.name,
        title=round_.title,
        case_number=participant.case.case_number if participant.case else round_.case_number,
        subject=subject,
        answer_by=day,
        days_left=(day - today).days if day else None,
        purpose=purpose,
        secret=made.secret,
        reply_to=template.contact_email if template else "",
        sender_name=template.contact_name if template else "",
        receipt=row.occasion if row.what in (What.CONTACT_RECEIPT, What.DOCUMENTS_RECEIPT) else "",
        attachments=attachments,
    )


def _occasion_of(what: str) -> str:
    return next(occasion for occasion, rules in RULES.items() if rules.purpose == PURPOSE[what])


SENT = {
    What.LETTER: "letter_sent",
    What.CONTACT_REMINDER: "participant_reminded",
    What.DOCUMENTS_REMINDER: "participant_reminded",
    What.INTERVIEWS_REMINDER: "participant_reminded",
    What.FACT_CHECK_REMINDER: "participant_reminded",
    What.CONTACT_RECEIPT: "receipt_sent",
    What.DOCUMENTS_RECEIPT: "receipt_sent",
}


@transaction.atomic
def _mark_sent(pk: UUID, *, at: datetime) -> None:
    row = Dispatch.objects.select_for_update(of=("self",)).select_related("participant__round", "letter").get(pk=pk)
    if row.sent_at is None:
        row.sent_at = at
        row.save(update_fields=["sent_at"])
        _record(row, SENT[row.what], at=at, after={"occasion": _occasion(row), "to": Text.of(row.to)})


def _occasion(row: Dispatch) -> str:
    return row.letter.occasion if row.letter else _occasion_of(row.what)


@transaction.atomic
def record_bounce(*, dispatch: Dispatch, status: str, note: str, at: datetime) -> Dispatch:
    """The e-mail came back. The first word of it counts; doing it twice changes nothing."""
    row = (
        Dispatch.objects.select_for_update(of=("self",))
        .select_related("participant__round", "letter")
        .get(pk=dispatch.pk)
    )
    if row.bounced_at is None:
        row.bounced_at, row.bounce_status, row.bounce_note = at, status[:11], note[:300]
        row.save(update_fields=["bounced_at", "bounce_status", "bounce_note"])
        _record(row, "letter_bounced", at=at, after={"occasion": _occasion(row), "status": status[:11]})
    return row


def _record(row: Dispatch, action: str, *, at: datetime, after: dict) -> None:
    record(
        action=action,
        subject_kind="case",
        subject_id=row.participant.case_id or row.participant_id,
        by=None,
        at=at,
        organisation=row.participant.round.holder_id,
        case=row.participant.case_id or "",
        after=after,
    )


@transaction.atomic
def queue_participant_reminders(*, at: datetime) -> int:
    """A reminder to each participant who has been asked and has not answered, once per occasion and last day."""
    today = timezone.localtime(at).date()
    rows = []
    asked = LetterTemplate.objects.filter(
        round__state=Round.State.RUNNING, answer_by__gte=today - timedelta(days=TOLD_AFTER_DAYS)
    )
    rounds = Round.objects.filter(pk__in=asked.values("round")).select_related("holder")
    for round_ in rounds:
        rows += _contact_reminders(round_, today, at)
    late = today - timedelta(days=TOLD_AFTER_DAYS)
    for round_ in Round.objects.filter(
        state=Round.State.RUNNING,
        participants__document_request__last_day__gte=late,
        participants__document_request__delivered_at__isnull=False,
    ).distinct():
        rows += _documents_reminders(round_, today, at)
    lettered = Letter.objects.filter(answer_by__gte=late, participant__round__state=Round.State.RUNNING)
    for occasion in (Occasion.INTERVIEWS, Occasion.FACT_CHECK):
        of = lettered.filter(occasion=occasion)
        for round_ in Round.objects.filter(pk__in=of.values("participant__round")).select_related("holder"):
            rows += _answer_reminders(round_, occasion, today, at)
    before = Dispatch.objects.count()
    Dispatch.objects.bulk_create(rows, ignore_conflicts=True)
    return Dispatch.objects.count() - before


def _contact_reminders(round_: Round, today: date, at: datetime) -> list[Dispatch]:
    told = {
        pk: status.day
        for pk, status in letter_status(round_, today=today).items()
        if status.state in ("sent", "posted") and status.contact != "answered" and status.day
    }
    letters = Letter.objects.filter(participant__in=list(told), occasion=Occasion.OPENING).defer("content")
    silent = {row.participant_id: (row.answer_by, told[row.participant_id]) for row in letters if row.answer_by}
    return _reminders(silent, What.CONTACT_REMINDER, "contact_person", today, at)


def _documents_reminders(round_: Round, today: date, at: datetime) -> list[Dispatch]:
    statuses = request_status(round_, today=today)
    silent = {
        pk: (status.last_day, status.delivered_on)
        for pk, status in statuses.items()
        if status.delivered_on and not status.complete
    }
    return _reminders(silent, What.DOCUMENTS_REMINDER, "documents", today, at)


def _answer_reminders(round_: Round, occasion: str, today: date, at: datetime) -> list[Dispatch]:
    """To those who have got the letter and still have a time or a protocol to answer. A protocol's own last day
    counts, which may have come after the letter."""
    answers = answers_in(round_, occasion)
    told = {
        pk: status.day
        for pk, status in letter_status(round_, today=today, occasion=occasion).items()
        if status.state in ("sent", "posted") and status.day and pk in answers and answers[pk].silent
    }
    letters = Letter.objects.filter(participant__in=list(told), occasion=occasion).defer("content")
    silent = {
        row.participant_id: (day, told[row.participant_id])
        for row in letters
        if (day := answers[row.participant_id].last_day or row.answer_by)
    }
    deadline = "fact_check" if occasion == Occasion.FACT_CHECK else ""  # offered times are no last day of a case
    return _reminders(silent, RULES[Occasion(occasion)].reminder, deadline, today, at)


def _reminders(
    silent: dict[UUID, tuple[date, date]], of: str, deadline: str, today: date, at: datetime
) -> list[Dispatch]:
    """`silent`: those who have not answered → the last day, and the day when they were told of it. An occasion that
    had passed by then is left out: nobody is reminded the day the letter comes."""
    found = []
    participants = Participant.objects.filter(pk__in=list(silent), state=Participant.State.SELECTED).select_related(
        "letter_address", "organiser", "case"
    )
    for participant in participants:
        day, told_on = silent[participant.pk]
        occasion = occasion_on(today, day, is_working_day)
        to = address_for(participant, _occasion_of(of))
        if occasion is None or (today - day).days > TOLD_AFTER_DAYS or not to:
            continue
        if reminded_on(occasion, day, is_working_day) <= told_on or _told_here(participant, deadline, to):
            continue
        found.append(
            Dispatch(
                participant=participant,
                what=of,
                channel=Dispatch.Channel.EMAIL,
                to=to,
                occasion=occasion.code,
                day=day,
                queued_at=at,
            )
        )
    return found


def _told_here(participant: Participant, deadline: str, to: str) -> bool:
    """Whoever reads at `to` works in the organiser's own case and is reminded there: not twice of one thing."""
    own = participant.case.counterpart_id if participant.case else None
    return (
        own is not None
        and Deadline.objects.filter(case=own, what=deadline, met_on=None).exists()
        and Membership.objects.filter(
            organisation=participant.organiser_id, user__in=User.objects.filter(email__iexact=to, is_active=True)
        ).exists()
    )
