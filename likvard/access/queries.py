"""Who may do what to which thing. One door: `may`."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from uuid import UUID

from likvard.rulebook.permissions import PERMISSIONS, Permission, Role

from .models import Membership, User


@dataclass(frozen=True)
class Grant:
    """One role in its scope. `units` None = the whole organisation."""

    role: Role
    organisation: UUID | None
    units: frozenset[UUID] | None


@dataclass(frozen=True)
class Scope:
    """Where a thing lives: the organisation that holds it and, when it concerns only some units, those units."""

    organisation: UUID | None
    units: frozenset[UUID] = frozenset()


class Grants:
    """Everything a person may do on one day, read once per request."""

    def __init__(self, grants: tuple[Grant, ...]) -> None:
        self.grants = grants

    def with_permission(self, permission: Permission) -> tuple[Grant, ...]:
        return tuple(g for g in self.grants if permission in PERMISSIONS[g.role])

    def may(self, permission: Permission, scope: Scope | None = None) -> bool:
        """`scope` None asks whether the permission is held anywhere at all."""
        for grant in self.with_permission(permission):
            if scope is None or grant.organisation is None:
                return True
            if grant.organisation == scope.organisation and (
                grant.units is None or grant.units & scope.units
            ):
                return True
        return False

    @cached_property
    def organisations(self) -> frozenset[UUID]:
        return frozenset(g.organisation for g in self.grants if g.organisation)


def grants_of(user: User, on: date) -> Grants:
    """The roles that `user` holds on the day `on`."""
    if not user.is_authenticated or not user.is_active:
        return Grants(())
    rows = (
        Membership.objects.filter(user=user, valid_from__lte=on)
        .exclude(valid_to__lt=on)
        .prefetch_related("school_units")
        .order_by("id")
    )
    return Grants(
        tuple(
            Grant(
                role=Role(row.role),
                organisation=row.organisation_id,
                units=frozenset(u.id for u in row.school_units.all()) if row.role == Role.PRINCIPAL else None,
            )
            for row in rows
        )
    )


def may(user: User, permission: Permission, scope: Scope | None = None, *, on: date) -> bool:
    return grants_of(user, on).may(permission, scope)
