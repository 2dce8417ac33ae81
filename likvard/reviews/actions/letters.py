"""Letters of a round: their wording, where they go, merged and put in line, marked as posted."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from likvard.access.models import User
from likvard.ledger.actions import Text, record
from likvard.quality.actions import locked
from likvard.reports.letter import to_json
from likvard.reviews.models import Dispatch, Letter, LetterAddress, LetterTemplate, Participant, Protocol
from likvard.reviews.queries.letter_occasions import Told, told_in
from likvard.reviews.queries.letters import contact_of, participants_for_letters
from likvard.reviews.queries.merging import Unfilled, Unknown, merger, problems_of

from .letters_to_cases import prepare_letter
from .links import OF_LETTER, expires_for, keep_link
from .rounds import require_open, require_running

OPENING = LetterTemplate.Occasion.OPENING


class LetterRefused(Exception):  # noqa: N818 - read aloud where it is raised
    """No letter can be made of the template; `problems` say why, each with the field's name."""

    def __init__(self, problems: tuple[Unknown | Unfilled, ...]) -> None:
        super().__init__(", ".join(problem.name for problem in problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Queued:
    """Counts of one merge: letters new, put in line as e-mail, and left to be posted since they have no address."""

    merged: int
    queued: int
    to_post: int


@transaction.atomic
def save_template(
    *, template: LetterTemplate, values: Mapping[str, Any], version: int, by: User | None, at: datetime
) -> LetterTemplate:
    """Write the wording, a new one or on top of `version`. Raises `ChangedMeanwhile`, and `LetterRefused` for a
    field that no letter knows; what is not filled in yet may wait until the letters go."""
    round_ = require_open(template.round)
    proposed = LetterTemplate(round=round_, occasion=template.occasion, **values)
    if unknown := tuple(p for p in problems_of(proposed) if isinstance(p, Unknown)):
        raise LetterRefused(unknown)
    if template.version == 0:
        stored = LetterTemplate.objects.select_for_update().filter(round=round_, occasion=template.occasion).first()
        if stored is None:
            proposed.version, proposed.changed_by, proposed.changed_at = 1, by, at
            proposed.save(force_insert=True)
            _record_wording(proposed, by=by, at=at)
            return proposed
        template = stored
    stored, changes = locked(template, version=version, mine=values)
    if changes:
        for name, (_, new) in changes.items():
            setattr(stored, name, new)
        stored.version += 1
        stored.changed_by, stored.changed_at = by, at
        stored.save()
        _record_wording(stored, by=by, at=at)
    return stored


def _record_wording(template: LetterTemplate, *, by: User | None, at: datetime) -> None:
    record(
        action="letter_template_written",
        subject_kind="round",
        subject_id=template.round_id,
        by=by,
        at=at,
        organisation=template.round.holder_id,
        after={
            "occasion": template.occasion,
            "text": Text.of("\n".join(part["text"] for part in template.parts)),
            "day": template.answer_by,
        },
    )


@transaction.atomic
def set_address(
    *, participant: Participant, attention: str, email: str, postal: str, by: User | None, at: datetime
) -> LetterAddress:
    """Where letters to the participant go. Letters that wait in line take the new address with them."""
    require_open(participant.round)
    address, _ = LetterAddress.objects.update_or_create(
        participant=participant,
        defaults={"attention": attention, "email": email, "postal": postal, "changed_by": by, "changed_at": at},
    )
    if email:
        Dispatch.objects.filter(
            participant=participant, what=Dispatch.What.LETTER, sent_at=None, dropped_at=None, bounced_at=None
        ).exclude(channel=Dispatch.Channel.POST).update(to=email, next_try_at=None)
    record(
        action="letter_address_changed",
        subject_kind="case",
        subject_id=participant.case_id or participant.pk,
        by=by,
        at=at,
        organisation=participant.round.holder_id,
        case=participant.case_id or "",
        after={"to": Text.of(f"{attention}\n{email}\n{postal}")},
    )
    return address


@transaction.atomic
def queue_letters(*, template: LetterTemplate, on: date, by: User | None, at: datetime) -> Queued:
    """A letter, dated `on`, to everyone in the round who has none of this occasion, each put in line once; and to those
    who have been handed protocols that no letter has told of.

    Whoever has no e-mail address gets a letter to print and post. Letters that bounced are put in line anew when
    the address has changed since. Raises `LetterRefused`, and `RoundRefuses` while the round is not running.
    """
    round_ = require_running(template.round)
    template = LetterTemplate.objects.select_related("round__holder").get(pk=template.pk)
    if problems := problems_of(template):
        raise LetterRefused(problems)
    participants = list(participants_for_letters(round_, template.occasion))
    making, told = merger(template), told_in(template.occasion, participants)
    known = Counter(
        Letter.objects.filter(participant__in=participants, occasion=template.occasion).values_list(
            "participant_id", flat=True
        )
    )
    new = [
        Letter(
            participant=participant,
            occasion=template.occasion,
            number=known[participant.pk] + 1,
            subject=content.subject,
            content=to_json(content),
            answer_by=content.answer_by,
            merged_by=by,
            merged_at=at,
        )
        for participant in participants
        # Another letter goes only to whom there is something new to tell.
        if participant.pk not in known or (told.get(participant.pk) or Told()).of
        for content in [making.letter(participant, on=on, told=told.get(participant.pk))]
    ]
    Letter.objects.bulk_create(new)
    for letter in new:
        if of := (told.get(letter.participant_id) or Told()).of:
            Protocol.objects.filter(pk__in=of).update(told_in=letter)
    queued = _put_in_line(participants, template.occasion, by=by, at=at)
    waiting = _to_post(participants, template.occasion)
    for participant in participants:
        if not address_for(participant, template.occasion):
            # Whoever prints the letter prints its address too; an e-mail gets it when it is sent.
            keep_link(
                participant=participant,
                purpose=OF_LETTER[template.occasion],
                expires_at=expires_for(last_day_of(told, participant.pk, template), at),
                by=by,
                at=at,
            )
    record(
        action="letters_queued",
        subject_kind="round",
        subject_id=round_.pk,
        by=by,
        at=at,
        organisation=round_.holder_id,
        after={"occasion": template.occasion, "letters": len(new), "number": queued},
    )
    return Queued(len(new), queued, waiting)


def last_day_of(told: Mapping[Any, Told], participant: Any, template: LetterTemplate) -> date | None:
    """The participant's own last day where it has one, else the letter's."""
    own = told.get(participant)
    return (own.last_day if own else None) or template.answer_by


def address_for(participant: Participant, occasion: str) -> str:
    """The e-mail address: the contact person once there is one, else the organiser's; "" = by post."""
    if occasion != OPENING and (contact := contact_of(participant)):
        return contact.email
    address = getattr(participant, "letter_address", None)
    return address.email if address else ""


def _put_in_line(participants: Iterable[Participant], occasion: str, *, by: User | None, at: datetime) -> int:
    """One live e-mail a letter: those sent or in line already are left in peace."""
    by_id = {p.pk: p for p in participants}
    letters = Letter.objects.filter(participant__in=list(by_id), occasion=occasion).defer("content")
    tried: dict[Any, list[Dispatch]] = {}
    for row in Dispatch.objects.filter(letter__in=letters):
        tried.setdefault(row.letter_id, []).append(row)
    rows = []
    for letter in letters:
        to = address_for(by_id[letter.participant_id], occasion)
        before = tried.get(letter.pk, [])
        arrived = [row for row in before if row.bounced_at is None and row.dropped_at is None]
        failed = {row.to for row in before if row.bounced_at is not None}
        if to and not arrived and to not in failed:
            rows.append(
                Dispatch(
                    participant_id=letter.participant_id,
                    letter=letter,
                    what=Dispatch.What.LETTER,
                    channel=Dispatch.Channel.EMAIL,
                    to=to,
                    queued_by=by,
                    queued_at=at,
                )
            )
    # Two who press the button at once: the constraint keeps one live e-mail of each letter.
    Dispatch.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def _to_post(participants: Iterable[Participant], occasion: str) -> int:
    letters = Letter.objects.filter(participant__in=list(participants), occasion=occasion)
    return letters.exclude(dispatches__bounced_at=None, dispatches__dropped_at=None, dispatches__isnull=False).count()


def mark_posted(*, letter: Letter, posted_on: date, by: User | None, at: datetime) -> Dispatch:
    """The letter went by post on that day: it is laid in the cases as if it had been sent. Doing it twice for one day
    changes nothing. Raises `RoundRefuses` while the round is not running."""
    with transaction.atomic():
        require_running(letter.participant.round)
    prepare_letter(letter=letter, by=by, at=at)
    return _posted(letter, posted_on, by=by, at=at)


@transaction.atomic
def _posted(letter: Letter, posted_on: date, *, by: User | None, at: datetime) -> Dispatch:
    participant = letter.participant
    row, made = Dispatch.objects.get_or_create(
        participant=participant,
        letter=letter,
        what=Dispatch.What.LETTER,
        channel=Dispatch.Channel.POST,
        posted_on=posted_on,
        defaults={"queued_by": by, "queued_at": at},
    )
    if made:
        # What still waits to go as e-mail is not needed any more.
        Dispatch.objects.filter(letter=letter, sent_at=None, posted_on=None, dropped_at=None).update(dropped_at=at)
        record(
            action="letter_posted",
            subject_kind="case",
            subject_id=participant.case_id or participant.pk,
            by=by,
            at=at,
            organisation=participant.round.holder_id,
            case=participant.case_id or "",
            after={"occasion": letter.occasion, "day": posted_on},
        )
    return row
