"""Whom a signal lets in. Its case people: the organiser's handlers, the principals of its unit (unless it is about
them, or the kind keeps them out) and whoever has been named. Whoever reported sees a receipt, not the case."""

from datetime import date
from typing import Literal
from uuid import UUID

from django.db.models import Q, QuerySet

from likvard.access.models import Membership, User
from likvard.access.queries import Grants
from likvard.organisations.models import Organisation, SchoolUnit
from likvard.rulebook.permissions import PERMISSIONS, ROLES_IN_UNITS, Permission, Role
from likvard.rulebook.signals import processes
from likvard.signals.models import CasePerson, Signal

Side = Literal["organiser", "principal", "inquirer"]


def _principals_kinds() -> list[str]:
    return [key for key, process in processes().items() if process.principal_sees]


def handled_wholly(grants: Grants) -> frozenset[UUID]:
    """Organisations whose signals the person handles for the organiser."""
    held = grants.with_permission(Permission.SIGNAL_HANDLE)
    return frozenset(g.organisation for g in held if g.organisation and g.units is None)


def _own_units(grants: Grants) -> Q:
    found = Q(pk__in=[])
    for grant in grants.with_permission(Permission.SIGNAL_HANDLE):
        if grant.units is not None:
            found |= Q(holder_id=grant.organisation, unit_id__in=grant.units)
    return found & Q(kind__in=_principals_kinds(), about_principal=False)


def visible_to(user: User, grants: Grants) -> QuerySet[Signal]:
    """The signals that the person works with, the newest first."""
    works_at = [g.organisation for g in grants.with_permission(Permission.SIGNAL_REPORT)]
    named = CasePerson.objects.filter(user=user, removed_at=None).order_by().values("signal_id")
    return (
        Signal.objects.filter(
            Q(holder_id__in=handled_wholly(grants)) | _own_units(grants) | Q(pk__in=named, holder_id__in=works_at)
        )
        .select_related("unit", "holder")
        .order_by("-created_at", "id")
    )


def receipts_of(user: User) -> QuerySet[Signal]:
    """What the person has reported; of these she sees that and how far, not what others wrote."""
    return Signal.objects.filter(reporter=user).select_related("unit", "holder").order_by("-created_at", "id")


def sides_of(user: User, grants: Grants, signal: Signal) -> frozenset[Side]:
    """What the person is to the signal; nothing for those whom it does not let in."""
    sides: set[Side] = set()
    if signal.holder_id in handled_wholly(grants):
        sides.add("organiser")
    if Signal.objects.filter(_own_units(grants), pk=signal.pk).exists():
        sides.add("principal")
    works_at = {g.organisation for g in grants.with_permission(Permission.SIGNAL_REPORT)}
    if signal.holder_id in works_at and signal.people.filter(user=user, removed_at=None).exists():
        sides.add("inquirer")
    return frozenset(sides)


def units_to_report_from(grants: Grants) -> QuerySet[SchoolUnit]:
    """The units that the person may report something from: own units, or all where the role is in the whole
    organisation."""
    found = Q(pk__in=[])
    for grant in grants.with_permission(Permission.SIGNAL_REPORT):
        own = Q(organisation_id=grant.organisation)
        found |= own if grant.units is None else own & Q(pk__in=grant.units)
    units = SchoolUnit.objects.filter(found).exclude(status="UPPHORT")
    return units.select_related("organisation").order_by("name", "school_unit_code")


def handled_units(grants: Grants) -> QuerySet[SchoolUnit]:
    """The units whose signals the person handles."""
    found = Q(pk__in=[])
    for grant in grants.with_permission(Permission.SIGNAL_HANDLE):
        own = Q(organisation_id=grant.organisation)
        found |= own if grant.units is None else own & Q(pk__in=grant.units)
    return SchoolUnit.objects.filter(found).select_related("organisation").order_by("name", "school_unit_code")


def receives_complaints(organisation: Organisation, *, on: date) -> bool:
    """Whether somebody there would get a complaint that is sent by the open form."""
    roles = [role for role in Role if Permission.SIGNAL_HANDLE in PERMISSIONS[role] and role not in ROLES_IN_UNITS]
    held = Membership.objects.filter(
        organisation=organisation, role__in=roles, valid_from__lte=on, user__is_active=True
    ).exclude(valid_to__lt=on)
    return held.exists()
