"""Which dialogues, agreements and mandates a person may see. A party sees its own, never another party's."""

from typing import Literal

from django.db.models import Q, QuerySet

from likvard.access.queries import Grants
from likvard.quality.models import Agreement, Dialogue, Mandate, Series, SeriesParty
from likvard.rulebook.permissions import Permission

Side = Literal["holder", "party"]


def _whole(grants: Grants, permission: Permission) -> set:
    return {g.organisation for g in grants.with_permission(permission) if g.organisation and g.units is None}


def _party(grants: Grants, permission: Permission) -> Q:
    """Parties that the person speaks for: own units, or the own organisation as an independent actor."""
    units = {unit for g in grants.with_permission(permission) if g.units is not None for unit in g.units}
    return Q(school_unit_id__in=units) | Q(organisation_id__in=_whole(grants, permission))


def series_visible_to(grants: Grants, permission: Permission = Permission.DIALOGUE_READ) -> QuerySet[Series]:
    """Series of the own organisation, and those in which the person speaks for a party that has not left."""
    spoken_for = SeriesParty.objects.filter(_party(grants, permission), left_on=None).values("series_id")
    return (
        Series.objects.filter(
            Q(holder_id__in=_whole(grants, permission))
            | (Q(pk__in=spoken_for) & ~Q(state=Series.State.PROPOSED))
        )
        .select_related("holder", "mandate")
        .order_by("title", "id")
    )  # fmt: skip


def parties_visible_to(grants: Grants, permission: Permission = Permission.DIALOGUE_READ) -> QuerySet[SeriesParty]:
    held = Q(series__holder_id__in=_whole(grants, permission))
    spoken_for = _party(grants, permission) & ~Q(series__state=Series.State.PROPOSED)
    return SeriesParty.objects.filter(held | spoken_for).select_related("series__holder", "organisation", "school_unit")


def dialogues_visible_to(grants: Grants, permission: Permission = Permission.DIALOGUE_READ) -> QuerySet[Dialogue]:
    return (
        Dialogue.objects.filter(party__in=parties_visible_to(grants, permission))
        .select_related("party__series__holder", "party__organisation", "party__school_unit", "held_by")
        .order_by("day", "created_at", "id")
    )


def agreements_visible_to(grants: Grants, permission: Permission = Permission.DIALOGUE_READ) -> QuerySet[Agreement]:
    return (
        Agreement.objects.filter(dialogue__in=dialogues_visible_to(grants, permission).order_by())
        .select_related("dialogue__party__series", "dialogue__party__organisation", "dialogue__party__school_unit")
        .select_related("owner")
        .order_by("until", "created_at", "id")
    )  # fmt: skip


def mandates_visible_to(grants: Grants, permission: Permission = Permission.DIALOGUE_READ) -> QuerySet[Mandate]:
    """Only the own organisation's, and for those who work with all of it."""
    return (
        Mandate.objects.filter(holder_id__in=_whole(grants, permission))
        .select_related("owner", "holder")
        .order_by("decided_on", "created_at", "id")
    )


def sides_of(grants: Grants, party: SeriesParty, permission: Permission = Permission.DIALOGUE_HOLD) -> frozenset[Side]:
    """Whom the person speaks for in dialogues with this party."""
    sides: set[Side] = set()
    whole = _whole(grants, permission)
    if party.series.holder_id in whole:
        sides.add("holder")
    units = {unit for g in grants.with_permission(permission) if g.units is not None for unit in g.units}
    own_unit_of_holder = party.school_unit_id is not None and party.organisation_id == party.series.holder_id
    if party.school_unit_id in units or (party.organisation_id in whole and not own_unit_of_holder):
        sides.add("party")
    return frozenset(sides)
