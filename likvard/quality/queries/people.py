"""Who may answer for a mandate or an agreement: people with a working role on either side."""

from datetime import date

from django.db.models import Q, QuerySet

from likvard.access.models import Membership, User
from likvard.organisations.models import Organisation
from likvard.quality.models import SeriesParty
from likvard.rulebook.permissions import PERMISSIONS, Permission, Role

WORKING = tuple(role for role in Role if Permission.DIALOGUE_HOLD in PERMISSIONS[role])


def _holding(on: date) -> QuerySet[Membership]:
    return Membership.objects.filter(role__in=WORKING, valid_from__lte=on, user__is_active=True).exclude(
        valid_to__lt=on
    )


def people_of(organisation: Organisation, *, on: date) -> QuerySet[User]:
    """Those who work with all of an organisation, by name."""
    held = _holding(on).filter(organisation=organisation).exclude(role=Role.PRINCIPAL)
    return User.objects.filter(pk__in=held.values("user_id")).order_by("name", "email")


def people_of_both(party: SeriesParty, *, on: date) -> QuerySet[User]:
    """Those who speak for either side of a dialogue, by name."""
    sides = Q(organisation=party.series.holder) & ~Q(role=Role.PRINCIPAL)
    if party.school_unit_id:
        sides |= Q(school_units=party.school_unit_id)
    if party.organisation_id != party.series.holder_id:
        sides |= Q(organisation=party.organisation) & ~Q(role=Role.PRINCIPAL)
    return User.objects.filter(pk__in=_holding(on).filter(sides).values("user_id")).order_by("name", "email")
