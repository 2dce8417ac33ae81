"""A unit's package and report: questions with their figures, what several write at once, sent and given back."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from likvard.quality.actions import ChangedMeanwhile, fingerprint
from likvard.quality.actions import analysisdays as actions
from likvard.quality.forms.analysisdays import (
    PART_WORDS,
    ReportAnswerForm,
    ReturnReportForm,
    SendReportForm,
    TieCausesForm,
)
from likvard.quality.models import Cause, UnitReport
from likvard.quality.queries.analysisdays.reports import QuestionPage, causes_to_tie, questions_of
from likvard.quality.queries.analysisdays.visibility import runs_days
from likvard.rulebook.permissions import Permission
from likvard.web.conflict import Conflict, FieldInConflict
from likvard.web.guards import grants, needs

from .seen import form_page, question_at, report_for, writable_report, writes


def _form(page: QuestionPage) -> ReportAnswerForm:
    initial = {}
    for name, _words in PART_WORDS:
        text = getattr(page.row, name, "")
        initial |= {name: text, f"seen_{name}": fingerprint(text)}
    return ReportAnswerForm(initial=initial, auto_id=f"id_{page.number}_%s")


@needs(Permission.QUALITY_READ)
@require_GET
def report(request: HttpRequest, report_id: UUID) -> HttpResponse:
    found = report_for(request, report_id)
    may = writes(request, found)
    english = (get_language() or "sv").startswith("en")
    pages = questions_of(found)
    return render(
        request,
        "analysisdays/report.html",
        {
            "report": found,
            "days": found.days,
            "questions": [
                {
                    "page": page,
                    "words": page.en if english else page.sv,
                    "form": _form(page) if may else None,
                    "parts": [
                        (words, text) for name, words in PART_WORDS if (text := getattr(page.row, name, "").strip())
                    ],
                }
                for page in pages
            ],
            "goals": found.package["goals"],
            "figure_count": len(found.package["figures"]),
            "may_write": may,
            "hints": runs_days(grants(request), found.days) or may,
            "may_return": found.state == UnitReport.State.SENT
            and found.days.closed_on is None
            and runs_days(grants(request), found.days),
            "has_causes": may and bool(causes_to_tie(found, grants(request))),
        },
    )


@needs(Permission.QUALITY_READ)
@require_GET
def figures(request: HttpRequest, report_id: UUID) -> HttpResponse:
    """All of the unit's own figures as they stood when the package was made."""
    found = report_for(request, report_id)
    english = (get_language() or "sv").startswith("en")
    told = [
        {
            "sentence": one["sentence_en" if english else "sentence_sv"],
            "cannot": one["cannot_say_en" if english else "cannot_say_sv"],
            "source": ", ".join(filter(None, (one["source"].get("publisher"), one["source"].get("title")))),
        }
        for one in found.package["figures"]
    ]
    return render(request, "analysisdays/figures.html", {"report": found, "days": found.days, "figures": told})


def _refresh(request: HttpRequest, found: UnitReport, number: int) -> HttpResponse:
    if request.htmx:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return redirect(f"{reverse('analysisdays:report', args=[found.pk])}#question-{number}")


def _sent_already(request: HttpRequest) -> None:
    messages.warning(request, _("The report has been sent meanwhile. It stays as it was, unless it is given back."))


@needs(Permission.QUALITY_WORK)
@require_POST
def write(request: HttpRequest, report_id: UUID, number: int) -> HttpResponse:
    """Save the texts of one question. With htmx a word beside them; a conflict shows both wordings."""
    found = writable_report(request, report_id)
    key = question_at(found, number)
    form = ReportAnswerForm(request.POST, auto_id=f"id_{number}_%s")
    if not form.is_valid():
        return render(request, "answers/_refused.html", {"form": form}, status=200 if request.htmx else 422)
    if "theirs" in request.POST:
        return _refresh(request, found, number)
    try:
        row = actions.write_answer(
            report=found, question=key, texts=form.texts, seen=form.seen, by=request.user, at=timezone.now()
        )
    except actions.ReportIsSent:
        _sent_already(request)
        return _refresh(request, found, number)
    except ChangedMeanwhile as told:
        return _conflict(request, found, number, form, told)
    if not request.htmx:
        return _refresh(request, found, number)
    marks = {
        f"id_{number}_seen_{name}": (f"seen_{name}", fingerprint(getattr(row, name))) for name, _words in PART_WORDS
    }
    return render(request, "dialogues/_saved.html", {"at": row.changed_at or timezone.now(), "marks": marks})


