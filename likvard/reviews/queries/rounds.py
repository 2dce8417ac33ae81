"""Rounds and their participants: the only doors for pages, papers and feeds of the reviewing side."""

from datetime import date

from django.db.models import QuerySet

from likvard.access.models import Membership, User
from likvard.access.queries import Grants, Scope
from likvard.reviews.models import Participant, Round
from likvard.rulebook.permissions import PERMISSIONS, Permission, Role


def rounds_visible_to(grants: Grants, permission: Permission = Permission.ROUND_READ) -> QuerySet[Round]:
    """The rounds that the person's own organisations run. The reviewed see none of them, only what is delivered."""
    held = {g.organisation for g in grants.with_permission(permission) if g.organisation and g.units is None}
    return Round.objects.filter(holder_id__in=held).select_related("holder", "lead")


def participants_visible_to(grants: Grants, permission: Permission = Permission.ROUND_READ) -> QuerySet[Participant]:
    """Participants of visible rounds, replaced and withdrawn ones among them."""
    return Participant.objects.filter(round__in=rounds_visible_to(grants, permission)).select_related(
        "round", "organiser", "case", "investigator"
    )


def round_scope(round_: Round) -> Scope:
    """Where a round lives, as `Grants.may` asks for it."""
    return Scope(organisation=round_.holder_id)


def investigators_of(round_: Round, *, on: date) -> list[User]:
    """Who may work in the round that day, by name: people of the organisation that runs it."""
    roles = [role for role in Role if Permission.ROUND_WORK in PERMISSIONS[role]]
    held = Membership.objects.filter(organisation=round_.holder_id, role__in=roles, valid_from__lte=on)
    return list(
        User.objects.filter(pk__in=held.exclude(valid_to__lt=on).values("user"), is_active=True).order_by(
            "name", "email"
        )
    )
