"""Follow-up of effect: comparison units chosen beforehand, and each answer to whether a measure made a difference."""

import uuid

from django.conf import settings
from django.db import models

from .dialogue import Dialogue
from .measure import Measure
from .pinned import PinnedFigure


class Comparison(models.Model):
    """What is to be compared, settled before one knows how it went. A later choice is a new row; the first stays.

    `treated` and `units` are `[{"code", "name"}]`: school units may lie in other municipalities.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="comparisons")
    indicator = models.CharField(max_length=600)  # the key of a series: measure, form, year, subject, sex, group
    start_year = models.PositiveSmallIntegerField()  # the first year whose figure can have been changed
    treated = models.JSONField()
    units = models.JSONField()
    why = models.TextField()
    before_start = models.BooleanField()  # chosen before the measure began
    chosen_at = models.DateTimeField()
    chosen_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["chosen_at"]


class Effect(models.Model):
    """One answer, never changed after. `result` is what the engine said that day, frozen; `step` its rung."""

    class Answer(models.TextChoices):
        EFFECT = "effect"
        NO_EFFECT = "no_effect"
        ACTIVITY_ONLY = "activity_only"
        TOO_EARLY = "too_early"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="effects")
    answer = models.CharField(max_length=14, choices=Answer)
    seen = models.TextField()
    comparison = models.ForeignKey(Comparison, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    result = models.JSONField(null=True, blank=True)
    step = models.PositiveSmallIntegerField(default=1)
    figure = models.ForeignKey(PinnedFigure, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    dialogue = models.ForeignKey(Dialogue, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    observation = models.TextField(blank=True)
    look_again_on = models.DateField(null=True, blank=True)
    on = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["on", "at"]
        constraints = [
            models.CheckConstraint(
                name="effect_stands_on_something",
                condition=~models.Q(answer__in=["effect", "no_effect"])
                | models.Q(result__isnull=False)
                | models.Q(figure__isnull=False)
                | models.Q(dialogue__isnull=False)
                | ~models.Q(observation=""),
            ),
            models.CheckConstraint(
                name="too_early_says_when_to_look_again",
                condition=~models.Q(answer="too_early") | models.Q(look_again_on__isnull=False),
            ),
        ]
