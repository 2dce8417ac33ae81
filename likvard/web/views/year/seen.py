"""What the signed-in person may see and do of the year and its reports; every view here begins with one of these."""

from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from likvard.organisations.models import Organisation
from likvard.quality.models import QualityReport, YearEvent
from likvard.quality.queries.boardreport.visibility import may_write, reports_visible_to
from likvard.quality.queries.reach import colleagues_of, reach
from likvard.quality.queries.state.places import own_organisations
from likvard.quality.queries.year.occurrences import events_visible_to
from likvard.rulebook.permissions import Permission
from likvard.rulebook.schoolyear import school_year_of
from likvard.web import formpage
from likvard.web.guards import grants


def holder_of(request: HttpRequest) -> Organisation | None:
    """The organisation whose year is shown: the chosen one of those the person does quality work for, else the first
    by name."""
    own = own_organisations(grants(request))
    wanted = request.GET.get("huvudman", "")
    return next((one for one in own if str(one.pk) == wanted), own[0] if own else None)


def works_with_whole(request: HttpRequest, holder: Organisation) -> bool:
    return holder.pk in reach(grants(request), Permission.QUALITY_WORK).whole


def works_with(request: HttpRequest, holder: Organisation) -> bool:
    """With all of it or with a unit of it."""
    far = reach(grants(request), Permission.QUALITY_WORK)
    return holder.pk in far.whole or holder.pk in far.housed


def year_asked(request: HttpRequest) -> int:
    """The school year that the address asks for, else today's."""
    today = timezone.localdate()
    try:
        year = int(request.GET.get("lasar", ""))
        date(year, 7, 1)
    except ValueError:
        return school_year_of(today)
    return year if 1990 <= year <= 2200 else school_year_of(today)


def people(holder: Organisation) -> Any:
    """Those who can be given an event of the year."""
    return colleagues_of(holder, on=timezone.localdate())


def back(holder: Organisation) -> dict[str, Any]:
    return {"back": reverse("year:index"), "back_words": _("The year"), "holder": holder}


def event_for(request: HttpRequest, event_id: UUID, *, work: bool = False) -> YearEvent:
    """404 when the person may not see it; 403 when she sees it but may not change it and `work` asks for that."""
    found = get_object_or_404(events_visible_to(grants(request)), pk=event_id)
    if work and not events_visible_to(grants(request), Permission.QUALITY_WORK).filter(pk=found.pk).exists():
        raise PermissionDenied
    return found


def report_for(request: HttpRequest, report_id: UUID, *, work: bool = False) -> QualityReport:
    found = get_object_or_404(reports_visible_to(grants(request)), pk=report_id)
    if work and not may_write(grants(request), found):
        raise PermissionDenied
    return found


def open_report(request: HttpRequest, report_id: UUID) -> QualityReport:
    """A report to write in; an issued one is told by the action."""
    return report_for(request, report_id, work=True)


def unit_ids(request: HttpRequest, holder: Organisation) -> frozenset[UUID]:
    far = reach(grants(request), Permission.QUALITY_WORK)
    return far.units if holder.pk in far.housed else frozenset()


def known_section(key: str, keys: tuple[str, ...]) -> str:
    if key not in keys:
        raise Http404
    return key


def told_issued(request: HttpRequest, found: QualityReport) -> HttpResponse:
    """Somebody issued it while it was written in."""
    messages.warning(request, _("The report has been issued meanwhile. It stays as it was."))
    if request.htmx:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return redirect("year:report", found.pk)


form_page = partial(formpage.form_page, template="year/form.html")
