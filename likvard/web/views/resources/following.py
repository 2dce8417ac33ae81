"""What became of the money: planned, paid, the measures it paid for and their effect."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from likvard.quality.actions import resources as actions
from likvard.quality.forms.resources import PAID, PaymentsForm, TableForm, TieForm
from likvard.quality.models import Measure, PaidMeasure
from likvard.quality.queries.measures import measures_visible_to
from likvard.quality.queries.resources import allocated_visible_to, followed, outcome_due
from likvard.rulebook.permissions import Permission
from likvard.web.guards import grants, needs
from likvard.web.views.causes.seen import edit

from .seen import allocation_for, frame, works


@needs(Permission.QUALITY_READ)
@require_GET
def follow(request: HttpRequest, allocation_id: UUID) -> HttpResponse:
    found = allocation_for(request, allocation_id)
    today = timezone.localdate()
    rows = followed(found, grants(request), today=today)
    paid = [row for row in rows if row.paid is not None]
    measures = {tie.line.measure.pk: tie.line for row in rows for tie in row.ties}
    context = {
        "allocation": found,
        "rows": rows,
        "whole": len(rows) == len(found.content["units"]),
        "planned": sum(row.unit.amount for row in rows),
        "paid": sum(row.paid or 0 for row in paid),
        "noted": len(paid),
        "measures": len(measures),
        "answered": sum(line.answer in ("effect", "no_effect") for line in measures.values()),
        "year_over": found.year < today.year,
        "due": outcome_due(found.year),
        "may_work": works(request, found.holder_id),
    }
    return render(request, "resources/follow.html", context)


def _told(request: HttpRequest, noted: int) -> None:
    messages.success(
        request,
        ngettext("The outcome of %(n)d unit is noted.", "The outcome of %(n)d units is noted.", noted) % {"n": noted},
    )


@needs(Permission.RESOURCE_WORK)
@require_http_methods(["GET", "POST"])
def payments(request: HttpRequest, allocation_id: UUID) -> HttpResponse:
    found = allocation_for(request, allocation_id, work=True)
    rows = followed(found, grants(request), today=timezone.localdate())
    form = PaymentsForm(
        request.POST or None, units=[(row.unit.code, row.unit.name, row.paid, row.note) for row in rows]
    )
    if request.method == "POST" and form.is_valid():
        _told(request, actions.note_payments(allocation=found, paid=form.paid, by=request.user, at=timezone.now()))
        return redirect("resources:follow", found.pk)
    fields = [(row, form[f"paid-{row.unit.code}"], form[f"note-{row.unit.code}"]) for row in rows]
    context = {"allocation": found, "form": form, "rows": fields, **frame(found)}
    return render(request, "resources/payments.html", context, status=422 if form.is_bound else 200)


@needs(Permission.RESOURCE_WORK)
@require_http_methods(["GET", "POST"])
def payments_table(request: HttpRequest, allocation_id: UUID) -> HttpResponse:
    found = allocation_for(request, allocation_id, work=True)
    known = [(one.code, one.name) for one in found.units.all()]
    form = TableForm(request.POST or None, request.FILES or None, units=known, meanings=PAID)
    if request.method == "POST" and form.is_valid():
        paid = {code: (row["paid"], row.get("note", "")) for code, row in form.read.items() if "paid" in row}
        _told(request, actions.note_payments(allocation=found, paid=paid, by=request.user, at=timezone.now()))
        return redirect("resources:follow", found.pk)
    context = {
        "form": form, "heading": _("What the units were given, from a table"), "button": _("Read the table"),
        "lead": _("A column for the unit and one for what was paid; a note if you like."), **frame(found),
    }  # fmt: skip
    return render(request, "resources/table.html", context, status=422 if form.is_bound else 200)


@needs(Permission.RESOURCE_WORK)
@require_http_methods(["GET", "POST"])
def tie(request: HttpRequest, allocation_id: UUID, allocated_id: UUID) -> HttpResponse:
    found = allocation_for(request, allocation_id, work=True)
    unit = get_object_or_404(allocated_visible_to(grants(request)), pk=allocated_id, allocation=found)
    measures = measures_visible_to(grants(request)).filter(holder=found.holder_id).exclude(state=Measure.State.DROPPED)
    form = TieForm(request.POST or None, measures=measures)

    def save(given: dict[str, Any]) -> HttpResponse:
        actions.tie_measure(allocated=unit, by=request.user, at=timezone.now(), **given)
        return redirect("resources:follow", found.pk)

    return edit(
        request, form, save, heading=_("A measure that the money of %(unit)s paid for") % {"unit": unit.name},
        button=_("Tie it to the money"), **frame(found),
    )  # fmt: skip


@needs(Permission.RESOURCE_WORK)
@require_POST
def untie(request: HttpRequest, allocation_id: UUID, tie_id: UUID) -> HttpResponse:
    found = allocation_for(request, allocation_id, work=True)
    one = get_object_or_404(PaidMeasure.objects.select_related("allocated__allocation"), pk=tie_id)
    get_object_or_404(allocated_visible_to(grants(request)), pk=one.allocated_id, allocation=found)
    actions.untie_measure(tie=one, by=request.user, at=timezone.now())
    return redirect("resources:follow", found.pk)
