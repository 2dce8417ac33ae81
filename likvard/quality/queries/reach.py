"""How far a permission of the quality work reaches: whole organisations, or some units of one."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from likvard.access.models import Membership, User
from likvard.access.queries import Grants
from likvard.organisations.models import Organisation
from likvard.rulebook.permissions import PERMISSIONS, Permission, Role


@dataclass(frozen=True, slots=True)
class Reach:
    """`whole`: organisations; `units`: own units of a principal; `housed`: the organisations that these belong to."""

    whole: frozenset[UUID]
    units: frozenset[UUID]
    housed: frozenset[UUID]

    def has(self, holder: UUID, unit: UUID | None) -> bool:
        return holder in self.whole or (unit in self.units and holder in self.housed)


def reach(grants: Grants, permission: Permission = Permission.QUALITY_READ) -> Reach:
    held = grants.with_permission(permission)
    return Reach(
        whole=frozenset(g.organisation for g in held if g.organisation and g.units is None),
        units=frozenset(unit for g in held if g.units is not None for unit in g.units),
        housed=frozenset(g.organisation for g in held if g.organisation and g.units is not None),
    )


def colleagues_of(holder: Organisation, *, on: date) -> QuerySet[User]:
    """Those who work with the quality of the organisation or of a unit of it, by name."""
    working = [role for role in Role if Permission.QUALITY_WORK in PERMISSIONS[role]]
    held = Membership.objects.filter(
        role__in=working, organisation=holder, valid_from__lte=on, user__is_active=True
    ).exclude(valid_to__lt=on)
    return User.objects.filter(pk__in=held.values("user_id")).order_by("name", "email")
