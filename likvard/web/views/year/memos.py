"""The memo that puts a quality report before its board."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from likvard.quality.actions import memos as actions
from likvard.quality.forms.boardreport import ReportMemoForm
from likvard.quality.models import QualityReport
from likvard.rulebook.permissions import Permission
from likvard.web.guards import needs
from likvard.web.views.memos import MemoPages

from .seen import form_page, open_report


def _memo(request: HttpRequest, report_id: UUID, number: int) -> tuple[QualityReport, MemoPages]:
    report = open_report(request, report_id)
    found = get_object_or_404(report.memos.select_related("report__holder", "issued_by"), number=number)
    return report, MemoPages(found, "year", report.pk, report.title, ReportMemoForm)


@needs(Permission.QUALITY_WORK)
@require_POST
def begin_memo(request: HttpRequest, quality_report_id: UUID) -> HttpResponse:
    report = open_report(request, quality_report_id)
    begun = actions.begin_report_memo(report=report, by=request.user, at=timezone.now())
    return redirect("year:memo", report.pk, begun.number)


@needs(Permission.QUALITY_WORK)
@require_http_methods(["GET", "POST"])
def memo(request: HttpRequest, quality_report_id: UUID, number: int) -> HttpResponse:
    report, pages = _memo(request, quality_report_id, number)
    return pages.write(request, report=report)


@needs(Permission.QUALITY_WORK)
@require_http_methods(["GET", "POST"])
def issue_memo(request: HttpRequest, quality_report_id: UUID, number: int) -> HttpResponse:
    return _memo(request, quality_report_id, number)[1].issue(request, form_page)


@needs(Permission.QUALITY_WORK)
@require_GET
def memo_pdf(request: HttpRequest, quality_report_id: UUID, number: int) -> HttpResponse:
    return _memo(request, quality_report_id, number)[1].pdf()


@needs(Permission.QUALITY_WORK)
@require_GET
def memo_word(request: HttpRequest, quality_report_id: UUID, number: int) -> HttpResponse:
    return _memo(request, quality_report_id, number)[1].word()
