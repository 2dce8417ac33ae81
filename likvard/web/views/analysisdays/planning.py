"""Analysis days planned with a package for each unit; how far the units have come."""

from datetime import timedelta
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
from likvard.quality.actions import ChangedMeanwhile
from likvard.quality.actions.analysisdays import close_days, move_answer_by, plan_days
from likvard.quality.forms.analysisdays import AnswerByForm, PlanDaysForm, VersionForm
from likvard.quality.models import AnalysisDays, UnitReport
from likvard.quality.queries.analysisdays.packages import packages_for
from likvard.quality.queries.analysisdays.reports import report_lines
from likvard.quality.queries.analysisdays.visibility import days_visible_to, reports_visible_to, runs_days
from likvard.rulebook.permissions import Permission
from likvard.web.guards import grants, needs

from .seen import days_for, edit, form_page, holder_of

# The school year turns on the first of July.
TURN = 7


def _year(day: Any) -> int:
    return day.year if day.month >= TURN else day.year - 1


def _years(today: Any) -> list[tuple[int, str]]:
    now = _year(today)
    return [(year, f"{year}/{(year + 1) % 100:02d}") for year in range(now, now - 4, -1)]


@needs(Permission.QUALITY_READ)
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    mine = grants(request)
    found = list(days_visible_to(mine))
    reports = reports_visible_to(mine).filter(days__in=found)
    by_days: dict[UUID, list[UnitReport]] = {}
    for one in reports:
        by_days.setdefault(one.days_id, []).append(one)
    rows = []
    for one in found:
        own = by_days.get(one.pk, [])
        rows.append(
            {
                "days": one,
                "runs": runs_days(mine, one),
                "reports": own,
                "sent": sum(report.state == UnitReport.State.SENT for report in own),
            }
        )
    may_plan = holder_of(request) is not None
    return render(request, "analysisdays/index.html", {"rows": rows, "may_plan": may_plan})


@needs(Permission.QUALITY_WORK)
@require_http_methods(["GET", "POST"])
def plan(request: HttpRequest) -> HttpResponse:
    holder = holder_of(request)
    if holder is None:
        raise PermissionDenied
    units = SchoolUnit.objects.filter(organisation=holder).exclude(status="UPPHORT").order_by("name", "id")
    today = timezone.localdate()
    form = PlanDaysForm(
        request.POST or None,
        units=units,
        years=_years(today),
        initial={
            "school_year": _year(today) - 1,
            "day": today + timedelta(days=14),
            "answer_by": today + timedelta(days=35),
            "guidance": _(
                "Begin with the questions. Look for causes in how teaching is done and in the conditions you have "
                "been given, for high results too. Write what speaks against it as well. "
                "That the figure fell is not a cause."
            ),
        },
    )
    if request.method == "POST" and form.is_valid():
        fields = dict(form.cleaned_data)
        chosen = list(fields.pop("units"))
        packages = packages_for(holder, chosen, school_year=fields["school_year"], on=today)
        made = plan_days(holder=holder, packages=packages, by=request.user, at=timezone.now(), **fields)
        messages.success(request, _("Each unit has its package: its own figures, the questions they raise, and yours."))
        return redirect("analysisdays:days", made.pk)
    return form_page(
        request,
        form,
        heading=_("Plan analysis days"),
        lead=_("Every unit gets its own figures and three to five questions that they raise."),
        button=_("Make the packages"),
        back=reverse("analysisdays:index"),
        back_words=_("Analysis days"),
    )


@needs(Permission.QUALITY_READ)
@require_GET
def days(request: HttpRequest, days_id: UUID) -> HttpResponse:
    found = days_for(request, days_id)
    lines = report_lines(found, grants(request))
    return render(
        request,
        "analysisdays/days.html",
        {
            "days": found,
            "lines": lines,
            "sent": sum(line.report.state == UnitReport.State.SENT for line in lines),
            "runs": runs_days(grants(request), found),
            "late": found.answer_by < timezone.localdate() and found.closed_on is None,
        },
    )


def _back(found: AnalysisDays) -> dict[str, Any]:
    return {"back": reverse("analysisdays:days", args=[found.pk]), "back_words": found.title}


@needs(Permission.QUALITY_WORK)
@require_http_methods(["GET", "POST"])
def answer_by(request: HttpRequest, days_id: UUID) -> HttpResponse:
    found = days_for(request, days_id, run=True)
    form = AnswerByForm(request.POST or None, initial={"answer_by": found.answer_by, "version": found.version})

    def save(given: dict[str, Any]) -> HttpResponse | None:
        try:
            move_answer_by(days=found, by=request.user, at=timezone.now(), **given)
        except ValueError:
            form.add_error("answer_by", _("The reports are due before the analysis day. Choose a later day."))
            return None
        return redirect("analysisdays:days", found.pk)

    return edit(request, form, save, heading=_("Move the last day"), button=_("Move"), **_back(found))


@needs(Permission.QUALITY_WORK)
@require_POST
def close(request: HttpRequest, days_id: UUID) -> HttpResponse:
    found = days_for(request, days_id, run=True)
    form = VersionForm(request.POST)
    try:
        if form.is_valid():
            close_days(
                days=found, version=form.cleaned_data["version"], on=timezone.localdate(), by=request.user,
                at=timezone.now(),
            )  # fmt: skip
            messages.success(request, _("The analysis days are closed. The reports stay as they are."))
    except ChangedMeanwhile:
        messages.warning(request, _("Somebody else changed it meanwhile. See how it stands now, and try again."))
    return redirect("analysisdays:days", found.pk)
