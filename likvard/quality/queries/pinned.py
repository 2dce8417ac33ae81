"""Which pinned figures a person may see."""

from django.db.models import Q, QuerySet

from likvard.access.queries import Grants
from likvard.quality.models import PinnedFigure
from likvard.rulebook.permissions import Permission


def pinned_visible_to(grants: Grants, permission: Permission = Permission.QUALITY_READ) -> QuerySet[PinnedFigure]:
    """The own organisation's; for a principal those of the own units and those of no unit of the organisation."""
    whole, own_units, housed = set(), set(), set()
    for grant in grants.with_permission(permission):
        if grant.organisation and grant.units is None:
            whole.add(grant.organisation)
        elif grant.units is not None:
            own_units |= grant.units
            housed.add(grant.organisation)
    return (
        PinnedFigure.objects.filter(
            Q(holder_id__in=whole) | Q(holder_id__in=housed, unit_id__in=own_units) | Q(holder_id__in=housed, unit=None)
        )
        .select_related("holder", "unit", "pinned_by")
        .order_by("-pinned_at", "id")
    )
