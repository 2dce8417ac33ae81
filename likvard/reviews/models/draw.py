"""Draws: whom a round reviews and why, so that anybody can draw again; and what is noted of a round as a whole."""

import uuid

from django.conf import settings
from django.db import models

from .round import Round


class Draw(models.Model):
    """One draw of a round, as it was made. It is never changed: a new draw is a new row, with its reason.

    `target` says what was drawn: organisers (then units within each) or school units. `filters`, `rules` and `plan`
    are what `queries.frames` and `planning.selection` take; `frame` is everybody who could be drawn, as they stood
    then: `[{"key", "id", "name", "stratum", "size", "figures", "last_reviewed"}]`; `left_out` the same with why;
    `result` is the draw: `{"chosen": [...], "strata": [...], "start", "units": [...]}`. `checksum` is the sha256
    of all of it (`reports.frozen.checksum_of`).
    """

    class Target(models.TextChoices):
        ORGANISERS = "organisers"
        UNITS = "units"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="draws")
    number = models.PositiveSmallIntegerField()  # 1, 2, … within the round; the last one holds
    target = models.CharField(max_length=10, choices=Target)
    seed = models.CharField(max_length=60)
    filters = models.JSONField(default=dict)
    rules = models.JSONField(default=dict)
    plan = models.JSONField(default=dict)
    units_each = models.PositiveSmallIntegerField(default=0)  # 0 = no units are drawn
    frame = models.JSONField(default=list)
    left_out = models.JSONField(default=list)
    result = models.JSONField(default=dict)
    frame_size = models.PositiveIntegerField()
    left_out_size = models.PositiveIntegerField()
    checksum = models.CharField(max_length=64)
    reason = models.TextField(blank=True)  # why it was drawn again
    register_day = models.DateField(null=True, blank=True)  # which day's register the frame was taken from
    drawn_on = models.DateField()
    drawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    drawn_at = models.DateTimeField()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["round", "number"], name="draw_number_once_per_round"),
            models.CheckConstraint(
                name="draw_made_again_has_a_reason", condition=models.Q(number=1) | ~models.Q(reason="")
            ),
        ]


class RoundNote(models.Model):
    """Why something was done to the round as a whole, in the words that were written then."""

    class About(models.TextChoices):
        CLOSED = "closed"
        REOPENED = "reopened"

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="notes")
    about = models.CharField(max_length=10, choices=About)
    text = models.TextField()
    day = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
        constraints = [models.CheckConstraint(name="round_note_has_words", condition=~models.Q(text=""))]