def _conflict(
    request: HttpRequest, found: UnitReport, number: int, form: ReportAnswerForm, told: ChangedMeanwhile
) -> HttpResponse:
    labels = dict(PART_WORDS)
    fields = tuple(
        FieldInConflict(name, labels[name], told.mine[name], theirs, fingerprint(theirs))
        for name, theirs in told.current.items()
    )
    row: Any = told.row
    conflict = Conflict(
        row.changed_by.name if row.changed_by else "", row.changed_at, fields,
        {f"seen_{one.name}": one.seen for one in fields},
    )  # fmt: skip
    if request.htmx:
        return render(request, "answers/_conflict.html", {"conflict": conflict})
    data = form.data.copy()
    for one in fields:
        data[f"seen_{one.name}"] = one.seen
    again = ReportAnswerForm(data, auto_id=f"id_{number}_%s")
    context = {
        "report": found, "days": found.days, "form": again, "conflict": conflict,
        "address": reverse("analysisdays:write", args=[found.pk, number]),
    }  # fmt: skip
    return render(request, "analysisdays/conflict.html", context, status=409)


@needs(Permission.QUALITY_WORK)
@require_http_methods(["GET", "POST"])
def causes(request: HttpRequest, report_id: UUID, number: int) -> HttpResponse:
    """Tie the answer to causes that are known already."""
    found = writable_report(request, report_id)
    key = question_at(found, number)
    known = causes_to_tie(found, grants(request))
    row = found.answers.filter(question=key).first()
    form = TieCausesForm(
        request.POST if request.method == "POST" else None,
        causes=Cause.objects.filter(pk__in=[cause.pk for cause in known]).order_by("created_at", "id"),
        initial={"causes": list(row.causes.values_list("pk", flat=True)) if row else []},
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.tie_causes(
                report=found, question=key, causes=form.cleaned_data["causes"], by=request.user, at=timezone.now()
            )
        except actions.ReportIsSent:
            _sent_already(request)
        return redirect(f"{reverse('analysisdays:report', args=[found.pk])}#question-{number}")
    return form_page(
        request,
        form,
        heading=_("Causes behind the answer"),
        lead=_("Causes that your analyses have found. Several units may share one."),
        button=_("Save"),
        back=reverse("analysisdays:report", args=[found.pk]),
        back_words=found.unit.name,
    )


@needs(Permission.QUALITY_WORK)
@require_http_methods(["GET", "POST"])
def send(request: HttpRequest, report_id: UUID) -> HttpResponse:
    found = writable_report(request, report_id)
    form = SendReportForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.send_report(
                report=found, gaps_known=form.cleaned_data["gaps_known"], by=request.user, at=timezone.now()
            )
            messages.success(request, _("The unit report is sent and stays as it is."))
            return redirect("analysisdays:report", found.pk)
        except actions.ReportIsSent:
            _sent_already(request)
            return redirect("analysisdays:report", found.pk)
        except actions.NothingWritten as told:
            total = len(found.package["questions"])
            if len(told.questions) == total:
                form.add_error(None, _("Nothing is written yet. Answer at least one question first."))
            else:
                numbers = ", ".join(
                    str(n) for n, one in enumerate(found.package["questions"], 1) if one["key"] in told.questions
                )
                form.add_error(
                    "gaps_known",
                    _("Question %(numbers)s has no answer. Answer it, or say that you send the report all the same.")
                    % {"numbers": numbers},
                )
    return form_page(
        request,
        form,
        heading=_("Send the unit report"),
        lead=_("%(holder)s can read it, and nobody can change it after that.") % {"holder": found.days.holder.name},
        button=_("Send the unit report"),
        back=reverse("analysisdays:report", args=[found.pk]),
        back_words=found.unit.name,
    )


@needs(Permission.QUALITY_WORK)
@require_http_methods(["GET", "POST"])
def give_back(request: HttpRequest, report_id: UUID) -> HttpResponse:
    found = report_for(request, report_id)
    if not runs_days(grants(request), found.days):
        raise PermissionDenied
    form = ReturnReportForm(request.POST or None, initial={"version": found.version})
    if request.method == "POST" and form.is_valid():
        try:
            actions.return_report(report=found, by=request.user, at=timezone.now(), **form.cleaned_data)
            messages.success(request, _("The unit can write on."))
        except ChangedMeanwhile:
            messages.warning(request, _("Somebody else changed it meanwhile. See how it stands now, and try again."))
        return redirect("analysisdays:report", found.pk)
    return form_page(
        request,
        form,
        heading=_("Give the report back"),
        lead=_("The unit reads what you write and goes on from what it sent."),
        button=_("Give back"),
        back=reverse("analysisdays:report", args=[found.pk]),
        back_words=found.unit.name,
    )
