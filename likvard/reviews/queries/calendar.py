"""What stands in a person's calendar: last days and the days of interviews and visits that she may see."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal
from uuid import UUID

from django.db.models import Q

from likvard.access.models import User
from likvard.access.queries import Grants
from likvard.reviews.models import CalendarFeed, Deadline, Period

from .visibility import deadlines_visible_to, visible_to

# Older days than this have left the feed.
KEPT = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Entry:
    """An all-day event. `ends` is its last day, included. `sequence` grows each time the entry changes."""

    uid: str
    kind: Literal["deadline", "period"]
    what: str
    case: UUID
    case_title: str
    case_number: str
    note: str
    starts: date
    ends: date
    sequence: int
    changed_at: datetime
    met: bool = False
    tentative: bool = False


def person_of(secret: str) -> User | None:
    """Whose address this is; None for an unknown or revoked one and for people who may not sign in."""
    digest = hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
    feed = (
        CalendarFeed.objects.select_related("user")
        .filter(secret_sha256=digest, revoked_at__isnull=True, user__is_active=True)
        .first()
    )
    return feed.user if feed else None


def open_feed_of(user: User) -> CalendarFeed | None:
    return CalendarFeed.objects.filter(user=user, revoked_at__isnull=True).order_by("-id").first()


def entries_for(user: User, grants: Grants, *, today: date) -> tuple[Entry, ...]:
    """Everything that the person may see on `today`, from a year back, by day."""
    since = today - KEPT
    rows = [_of_deadline(d) for d in deadlines_visible_to(grants).filter(day__gte=since)]
    periods = (
        Period.objects.filter(Q(ends__gte=since), case__in=visible_to(grants)).select_related("case").order_by("id")
    )
    rows += [_of_period(p) for p in periods]
    return tuple(sorted(rows, key=lambda e: (e.starts, e.uid)))


def _of_deadline(deadline: Deadline) -> Entry:
    return Entry(
        uid=f"deadline-{deadline.id}",
        kind="deadline",
        what=deadline.what,
        case=deadline.case_id,
        case_title=deadline.case.title,
        case_number=deadline.case.case_number,
        note=deadline.note,
        starts=deadline.day,
        ends=deadline.day,
        sequence=deadline.version - 1,
        changed_at=deadline.changed_at or deadline.case.created_at,
        met=deadline.met_on is not None,
    )


def _of_period(period: Period) -> Entry:
    return Entry(
        uid=f"period-{period.id}",
        kind="period",
        what=period.what,
        case=period.case_id,
        case_title=period.case.title,
        case_number=period.case.case_number,
        note="",
        starts=period.starts,
        ends=period.ends,
        sequence=0,
        changed_at=period.case.created_at,
        # Weeks within which something is to be booked are not yet a booking.
        tentative=(period.ends - period.starts).days > 4,
    )
