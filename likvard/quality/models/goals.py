"""Goals for a school year: indicator, baseline, target, the pupils meant. A goal that is moved keeps its history."""

import uuid

from django.conf import settings
from django.db import models

from likvard.organisations.models import Organisation, SchoolUnit

from .causes import Cause
from .pinned import PinnedFigure


class Goal(models.Model):
    """`unit` None = the organiser's. `decided_*` when a board decided it: then it stays in sight until it is ended."""

    class State(models.TextChoices):
        ACTIVE = "active"
        REACHED = "reached"
        NOT_REACHED = "not_reached"
        DROPPED = "dropped"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    holder = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="goals")
    unit = models.ForeignKey(SchoolUnit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    school_year = models.PositiveSmallIntegerField()  # its first calendar year
    what = models.TextField()
    indicator = models.CharField(max_length=300)
    baseline = models.ForeignKey(PinnedFigure, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    baseline_words = models.TextField(blank=True)  # where the start is no figure, or to say more about it
    target = models.CharField(max_length=300)
    pupils = models.CharField(max_length=300)  # the pupils meant
    causes = models.ManyToManyField(Cause, blank=True, related_name="goals")
    origin = models.CharField(max_length=80, blank=True, db_index=True)  # "finding:<id>"
    decided_by = models.CharField(max_length=200, blank=True)
    decided_on = models.DateField(null=True, blank=True)
    paragraph = models.CharField(max_length=40, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="goals"
    )
    due_on = models.DateField()
    state = models.CharField(max_length=12, choices=State, default=State.ACTIVE)
    ended_on = models.DateField(null=True, blank=True)
    outcome = models.ForeignKey(PinnedFigure, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    outcome_words = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["-school_year", "created_at"]
        constraints = [
            models.CheckConstraint(
                name="goal_has_a_baseline",
                condition=models.Q(baseline__isnull=False) | ~models.Q(baseline_words=""),
            ),
            models.CheckConstraint(
                name="goal_ended_has_day_and_words",
                condition=models.Q(state="active", ended_on__isnull=True)
                | (~models.Q(state="active") & models.Q(ended_on__isnull=False) & ~models.Q(outcome_words="")),
            ),
        ]


class GoalMove(models.Model):
    """What a goal was before it was moved. `before` and `after` have the words of each field that changed."""

    goal = models.ForeignKey(Goal, on_delete=models.CASCADE, related_name="moves")
    before = models.JSONField()
    after = models.JSONField()
    reason = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
