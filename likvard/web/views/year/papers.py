"""The quality report as a paper: issued, and as files."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from likvard.quality.actions import ChangedMeanwhile
from likvard.quality.actions import boardreport as actions
from likvard.quality.forms.boardreport import IssueReportForm
from likvard.quality.models import QualityReport
from likvard.quality.queries.boardreport.content import content_of, lacking, sections_of
from likvard.reports.boardreport import report_paper
from likvard.reports.pdf import render_pdf
from likvard.reports.word import MEDIA_TYPE as WORD
from likvard.reports.word import render_word
from likvard.rulebook.permissions import Permission
from likvard.web.downloads import download
from likvard.web.guards import needs

from .seen import form_page, open_report, report_for, told_issued


@needs(Permission.QUALITY_WORK)
@require_http_methods(["GET", "POST"])
def issue(request: HttpRequest, quality_report_id: UUID) -> HttpResponse:
    found = open_report(request, quality_report_id)
    if found.issued_on is not None:
        return redirect("year:report", found.pk)
    if lacking(sections_of(found)):
        return redirect(f"{reverse('year:report', args=[found.pk])}?mangler")
    initial = {"issued_on": timezone.localdate(), "board": found.board, "version": found.version}
    form = IssueReportForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.issue_report(report=found, by=request.user, at=timezone.now(), **form.cleaned_data)
            messages.success(request, _("The report is issued: it never changes, and the board can read it."))
        except actions.ReportLacks:
            return redirect(f"{reverse('year:report', args=[found.pk])}?mangler")
        except actions.ReportIsIssued:
            return told_issued(request, found)
        except ChangedMeanwhile:
            messages.warning(
                request, _("Somebody else changed it meanwhile. See how it stands now, and try again.")
            )  # fmt: skip
        return redirect("year:report", found.pk)
    return form_page(
        request, form, heading=_("Issue the report"), button=_("Issue the report"),
        lead=_("It is dated, gets its checksum, and never changes. Those who read for the board see it from then on."),
        back=reverse("year:report", args=[found.pk]), back_words=found.title,
    )  # fmt: skip


@needs(Permission.QUALITY_READ)
@require_GET
def pdf(request: HttpRequest, quality_report_id: UUID) -> HttpResponse:
    found = report_for(request, quality_report_id)
    content = render_pdf(report_paper(content_of(found)), made_on=timezone.localdate()).content
    return _file(content, "application/pdf", found, "pdf")


@needs(Permission.QUALITY_READ)
@require_GET
def word(request: HttpRequest, quality_report_id: UUID) -> HttpResponse:
    found = report_for(request, quality_report_id)
    return _file(render_word(report_paper(content_of(found))), WORD, found, "docx")


def _file(content: bytes, media_type: str, found: QualityReport, ending: str) -> HttpResponse:
    draft = "" if found.issued_on else "-utkast"
    about = slugify(found.unit.name if found.unit else found.holder.name)[:60]
    name = f"kvalitetsrapport-{found.school_year}-{about}{draft}.{ending}"
    return download(content, media_type, name)
