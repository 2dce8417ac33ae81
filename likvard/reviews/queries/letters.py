"""How far a round's letters and contact persons have come, and what waits to be sent. Reads only."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from django.db.models import Q, QuerySet

from likvard.reviews.models import (
    Case,
    ContactAnswer,
    Dispatch,
    Letter,
    LetterTemplate,
    Participant,
    Protocol,
    Round,
)

from .letter_occasions import RULES, asked_in

OPENING, DOCUMENTS = LetterTemplate.Occasion.OPENING, LetterTemplate.Occasion.DOCUMENTS
LetterState = Literal["none", "merged", "queued", "sent", "posted", "bounced"]
ContactState = Literal["not_asked", "waiting", "draft", "answered", "overdue"]


@dataclass(frozen=True, slots=True)
class LetterStatus:
    """One participant's last letter of an occasion and contact person as the round's status table shows them.

    `day` is when the letter left, or bounced; `contact_day` the day of the answer, else the last day for it.
    """

    state: LetterState
    day: date | None
    to: str
    bounce: str  # "5.1.1 mailbox unknown"; "" = none
    contact: ContactState
    contact_day: date | None
    contact_name: str
    reminders: int
    untold: bool = False  # something has been handed over since that no letter tells of


def letter_status(
    round_: Round, *, today: date | None = None, occasion: str = OPENING, of: Iterable[UUID] | None = None
) -> dict[UUID, LetterStatus]:
    """Every participant of the round (or those that the caller knows, `of`), in four queries (five of
    protocols) whatever their number. `today` decides what is overdue; without it nothing is."""
    participants = Participant.objects.filter(round=round_).values_list("pk", flat=True) if of is None else of
    letters = {
        letter.participant_id: letter
        for letter in Letter.objects.filter(participant__round=round_, occasion=occasion).defer("content")
    }
    gone: dict[UUID, Dispatch] = {}
    reminders: dict[UUID, int] = {}
    for row in Dispatch.objects.filter(participant__round=round_).order_by("queued_at", "id"):
        if row.what == RULES[LetterTemplate.Occasion(occasion)].reminder and row.sent_at:
            reminders[row.participant_id] = reminders.get(row.participant_id, 0) + 1
        elif row.letter_id and row.dropped_at is None:
            letter = letters.get(row.participant_id)
            if letter and letter.pk == row.letter_id:
                gone[row.participant_id] = _later(gone.get(row.participant_id), row)
    answers = latest_contacts(round_)
    found = {
        pk: _status(letters.get(pk), gone.get(pk), answers.get(pk), reminders.get(pk, 0), today) for pk in participants
    }
    if occasion == LetterTemplate.Occasion.FACT_CHECK:
        for pk in untold_in(round_) & letters.keys():
            found[pk] = replace(found[pk], untold=True)
    return found


def untold_in(round_: Round) -> set[UUID]:
    """Participants who have been handed a protocol that no letter tells of."""
    untold = Protocol.objects.filter(participant__round=round_, state=Protocol.State.CHECKING, told_in=None)
    return set(untold.values_list("participant_id", flat=True))


def _later(one: Dispatch | None, other: Dispatch) -> Dispatch:
    """Of two tries the one that counts: one that arrived before one that bounced, else the later."""
    return one if one is not None and one.bounced_at is None and other.bounced_at is not None else other


def _status(
    letter: Letter | None, gone: Dispatch | None, answer: ContactAnswer | None, reminders: int, today: date | None
) -> LetterStatus:
    state: LetterState = "none" if letter is None else "merged"
    day = None
    if gone is not None:
        if gone.bounced_at:
            state, day = "bounced", gone.bounced_at.date()
        elif gone.posted_on:
            state, day = "posted", gone.posted_on
        elif gone.sent_at:
            state, day = "sent", gone.sent_at.date()
        else:
            state = "queued"
    by = letter.answer_by if letter else None
    contact: ContactState = "not_asked"
    contact_day = by
    if answer is not None and answer.sent_at:
        contact, contact_day = "answered", answer.sent_at.date()
    elif state in ("sent", "posted", "bounced") or answer is not None:
        contact = "draft" if answer is not None else "waiting"
        if today and by and today > by:
            contact = "overdue"
    return LetterStatus(
        state=state,
        day=day,
        to=gone.to if gone else "",
        bounce=f"{gone.bounce_status} {gone.bounce_note}".strip() if gone and gone.bounced_at else "",
        contact=contact,
        contact_day=contact_day,
        contact_name=answer.name if answer and answer.sent_at else "",
        reminders=reminders,
    )


def latest_contacts(round_: Round) -> dict[UUID, ContactAnswer]:
    """The contact answer that counts for each participant: the latest sent, else the draft."""
    found: dict[UUID, ContactAnswer] = {}
    for row in ContactAnswer.objects.filter(participant__round=round_).order_by("saved_at"):
        known = found.get(row.participant_id)
        if known is None or row.sent_at is not None:
            found[row.participant_id] = row
    return found


def contact_of(participant: Participant) -> ContactAnswer | None:
    """The contact person as last answered; None before the first answer."""
    return participant.contact_answers.filter(sent_at__isnull=False).order_by("-sent_at").first()


def participants_for_letters(round_: Round, occasion: str) -> QuerySet[Participant]:
    """Those who are still in the round and have something to answer, with all that a letter says of them."""
    return asked_in(round_, occasion, _everyone(round_))


def _everyone(round_: Round) -> QuerySet[Participant]:
    return (
        round_.participants.filter(state=Participant.State.SELECTED)
        .select_related("organiser", "case__holder", "investigator", "letter_address", "round__holder")
        .prefetch_related("units__school_unit")
    )


def waiting_dispatches(at: datetime) -> list[UUID]:
    """What is to be tried now, oldest first. Nothing leaves a closed round."""
    return list(
        Dispatch.objects.filter(
            channel=Dispatch.Channel.EMAIL, sent_at__isnull=True, dropped_at__isnull=True, bounced_at__isnull=True
        )
        .filter(Q(next_try_at__isnull=True) | Q(next_try_at__lte=at))
        .exclude(participant__round__state=Round.State.CLOSED)
        .order_by("queued_at", "id")
        .values_list("pk", flat=True)
    )


def delivered_letters(case: Case) -> list[Letter]:
    """The letters that have come to an organiser's own case `case`, the newest first."""
    return list(
        Letter.objects.filter(participant__case__counterpart=case, document__isnull=False).order_by("-merged_at")
    )
