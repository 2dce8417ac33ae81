"""What the year asks of one person: events that she owns, and those that her role sees to."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from likvard.access.models import User
from likvard.access.queries import Grants
from likvard.quality.models import YearEvent, YearMark
from likvard.rulebook.permissions import Permission, Role

from .occurrences import each_unit_does, occurrences_between

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
    who: str = ""


def errands(user: User, grants: Grants, *, today: date) -> tuple[Errand, ...]:
    """In no particular order. Two queries; none for those who read no quality work. Whoever only reads is asked until
    the last day and not after, for she cannot say that it is done."""
    if not grants.may(Permission.QUALITY_READ):
        return ()
    found = occurrences_between(grants, today - AFTER, today + NEAR)
    marks: dict[tuple[UUID, int], set[UUID | None]] = {}
    for event, year, unit in (
        YearMark.objects.filter(event__in={row.pk for row, *_ in found}).order_by()
        .values_list("event_id", "school_year", "unit_id")
    ):  # fmt: skip
        marks.setdefault((event, year), set()).add(unit)
    works = {(g.organisation, g.role) for g in grants.with_permission(Permission.QUALITY_WORK)}
    rows = []
    for event, year, _starts, last in found:
        units = _asked(event, user, grants)
        if units is None or (last < today and not any(org == event.holder_id for org, _ in works)):
            continue
        done = marks.get((event.pk, year), set())
        if None in done or (units and units <= done):
            continue
        where = event.unit.name if event.unit else ""
        rows.append(Errand(event.pk, event.national, event.title, where, last))
    return tuple(rows)


def _asked(event: YearEvent, user: User, grants: Grants) -> frozenset[UUID] | None:
    """The own units in which the person does it, empty where it is done once; None when it is not hers."""
    if event.owner_id is not None:
        return frozenset() if event.owner_id == user.pk else None
    if not event.role:
        return None
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
