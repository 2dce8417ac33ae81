"""What the signed-in person may see and do in dialogues; every view here begins with one of these."""

from functools import partial
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from likvard.organisations.models import Organisation
from likvard.quality.models import Agreement, Dialogue, Mandate, Series
from likvard.quality.queries.visibility import (
    Side,
    agreements_visible_to,
    dialogues_visible_to,
    mandates_visible_to,
    series_visible_to,
    sides_of,
)
from likvard.rulebook.permissions import Permission
from likvard.web import formpage
from likvard.web.guards import grants


def runs(request: HttpRequest, organisation: UUID) -> bool:
    """The person runs the organisation's dialogues, not only takes part for a unit."""
    held = grants(request).with_permission(Permission.DIALOGUE_HOLD)
    return any(g.organisation == organisation and g.units is None for g in held)


def holders(request: HttpRequest) -> Any:
    """The organisations whose dialogues the person runs."""
    held = grants(request).with_permission(Permission.DIALOGUE_HOLD)
    ids = [g.organisation for g in held if g.organisation and g.units is None]
    return Organisation.objects.filter(pk__in=ids).order_by("name")


def series_for(request: HttpRequest, series_id: UUID, *, run: bool = False) -> Series:
    """404 when the person may not see it; 403 when she sees it but does not run it and `run` asks for that."""
    found = get_object_or_404(series_visible_to(grants(request)), pk=series_id)
    if run and not runs(request, found.holder_id):
        raise PermissionDenied
    return found


def mandate_for(request: HttpRequest, mandate_id: UUID) -> Mandate:
    return get_object_or_404(mandates_visible_to(grants(request)), pk=mandate_id)


def dialogue_for(request: HttpRequest, dialogue_id: UUID, side: Side | None = None) -> tuple[Dialogue, frozenset[Side]]:
    """The dialogue and whom the person speaks for in it; 403 when she does not speak for `side`."""
    found = get_object_or_404(dialogues_visible_to(grants(request)), pk=dialogue_id)
    sides = sides_of(grants(request), found.party)
    if side is not None and side not in sides:
        raise PermissionDenied
    return found, sides


def agreement_for(request: HttpRequest, agreement_id: UUID) -> Agreement:
    """An agreement that the person may follow up: both sides may."""
    found = get_object_or_404(agreements_visible_to(grants(request)), pk=agreement_id)
    if not sides_of(grants(request), found.dialogue.party):
        raise PermissionDenied
    return found


form_page = partial(formpage.form_page, template="dialogues/form.html")
edit = partial(formpage.edit, template="dialogues/form.html")
