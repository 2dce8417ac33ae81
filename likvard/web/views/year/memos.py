"""The memo that puts a quality report before its board: written, issued and then read as it was."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from likvard.quality.actions import ChangedMeanwhile
from likvard.quality.actions import memos as actions
from likvard.quality.forms.boardreport import ReportMemoForm
from likvard.quality.forms.dialogues import IssueMemoForm
from likvard.quality.models import Memo, QualityReport
from likvard.quality.queries.memos import content_of, lacking
from likvard.reports.memo import memo_paper
from likvard.reports.pdf import render_pdf
from likvard.reports.word import MEDIA_TYPE as WORD
from likvard.reports.word import render_word
from likvard.rulebook.permissions import Permission
from likvard.web.guards import needs

from .seen import form_page, open_report


def _memo(request: HttpRequest, report_id: UUID, number: int) -> tuple[QualityReport, Memo]:
    report = open_report(request, report_id)
    return report, get_object_or_404(report.memos.select_related("report__holder", "issued_by"), number=number)


@needs(Permission.QUALITY_WORK)
@require_POST
def begin_memo(request: HttpRequest, quality_report_id: UUID) -> HttpResponse:
    report = open_report(request, quality_report_id)
    begun = actions.begin_report_memo(report=report, by=request.user, at=timezone.now())
    return redirect("year:memo", report.pk, begun.number)


@needs(Permission.QUALITY_WORK)
@require_http_methods(["GET", "POST"])
def memo(request: HttpRequest, quality_report_id: UUID, number: int) -> HttpResponse:
    report, found = _memo(request, quality_report_id, number)
    form, changed = None, False
    if found.issued_on is None:
        texts = found.texts | {"proposals": "\n".join(found.texts.get("proposals", []))}
        form = ReportMemoForm(request.POST or None, initial=texts | {"version": found.version})
        if request.method == "POST" and form.is_valid():
            try:
                actions.write_memo(
                    memo=found, texts=form.texts, version=form.cleaned_data["version"], by=request.user,
                    at=timezone.now(),
                )  # fmt: skip
                messages.success(request, _("Saved."))
                return redirect("year:memo", report.pk, number)
            except actions.MemoIsIssued:
                return redirect("year:memo", report.pk, number)
            except ChangedMeanwhile as told:
                data: Any = form.data.copy()
                data["version"] = told.version
                form, changed = ReportMemoForm(data), True
    return render(
        request,
        "year/memo.html",
        {
            "report": report,
            "memo": found,
            "form": form,
            "paper": memo_paper(content_of(found)),
            "lacking": [ReportMemoForm.base_fields[part].label for part in lacking(found)],
            "changed": changed,
        },
        status=409 if changed else 422 if form is not None and form.is_bound and form.errors else 200,
    )


@needs(Permission.QUALITY_WORK)
@require_http_methods(["GET", "POST"])
def issue_memo(request: HttpRequest, quality_report_id: UUID, number: int) -> HttpResponse:
    report, found = _memo(request, quality_report_id, number)
    form = IssueMemoForm(request.POST or None, initial={"issued_on": timezone.localdate(), "version": found.version})
    if request.method == "POST" and form.is_valid():
        try:
            actions.issue_memo(memo=found, by=request.user, at=timezone.now(), **form.cleaned_data)
            messages.success(request, _("The memo is finished and can no longer be changed."))
        except actions.MemoLacks as told:
            missing = ", ".join(str(ReportMemoForm.base_fields[part].label).lower() for part in told.parts)
            messages.error(request, _("A board cannot decide on it yet. Write: %(parts)s.") % {"parts": missing})
        except (actions.MemoIsIssued, ChangedMeanwhile):
            messages.warning(request, _("Somebody else changed it meanwhile. See how it stands now, and try again."))
        return redirect("year:memo", report.pk, number)
    return form_page(
        request, form, heading=_("Finish the memo"), button=_("Finish the memo"),
        lead=_("It is dated, gets its checksum, and never changes. The next one starts from what is recorded then."),
        back=reverse("year:memo", args=[report.pk, number]), back_words=found.texts.get("title") or report.title,
    )  # fmt: skip


@needs(Permission.QUALITY_WORK)
@require_GET
def memo_pdf(request: HttpRequest, quality_report_id: UUID, number: int) -> HttpResponse:
    report, found = _memo(request, quality_report_id, number)
    content = render_pdf(memo_paper(content_of(found)), made_on=timezone.localdate()).content
    return _file(content, "application/pdf", report, found, "pdf")


@needs(Permission.QUALITY_WORK)
@require_GET
def memo_word(request: HttpRequest, quality_report_id: UUID, number: int) -> HttpResponse:
    report, found = _memo(request, quality_report_id, number)
    return _file(render_word(memo_paper(content_of(found))), WORD, report, found, "docx")


def _file(content: bytes, media_type: str, report: QualityReport, memo: Memo, ending: str) -> HttpResponse:
    response = HttpResponse(content, content_type=media_type)
    draft = "" if memo.issued_on else "-utkast"
    name = f"tjansteskrivelse-{slugify(report.title)}-{memo.number}{draft}.{ending}"
    response["Content-Disposition"] = content_disposition_header(as_attachment=ending != "pdf", filename=name)
    response["X-Content-Type-Options"] = "nosniff"
    return response
