"""One finding of the board: owner, causes, measures, evidence, state. Each form works with and without a script."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from likvard.documents import queries as documents
from likvard.organisations.models import SchoolUnit
from likvard.quality.actions import ChangedMeanwhile
from likvard.quality.models import Measure
from likvard.reviews.actions import findings as actions
from likvard.reviews.actions import measures as measure_actions
from likvard.reviews.forms.findings import (
    CausesForm,
    EvidenceForm,
    FindingForm,
    MeasureChangeForm,
    MeasureForm,
    OwnerForm,
    StateForm,
)
from likvard.reviews.models import Evidence, Finding
from likvard.reviews.queries.people import Colleague, colleagues
from likvard.rulebook.permissions import Permission
from likvard.web.guards import grants, needs

from . import boards, conflict, seen
from .case import context_of
from .wording import state_words

Save = Callable[[dict[str, Any]], object]


def _back(finding: Finding, undo: int | None = None) -> str:
    asked = f"?oppet={finding.pk}" + (f"&angra={undo}" if undo else "")
    return f"{reverse('reviews:case', args=[finding.case_id])}{asked}#finding-{finding.pk}"


def _board(request: HttpRequest, finding: Finding, said: str, *, undo: int | None = None) -> HttpResponse:
    """Saved: the row comes back in place, or the page anew without a script. `undo` = evidence that can be put back."""
    if not request.htmx:
        messages.success(request, said)
        return redirect(_back(finding, undo))
    page = seen.page(request, finding.case_id)
    context = context_of(request, page, opened=str(finding.pk), undo=undo)
    row = next(f for area in context["areas"] for f in area.findings if f.finding.pk == finding.pk)
    response = render(request, "reviews/_finding_saved.html", {**context, "shown": row, "said": said})
    response["HX-Retarget"] = f"#finding-{finding.pk}"
    response["HX-Reswap"] = "outerHTML show:none"
    return response


def _edit(
    request: HttpRequest,
    finding: Finding,
    form: Form,
    save: Save,
    *,
    heading: str,
    said: str,
    button: str = "",
    names: dict[str, str] | None = None,
) -> HttpResponse:
    """The same four steps for every form: show, refuse, tell of a conflict, save."""
    match = request.resolver_match
    form.auto_id = f"{match.url_name}-{str(match.kwargs.get('measure_id', finding.pk))[:8]}-%s"  # several may be open
    conflict.put_together(request, form)
    if request.method == "POST" and form.is_valid():
        try:
            save(form.cleaned_data)
        except ChangedMeanwhile as meanwhile:
            return conflict.page(request, meanwhile, form=form, back=_back(finding), names=names)
        return _board(request, finding, said)
    shown = boards.finding_shown(_row(request, finding), today=timezone.localdate(), may_read=False)
    context = {
        "form": form,
        "finding": finding,
        "case": finding.case,
        "shown": shown,
        "heading": heading,
        "button": button or _("Save"),
        "back": _back(finding),
        "action": request.get_full_path(),
    }
    if request.htmx:
        return render(request, "reviews/_form.html", context)
    return render(request, "reviews/form.html", context, status=422 if request.method == "POST" else 200)


def _row(request: HttpRequest, finding: Finding) -> Any:
    page = seen.page(request, finding.case_id)
    return next(row for row in page.rows if row.finding.pk == finding.pk)


def _people(finding: Finding, *, also_unit: bool = False) -> list[Colleague]:
    """Colleagues who can see the finding; with `also_unit` principals too, who then bring their unit along."""
    everyone = colleagues(finding.case, on=timezone.localdate())
    if also_unit:
        return everyone
    units = frozenset(u for u in finding.case.units.values_list("school_unit_id", flat=True) if u)
    own = frozenset({finding.school_unit_id}) if finding.school_unit_id else units if len(units) == 1 else frozenset()
    return [one for one in everyone if one.sees(own)]


@needs(Permission.CASE_EDIT)
@require_http_methods(["GET", "POST"])
def owner(request: HttpRequest, case_id: UUID, finding_id: UUID) -> HttpResponse:
    finding = seen.finding_for(request, case_id, finding_id, Permission.CASE_EDIT)
    units = list(SchoolUnit.objects.filter(organisation=finding.case.holder_id).order_by("name"))
    of_case = frozenset(u for u in finding.case.units.values_list("school_unit_id", flat=True) if u)
    form = OwnerForm(
        request.POST or None,
        colleagues=_people(finding, also_unit=True),
        units=units,
        case_units=of_case,
        initial={"owner": finding.owner_id, "school_unit": finding.school_unit_id, "version": finding.version},
    )
    return _edit(
        request,
        finding,
        form,
        lambda given: actions.assign_finding(
            finding=finding, owner=given["owner"], school_unit=given["school_unit"], version=given["version"],
            by=request.user, at=timezone.now(),
        ),
        heading=_("Who answers for the finding"),
        said=_("Saved: who answers for it."),
    )  # fmt: skip


@needs(Permission.FINDING_WORK)
@require_http_methods(["GET", "POST"])
def causes(request: HttpRequest, case_id: UUID, finding_id: UUID) -> HttpResponse:
    finding = seen.finding_for(request, case_id, finding_id, Permission.FINDING_WORK)
    form = CausesForm(request.POST or None, initial={"causes": finding.causes, "version": finding.version})
    return _edit(
        request,
        finding,
        form,
        lambda given: actions.write_causes(
            finding=finding, causes=given["causes"], version=given["version"], by=request.user, at=timezone.now()
        ),
        heading=_("Causes"),
        said=_("Saved: causes."),
    )


@needs(Permission.CASE_EDIT)
@require_http_methods(["GET", "POST"])
def state(request: HttpRequest, case_id: UUID, finding_id: UUID) -> HttpResponse:
    finding = seen.finding_for(request, case_id, finding_id, Permission.CASE_EDIT)
    initial = {
        "state": finding.state,
        "outcome": finding.closing_outcome,
        "version": finding.version,
        "since": timezone.localdate(),
    }
    form = StateForm(request.POST or None, finding=finding, words=state_words(finding.kind), initial=initial)

    def save(given: dict[str, Any]) -> object:
        common = {
            "finding": finding, "grounds": given["grounds"], "version": given["version"], "since": given["since"],
            "by": request.user, "at": timezone.now(),
        }  # fmt: skip
        if given["state"] == "closed":
            return actions.close_finding(outcome=given["outcome"], **common)
        return actions.set_finding_state(state=given["state"], **common)

    return _edit(
        request, finding, form, save, heading=_("State and grounds"), said=_("Saved: the state and its grounds."),
        names={"state_grounds": "grounds", "closing_outcome": "outcome"},
    )  # fmt: skip


@needs(Permission.FINDING_WORK)
@require_http_methods(["GET", "POST"])
def add_measure(request: HttpRequest, case_id: UUID, finding_id: UUID) -> HttpResponse:
    finding = seen.finding_for(request, case_id, finding_id, Permission.FINDING_WORK)
    form = MeasureForm(request.POST or None, colleagues=_people(finding), initial={"version": 0})
    fields = ("what", "owner", "until", "expected_change", "seen_by")
    return _edit(
        request,
        finding,
        form,
        lambda given: measure_actions.add_measure(
            finding=finding, by=request.user, at=timezone.now(), **{name: given[name] for name in fields}
        ),
        heading=_("New measure"),
        said=_("Saved: the measure."),
        button=_("Save the measure"),
    )


@needs(Permission.FINDING_WORK)
@require_http_methods(["GET", "POST"])
def change_measure(request: HttpRequest, case_id: UUID, finding_id: UUID, measure_id: UUID) -> HttpResponse:
    finding = seen.finding_for(request, case_id, finding_id, Permission.FINDING_WORK)
    measure = get_object_or_404(Measure.objects.select_related("owner"), pk=measure_id, origin=f"finding:{finding.pk}")
    fields = ("what", "until", "expected_change", "seen_by", "state", "done_on", "result")
    initial = {name: getattr(measure, name) for name in fields}
    people = _people(finding)
    if measure.owner and all(one.user.pk != measure.owner_id for one in people):
        people.append(Colleague(measure.owner, None))  # whoever does it now stays a choice
    form = MeasureChangeForm(
        request.POST or None,
        colleagues=people,
        initial={**initial, "owner": measure.owner_id, "version": measure.version},
    )
    return _edit(
        request,
        finding,
        form,
        lambda given: measure_actions.update_measure(
            finding=finding, measure=measure, by=request.user, at=timezone.now(), **given
        ),
        heading=_("Change the measure"),
        said=_("Saved: the measure."),
        button=_("Save the measure"),
    )


@needs(Permission.FINDING_WORK)
@require_http_methods(["GET", "POST"])
def add_evidence(request: HttpRequest, case_id: UUID, finding_id: UUID) -> HttpResponse:
    finding = seen.finding_for(request, case_id, finding_id, Permission.FINDING_WORK)
    measures = tuple(Measure.objects.filter(origin=f"finding:{finding.pk}").order_by("created_at", "id"))
    form = EvidenceForm(
        request.POST or None,
        documents=documents.visible_to(grants(request)).filter(holder=finding.case.holder_id),
        measures=measures,
    )
    return _edit(
        request,
        finding,
        form,
        lambda given: actions.add_evidence(
            finding=finding, document=given["document"], note=given["note"], measure_id=given.get("measure") or None,
            by=request.user, at=timezone.now(),
        ),
        heading=_("New evidence"),
        said=_("Saved: the evidence."),
        button=_("Save the evidence"),
    )  # fmt: skip


@needs(Permission.FINDING_WORK)
@require_POST
def remove_evidence(request: HttpRequest, case_id: UUID, finding_id: UUID, evidence_id: int) -> HttpResponse:
    """Taken off, and the message offers to put it back."""
    finding = seen.finding_for(request, case_id, finding_id, Permission.FINDING_WORK)
    evidence = get_object_or_404(Evidence, pk=evidence_id, finding=finding)
    actions.remove_evidence(evidence=evidence, by=request.user, at=timezone.now())
    return _board(request, finding, _("The evidence is removed."), undo=evidence_id)


@needs(Permission.FINDING_WORK)
@require_POST
def restore_evidence(request: HttpRequest, case_id: UUID, finding_id: UUID, evidence_id: int) -> HttpResponse:
    finding = seen.finding_for(request, case_id, finding_id, Permission.FINDING_WORK)
    evidence = get_object_or_404(Evidence, pk=evidence_id, finding=finding)
    actions.restore_evidence(evidence=evidence, by=request.user, at=timezone.now())
    return _board(request, finding, _("The evidence is back."))


@needs(Permission.CASE_EDIT)
@require_http_methods(["GET", "POST"])
def add_finding(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """A finding by hand, for a case without a document."""
    case = seen.case_for(request, case_id, Permission.CASE_EDIT)
    form = FindingForm(request.POST or None)
    areas = list(case.areas.order_by("ordering").values_list("name", flat=True))
    if request.method == "POST" and form.is_valid():
        finding = actions.add_finding(case=case, by=request.user, at=timezone.now(), **form.cleaned_data)
        messages.success(request, _("Saved: the finding."))
        return redirect(_back(finding))
    context = {"form": form, "case": case, "areas": areas}
    return render(request, "reviews/add_finding.html", context, status=422 if request.method == "POST" else 200)
