"""Who may do what to which thing. One door: `may`."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet, prefetch_related_objects

from likvard.organisations.models import Organisation, SchoolUnit
from likvard.rulebook.permissions import PERMISSIONS, ROLES_IN_UNITS, Permission, Role

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
    """Everything a person may do on one day, read once per request. `held_in` are the organisations of all their
    roles, by name, whichever of them the grants are narrowed to."""

    def __init__(self, grants: tuple[Grant, ...], held_in: tuple[Organisation, ...] = ()) -> None:
        self.grants = grants
        self.held_in = held_in

    def with_permission(self, permission: Permission) -> tuple[Grant, ...]:
        return tuple(g for g in self.grants if permission in PERMISSIONS[g.role])

    def may(self, permission: Permission, scope: Scope | None = None) -> bool:
        """`scope` None asks whether the permission is held anywhere at all."""
        for grant in self.with_permission(permission):
            if scope is None or grant.organisation is None:
                return True
            if grant.organisation == scope.organisation and (grant.units is None or grant.units & scope.units):
                return True
        return False

    @cached_property
    def organisations(self) -> frozenset[UUID]:
        return frozenset(g.organisation for g in self.grants if g.organisation)


def grants_of(user: User, on: date) -> Grants:
    """The roles that `user` holds on the day `on`; only those of one organisation while they work in that one."""
    if not user.is_authenticated or not user.is_active:
        return Grants(())
    held = list(memberships_of(user, on=on).select_related("organisation"))
    prefetch_related_objects([row for row in held if row.role in ROLES_IN_UNITS], "school_units")
    # A choice that no longer holds (the role there has ended) hides nothing.
    chosen = user.working_in is not None and any(row.organisation_id == user.working_in for row in held)
    rows = [row for row in held if not chosen or row.organisation_id in (user.working_in, None)]
    organisations = {row.organisation_id: row.organisation for row in held if row.organisation is not None}
    return Grants(
        tuple(
            Grant(
                role=Role(row.role),
                organisation=row.organisation_id,
                units=_units(row),
            )
            for row in rows
        ),
        held_in=tuple(sorted(organisations.values(), key=lambda one: one.name)),
    )


def _units(row: Membership) -> frozenset[UUID] | None:
    """None = the whole organisation: staff without named units work in all of them."""
    if row.role not in ROLES_IN_UNITS:
        return None
    units = frozenset(unit.id for unit in row.school_units.all())
    return units or (None if row.role == Role.STAFF else units)


def may(user: User, permission: Permission, scope: Scope | None = None, *, on: date) -> bool:
    return grants_of(user, on).may(permission, scope)


def memberships_of(user: User, *, on: date) -> QuerySet[Membership]:
    """The roles that hold on that day, the oldest first."""
    return _valid(Membership.objects.filter(user=user), on).order_by("valid_from", "id")


def organisations_of(user: User, *, on: date) -> QuerySet[Organisation]:
    """The organisations that a person has a role in, whichever of them they work in just now."""
    held = memberships_of(user, on=on).values("organisation")
    return Organisation.objects.filter(id__in=held).order_by("name")


def managed_organisations(user: User, *, on: date) -> QuerySet[Organisation]:
    """Where a person may invite people and change their roles."""
    return _within(Organisation.objects.order_by("name"), "id", grants_of(user, on))


def managed_memberships(user: User, *, on: date) -> QuerySet[Membership]:
    """Every role, past and present, that a person may change; system owners' roles only by a system owner."""
    return (
        _within(Membership.objects.all(), "organisation", grants_of(user, on))
        .select_related("user", "organisation")
        .prefetch_related("school_units")
        .order_by("organisation__name", "user__name", "valid_from", "id")
    )


def visible_to(user: User, *, on: date) -> QuerySet[User]:
    """The people whom a person administers: everyone who has, or has had, a role in the organisations they manage."""
    grants = grants_of(user, on)
    if _everywhere(grants):
        return User.objects.order_by("name", "email")
    held = Membership.objects.filter(user=OuterRef("pk"))
    return User.objects.filter(Exists(_within(held, "organisation", grants))).order_by("name", "email")


def may_close_account(by: User, user: User, *, on: date) -> bool:
    """An account may be closed by whoever administers every organisation in which the person has a role today."""
    grants = grants_of(by, on)
    if by == user:
        return False
    if _everywhere(grants):
        return True
    managed = {g.organisation for g in grants.with_permission(Permission.USERS_MANAGE)}
    held = set(memberships_of(user, on=on).values_list("organisation", flat=True))
    return bool(managed) and held <= managed and visible_to(by, on=on).filter(pk=user.pk).exists()


def _valid(rows: QuerySet[Membership], on: date) -> QuerySet[Membership]:
    return rows.filter(valid_from__lte=on).exclude(valid_to__lt=on)


def _everywhere(grants: Grants) -> bool:
    return any(g.organisation is None for g in grants.with_permission(Permission.USERS_MANAGE))


def _within(rows: QuerySet, field: str, grants: Grants) -> QuerySet:
    if _everywhere(grants):
        return rows
    managed = [g.organisation for g in grants.with_permission(Permission.USERS_MANAGE)]
    return rows.filter(**{f"{field}__in": managed})


def names_of(people: Iterable[str]) -> dict[str, str]:
    """Names by id, for pages that have already decided what their reader may see."""
    return {str(pk): name for pk, name in User.objects.filter(pk__in=list(people)).values_list("pk", "name")}


def unit_names(codes: Iterable[str]) -> dict[str, str]:
    """School units' names by their codes."""
    found = SchoolUnit.objects.filter(school_unit_code__in=list(codes))
    return dict(found.values_list("school_unit_code", "name"))


def who_signs_in(email: str) -> User | None:
    """The person with that address who may sign in. Letters outside of a to z are compared as they stand: databases
    take some of them for others that look alike."""
    found = [
        user
        for user in User.objects.filter(email__iexact=email, is_active=True).order_by("pk")[:2]
        if user.email == email or (email.isascii() and user.email.isascii())
    ]
    return found[0] if len(found) == 1 else None
