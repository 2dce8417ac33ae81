"""What the signed-in person may see and do with pots and allocations, and how their pages are put together."""

import hashlib
import json
from typing import Any
from uuid import UUID

from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from likvard.access.queries import Scope
from likvard.organisations.models import Organisation
from likvard.quality.models import Allocation, ResourceProposal, ResourceRound
from likvard.quality.queries.reach import reach
from likvard.quality.queries.resources import allocations_visible_to, resource_rounds_visible_to
from likvard.reports import state_charts as charts
from likvard.reports.allocation_words import picture_sentence
from likvard.rulebook.permissions import Permission
from likvard.web.guards import grants
from likvard.web.views.causes.seen import language


def holder_of(request: HttpRequest) -> Organisation:
    """The organisation whose money the person works with. 403 without."""
    whole = reach(grants(request), Permission.RESOURCE_WORK).whole
    found = Organisation.objects.filter(pk__in=whole).order_by("name").first()
    if found is None:
        raise PermissionDenied
    return found


def pot_for(request: HttpRequest, resources_id: UUID, *, to_change: bool = False) -> ResourceRound:
    """404 when she may not see it; 403 for changing what is decided."""
    found = get_object_or_404(resource_rounds_visible_to(grants(request)), pk=resources_id)
    if to_change and hasattr(found, "allocation"):
        raise PermissionDenied
    return found


def proposal_for(request: HttpRequest, resources_id: UUID, number: int, *, to_change: bool = False) -> ResourceProposal:
    pot = pot_for(request, resources_id, to_change=to_change)
    found = get_object_or_404(ResourceProposal, round=pot, number=number)
    found.round = pot
    return found


def allocation_for(request: HttpRequest, allocation_id: UUID, *, work: bool = False) -> Allocation:
    """404 when she may not see it, 403 when she may only read it and `work` asks for more."""
    found = get_object_or_404(allocations_visible_to(grants(request)), pk=allocation_id)
    if work and not works(request, found.holder_id):
        raise PermissionDenied
    return found


def works(request: HttpRequest, holder: UUID) -> bool:
    return grants(request).may(Permission.RESOURCE_WORK, Scope(holder))


def decides(request: HttpRequest, holder: UUID) -> bool:
    return grants(request).may(Permission.RESOURCE_DECIDE, Scope(holder))


def frame(found: ResourceRound | Allocation | None = None) -> dict[str, Any]:
    """Where a form leads back to."""
    first = {"first": reverse("resources:index"), "first_words": _("Resources"), "here": "resources"}
    if found is None:
        return {"back": reverse("resources:index"), "back_words": _("Resources"), "here": "resources"}
    if isinstance(found, Allocation):
        title, address = found.round.title, reverse("resources:follow", args=[found.pk])
    else:
        title, address = found.title, reverse("resources:pot", args=[found.pk])
    return {**first, "back": address, "back_words": f"{title} {found.year}"}


def drawn(content: dict[str, Any]) -> str:
    """The chart of need and money as SVG; nobody without a need of its own is in it. Drawn once for what it shows."""
    spoken = language()
    spec = charts.need_and_money(
        [
            charts.Share(row["name"], row["pupils"], row["index"], row["per_pupil"])
            for row in content["units"]
            if row["index"] is not None
        ],
        mean=content["mean"], need=_("Need index (100 = mean need)"), money=_("SEK per pupil"),
        mean_word=_("the same for every pupil"), people=_("Pupils"),
    )  # fmt: skip
    key = "resources-chart:" + hashlib.sha256(f"{spoken}{json.dumps(spec, sort_keys=True)}".encode()).hexdigest()
    found: str | None = cache.get(key)
    if found is None:
        found = charts.as_svg(spec, swedish=spoken != "en")
        cache.set(key, found, 3600)
    return found


def said_of_picture(content: dict[str, Any]) -> str:
    return picture_sentence(content, language())


def fault_of(content: dict[str, Any]) -> str:
    """Why the money cannot be divided so; empty when it can."""
    told = content.get("fault")
    return str(told[language()]) if told else ""
