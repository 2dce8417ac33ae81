"""Who sees which inventories, and what their places are."""

from django.db.models import Q, QuerySet

from likvard.access.queries import Grants
from likvard.organisations.models import Organisation
from likvard.reviews.models import Inventory
from likvard.rulebook.permissions import Permission


def inventories_visible_to(grants: Grants, permission: Permission = Permission.INVENTORY_READ) -> QuerySet[Inventory]:
    """Those of organisations in which the person holds the permission as a whole. Who may only read (a board) sees
    an inventory first when it has been issued."""
    held, works = (
        {g.organisation for g in grants.with_permission(p) if g.organisation and g.units is None}
        for p in (permission, Permission.INVENTORY_WORK)
    )
    return (
        Inventory.objects.filter(Q(holder_id__in=held & works) | Q(holder_id__in=held - works, issued__isnull=False))
        .select_related("holder")
        .distinct()
    )


def by_unit(holder: Organisation) -> bool:
    """Whether the places of the holder's inventories are units; else organisers."""
    return holder.kind != Organisation.Kind.AUTHORITY
