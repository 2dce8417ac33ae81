"""Goals: the list, one goal with its history, and each change of it."""

from collections.abc import Callable
from itertools import groupby
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from likvard.quality.actions import goals as actions
from likvard.quality.forms.goals import EndGoalForm, GoalForm, MoveGoalForm, TieGoalForm
from likvard.quality.models import Cause, Goal
from likvard.quality.queries.causes import causes_visible_to, most_shared_first, units_of_reach
from likvard.quality.queries.effects import school_year_of, weak_start
from likvard.quality.queries.goals import (
    GoalLine,
    active_first,
    decided_not_done,
    goal_lines,
    goals_visible_to,
    without_measure,
)
from likvard.quality.queries.measures import measure_lines, measures_visible_to, to_be_asked
from likvard.quality.queries.reach import colleagues_of, reach
from likvard.rulebook.permissions import Permission
from likvard.web.guards import grants, needs
from likvard.web.paging import page_of
from likvard.web.views.causes.seen import (
    edit,
    figure_asked,
    figures_for,
    finding_asked,
    findings_of,
    holder_of,
    offered,
)

from .seen import frame, goal_for, may_work_goal

ON_A_PAGE, ASKED = 50, 20


def _as_on(page: Page) -> Callable[[GoalLine], int]:
    place = {one.pk: number for number, one in enumerate(page)}
    return lambda line: place[line.goal.pk]


@needs(Permission.QUALITY_READ)
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    mine, today = grants(request), timezone.localdate()
    seen = goals_visible_to(mine)
    page = page_of(request, active_first(seen), ON_A_PAGE)
    lines = sorted(goal_lines(mine, today=today, pk__in=[one.pk for one in page]), key=_as_on(page))
    active = [line for line in lines if line.goal.state == Goal.State.ACTIVE]
    late = list(decided_not_done(mine, today=today, late=True))
    loose = measure_lines(
        measures_visible_to(mine).filter(goal=None).exclude(origin__startswith="finding:"), today=today
    )
    asking = list(to_be_asked(mine, today=today).values_list("pk", flat=True))
    return render(
        request,
        "goals/index.html",
        {
            "years": [(year, list(rows)) for year, rows in groupby(active, key=lambda line: line.goal.school_year)],
            "ended": [line for line in lines if line.goal.state != Goal.State.ACTIVE],
            "page": page,
            "without_measure": without_measure(mine).count(),
            "late_decided": late,
            "to_ask": len(asking),
            "asks": measure_lines(measures_visible_to(mine).filter(pk__in=asking[:ASKED]), today=today),
            "loose": loose,
            "may_work": mine.may(Permission.QUALITY_WORK),
            "reads_whole": bool(reach(mine).whole),
        },
    )


@needs(Permission.QUALITY_READ)
@require_GET
def decided(request: HttpRequest) -> HttpResponse:
    """Decided and not done: mandates, goals and measures, the latest first."""
    page = Paginator(decided_not_done(grants(request), today=timezone.localdate()), ON_A_PAGE).get_page(
        request.GET.get("sida")
    )
    addresses = {"mandate": "dialogues:mandate", "goal": "goals:goal", "measure": "goals:measure"}
    shown = [(row, reverse(addresses[row.kind], args=[row.subject])) for row in page]
    return render(
        request,
        "goals/decided.html",
        {
            "page": page,
            "count_late": sum(row.late_by is not None for row in page.paginator.object_list),
            "late": [pair for pair in shown if pair[0].late_by is not None],
            "running": [pair for pair in shown if pair[0].late_by is None],
            "may_give": grants(request).may(Permission.DIALOGUE_HOLD) and bool(reach(grants(request)).whole),
        },
    )


def _cause_asked(request: HttpRequest) -> Cause | None:
    try:
        key = UUID(request.GET.get("orsak", ""))
    except ValueError:
        return None
    return causes_visible_to(grants(request)).filter(pk=key).first()


@needs(Permission.QUALITY_WORK)
@require_http_methods(["GET", "POST"])
def set_goal(request: HttpRequest) -> HttpResponse:
    """`?orsak=` is a cause that it answers, `?figur=` its baseline, `?fynd=` the finding that asks for it."""
    holder, whole = holder_of(request)
    today = timezone.localdate()
    mine, figure, finding, cause = (
        grants(request), figure_asked(request, holder.pk), finding_asked(request), _cause_asked(request),
    )  # fmt: skip
    units = units_of_reach(mine, holder)
    initial: dict[str, Any] = {
        "school_year": school_year_of(today), "owner": request.user.pk, "baseline": figure,
        "causes": [cause.pk] if cause else [],
    }  # fmt: skip
    if figure is not None and figure.unit_id:
        initial["unit"] = figure.unit_id
    elif not whole and units.count() == 1:
        initial["unit"] = units.first()
    form = GoalForm(
        request.POST or None, units=units, whole=whole, today=today, figures=figures_for(request, holder.pk),
        people=colleagues_of(holder, on=today),
        causes=offered(request, most_shared_first(causes_visible_to(mine)).filter(holder=holder, state="active")),
        initial=initial,
    )  # fmt: skip

    def save(given: dict[str, Any]) -> HttpResponse:
        made = actions.set_goal(
            holder=holder, origin=f"finding:{finding.pk}" if finding else "", by=request.user, at=timezone.now(),
            **given,
        )  # fmt: skip
        messages.success(request, _("The goal is set. Now say what is to be done."))
        return redirect("goals:goal", made.pk)

    return edit(
        request, form, save, heading=_("Set a goal"), button=_("Set the goal"), finding=finding,
        lead=_("Where you begin, where you want to be, and which pupils it is about."), **frame(),
    )  # fmt: skip


