"""The contact person: saved as a draft, sent with a receipt, corrected later without losing what was said before."""

import secrets
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from likvard.access.models import User
from likvard.ledger.actions import Text, record
from likvard.reviews.models import ContactAnswer, Dispatch, Participant, PublicLink
from likvard.reviews.queries.letters import contact_of

from .deadlines import meet_deadline
from .links import note_use
from .rounds import require_open

FIELDS = ("name", "title", "phone", "email")
# No letters that are taken for digits or for one another when they are read out on the telephone.
_ALPHABET = "ABCDEFGHJKLMNPRSTUVWXYZ23456789"


def receipt_number(initial: str) -> str:
    """`K-7F3M-QX2P`: eight signs that can be read out; unique by constraint, and so many that a second try is rare."""
    signs = "".join(secrets.choice(_ALPHABET) for _ in range(8))
    return f"{initial}-{signs[:4]}-{signs[4:]}"


@transaction.atomic
def save_contact(
    *, participant: Participant, values: dict[str, str], by: User | None, link: PublicLink | None, at: datetime
) -> ContactAnswer:
    """Keep what has been filled in so far, to go on with later. Nothing is told to anybody."""
    require_open(participant.round)
    draft = ContactAnswer.objects.select_for_update().filter(participant=participant, sent_at=None).first()
    if draft is None:
        draft = ContactAnswer(participant=participant)
    for field in FIELDS:
        setattr(draft, field, values.get(field, ""))
    draft.saved_at, draft.by, draft.link = at, by, link
    draft.save()
    if link is not None:
        note_use(link=link, at=at)
    return draft


@transaction.atomic
def send_contact(
    *, participant: Participant, values: dict[str, str], by: User | None, link: PublicLink | None, at: datetime
) -> ContactAnswer:
    """The answer itself, with a receipt number. Sending the same words again gives the same receipt; other words
    are a new answer beside the earlier one. The organiser's own last day for it is met."""
    require_open(participant.round)
    # The row of the participant makes two who send at once wait for one another.
    Participant.objects.select_for_update(of=("self",)).get(pk=participant.pk)
    latest = contact_of(participant)
    if latest is not None and all(getattr(latest, field) == values[field] for field in FIELDS):
        ContactAnswer.objects.filter(participant=participant, sent_at=None).delete()
        return latest
    answer = save_contact(participant=participant, values=values, by=by, link=link, at=at)
    answer.sent_at, answer.receipt = at, receipt_number("K")
    answer.save(update_fields=["sent_at", "receipt"])
    record(
        action="contact_person_corrected" if latest else "contact_person_named",
        subject_kind="case",
        subject_id=participant.case_id or participant.pk,
        by=by,
        at=at,
        organisation=participant.round.holder_id,
        case=participant.case_id or "",
        after={"receipt": answer.receipt, "text": Text.of("\n".join(values[field] for field in FIELDS))},
        reason="" if by else "by_link",
    )
    meet_own_last_day(participant=participant, code="contact_person", by=by, at=at)
    Dispatch.objects.create(
        participant=participant,
        what=Dispatch.What.CONTACT_RECEIPT,
        channel=Dispatch.Channel.EMAIL,
        to=answer.email,
        occasion=answer.receipt,
        day=timezone.localtime(at).date(),
        queued_by=by,
        queued_at=at,
    )
    return answer


def meet_own_last_day(*, participant: Participant, code: str, by: User | None, at: datetime) -> None:
    """The organiser's own case has the last day of the letter: it is kept now."""
    own = participant.case.counterpart if participant.case else None
    if own is None:
        return
    for deadline in own.deadlines.filter(what=code, met_on=None):
        meet_deadline(deadline=deadline, met_on=timezone.localtime(at).date(), by=by, at=at)
