"""National events of the year: where they come from, and what an organiser does of them."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from likvard.organisations.models import Organisation
from likvard.quality.actions import ChangedMeanwhile
from likvard.quality.actions import year as actions
from likvard.quality.forms.year import NationalForm
from likvard.quality.models import YearEvent
from likvard.quality.queries.year.occurrences import days_of, forms_of
from likvard.rulebook.permissions import Permission
from likvard.rulebook.schoolyear import NationalEvent, national_events, said, school_year_of
from likvard.web.formpage import once_more
from likvard.web.guards import needs

from .seen import back, holder_of, people, works_with_whole


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
        form = NationalForm(request.POST or None, initial=_of_national(found, today), people=people(holder))
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
            **back(holder),
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
