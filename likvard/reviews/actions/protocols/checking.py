"""The fact-check: handed over, corrections proposed by the organiser, answered, or silence noted."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from likvard.access.models import User
from likvard.ledger.actions import Text
from likvard.reviews.actions.counterparts import open_counterpart
from likvard.reviews.actions.deadlines import add_deadline, meet_deadline
from likvard.reviews.actions.rounds.guard import require_running
from likvard.reviews.models import Correction, Participant, Protocol, Round, Statement
from likvard.reviews.queries.protocols import silent_past

from .rules import (
    EMPTY_STATEMENT,
    LAST_DAY_PASSED,
    NOT_CHECKING,
    NOT_DRAFT,
    NOTHING_TO_CHECK,
    TOO_LATE,
    NotNow,
    locked,
    tell,
    tell_own,
)

CHECKING = Protocol.State.CHECKING


@transaction.atomic
def send_for_check(*, protocol: Protocol, until: date, by: User, at: datetime) -> Protocol:
    """Hand the draft over: each statement keeps the wording that was sent, and the organiser's own case gets it.

    The round must run. Raises `NotNow` when there is nothing to check, a statement is empty or `until` has passed.
    """
    stored = locked(protocol.pk, Protocol.State.DRAFT, otherwise=NOT_DRAFT)
    require_running(stored.participant.round)
    rows = list(stored.statements.filter(removed_at__isnull=True).order_by("ordering", "number"))
    if not rows:
        raise NotNow(NOTHING_TO_CHECK)
    if any(not row.text.strip() for row in rows):
        raise NotNow(EMPTY_STATEMENT)
    if until <= timezone.localtime(at).date():
        raise NotNow(LAST_DAY_PASSED)
    for row in rows:
        row.sent_text = row.text
    Statement.objects.bulk_update(rows, ["sent_text"])
    case = stored.participant.case
    own = open_counterpart(case=case, by=by, at=at) if case is not None else None
    stored.state, stored.sent_at, stored.sent_by = CHECKING, at, by
    stored.check_until, stored.delivered_to = until, own
    stored.version += 1
    stored.save(update_fields=["state", "sent_at", "sent_by", "check_until", "delivered_to", "version"])
    tell("protocol_sent_for_check", stored, by=by, at=at, after={"statements": len(rows), "until": until})
    if own is not None:
        tell_own("protocol_came_for_check", stored, by=None, at=at, after={"until": until}, reason="delivered")
        add_deadline(case=own, what="fact_check", day=until, by=None, at=at, note=stored.title[:200])
    return stored


def send_all_for_check(*, round_: Round, until: date, by: User, at: datetime) -> tuple[list[Protocol], list[Protocol]]:
    """Every draft of the round that is ready, handed over with one last day. Gives those that went, and those that
    wait since they have nothing to check or an empty statement. The round must run."""
    sent, left = [], []
    drafts = Protocol.objects.filter(
        participant__round=round_, participant__state=Participant.State.SELECTED, state=Protocol.State.DRAFT
    )
    for draft in drafts.order_by("participant__organiser__name", "created_at", "id"):
        try:
            sent.append(send_for_check(protocol=draft, until=until, by=by, at=at))
        except NotNow as refused:
            if refused.words == LAST_DAY_PASSED:
                raise
            left.append(draft)
    return sent, left


def _checking(protocol: Protocol, at: datetime) -> Protocol:
    stored = locked(protocol.pk, CHECKING, otherwise=NOT_CHECKING)
    if timezone.localtime(at).date() > stored.check_until:
        raise NotNow(TOO_LATE)
    return stored


@transaction.atomic
def propose(*, statement: Statement, text: str, grounds: str, by: User | None, at: datetime) -> Correction | None:
    """The organiser's other wording of a statement; the same wording as was sent takes the proposal back.

    `by` None = through a link. The reviewer sees it when the fact-check is answered, or on the last day.
    """
    protocol = _checking(statement.protocol, at)
    stored = Statement.objects.get(pk=statement.pk, removed_at__isnull=True)
    text = text.strip()
    if not text or text == stored.sent_text:
        withdraw_proposal(statement=stored, by=by, at=at)
        return None
    correction, made = Correction.objects.get_or_create(
        statement=stored, defaults={"text": text, "grounds": grounds, "proposed_by": by, "proposed_at": at}
    )
    if not made and (correction.text, correction.grounds) == (text, grounds):
        return correction
    if not made:
        correction.text, correction.grounds, correction.proposed_by, correction.proposed_at = text, grounds, by, at
        correction.version += 1
        correction.save()
    tell_own(
        "correction_proposed", protocol, by=by, at=at, after={"number": stored.number, "text": Text.of(text)},
        reason="" if by else "by_link",
    )  # fmt: skip
    return correction


@transaction.atomic
def withdraw_proposal(*, statement: Statement, by: User | None, at: datetime) -> None:
    """The organiser takes its proposal back before answering."""
    protocol = _checking(statement.protocol, at)
    gone, _ = Correction.objects.filter(statement=statement, delivered_at__isnull=True).delete()
    if gone:
        tell_own("correction_withdrawn", protocol, by=by, at=at, after={"number": statement.number})


@transaction.atomic
def answer_check(*, protocol: Protocol, by: User | None, at: datetime, name: str = "") -> Protocol:
    """The organiser is done: its corrections, if any, go to the reviewer. `name` = who answered through a link."""
    stored = _checking(protocol, at)
    _delivered(stored, by=by, name=name, at=at)
    return stored


def _delivered(stored: Protocol, *, by: User | None, name: str, at: datetime) -> None:
    sent = Correction.objects.filter(statement__protocol=stored, delivered_at__isnull=True).update(delivered_at=at)
    stored.state, stored.answered_at, stored.answered_by = Protocol.State.CHECKED, at, by
    stored.answered_name = name[:150]
    stored.version += 1
    stored.save(update_fields=["state", "answered_at", "answered_by", "answered_name", "version"])
    reason = "" if by else ("by_link" if name else "last_day_came")
    tell("fact_check_answered", stored, by=by, at=at, after={"corrections": sent}, reason=reason)
    tell_own("fact_check_answered", stored, by=by, at=at, after={"corrections": sent}, reason=reason)
    _meet(stored, by=by, at=at)


def _meet(protocol: Protocol, *, by: User | None, at: datetime) -> None:
    own = protocol.delivered_to
    if own is None:
        return
    for deadline in own.deadlines.filter(
        what="fact_check", day=protocol.check_until, note=protocol.title[:200], met_on__isnull=True
    ).order_by("day")[:1]:
        meet_deadline(deadline=deadline, met_on=timezone.localtime(at).date(), by=by, at=at)


def note_silence(*, at: datetime) -> tuple[int, int]:
    """After the last day: silence is noted as silence; corrections that were written and never sent are handed over
    as they stand, for words are not silence. Gives how many of each."""
    silent = handed = 0
    for protocol in silent_past(timezone.localtime(at).date()):
        with transaction.atomic():
            stored = Protocol.objects.select_for_update(of=("self",)).select_related(
                "participant__round", "delivered_to"
            ).get(pk=protocol.pk)  # fmt: skip
            if stored.state != CHECKING:
                continue
            if Correction.objects.filter(statement__protocol=stored, delivered_at__isnull=True).exists():
                _delivered(stored, by=None, name="", at=at)
                handed += 1
                continue
            stored.state, stored.silent_at = Protocol.State.CHECKED, at
            stored.version += 1
            stored.save(update_fields=["state", "silent_at", "version"])
            tell("fact_check_silent", stored, by=None, at=at, after={"until": stored.check_until})
            tell_own("fact_check_silent", stored, by=None, at=at, after={"until": stored.check_until})
            silent += 1
    return silent, handed
