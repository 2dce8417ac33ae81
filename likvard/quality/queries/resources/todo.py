"""What resources ask of one person: what was really paid, when the year is over."""

from datetime import date

from django.db.models import QuerySet

from likvard.access.queries import Grants
from likvard.quality.models import AllocatedUnit, Allocation
from likvard.quality.queries.reach import reach
from likvard.rulebook.permissions import Permission


def without_outcome(grants: Grants, *, today: date) -> QuerySet[Allocation]:
    """Decided allocations of the person's work whose year is over, while some unit's outcome is not noted."""
    whole = reach(grants, Permission.RESOURCE_WORK).whole
    lacking = AllocatedUnit.objects.filter(payment=None).values("allocation_id")
    return Allocation.objects.filter(holder_id__in=whole, year__lt=today.year, pk__in=lacking)
