"""A person's calendar address: a secret that is shown once, kept only as its sha256, and can be taken back."""

import hashlib
import secrets
from datetime import datetime

from django.db import transaction

from likvard.access.models import User
from likvard.ledger.actions import record
from likvard.reviews.models import CalendarFeed

SECRET_BYTES = 32


def digest_of(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


@transaction.atomic
def open_feed(*, user: User, by: User, at: datetime) -> str:
    """A new secret for the address; the ones before it stop working. Only this answer ever holds the secret."""
    close_feeds(user=user, by=by, at=at)
    secret = secrets.token_urlsafe(SECRET_BYTES)
    feed = CalendarFeed.objects.create(user=user, secret_sha256=digest_of(secret), created_at=at)
    _record("calendar_address_made", feed, by=by, at=at)
    return secret


@transaction.atomic
def close_feeds(*, user: User, by: User, at: datetime) -> int:
    """Take back the person's address; gives how many there were (none or one)."""
    feeds = list(CalendarFeed.objects.select_for_update().filter(user=user, revoked_at__isnull=True))
    for feed in feeds:
        feed.revoked_at = at
        feed.save(update_fields=["revoked_at"])
        _record("calendar_address_revoked", feed, by=by, at=at)
    return len(feeds)


def _record(action: str, feed: CalendarFeed, *, by: User, at: datetime) -> None:
    record(action=action, subject_kind="calendar_feed", subject_id=feed.pk, by=by, at=at)
