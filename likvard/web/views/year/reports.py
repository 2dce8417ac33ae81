"""The quality report: begun from the records, read, and drawn from the records again."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from likvard.organisations.models import SchoolUnit
from likvard.quality.actions import boardreport as actions
from likvard.quality.forms.boardreport import BeginReportForm
from likvard.quality.models import QualityReport
from likvard.quality.queries.boardreport.content import content_of, lacking, measures_to_link, sections_of
from likvard.quality.queries.boardreport.drafting import drafted, figures_for, title_of
from likvard.quality.queries.boardreport.reading import question_of
from likvard.quality.queries.boardreport.scope import Scope
from likvard.quality.queries.boardreport.visibility import may_write, reports_visible_to
from likvard.reports.boardreport import report_paper
from likvard.rulebook.permissions import Permission
from likvard.rulebook.schoolyear import said, school_year_of
from likvard.web.guards import grants, needs
from likvard.web.inspection_told import inspection_told
from likvard.web.templatetags.year import FAULTS, SECTION_WORDS

from .sections import section_shown
from .seen import form_page, holder_of, open_report, report_for, told_issued, unit_ids, works_with, works_with_whole


@needs(Permission.QUALITY_READ)
@require_GET
def reports(request: HttpRequest) -> HttpResponse:
    """The reports that the person may read, under what she comes to know."""
    holder, today = holder_of(request), timezone.localdate()
    if holder is None:
        raise PermissionDenied
    mine = grants(request)
    found = list(reports_visible_to(mine).filter(holder=holder))
    return render(
        request,
        "year/reports.html",
        {
            "holder": holder,
            "reports": [(one, may_write(mine, one) and one.issued_on is None) for one in found],
            "question": question_of(mine, holder, today=today),
            "may_begin": works_with(request, holder),
            "today": today,
        },
    )


def _scope(request: HttpRequest, holder: Any, unit: SchoolUnit | None, school_year: int) -> Scope:
    return Scope(holder, unit, school_year, timezone.localdate(), grants(request))


@needs(Permission.QUALITY_WORK)
@require_http_methods(["GET", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    holder, today = holder_of(request), timezone.localdate()
    if holder is None or not works_with(request, holder):
        raise PermissionDenied
    whole = works_with_whole(request, holder)
    units = SchoolUnit.objects.filter(organisation=holder).exclude(status="UPPHORT").order_by("name", "id")
    own = unit_ids(request, holder)
    now = school_year_of(today)
    form = BeginReportForm(
        request.POST or None,
        years=[(year, said(year)) for year in range(now, now - 4, -1)],
        units=units if whole else units.filter(pk__in=own),
        whole=whole,
        initial={
            # The report of a year is written in the autumn after it.
            "school_year": now - 1 if today.month >= 7 else now,
            "unit": next(iter(own)) if len(own) == 1 and not whole else None,
            "board": _last_board(holder),
        },
    )
    if request.method == "POST" and form.is_valid():
        scope = _scope(request, holder, form.cleaned_data["unit"], form.cleaned_data["school_year"])
        begun = actions.begin_report(
            holder=holder, unit=scope.unit, school_year=scope.school_year, title=title_of(scope),
            board=form.cleaned_data["board"], drafted=drafted(scope, inspection=inspection_told(scope)),
            figures=figures_for(scope), today=today, by=request.user, at=timezone.now(),
        )  # fmt: skip
        return redirect("year:report", begun.pk)
    return form_page(
        request, form, heading=_("Begin a quality report"), button=_("Begin the report"),
        lead=_("Each section begins with what is recorded. You write on, and say what it leads to."),
        back=reverse("year:reports"), back_words=_("Quality reports"),
    )  # fmt: skip


def _last_board(holder: Any) -> str:
    last = QualityReport.objects.filter(holder=holder).exclude(board="").order_by("-created_at").first()
    return last.board if last else ""


@needs(Permission.QUALITY_READ)
@require_GET
def report(request: HttpRequest, quality_report_id: UUID) -> HttpResponse:
    found = report_for(request, quality_report_id)
    writes = found.issued_on is None and may_write(grants(request), found)
    may_memo = may_write(grants(request), found)
    memos = list(found.memos.order_by("-number")) if may_memo else []
    context: dict[str, Any] = {"report": found, "writes": writes, "may_memo": may_memo, "memos": memos}
    if not writes:
        return render(request, "year/report.html", {**context, "paper": report_paper(content_of(found))})
    sections = sections_of(found)
    measures = list(measures_to_link(grants(request), found))
    missing = lacking(sections)
    context |= {
        "sections": [section_shown(found, one, measures) for one in sections],
        "lacking": [(one.key, SECTION_WORDS[one.key], FAULTS[one.fault]) for one in missing],
        "told": "mangler" in request.GET and bool(missing),
        "finished": len(sections) - len(missing),
        "figures": list(found.figures.select_related("unit").order_by("about_name", "pinned_at", "id")),
    }
    return render(request, "year/report.html", context)


@needs(Permission.QUALITY_WORK)
@require_POST
def read_again(request: HttpRequest, quality_report_id: UUID) -> HttpResponse:
    """What the records say today, put where nobody has written."""
    found = open_report(request, quality_report_id)
    scope = _scope(request, found.holder, found.unit, found.school_year)
    try:
        changed = actions.read_again(
            report=found, drafted=drafted(scope, inspection=inspection_told(scope)), figures=figures_for(scope),
            today=scope.today, by=request.user, at=timezone.now(),
        )  # fmt: skip
    except actions.ReportIsIssued:
        return told_issued(request, found)
    if changed:
        messages.success(request, _("The records are read. What you have written yourselves stands as it was."))
    else:
        messages.success(request, _("The records are read. Nothing that nobody has written in has changed."))
    return redirect("year:report", found.pk)