@needs(Permission.QUALITY_READ)
@require_GET
def goal(request: HttpRequest, goal_id: UUID) -> HttpResponse:
    found, mine, today = goal_for(request, goal_id), grants(request), timezone.localdate()
    may_work = may_work_goal(request, found)
    return render(
        request,
        "goals/goal.html",
        {
            "goal": found,
            "causes": list(causes_visible_to(mine).filter(goals=found)),
            "measures": measure_lines(measures_visible_to(mine).filter(goal=found), today=today),
            "moves": list(found.moves.select_related("by").order_by("-id")),
            "findings": findings_of(request, [found.origin]),
            "weak": weak_start(found.baseline) if found.baseline else None,
            "late_by": (today - found.due_on).days if found.state == Goal.State.ACTIVE and found.due_on < today else 0,
            "may_work": may_work and found.state == Goal.State.ACTIVE,
            "may_take_up": may_work and found.state != Goal.State.ACTIVE,
        },
    )


@needs(Permission.QUALITY_WORK)
@require_http_methods(["GET", "POST"])
def move_goal(request: HttpRequest, goal_id: UUID) -> HttpResponse:
    found = goal_for(request, goal_id, work=True)
    fields = ("what", "pupils", "indicator", "baseline_words", "target", "due_on", "version")
    initial = {name: getattr(found, name) for name in fields} | {"baseline": found.baseline, "owner": found.owner_id}
    form = MoveGoalForm(
        request.POST or None, figures=figures_for(request, found.holder_id, [found.baseline_id]),
        people=colleagues_of(found.holder, on=timezone.localdate()), initial=initial,
    )  # fmt: skip

    def save(given: dict[str, Any]) -> HttpResponse:
        actions.move_goal(goal=found, by=request.user, at=timezone.now(), **given)
        return redirect("goals:goal", found.pk)

    return edit(request, form, save, heading=_("Move the goal"), button=_("Move the goal"), **frame(found))


@needs(Permission.QUALITY_WORK)
@require_http_methods(["GET", "POST"])
def tie_goal(request: HttpRequest, goal_id: UUID) -> HttpResponse:
    found = goal_for(request, goal_id, work=True)
    seen = causes_visible_to(grants(request)).filter(holder=found.holder_id)
    tied = list(found.causes.order_by("id").values_list("pk", flat=True))
    rows = most_shared_first(seen.filter(Q(state="active") | Q(pk__in=tied)))
    form = TieGoalForm(request.POST or None, causes=offered(request, rows, tied), initial={"causes": tied})

    def save(given: dict[str, Any]) -> HttpResponse:
        # A cause that this person does not see stays tied.
        hidden = found.causes.exclude(pk__in=seen.values("pk"))
        actions.tie_goal(goal=found, causes=[*given["causes"], *hidden], by=request.user, at=timezone.now())
        return redirect("goals:goal", found.pk)

    return edit(request, form, save, heading=_("Causes that the goal answers"), button=_("Save"), **frame(found))


@needs(Permission.QUALITY_WORK)
@require_http_methods(["GET", "POST"])
def end_goal(request: HttpRequest, goal_id: UUID) -> HttpResponse:
    found, today = goal_for(request, goal_id, work=True), timezone.localdate()
    form = EndGoalForm(
        request.POST or None, figures=figures_for(request, found.holder_id), today=today,
        initial={"ended_on": today, "version": found.version},
    )  # fmt: skip

    def save(given: dict[str, Any]) -> HttpResponse:
        actions.end_goal(goal=found, by=request.user, at=timezone.now(), **given)
        return redirect("goals:goal", found.pk)

    return edit(
        request, form, save, heading=_("What came of the goal"), button=_("Note what came of it"),
        weak=weak_start(found.baseline) if found.baseline else None, **frame(found),
    )  # fmt: skip


@needs(Permission.QUALITY_WORK)
@require_POST
def take_up_goal(request: HttpRequest, goal_id: UUID) -> HttpResponse:
    found = goal_for(request, goal_id, work=True)
    actions.take_up_goal(goal=found, version=found.version, by=request.user, at=timezone.now())
    return redirect("goals:goal", found.pk)
