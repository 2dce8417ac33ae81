"""Own events of the year: added, changed, marked as done, taken out."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from likvard.organisations.models import Organisation, SchoolUnit
from likvard.quality.actions import ChangedMeanwhile
from likvard.quality.actions import year as actions
from likvard.quality.forms.year import EventForm, MarkForm, YearVersionForm
from likvard.quality.models import YearEvent
from likvard.quality.queries.year.about import PARTS, things
from likvard.quality.queries.year.occurrences import days_of, each_unit_does
from likvard.rulebook.permissions import Permission
from likvard.rulebook.schoolyear import said, school_year_of
from likvard.web.formpage import once_more
from likvard.web.guards import grants, needs
from likvard.web.templatetags.year import about_words

from .seen import back, event_for, form_page, holder_of, people, unit_ids, works_with, works_with_whole


def _units(request: HttpRequest, holder: Organisation) -> Any:
    units = SchoolUnit.objects.filter(organisation=holder).exclude(status="UPPHORT").order_by("name", "id")
    return units if works_with_whole(request, holder) else units.filter(pk__in=unit_ids(request, holder))


def _event_form(request: HttpRequest, holder: Organisation, initial: dict[str, Any]) -> EventForm:
    words = about_words()
    choices = [(part, words[part]) for part in PARTS]
    choices += [(one.mark, one.name) for one in things(grants(request), holder)]
    if (kept := initial.get("about")) and kept not in dict(choices):
        choices.append((kept, _("What it was about before")))
    return EventForm(
        request.POST or None, initial=initial, people=people(holder), units=_units(request, holder), about=choices,
        whole=works_with_whole(request, holder),
    )  # fmt: skip


@needs(Permission.QUALITY_WORK)
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    holder = holder_of(request)
    if holder is None or not works_with(request, holder):
        raise PermissionDenied
    units = unit_ids(request, holder)
    form = _event_form(
        request, holder,
        {"repeats": "once", "kind": "dialogue", "about": request.GET.get("om", ""),
         "unit": next(iter(units)) if len(units) == 1 and not works_with_whole(request, holder) else None},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        fields = {key: value for key, value in form.cleaned_data.items() if key != "version"}
        actions.add_event(holder=holder, by=request.user, at=timezone.now(), **fields)
        messages.success(request, _("It stands in the year, in the calendar, and on To do when it is near."))
        return redirect(f"{reverse('year:index')}?lasar={school_year_of(fields['starts'])}")
    return form_page(
        request, form, heading=_("Add an event"), button=_("Add the event"),
        lead=_("What your organisation does every year, or once: dialogues, analysis days, reports to the board."),
        **back(holder),
    )  # fmt: skip


@needs(Permission.QUALITY_READ)
@require_http_methods(["GET", "POST"])
def event(request: HttpRequest, event_id: UUID) -> HttpResponse:
    """An own event: what it is, and its fields for whoever may change it. A national one has a page of its own."""
    found = event_for(request, event_id, work=request.method == "POST")
    if found.national:
        return redirect(f"{reverse('year:national', args=[found.national])}?huvudman={found.holder_id}")
    may = event_for_work(request, found)
    form, changed = None, False
    if may:
        fields = ("title", "kind", "note", "starts", "ends", "repeats", "about", "owner", "role", "unit", "version")
        form = _event_form(request, found.holder, {name: getattr(found, name) for name in fields})
        if request.method == "POST" and form.is_valid():
            values = dict(form.cleaned_data)
            version = values.pop("version") or 0
            try:
                actions.change_event(event=found, version=version, by=request.user, at=timezone.now(), **values)
                messages.success(request, _("Saved."))
                return redirect("year:event", found.pk)
            except ChangedMeanwhile as told:
                form, changed = once_more(form, told), True
    now = school_year_of(timezone.localdate())
    return render(
        request,
        "year/event.html",
        {
            "event": found,
            "form": form,
            "changed": changed,
            "days": [(said(year), *days) for year in range(now - 1, now + 3) if (days := days_of(found, year))],
            "marks": list(found.marks.select_related("by", "unit").order_by("-school_year", "id")[:20]),
            **back(found.holder),
        },
        status=409 if changed else 422 if form is not None and form.is_bound and form.errors else 200,
    )


def event_for_work(request: HttpRequest, found: YearEvent) -> bool:
    try:
        event_for(request, found.pk, work=True)
    except PermissionDenied:
        return False
    return found.removed_on is None


@needs(Permission.QUALITY_WORK)
@require_POST
def remove(request: HttpRequest, event_id: UUID) -> HttpResponse:
    found = event_for(request, event_id, work=True)
    form = YearVersionForm(request.POST)
    if form.is_valid():
        try:
            actions.remove_event(
                event=found, removed_on=timezone.localdate(), version=form.cleaned_data["version"], by=request.user,
                at=timezone.now(),
            )  # fmt: skip
            messages.success(request, _("It comes no more. What has been stays in the year."))
        except ChangedMeanwhile:
            messages.warning(
                request, _("Somebody else changed it meanwhile. See how it stands now, and try again.")
            )  # fmt: skip
            return redirect("year:event", found.pk)
    return redirect("year:index")


@needs(Permission.QUALITY_READ)
@require_POST
def mark(request: HttpRequest, event_id: UUID) -> HttpResponse:
    """Done, or not done after all: by whoever works with it, and by its owner."""
    found = event_for(request, event_id)
    form = MarkForm(request.POST)
    works = grants(request).may(Permission.QUALITY_WORK)
    own = unit_ids(request, found.holder)
    whole = works_with_whole(request, found.holder)
    units: list[SchoolUnit | None] = [None]
    if not whole and each_unit_does(found):
        units = list(SchoolUnit.objects.filter(pk__in=own).order_by("name", "id"))
    elif not works or not (whole or found.owner_id == request.user.pk or found.unit_id in own):
        raise PermissionDenied
    if form.is_valid():
        act = actions.unmark_event if form.cleaned_data["undo"] else actions.mark_event
        for unit in units:
            act(
                event=found, school_year=form.cleaned_data["school_year"], unit=unit, by=request.user,
                at=timezone.now(),
            )  # fmt: skip
        return redirect(f"{reverse('year:index')}?lasar={form.cleaned_data['school_year']}")
    return redirect("year:index")
