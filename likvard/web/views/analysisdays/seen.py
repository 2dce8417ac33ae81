"""What the signed-in person may see and do of analysis days; every view here begins with one of these."""

from functools import partial
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from likvard.organisations.models import Organisation
from likvard.quality.models import AnalysisDays, UnitReport
from likvard.quality.queries.analysisdays.visibility import days_visible_to, may_write, reports_visible_to, runs_days
from likvard.quality.queries.reach import reach
from likvard.rulebook.permissions import Permission
from likvard.web import formpage
from likvard.web.guards import grants


def days_for(request: HttpRequest, days_id: UUID, *, run: bool = False) -> AnalysisDays:
    """404 when the person may not see them; 403 when she sees them but does not run them and `run` asks for that."""
    found = get_object_or_404(days_visible_to(grants(request)), pk=days_id)
    if run and not runs_days(grants(request), found):
        raise PermissionDenied
    return found


def report_for(request: HttpRequest, report_id: UUID) -> UnitReport:
    return get_object_or_404(reports_visible_to(grants(request)), pk=report_id)


def writable_report(request: HttpRequest, report_id: UUID) -> UnitReport:
    """403 for whoever reads it but does not work with the unit; a sent one is told by the action."""
    found = report_for(request, report_id)
    if not reach(grants(request), Permission.QUALITY_WORK).has(found.days.holder_id, found.unit_id):
        raise PermissionDenied
    return found


def question_at(found: UnitReport, number: int) -> str:
    """The key of the package's question of that number."""
    questions = found.package["questions"]
    if not 1 <= number <= len(questions):
        raise Http404
    return questions[number - 1]["key"]


def holder_of(request: HttpRequest) -> Organisation | None:
    """The organisation whose analysis days the person runs."""
    ids = reach(grants(request), Permission.QUALITY_WORK).whole
    return Organisation.objects.filter(pk__in=ids).order_by("name").first()


def writes(request: HttpRequest, found: UnitReport) -> bool:
    return may_write(grants(request), found)


form_page = partial(formpage.form_page, template="surveys/form.html")
edit = partial(formpage.edit, template="surveys/form.html")
