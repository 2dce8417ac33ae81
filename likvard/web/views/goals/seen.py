"""What the signed-in person may see and do with goals and measures."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from likvard.quality.models import Goal, Measure
from likvard.quality.queries.goals import goals_visible_to
from likvard.quality.queries.measures import measures_visible_to
from likvard.rulebook.permissions import Permission
from likvard.web.guards import grants


def goal_for(request: HttpRequest, goal_id: UUID, *, work: bool = False) -> Goal:
    """404 when she may not see it, 403 when she may only read it and `work` asks for more."""
    found = get_object_or_404(goals_visible_to(grants(request)), pk=goal_id)
    if work and not may_work_goal(request, found):
        raise PermissionDenied
    return found


def may_work_goal(request: HttpRequest, goal: Goal) -> bool:
    return goals_visible_to(grants(request), Permission.QUALITY_WORK).filter(pk=goal.pk).exists()


def measure_for(request: HttpRequest, measure_id: UUID, *, work: bool = False) -> Measure:
    found = get_object_or_404(measures_visible_to(grants(request)), pk=measure_id)
    if work and not may_work_measure(request, found):
        raise PermissionDenied
    return found


def may_work_measure(request: HttpRequest, measure: Measure) -> bool:
    return measures_visible_to(grants(request), Permission.QUALITY_WORK).filter(pk=measure.pk).exists()


def frame(found: Goal | Measure | None = None) -> dict[str, Any]:
    """Where a form leads back to."""
    if found is None:
        return {"back": reverse("goals:index"), "back_words": _("Goals and measures"), "here": "goals"}
    name = "goals:goal" if isinstance(found, Goal) else "goals:measure"
    return {
        "first": reverse("goals:index"),
        "first_words": _("Goals and measures"),
        "back": reverse(name, args=[found.pk]),
        "back_words": found.what if len(found.what) <= 80 else f"{found.what[:79]}…",
        "here": "goals",
    }
