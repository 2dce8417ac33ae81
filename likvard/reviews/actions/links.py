"""Addresses without an account: made for one participant and one purpose, for a time, and taken back."""

import uuid
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.db import transaction

from likvard.access.models import User
from likvard.ledger.actions import record
from likvard.reviews.models import Participant, PublicLink
from likvard.reviews.queries.letter_occasions import RULES
from likvard.reviews.queries.links import digest_of, open_links, secret_of, signature_of

OF_LETTER = {occasion: rules.purpose for occasion, rules in RULES.items()}
# A link outlives its last day: who is late may still answer.
LASTS = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class MadeLink:
    """The row, and the secret that its address ends with; only the secret's sha256 is stored."""

    link: PublicLink
    secret: str


def expires_for(day: date | None, at: datetime) -> datetime:
    """Two months after the last day, and never sooner than two months from now."""
    ends = datetime.combine(day, time(), UTC) + LASTS if day else at + LASTS
    return max(ends, at + LASTS)


@transaction.atomic
def make_link(
    *, participant: Participant, purpose: str, expires_at: datetime, by: User | None, at: datetime
) -> MadeLink:
    """A new address for `purpose` (one of `PublicLink.Purpose`). Others of the same purpose go on working until
    they expire or are revoked. Raises `ValueError` for an unknown purpose or an end that is not ahead."""
    if purpose not in PublicLink.Purpose.values:
        raise ValueError(f"no such purpose: {purpose!r}")
    if expires_at <= at:
        raise ValueError("a link must end after it begins")
    number = uuid.uuid4()
    secret = signature_of(number)
    link = PublicLink.objects.create(
        id=number,
        participant=participant,
        purpose=purpose,
        secret_sha256=digest_of(secret),
        created_at=at,
        created_by=by,
        expires_at=expires_at,
    )
    _record("public_link_made", link, by=by, at=at, after={"what": purpose, "until": expires_at.date()})
    return MadeLink(link, secret)


@transaction.atomic
def keep_link(
    *, participant: Participant, purpose: str, expires_at: datetime, by: User | None, at: datetime
) -> MadeLink:
    """The address that the participant has for `purpose`, for a letter or a reminder: lasting at least to
    `expires_at`, or a new one when there is none or the installation's key has changed."""
    for link in open_links(participant, purpose, at):
        secret = secret_of(link)
        if secret is None:
            continue
        if link.expires_at < expires_at:
            link.expires_at = expires_at
            link.save(update_fields=["expires_at"])
            _record("public_link_prolonged", link, by=by, at=at, after={"what": purpose, "until": expires_at.date()})
        return MadeLink(link, secret)
    return make_link(participant=participant, purpose=purpose, expires_at=expires_at, by=by, at=at)


@transaction.atomic
def revoke_link(*, link: PublicLink, by: User | None, at: datetime) -> PublicLink:
    """The address stops working. Doing it twice changes nothing."""
    stored = PublicLink.objects.select_for_update().get(pk=link.pk)
    if stored.revoked_at is None:
        stored.revoked_at = at
        stored.save(update_fields=["revoked_at"])
        _record("public_link_revoked", stored, by=by, at=at, after={"what": stored.purpose})
    return stored


@transaction.atomic
def revoke_links(*, participant: Participant, purpose: str, by: User | None, at: datetime) -> int:
    """Every open address of the participant for `purpose` stops working; how many there were."""
    links = open_links(participant, purpose, at)
    for link in links:
        revoke_link(link=link, by=by, at=at)
    return len(links)


def note_use(*, link: PublicLink, at: datetime) -> None:
    """Somebody sent something in by the link. Looking at a page is not noted: no GET writes."""
    PublicLink.objects.filter(pk=link.pk).update(last_used_at=at)


def _record(action: str, link: PublicLink, *, by: User | None, at: datetime, after: dict) -> None:
    participant = link.participant
    record(
        action=action,
        subject_kind="public_link",
        subject_id=link.pk,
        by=by,
        at=at,
        organisation=participant.round.holder_id,
        case=participant.case_id or "",
        after=after,
    )
