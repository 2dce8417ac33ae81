"""What the signed-in person may see and do with inventories; every view of one begins here."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language

from likvard.analysis.association import reported
from likvard.organisations.models import Organisation
from likvard.quality.actions import ChangedMeanwhile
from likvard.reviews.models import Inventory
from likvard.reviews.queries.inventory import inventories_visible_to
from likvard.rulebook.permissions import Permission
from likvard.web.guards import grants
from likvard.web.views.reviews import conflict


def inventory_for(request: HttpRequest, inventory_id: UUID, *, work: bool = False) -> Inventory:
    """404 when she may not see it, 403 when she may only read it and `work` asks for more."""
    found = get_object_or_404(inventories_visible_to(grants(request)), pk=inventory_id)
    if work and not works(request, found):
        raise PermissionDenied
    return found


def works(request: HttpRequest, inventory: Inventory) -> bool:
    return inventories_visible_to(grants(request), Permission.INVENTORY_WORK).filter(pk=inventory.pk).exists()


def workers_own(request: HttpRequest, inventory_id: UUID) -> Inventory:
    """For pages with what is not issued: a board that reads what is issued has no such page."""
    found = inventory_for(request, inventory_id)
    if not works(request, found):
        raise Http404
    return found


def holder_of(request: HttpRequest) -> Organisation:
    """The organisation in which the person begins an inventory. 403 without."""
    held = [
        g.organisation
        for g in grants(request).with_permission(Permission.INVENTORY_WORK)
        if g.organisation is not None and g.units is None
    ]
    found = Organisation.objects.filter(pk__in=held).order_by("name").first()
    if found is None:
        raise PermissionDenied
    return found


def language() -> str:
    return "en" if (get_language() or "sv").startswith("en") else "sv"


def area_words() -> dict[str, str]:
    """Code → name in the reader's language."""
    return {code: name.sv if language() == "sv" else name.en for code, name in reported()[0].items()}


def edit(
    request: HttpRequest, form: Form, save: Callable[[dict[str, Any]], HttpResponse], *, back: str, **context: Any
) -> HttpResponse:
    """The same steps for every form: show, refuse, tell of a conflict with both wordings, save."""
    conflict.put_together(request, form)
    if request.method == "POST" and form.is_valid():
        try:
            return save(form.cleaned_data)
        except ChangedMeanwhile as meanwhile:
            return conflict.page(request, meanwhile, form=form, back=back)
    return render(
        request, "inventory/form.html", {"form": form, "back": back, **context}, status=422 if form.errors else 200
    )
