"""Figures that somebody pinned: what was seen on a day, with its source, as it was then. Never changed after."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from likvard.organisations.models import Organisation, SchoolUnit


class PinnedFigure(models.Model):
    """One figure, gap or change, frozen. New statistics make new figures; a pinned one stays what it was, so that what
    was decided on it can be understood afterwards.

    `unit` is set where the unit is in the register here; `about_code` says in any case what the figure is of:
    `unit:<code>`, `municipality:<code>` or `organisation:<id>`. `points` are the years that led to it:
    `[{"period", "year", "value", "low", "high", "n", "state"}]`. Values stand in the measure's own unit. `source` has
    title, publisher, licence, fetched_on, file, checksum, rows and function.
    """

    class State(models.TextChoices):
        VALUE = "value"
        APPROXIMATE = "approximate"
        WITHHELD = "withheld"
        NONE = "none"
        MISSING = "missing"

    class Kind(models.TextChoices):
        FIGURE = "figure"
        GAP = "gap"  # a difference between groups or from comparable units
        CHANGE = "change"  # between two years

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    holder = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="pinned_figures")
    unit = models.ForeignKey(
        SchoolUnit, null=True, blank=True, on_delete=models.PROTECT, related_name="pinned_figures"
    )  # fmt: skip
    about_code = models.CharField(max_length=60, blank=True)
    about_name = models.CharField(max_length=200, blank=True)
    measure = models.CharField(max_length=80, db_index=True)  # of intake.measures, or "survey:<…>", "absence:<…>"
    group = models.CharField(max_length=300, blank=True)
    subject = models.CharField(max_length=80, blank=True)
    sex = models.CharField(max_length=10, blank=True)
    period = models.CharField(max_length=40, blank=True)  # as printed: "2025/26"
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    value = models.FloatField(null=True, blank=True)
    low = models.FloatField(null=True, blank=True)  # of the interval, where there is one
    high = models.FloatField(null=True, blank=True)
    n = models.PositiveIntegerField(null=True, blank=True)  # people behind it, where the source says
    state = models.CharField(max_length=12, choices=State)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.FIGURE)
    points = models.JSONField(default=list)
    sentence_sv = models.TextField()
    sentence_en = models.TextField()
    cannot_say_sv = models.TextField(blank=True)
    cannot_say_en = models.TextField(blank=True)
    source = models.JSONField(default=dict)
    pinned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    pinned_at = models.DateTimeField()

    class Meta:
        ordering = ["-pinned_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="pinned_hidden_figure_has_no_value",
                condition=Q(state__in=("value", "approximate")) | Q(value=None),
            ),
        ]

    def __str__(self) -> str:
        return self.sentence_sv
