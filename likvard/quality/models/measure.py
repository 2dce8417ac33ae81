"""Measures (åtgärder). What a measure answers is known here only as an opaque origin: "finding:<id>", "goal:<id>"."""

import uuid

from django.conf import settings
from django.db import models

from likvard.organisations.models import Organisation, SchoolUnit

from .causes import Cause
from .goals import Goal
from .mandate import Mandate


class Measure(models.Model):
    class State(models.TextChoices):
        PLANNED = "planned"
        ONGOING = "ongoing"
        DONE = "done"
        DROPPED = "dropped"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    holder = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="measures")
    origin = models.CharField(max_length=80, db_index=True)
    what = models.TextField()
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="measures"
    )
    until = models.DateField(null=True, blank=True)  # last day, included
    expected_change = models.TextField(blank=True)  # what it should change
    seen_by = models.TextField(blank=True)  # how one will see it
    state = models.CharField(max_length=10, choices=State, default=State.PLANNED)
    done_on = models.DateField(null=True, blank=True)
    result = models.TextField(blank=True)
    # Directed: to which pupils and units, how much and for how long, beside how many are concerned.
    goal = models.ForeignKey(Goal, null=True, blank=True, on_delete=models.PROTECT, related_name="measures")
    cause = models.ForeignKey(Cause, null=True, blank=True, on_delete=models.PROTECT, related_name="measures")
    mandate = models.ForeignKey(Mandate, null=True, blank=True, on_delete=models.PROTECT, related_name="measures")
    pupils = models.CharField(max_length=300, blank=True)  # the pupils it is directed to
    units = models.ManyToManyField(SchoolUnit, blank=True, related_name="measures")
    compensatory = models.BooleanField(default=False)
    starts_on = models.DateField(null=True, blank=True)
    seen_from = models.DateField(null=True, blank=True)  # when what it should change is to show
    intensity = models.CharField(max_length=300, blank=True)  # how often, how much, by whom
    reach = models.PositiveIntegerField(null=True, blank=True)  # pupils that it reaches
    concerned = models.PositiveIntegerField(null=True, blank=True)  # pupils that the problem concerns
    cost = models.PositiveIntegerField(null=True, blank=True)  # kronor for the whole measure
    decided_by = models.CharField(max_length=200, blank=True)
    decided_on = models.DateField(null=True, blank=True)
    paragraph = models.CharField(max_length=40, blank=True)
    version = models.PositiveIntegerField(default=1)  # grows with each change; a form that is behind is told
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["created_at"]
        constraints = [
            models.CheckConstraint(
                name="measure_done_has_a_day",
                condition=(models.Q(state="done") & models.Q(done_on__isnull=False)) | ~models.Q(state="done"),
            ),
        ]
