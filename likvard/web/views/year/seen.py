"""What the signed-in person may see and do of the year and its reports; every view here begins with one of these."""

from datetime import date
from functools import partial
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone

from likvard.organisations.models import Organisation
from likvard.quality.models import QualityReport, YearEvent
from likvard.quality.queries.boardreport.visibility import may_write, reports_visible_to
from likvard.quality.queries.reach import reach
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


form_page = partial(formpage.form_page, template="year/form.html")
