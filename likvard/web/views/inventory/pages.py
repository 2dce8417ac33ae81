"""The list of inventories, one inventory as it stands, its name, days and words."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from likvard.organisations.models import Organisation
from likvard.reports.inventory import chart_of
from likvard.reviews.actions import inventories as actions
from likvard.reviews.forms.inventory import InventoryForm, InventoryWordsForm
from likvard.reviews.models import Inventory
from likvard.reviews.queries.inventory import (
    by_unit,
    examples,
    gathered,
    inventories_visible_to,
    inventory_content,
    overview,
)
from likvard.rulebook.permissions import Permission
from likvard.web.guards import grants, needs

from .seen import area_words, edit, holder_of, inventory_for, language, works


@needs(Permission.INVENTORY_READ)
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    rows = list(inventories_visible_to(grants(request)).prefetch_related("issued"))
    return render(
        request,
        "inventory/index.html",
        {
            "rows": [(one, next(iter(one.issued.all()), None)) for one in rows],
            "may_work": grants(request).may(Permission.INVENTORY_WORK),
        },
    )


@needs(Permission.INVENTORY_READ)
@require_GET
def inventory(request: HttpRequest, inventory_id: UUID) -> HttpResponse:
    """How it stands now; who may only read goes to what is issued."""
    found = inventory_for(request, inventory_id)
    if not works(request, found):
        return redirect("inventory:report", found.pk)
    gathering = gathered(found, request.user)
    seen = overview(found, gathering)
    names = area_words()
    beside: dict[str, list[Any]] = {}
    for one in found.seen_beside.filter(removed_at=None).select_related("figure"):
        beside.setdefault(one.area, []).append(one)
    telling = [one for one in seen.pairs if one.clear or one.tied]
    chart = chart_of(inventory_content(found, gathering), language())
    return render(
        request,
        "inventory/inventory.html",
        {
            "inventory": found,
            "here": "overview",
            "seen": seen,
            "areas": [(one, names[one.code], beside.pop(one.code, [])) for one in seen.areas],
            "beside_only": [(names[code], rows) for code, rows in beside.items()],
            "pairs": [(one, names[one.first], names[one.second]) for one in telling],
            "more_pairs": len(seen.pairs) - len(telling),
            "spirals": [
                (one, [names[code] for code in one.areas], [seen.names[key] for key in one.places])
                for one in seen.spirals
            ],
            "chart": chart,
            "examples": examples(found, request.user),
            "of_units": by_unit(found.holder),
            "blind": gathering.blind,
            "last": found.issued.order_by("-number").first(),
            **crumb(found),
        },
    )


def crumb(found: Inventory) -> dict[str, Any]:
    """Where the inventories hang: beside the rounds of an authority, beside the causes of an organiser."""
    of_authority = found.holder.kind == Organisation.Kind.AUTHORITY
    return {
        "first": reverse("rounds:index" if of_authority else "causes:index"),
        "first_words": _("Rounds") if of_authority else _("Causes"),
    }


@needs(Permission.INVENTORY_WORK)
@require_http_methods(["GET", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    holder, today = holder_of(request), timezone.localdate()
    form = InventoryForm(
        request.POST or None, initial={"begins": today.replace(year=today.year - 1, day=1), "ends": today, "version": 0}
    )

    def save(given: dict[str, Any]) -> HttpResponse:
        given.pop("version")
        made = actions.begin_inventory(holder=holder, by=request.user, at=timezone.now(), **given)
        return redirect("inventory:findings", made.pk)

    return edit(
        request, form, save, back=reverse("inventory:index"), heading=_("New inventory"),
        button=_("Begin the inventory"),
        lead=_("All that was found in your reviews and cases within the days is gathered by itself."),
    )  # fmt: skip


def _change(request: HttpRequest, found: Inventory, form: Any, **words: str) -> HttpResponse:
    back = reverse("inventory:inventory", args=[found.pk])

    def save(given: dict[str, Any]) -> HttpResponse:
        actions.change_inventory(inventory=found, by=request.user, at=timezone.now(), **given)
        return redirect(back)

    return edit(request, form, save, back=back, inventory=found, button=_("Save"), **words)


@needs(Permission.INVENTORY_WORK)
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, inventory_id: UUID) -> HttpResponse:
    found = inventory_for(request, inventory_id, work=True)
    fields = ("title", "question", "begins", "ends", "version")
    form = InventoryForm(request.POST or None, initial={field: getattr(found, field) for field in fields})
    return _change(request, found, form, heading=_("Change the inventory"))


@needs(Permission.INVENTORY_WORK)
@require_http_methods(["GET", "POST"])
def words(request: HttpRequest, inventory_id: UUID) -> HttpResponse:
    found = inventory_for(request, inventory_id, work=True)
    fields = ("summary", "handling", "next_step", "version")
    form = InventoryWordsForm(request.POST or None, initial={field: getattr(found, field) for field in fields})
    return _change(
        request, found, form, heading=_("The words of the inventory"),
        lead=_("Figures and ties come from what is sorted. Write what they mean, and what is to be done."),
    )  # fmt: skip
