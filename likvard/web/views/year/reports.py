"""The quality report: begun from the records, written section by section by several, issued, read."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from likvard.organisations.models import SchoolUnit
from likvard.quality.actions import ChangedMeanwhile, fingerprint
from likvard.quality.actions import boardreport as actions
from likvard.quality.forms.boardreport import FIELDS, BeginReportForm, IssueReportForm, SectionForm
from likvard.quality.models import Measure, QualityReport, ReportSection
from likvard.quality.queries.boardreport.content import content_of, fault_of, lacking, measures_to_link, sections_of
from likvard.quality.queries.boardreport.drafting import drafted, figures_for, title_of
from likvard.quality.queries.boardreport.reading import question_of
from likvard.quality.queries.boardreport.scope import Scope
from likvard.quality.queries.boardreport.visibility import may_write, reports_visible_to
from likvard.reports.boardreport import HEADINGS, SECTIONS, report_paper
from likvard.reports.pdf import render_pdf
from likvard.reports.word import MEDIA_TYPE as WORD
from likvard.reports.word import render_word
from likvard.rulebook.permissions import Permission
from likvard.rulebook.schoolyear import said, school_year_of
from likvard.web.conflict import Conflict, FieldInConflict
from likvard.web.downloads import download
from likvard.web.guards import grants, needs
from likvard.web.inspection_told import inspection_told
from likvard.web.templatetags.year import FAULTS, SECTION_WORDS

from .seen import (
    form_page,
    holder_of,
    known_section,
    open_report,
    report_for,
    unit_ids,
    works_with,
    works_with_whole,
)


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
        "sections": [_shown(found, one, measures) for one in sections],
        "lacking": [(one.key, SECTION_WORDS[one.key], FAULTS[one.fault]) for one in missing],
        "told": "mangler" in request.GET and bool(missing),
        "finished": len(sections) - len(missing),
        "figures": list(found.figures.select_related("unit").order_by("about_name", "pinned_at", "id")),
    }
    return render(request, "year/report.html", context)


def _form(one: ReportSection, measures: list[Measure], data: Any = None) -> SectionForm:
    linked = list(one.measures.all()) if data is not None else one.linked
    values = {"text": one.text, "ending": one.ending, "decision": one.decision, "because": one.because,
              "measures": actions.said_measures(linked)}  # fmt: skip
    keys = {row.pk for row in measures} | {row.pk for row in linked}
    initial = {**values, "measures": [row.pk for row in linked]}
    initial |= {f"seen_{name}": fingerprint(values[name]) for name in FIELDS}
    form = SectionForm(
        data, measures=Measure.objects.filter(pk__in=keys).order_by("until", "created_at", "id"),
        initial=initial, auto_id=f"id_{one.key}_%s",
    )  # fmt: skip
    if data is None:
        # Asked for once for all sections, not once for each.
        known = {row.pk: row for row in [*measures, *linked]}
        form.fields["measures"].choices = [
            (str(row.pk), form.fields["measures"].label_from_instance(row)) for row in known.values()
        ]
    return form


def _shown(found: QualityReport, one: ReportSection, measures: list[Measure]) -> dict[str, Any]:
    fault = fault_of(one)
    return {
        "row": one,
        "key": one.key,
        "heading": HEADINGS[one.key],
        "form": _form(one, measures),
        "fault": FAULTS[fault] if fault else "",
        "drafted": one.drafted if one.drafted != one.text else "",
        "address": reverse("year:write", args=[found.pk, one.key]),
        "has_measures": bool(measures) or bool(one.linked),
    }


def _back(found: QualityReport, key: str) -> str:
    return f"{reverse('year:report', args=[found.pk])}#{key}"


def _is_issued(request: HttpRequest, found: QualityReport) -> HttpResponse:
    messages.warning(request, _("The report has been issued meanwhile. It stays as it was."))
    if request.htmx:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return redirect("year:report", found.pk)


@needs(Permission.QUALITY_WORK)
@require_POST
def write(request: HttpRequest, quality_report_id: UUID, section: str) -> HttpResponse:
    """Save one section. With htmx a word beside it; a conflict shows both wordings."""
    found = open_report(request, quality_report_id)
    key = known_section(section, SECTIONS)
    row = found.sections.get(key=key)
    measures = list(measures_to_link(grants(request), found))
    form = _form(row, measures, request.POST)
    if not form.is_valid():
        return render(request, "answers/_refused.html", {"form": form}, status=200 if request.htmx else 422)
    if "theirs" in request.POST:
        return HttpResponse(headers={"HX-Refresh": "true"}) if request.htmx else redirect(_back(found, key))
    try:
        saved = actions.write_section(
            report=found, key=key, fields=form.said, seen=form.seen, allowed=measures, by=request.user,
            at=timezone.now(),
        )  # fmt: skip
    except actions.ReportIsIssued:
        return _is_issued(request, found)
    except ChangedMeanwhile as told:
        return _conflict(request, found, form, told, key, measures)
    if not request.htmx:
        return redirect(_back(found, key))
    values = {**form.said, "measures": actions.said_measures(saved.measures.all())}
    marks = {f"id_{key}_seen_{name}": (f"seen_{name}", fingerprint(values[name])) for name in FIELDS}
    saved.linked = list(saved.measures.all())
    fault = fault_of(saved)
    return render(
        request, "year/_saved.html",
        {"at": saved.changed_at or timezone.now(), "marks": marks, "key": key, "fault": FAULTS[fault] if fault else ""},
    )  # fmt: skip


def _conflict(
    request: HttpRequest, found: QualityReport, form: SectionForm, told: ChangedMeanwhile, key: str,
    measures: list[Measure],
) -> HttpResponse:  # fmt: skip
    row: Any = told.row
    endings, names = dict(form.fields["ending"].choices), {str(one.pk): one.what for one in measures}

    def words(name: str, value: str) -> str:
        if name == "ending":
            return str(endings.get(value, ""))
        if name == "measures":
            return "\n".join(names.get(part, "…") for part in value.split(",") if part)
        return value

    fields = tuple(
        FieldInConflict(
            name, form.fields[name].label, words(name, told.mine[name]), words(name, theirs), fingerprint(theirs)
        )
        for name, theirs in told.current.items()
    )
    conflict = Conflict(
        row.changed_by.name if row.changed_by else "", row.changed_at, fields,
        {f"seen_{one.name}": one.seen for one in fields},
    )  # fmt: skip
    if request.htmx:
        return render(request, "answers/_conflict.html", {"conflict": conflict})
    data = form.data.copy()
    for one in fields:
        data[f"seen_{one.name}"] = one.seen
    again = _form(found.sections.get(key=key), measures, data)
    context = {
        "report": found, "form": again, "conflict": conflict, "heading": HEADINGS[key],
        "address": reverse("year:write", args=[found.pk, key]),
    }  # fmt: skip
    return render(request, "year/conflict.html", context, status=409)


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
        return _is_issued(request, found)
    if changed:
        messages.success(request, _("The records are read. What you have written yourselves stands as it was."))
    else:
        messages.success(request, _("The records are read. Nothing that nobody has written in has changed."))
    return redirect("year:report", found.pk)


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
            return _is_issued(request, found)
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
