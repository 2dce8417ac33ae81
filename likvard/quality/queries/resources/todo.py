"""What resources ask of one person: what was really paid, when the year is over."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from likvard.access.queries import Grants
from likvard.quality.models import Allocation
from likvard.quality.queries.reach import reach
from likvard.rulebook.permissions import Permission

from .decided import outcome_due


@dataclass(frozen=True, slots=True)
class Errand:
    subject: UUID
    thing: str
    day: date


def errands(grants: Grants, *, today: date) -> tuple[Errand, ...]:
    """Decided allocations whose year is over and of which some unit's outcome is not noted. One query."""
    whole = reach(grants, Permission.RESOURCE_WORK).whole
    if not whole:
        return ()
    lacking = (
        Allocation.objects.filter(holder_id__in=whole, year__lt=today.year, units__payment=None)
        .select_related("round")
        .order_by("year", "id")
        .distinct()
    )
    return tuple(Errand(one.pk, f"{one.round.title} {one.year}", outcome_due(one)) for one in lacking)
