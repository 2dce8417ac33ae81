"""What people judge: which areas a finding is about, which area feeds which, what surveys show beside it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from likvard.documents.queries import visible_to as documents_visible_to
from likvard.quality.queries.pinned import pinned_visible_to
from likvard.reviews.actions import inventories as actions
from likvard.reviews.forms.inventory import SeenBesideForm, SortForm, TieForm
from likvard.reviews.models import Inventory
from likvard.reviews.queries.inventory import Listed, Listing, Row, counted, gathered, overview, row_of
from likvard.rulebook.permissions import Permission
from likvard.web.guards import grants, needs

from .pages import crumb
from .seen import area_words, edit, inventory_for, workers_own

ON_A_PAGE = 20
LISTED = {"alla": Listed.ALL, "sorterade": Listed.SORTED, "utelamnade": Listed.LEFT_OUT}  # as `?visa=` has it


def _shown(row: Row, form: SortForm | None = None) -> dict[str, Any]:
    """A row with its form: what was chosen, or nothing: what the rule on words proposes is told and not ticked."""
    names = area_words()
    where = reverse("reviews:case", args=[row.case]) if row.case else reverse("rounds:round", args=[row.round])
    given = {"source": row.key, "areas": list(row.areas or ()), "left_out": row.left_out}
    key = row.key.replace(":", "-")
    return {
        "row": row,
        "key": key,
        "form": form or SortForm(initial=given, auto_id=f"id_{key}_%s"),
        "where": where,
        "areas": [names[code] for code in row.areas or ()],
        "proposed": [names[code] for code in row.proposed],
        "proposed_codes": row.proposed,
    }


@needs(Permission.INVENTORY_WORK)
@require_http_methods(["GET", "POST"])
def findings(request: HttpRequest, inventory_id: UUID) -> HttpResponse:
    found = inventory_for(request, inventory_id, work=True)
    if request.method == "POST":
        return _sort(request, found)
    return _findings(request, found)


def _findings(request: HttpRequest, found: Inventory, faulty: tuple[Row, SortForm] | None = None) -> HttpResponse:
    counts = counted(found, request.user)
    wanted = request.GET.get("visa", "")
    listed = LISTED.get(wanted, Listed.TO_SORT)
    rows = [faulty[0]] if faulty else Listing(found, request.user, listed, counts[listed])
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("sida"))
    return render(
        request,
        "inventory/findings.html",
        {
            "inventory": found,
            "here": "findings",
            "page": page,
            "query": f"visa={wanted}&" if wanted else "",
            "rows": [_shown(row, faulty[1] if faulty else None) for row in page],
            "left": counts[Listed.TO_SORT],
            "all": counts[Listed.ALL],
            "wanted": wanted,
            **crumb(found),
        },
        status=422 if faulty else 200,
    )


def _sort(request: HttpRequest, found: Inventory) -> HttpResponse:
    source = request.POST.get("source", "")
    form = SortForm(request.POST, auto_id=f"id_{source.replace(':', '-')}_%s")
    if form.is_valid():
        try:
            actions.sort_finding(
                inventory=found, key=source, areas=form.cleaned_data["areas"], left_out=form.cleaned_data["left_out"],
                by=request.user, at=timezone.now(),
            )  # fmt: skip
        except actions.UnknownFindingError as unknown:
            raise Http404 from unknown
        if not request.htmx:
            messages.success(request, _("Sorted."))
            return redirect(f"{reverse('inventory:findings', args=[found.pk])}?{request.GET.urlencode()}")
    mine = row_of(found, source, request.user)
    if mine is None:
        raise Http404
    if not request.htmx:
        return _findings(request, found, (mine, form))
    counts = counted(found, request.user)
    return render(
        request,
        "inventory/_finding.html",
        {
            "inventory": found,
            "one": _shown(mine, form if form.errors else None),
            "just_sorted": not form.errors,
            "left": counts[Listed.TO_SORT],
            "all": counts[Listed.ALL],
        },
        status=200,
    )


@needs(Permission.INVENTORY_WORK)
@require_GET
def ties(request: HttpRequest, inventory_id: UUID) -> HttpResponse:
    found = workers_own(request, inventory_id)
    seen = overview(found, gathered(found, request.user))
    names = area_words()
    shown = [(one, names[one.start], names[one.end]) for one in seen.ties]
    return render(
        request,
        "inventory/ties.html",
        {
            "inventory": found,
            "here": "ties",
            "own": [one for one in shown if one[0].own],
            "reported": [one for one in shown if not one[0].own],
            "of": seen.of,
            **crumb(found),
        },
    )


@needs(Permission.INVENTORY_WORK)
@require_http_methods(["GET", "POST"])
def add_tie(request: HttpRequest, inventory_id: UUID) -> HttpResponse:
    found = inventory_for(request, inventory_id, work=True)
    documents = documents_visible_to(grants(request)).filter(holder=found.holder).order_by("name")
    form = TieForm(request.POST or None, documents=documents, initial={"strength": "stated", "level": "unit"})
    back = reverse("inventory:ties", args=[found.pk])

    def save(given: dict[str, Any]) -> HttpResponse:
        actions.add_tie(inventory=found, by=request.user, at=timezone.now(), **given)
        return redirect(back)

    return edit(
        request, form, save, back=back, inventory=found, heading=_("Which problem feeds which?"),
        button=_("Note the tie"),
        lead=_("A tie is what somebody has seen or written, not a proven cause. Say where, so that others can look."),
    )  # fmt: skip


@needs(Permission.INVENTORY_WORK)
@require_POST
def remove_tie(request: HttpRequest, inventory_id: UUID, feeding_id: UUID) -> HttpResponse:
    found = inventory_for(request, inventory_id, work=True)
    actions.remove_tie(tie=get_object_or_404(found.ties, pk=feeding_id), by=request.user, at=timezone.now())
    messages.success(request, _("The tie is taken out and no longer counts."))
    return redirect("inventory:ties", found.pk)


@needs(Permission.INVENTORY_WORK)
@require_http_methods(["GET", "POST"])
def add_beside(request: HttpRequest, inventory_id: UUID) -> HttpResponse:
    found = inventory_for(request, inventory_id, work=True)
    figures = pinned_visible_to(grants(request)).filter(holder=found.holder)
    form = SeenBesideForm(request.POST or None, figures=figures)
    back = reverse("inventory:inventory", args=[found.pk])

    def save(given: dict[str, Any]) -> HttpResponse:
        actions.add_seen_beside(inventory=found, by=request.user, at=timezone.now(), **given)
        return redirect(back)

    return edit(
        request, form, save, back=back, inventory=found, heading=_("What do surveys and statistics show?"),
        button=_("Note it"),
        lead=_("It stands beside what reviews found, and may confirm it or speak against it."),
    )  # fmt: skip


@needs(Permission.INVENTORY_WORK)
@require_POST
def remove_beside(request: HttpRequest, inventory_id: UUID, beside_id: UUID) -> HttpResponse:
    found = inventory_for(request, inventory_id, work=True)
    seen = get_object_or_404(found.seen_beside, pk=beside_id)
    actions.remove_seen_beside(seen=seen, by=request.user, at=timezone.now())
    return redirect("inventory:inventory", found.pk)
