"""One cause: what it explains, which units share it, which goals and measures answer it, how it ended."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from likvard.quality.actions import causes as actions
from likvard.quality.forms.causes import CauseForm, EndCauseForm
from likvard.quality.models import Cause
from likvard.quality.queries.analyses import analyses_visible_to
from likvard.quality.queries.causes import causes_visible_to, lines_of, units_of_reach
from likvard.quality.queries.goals import goals_visible_to
from likvard.quality.queries.judged import against, on_step
from likvard.quality.queries.measures import measure_lines, measures_visible_to
from likvard.rulebook.permissions import Permission
from likvard.web.guards import grants, needs

from .seen import cause_for, edit, finding_asked, findings_of, holder_of


@needs(Permission.QUALITY_READ)
@require_GET
def cause(request: HttpRequest, cause_id: UUID) -> HttpResponse:
    found, mine = cause_for(request, cause_id), grants(request)
    (line,) = lines_of([found], mine)
    may_work = causes_visible_to(mine, Permission.QUALITY_WORK).filter(pk=found.pk).exists()
    return render(
        request,
        "causes/cause.html",
        {
            "cause": found,
            "line": line,
            "sentence": on_step(found.step),
            "against": against(found.step),
            "findings": findings_of(request, list(found.links.order_by("id").values_list("origin", flat=True))),
            "analyses": list(analyses_visible_to(mine).filter(hypotheses__cause=found).distinct()),
            "goals": list(goals_visible_to(mine).filter(causes=found)),
            "measures": measure_lines(measures_visible_to(mine).filter(cause=found), today=timezone.localdate()),
            "may_work": may_work,
        },
    )


def _frame(found: Cause | None = None) -> dict[str, Any]:
    if found is None:
        return {"back": reverse("causes:causes"), "back_words": _("All causes"), "here": "causes"}
    return {
        "first": reverse("causes:causes"),
        "first_words": _("All causes"),
        "back": reverse("causes:cause", args=[found.pk]),
        "back_words": _("The cause"),
        "here": "causes",
    }


@needs(Permission.QUALITY_WORK)
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """A cause that is known without an analysis here; it stands on step 1 until one has tested it."""
    holder, whole = holder_of(request)
    if not whole:
        raise PermissionDenied
    finding = finding_asked(request)
    form = CauseForm(request.POST or None, units=units_of_reach(grants(request), holder), initial={"version": 0})

    def save(given: dict[str, Any]) -> HttpResponse:
        made = actions.add_cause(
            holder=holder, kind=given["kind"], what=given["what"], units=given["units"],
            origins=[f"finding:{finding.pk}"] if finding else [], by=request.user, at=timezone.now(),
        )  # fmt: skip
        return redirect("causes:cause", made.pk)

    return edit(
        request, form, save, heading=_("Note a cause"), button=_("Note the cause"), finding=finding,
        lead=_("Without an analysis it only describes. Test it before you build measures on it."), **_frame(),
    )  # fmt: skip


@needs(Permission.QUALITY_WORK)
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, cause_id: UUID) -> HttpResponse:
    found = cause_for(request, cause_id, work=True)
    units = units_of_reach(grants(request), found.holder)
    shared = list(found.shared_by.order_by("id").values_list("school_unit_id", flat=True))
    initial = {"what": found.what, "kind": found.kind, "version": found.version, "units": shared}
    form = CauseForm(request.POST or None, units=units, initial=initial)

    def save(given: dict[str, Any]) -> HttpResponse:
        at = timezone.now()
        with transaction.atomic():
            actions.change_cause(
                cause=found, kind=given["kind"], what=given["what"], version=given["version"], by=request.user, at=at
            )
            chosen = set(given["units"].values_list("pk", flat=True))
            actions.share_cause(cause=found, units=given["units"], by=request.user, at=at)
            # A principal takes away only own units; those of others are not in the form.
            for unit in units.filter(pk__in=shared).exclude(pk__in=chosen):
                actions.unshare_cause(cause=found, unit=unit, by=request.user, at=at)
        if not causes_visible_to(grants(request)).filter(pk=found.pk).exists():
            return redirect("causes:causes")
        return redirect("causes:cause", found.pk)

    return edit(request, form, save, heading=_("Change the cause"), button=_("Save"), **_frame(found))


@needs(Permission.QUALITY_WORK)
@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, cause_id: UUID) -> HttpResponse:
    found, today = cause_for(request, cause_id, work=True), timezone.localdate()
    form = EndCauseForm(request.POST or None, today=today, initial={"ended_on": today, "version": found.version})

    def save(given: dict[str, Any]) -> HttpResponse:
        actions.end_cause(cause=found, by=request.user, at=timezone.now(), **given)
        messages.success(request, _("Noted. The cause stays in the list with how it ended."))
        return redirect("causes:cause", found.pk)

    return edit(
        request, form, save, heading=_("The cause is gone or set aside"), button=_("Note how it ended"), **_frame(found)
    )


@needs(Permission.QUALITY_WORK)
@require_POST
def take_up(request: HttpRequest, cause_id: UUID) -> HttpResponse:
    found = cause_for(request, cause_id, work=True)
    actions.take_up_cause(cause=found, version=found.version, by=request.user, at=timezone.now())
    return redirect("causes:cause", found.pk)
