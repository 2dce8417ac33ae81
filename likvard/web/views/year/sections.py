"""The sections of a quality report, each written by several."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from likvard.quality.actions import ChangedMeanwhile, fingerprint
from likvard.quality.actions import boardreport as actions
from likvard.quality.forms.boardreport import FIELDS, SectionForm
from likvard.quality.models import Measure, QualityReport, ReportSection
from likvard.quality.queries.boardreport.content import fault_of, measures_to_link
from likvard.reports.boardreport import HEADINGS, SECTIONS
from likvard.rulebook.permissions import Permission
from likvard.web.conflict import Conflict, FieldInConflict
from likvard.web.guards import grants, needs
from likvard.web.templatetags.year import FAULTS

from .seen import known_section, open_report, told_issued


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


def section_shown(found: QualityReport, one: ReportSection, measures: list[Measure]) -> dict[str, Any]:
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
        return told_issued(request, found)
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
