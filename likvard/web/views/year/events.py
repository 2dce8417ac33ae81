"""The school year month by month, and its events: own ones added and changed, national ones taken up."""

from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from likvard.organisations.models import Organisation, SchoolUnit
from likvard.quality.actions import ChangedMeanwhile
from likvard.quality.actions import year as actions
from likvard.quality.forms.year import EventForm, MarkForm, NationalForm, YearVersionForm
from likvard.quality.models import YearEvent
from likvard.quality.queries.reach import colleagues_of
from likvard.quality.queries.state.places import own_organisations
from likvard.quality.queries.year.about import PARTS, things
from likvard.quality.queries.year.occurrences import Occurrence, days_of, each_unit_does, forms_of, year_of
from likvard.rulebook.permissions import Permission
from likvard.rulebook.schoolyear import NationalEvent, bounds, national_events, said, school_year_of
from likvard.web.formpage import once_more
from likvard.web.guards import grants, needs
from likvard.web.templatetags.year import about_words

from .seen import event_for, form_page, holder_of, unit_ids, works_with, works_with_whole, year_asked

# National events seldom repeat their first day; a year back and one ahead are what one looks at.
BACK, AHEAD = 3, 1


@dataclass(frozen=True, slots=True)
class MonthShown:
    """`national` and `own` are how many begin in it, for the strip above the list."""

    first: date
    here: bool
    national: int
    own: int


def _strip(occurrences: list[Occurrence], school_year: int, today: date) -> list[MonthShown]:
    starts, _ends = bounds(school_year)
    months = []
    for number in range(12):
        first = date(starts.year + (starts.month - 1 + number) // 12, (starts.month - 1 + number) % 12 + 1, 1)
        of = [one for one in occurrences if (one.starts.year, one.starts.month) == (first.year, first.month)]
        national = sum(one.national is not None for one in of)
        here = (today.year, today.month) == (first.year, first.month)
        months.append(MonthShown(first, here, national, len(of) - national))
    return months


def _by_month(occurrences: list[Occurrence]) -> list[tuple[date, list[Occurrence]]]:
    return [
        (key, list(held))
        for key, held in groupby(occurrences, key=lambda one: date(one.starts.year, one.starts.month, 1))
    ]


@needs(Permission.QUALITY_READ)
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    holder = holder_of(request)
    if holder is None:
        raise PermissionDenied
    today, school_year = timezone.localdate(), year_asked(request)
    whole = year_of(grants(request), holder, school_year)
    found = [one for one in whole if not one.left_out]
    coming = [one for one in found if one.standing(today) == "coming"]
    years = [(year, said(year)) for year in range(school_year_of(today) + AHEAD, school_year_of(today) - BACK, -1)]
    return render(
        request,
        "year/index.html",
        {
            "holder": holder,
            "holders": own_organisations(grants(request)),
            "school_year": school_year,
            "years": years,
            "today": today,
            "now": [one for one in found if one.standing(today) == "now"],
            "next": next((one for one in coming if one.event is not None), coming[0] if coming else None),
            "months": _by_month(coming),
            "past": _by_month([one for one in found if one.standing(today) == "past"]),
            "past_count": sum(one.standing(today) == "past" for one in found),
            "left_out": [one for one in whole if one.left_out],
            "strip": _strip(found, school_year, today),
            "not_taken_up": sum(one.event is None for one in whole),
            "may_work": works_with(request, holder),
            "may_run": works_with_whole(request, holder),
        },
    )


def _people(holder: Organisation) -> Any:
    return colleagues_of(holder, on=timezone.localdate())


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
        request.POST or None, initial=initial, people=_people(holder), units=_units(request, holder), about=choices,
        whole=works_with_whole(request, holder),
    )  # fmt: skip


def _back(holder: Organisation) -> dict[str, Any]:
    return {"back": reverse("year:index"), "back_words": _("The year"), "holder": holder}


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
        **_back(holder),
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
            **_back(found.holder),
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


@needs(Permission.QUALITY_WORK)
@require_POST
def take_up(request: HttpRequest) -> HttpResponse:
    """All national events that concern the organiser, or the one that is named."""
    holder = holder_of(request)
    if holder is None or not works_with_whole(request, holder):
        raise PermissionDenied
    forms, known = forms_of(holder), national_events()
    wanted = [request.POST["national"]] if request.POST.get("national") in known else [
        key for key, one in known.items() if one.is_for(forms=forms, kind=holder.kind)
    ]  # fmt: skip
    made = actions.take_up_national(holder=holder, keys=wanted, by=request.user, at=timezone.now())
    if made:
        messages.success(
            request,
            _("Taken up: they stand in your calendar, and on To do of whoever sees to them when they are near."),
        )
    return redirect(f"{reverse('year:index')}?huvudman={holder.pk}")


@needs(Permission.QUALITY_READ)
@require_http_methods(["GET", "POST"])
def national(request: HttpRequest, national: str) -> HttpResponse:
    """A national event: where it comes from, and what the organiser does of it."""
    holder, rule = holder_of(request), national_events().get(national)
    if holder is None:
        raise PermissionDenied
    if rule is None:
        raise Http404
    may = works_with_whole(request, holder)
    if request.method == "POST" and not may:
        raise PermissionDenied
    found = YearEvent.objects.filter(holder=holder, national=national, removed_on=None).first()
    today = timezone.localdate()
    form, changed = None, False
    if may:
        form = NationalForm(request.POST or None, initial=_of_national(found, today), people=_people(holder))
        if request.method == "POST" and form.is_valid():
            try:
                _write_national(request, holder, rule, dict(form.cleaned_data))
                messages.success(request, _("Saved."))
                return redirect(f"{reverse('year:national', args=[national])}?huvudman={holder.pk}")
            except ChangedMeanwhile as told:
                form, changed = once_more(form, told), True
    language = get_language() or "sv"
    years = range(school_year_of(today) - 1, school_year_of(today) + 2)
    days = [(said(year), *day) for year in years if (day := days_of(found, year) if found else rule.in_year(year))]
    return render(
        request,
        "year/national.html",
        {
            "rule": rule,
            "event": found,
            "heading": rule.words.text(language),
            "act": rule.act.text(language) if rule.act else "",
            "source": rule.source.text(language),
            "form": form,
            "changed": changed,
            "days": days,
            **_back(holder),
        },
        status=409 if changed else 422 if form is not None and form.is_bound and form.errors else 200,
    )


def _of_national(found: YearEvent | None, today: date) -> dict[str, Any]:
    if found is None:
        return {"version": 0}
    own = found.starts is not None and school_year_of(found.starts) >= school_year_of(today)
    return {
        "starts": found.starts if own else None, "ends": found.ends if own else None, "owner": found.owner,
        "role": found.role, "note": found.note, "left_out": found.left_out, "version": found.version,
    }  # fmt: skip


def _write_national(request: HttpRequest, holder: Organisation, rule: NationalEvent, values: dict[str, Any]) -> None:
    version = values.pop("version") or 0
    at = timezone.now()
    actions.take_up_national(holder=holder, keys=[rule.key], by=request.user, at=at)
    row = YearEvent.objects.get(holder=holder, national=rule.key, removed_on=None)
    actions.change_event(event=row, version=version or row.version, by=request.user, at=at, **values)
