"""Measures of the quality work: directed, changed, shown with what they changed."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from likvard.organisations.models import Organisation
from likvard.quality.actions import add_measure, direct_measure, update_measure
from likvard.quality.forms.measures import MeasureForm
from likvard.quality.models import Cause, Goal, Mandate, Measure
from likvard.quality.queries.causes import causes_visible_to, most_shared_first, units_of_reach
from likvard.quality.queries.effects import explained, trapped
from likvard.quality.queries.goals import goals_visible_to
from likvard.quality.queries.measures import measure_lines
from likvard.quality.queries.reach import colleagues_of
from likvard.quality.queries.visibility import mandates_visible_to
from likvard.rulebook.permissions import Permission
from likvard.web.guards import grants, needs
from likvard.web.views.causes.seen import edit, findings_of, holder_of, offered

from .seen import frame, goal_for, may_work_measure, measure_for


def _form(request: HttpRequest, holder: Organisation, *, kept: Measure | None = None, **more: Any) -> MeasureForm:
    mine = grants(request)
    goals = goals_visible_to(mine, Permission.QUALITY_WORK).filter(holder=holder)
    causes = most_shared_first(causes_visible_to(mine)).filter(holder=holder)
    kept_goal, kept_cause = (kept.goal_id, kept.cause_id) if kept else (None, None)
    begun = more.get("initial") or {}
    goals = goals.filter(Q(state=Goal.State.ACTIVE) | Q(pk=kept_goal))
    mandates = mandates_visible_to(mine).filter(holder=holder)
    return MeasureForm(
        request.POST or None,
        goals=offered(request, goals, [kept_goal, begun.get("goal")]),
        causes=offered(request, causes.filter(Q(state="active") | Q(pk=kept_cause)), [kept_cause, begun.get("cause")]),
        mandates=mandates.filter(state=Mandate.State.GIVEN) | mandates.filter(pk=kept.mandate_id if kept else None),
        units=units_of_reach(mine, holder),
        people=colleagues_of(holder, on=timezone.localdate()),
        change=kept is not None,
        **more,
    )


@needs(Permission.QUALITY_WORK)
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """`?mal=` is the goal that it answers, `?orsak=` the cause that it works on."""
    holder, whole = holder_of(request)
    initial: dict[str, Any] = {"owner": request.user.pk}
    goal = None
    try:
        if asked := request.GET.get("mal"):
            goal = goal_for(request, UUID(asked), work=True)
            tied = list(goal.causes.order_by("created_at", "id").values_list("pk", flat=True)[:2])
            initial |= {"goal": goal.pk, "pupils": goal.pupils, "units": [goal.unit_id] if goal.unit_id else []}
            initial |= {"cause": tied[0]} if len(tied) == 1 else {}
        if asked := request.GET.get("orsak"):
            cause = causes_visible_to(grants(request)).get(pk=UUID(asked))
            shared = list(cause.shared_by.order_by("id").values_list("school_unit_id", flat=True))
            initial |= {"cause": cause.pk, "units": shared}
    except (ValueError, Http404, Cause.DoesNotExist):
        pass  # an address that names nothing the person sees begins an empty form
    form = _form(request, holder, initial=initial)

    def save(given: dict[str, Any]) -> HttpResponse | None:
        if not whole and not given.get("units") and not (given.get("goal") and given["goal"].unit_id):
            form.add_error("units" if "units" in form.fields else None, _("Choose the unit that it is directed to."))
            return None
        chosen, cause = given.get("goal"), given.get("cause")
        origin = f"goal:{chosen.pk}" if chosen else f"cause:{cause.pk}" if cause else "measure:"
        made = add_measure(holder=holder, origin=origin, by=request.user, at=timezone.now(), **given)
        messages.success(
            request, _("The measure is noted. Choose now what it is to be compared with, before it begins.")
        )
        return redirect("goals:measure", made.pk)

    return edit(
        request, form, save, heading=_("Plan a measure"), button=_("Note the measure"),
        lead=_("Directed: to which pupils, on which units, how much and for how long."), **frame(goal),
    )  # fmt: skip


@needs(Permission.QUALITY_READ)
@require_GET
def measure(request: HttpRequest, measure_id: UUID) -> HttpResponse:
    found = measure_for(request, measure_id)
    (line,) = measure_lines([found], today=timezone.localdate())
    answers = [
        (one, explained(one.result) if one.result else (), bool(one.result and trapped(one.result)))
        for one in found.effects.select_related("figure", "dialogue__party", "by").order_by("-on", "-at")
    ]
    return render(
        request,
        "goals/measure.html",
        {
            "measure": found,
            "line": line,
            "comparisons": list(found.comparisons.select_related("chosen_by").order_by("-chosen_at")),
            "answers": answers,
            "findings": findings_of(request, [found.origin]),
            "may_work": may_work_measure(request, found),
        },
    )


@needs(Permission.QUALITY_WORK)
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, measure_id: UUID) -> HttpResponse:
    found = measure_for(request, measure_id, work=True)
    units = units_of_reach(grants(request), found.holder)
    before = list(found.units.order_by("id").values_list("pk", flat=True))
    names = (
        "what", "pupils", "compensatory", "concerned", "reach", "intensity", "starts_on", "until", "expected_change",
        "seen_from", "seen_by", "cost", "decided_by", "decided_on", "paragraph", "state", "result", "version",
    )  # fmt: skip
    initial = {name: getattr(found, name) for name in names} | {
        "goal": found.goal_id, "cause": found.cause_id, "mandate": found.mandate_id, "owner": found.owner_id,
        "units": before,
    }  # fmt: skip
    form = _form(request, found.holder, kept=found, initial=initial)

    def save(given: dict[str, Any]) -> HttpResponse:
        chosen = given.pop("units", None)
        with transaction.atomic():
            update_measure(measure=found, by=request.user, at=timezone.now(), **given)
            if chosen is not None:
                # The units of others, which a principal does not see, stay as they are.
                hidden = found.units.exclude(pk__in=units.values("pk"))
                direct_measure(measure=found, units=[*chosen, *hidden], by=request.user, at=timezone.now())
        return redirect("goals:measure", found.pk)

    return edit(request, form, save, heading=_("Change the measure"), button=_("Save"), **frame(found))
