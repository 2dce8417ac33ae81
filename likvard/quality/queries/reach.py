"""How far a permission of the quality work reaches: whole organisations, or some units of one."""

from dataclasses import dataclass
from uuid import UUID

from likvard.access.queries import Grants
from likvard.rulebook.permissions import Permission


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
