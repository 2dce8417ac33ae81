"""What the year asks of one person: events that she owns, and those that her role sees to."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from likvard.access.models import User
from likvard.access.queries import Grants
from likvard.ledger.together import Topic, gathered
from likvard.quality.models import YearEvent
from likvard.rulebook.permissions import Permission, Role
from likvard.rulebook.schoolyear import school_year_of

from .occurrences import days_of, each_unit_does, events_visible_to

# In time to prepare; what nobody has said is done is asked for this long after.
NEAR = timedelta(days=14)
AFTER = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Errand:
    """`national` is the key of a national event, whose words stand in the rulebook; an own one has its `thing`."""

    subject: UUID
    national: str
    thing: str
    where: str
    day: date


def errands(user: User, grants: Grants, *, today: date) -> tuple[Errand, ...]:
    """By last day. One query."""
    return tuple(sorted(gathered(topics(user, grants, today=today)), key=lambda one: (one.day, str(one.subject))))


FIELDS = (
    "pk", "holder", "unit", "national", "title", "starts", "ends", "repeats", "owner", "role", "removed_on",
    "created_at",
)  # fmt: skip


def topics(user: User, grants: Grants, *, today: date) -> list[Topic[Errand]]:
    """What the errands are made of, to be asked for together with those of other rooms; none for those who read no
    quality work. Whoever only reads is asked until the last day and not after: she cannot say that it is done."""
    if not grants.may(Permission.QUALITY_READ):
        return []
    seen = events_visible_to(grants).filter(Q(owner=user) | (Q(owner=None) & ~Q(role="")), left_out=False)
    fields = {name: name for name in FIELDS}
    fields |= {"unit_name": "unit__name", "marked_year": "marks__school_year", "marked_unit": "marks__unit"}
    works = frozenset(g.organisation for g in grants.with_permission(Permission.QUALITY_WORK))

    def make(rows: list[dict[str, Any]]) -> list[Errand]:
        """An event comes once for each time it is marked."""
        events: dict[UUID, tuple[YearEvent, str]] = {}
        marks: dict[tuple[UUID, int], set[UUID | None]] = {}
        for row in rows:
            event = YearEvent(
                pk=row["pk"], holder_id=row["holder"], unit_id=row["unit"], owner_id=row["owner"],
                **{name: row[name] for name in FIELDS if name not in ("pk", "holder", "unit", "owner")},
            )  # fmt: skip
            events[event.pk] = event, row["unit_name"] or ""
            if row["marked_year"] is not None:
                marks.setdefault((event.pk, row["marked_year"]), set()).add(row["marked_unit"])
        return [
            Errand(event.pk, event.national, event.title, where, last)
            for event, where in events.values()
            if (asked := _asked(event, user, grants)) is not None
            for year in (school_year_of(today) - 1, school_year_of(today), school_year_of(today) + 1)
            if (last := _near(event, year, today, event.holder_id in works)) is not None
            and not _done(marks.get((event.pk, year), set()), asked)
        ]

    return [Topic(seen, fields, make)]


def _near(event: YearEvent, year: int, today: date, works: bool) -> date | None:
    """Its last day in that school year, when it is time."""
    days = days_of(event, year)
    if days is None or days[0] > today + NEAR or days[1] < today - (AFTER if works else timedelta()):
        return None
    if event.national and days[1] < timezone.localtime(event.created_at).date():
        return None  # over before it stood in the year: nobody here let it pass
    return days[1]


def _done(marks: set[UUID | None], units: frozenset[UUID]) -> bool:
    return None in marks or bool(units and units <= marks)


def _asked(event: YearEvent, user: User, grants: Grants) -> frozenset[UUID] | None:
    """The own units in which the person does it, empty where it is done once; None when it is not hers."""
    if event.owner_id is not None:
        return frozenset() if event.owner_id == user.pk else None
    for grant in grants.grants:
        if grant.role != event.role or grant.organisation != event.holder_id:
            continue
        if event.role != Role.PRINCIPAL:
            return frozenset()
        own = grant.units or frozenset()
        if event.unit_id is not None:
            return frozenset() if event.unit_id in own else None
        return own if each_unit_does(event) else frozenset()
    return None
