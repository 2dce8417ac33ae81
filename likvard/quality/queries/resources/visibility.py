"""Who may see pots, proposals and decided allocations."""

from django.db.models import Q, QuerySet

from likvard.access.queries import Grants
from likvard.quality.models import AllocatedUnit, Allocation, ResourceRound
from likvard.quality.queries.reach import reach
from likvard.rulebook.permissions import Permission


def resource_rounds_visible_to(grants: Grants) -> QuerySet[ResourceRound]:
    """Pots of the own organisation, for those who work with them. What is not decided is nobody else's."""
    whole = reach(grants, Permission.RESOURCE_WORK).whole
    return ResourceRound.objects.filter(holder_id__in=whole).select_related("holder").order_by("-year", "title", "id")


def allocations_visible_to(grants: Grants) -> QuerySet[Allocation]:
    """Decided ones of the own organisation; for a principal those that an own unit shares in."""
    far = reach(grants, Permission.QUALITY_READ)
    shared = AllocatedUnit.objects.filter(unit_id__in=far.units).values("allocation_id")
    return (
        Allocation.objects.filter(Q(holder_id__in=far.whole) | Q(holder_id__in=far.housed, pk__in=shared))
        .select_related("holder", "round", "recorded_by")
        .order_by("-year", "-decided_on", "id")
    )


def allocated_visible_to(grants: Grants) -> QuerySet[AllocatedUnit]:
    """The rows of decided allocations: all of one's organisation, or those of own units."""
    far = reach(grants, Permission.QUALITY_READ)
    return (
        AllocatedUnit.objects.filter(
            Q(allocation__holder_id__in=far.whole) | Q(allocation__holder_id__in=far.housed, unit_id__in=far.units)
        )
        .select_related("allocation__holder", "allocation__round", "unit", "payment")
        .order_by("name", "code")
    )
