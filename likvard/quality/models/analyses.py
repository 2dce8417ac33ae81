"""Cause analysis: one question, what is seen, possible causes, how each was tested, what is judged and how surely."""

import uuid

from django.conf import settings
from django.db import models

from likvard.organisations.models import Organisation, SchoolUnit

from .causes import HINDERS, Cause, CauseKind
from .dialogue import Dialogue
from .pinned import PinnedFigure


class Analysis(models.Model):
    """One question. `unit` None = the organiser's own. What is shared as a good example is read by the whole
    organisation; `lesson` is what its writer wants others to take along."""

    class About(models.TextChoices):
        LOW = "low"
        HIGH = "high"
        DIFFERENCE = "difference"  # between groups or units
        CHANGE = "change"  # over the years

    class State(models.TextChoices):
        ONGOING = "ongoing"
        CONCLUDED = "concluded"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    holder = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="analyses")
    unit = models.ForeignKey(SchoolUnit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    question = models.CharField(max_length=300)
    about = models.CharField(max_length=12, choices=About)
    origin = models.CharField(max_length=80, blank=True, db_index=True)  # what asked for it: "finding:<id>"
    school_year = models.PositiveSmallIntegerField()  # its first calendar year
    seen = models.TextField(blank=True)
    conclusion = models.TextField(blank=True)
    lesson = models.TextField(blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="analyses"
    )
    due_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.ONGOING)
    concluded_on = models.DateField(null=True, blank=True)
    shared_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                name="analysis_concluded_has_day_and_words",
                condition=models.Q(state="ongoing", concluded_on__isnull=True)
                | (models.Q(state="concluded", concluded_on__isnull=False) & ~models.Q(conclusion="")),
            ),
            models.CheckConstraint(
                name="analysis_shared_is_concluded",
                condition=models.Q(shared_at__isnull=True) | (models.Q(state="concluded") & ~models.Q(lesson="")),
            ),
        ]

    def __str__(self) -> str:
        return self.question


class AnalysisFigure(models.Model):
    """A pinned figure that the analysis begins in."""

    analysis = models.ForeignKey(Analysis, on_delete=models.CASCADE, related_name="figures")
    figure = models.ForeignKey(PinnedFigure, on_delete=models.PROTECT, related_name="+")
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["analysis", "figure"], name="figure_once_per_analysis")]


class Hypothesis(models.Model):
    """A possible cause: what one would see if it were so, what speaks for another explanation, and the judgement."""

    class Judgement(models.TextChoices):
        NOT_YET = ""
        SUPPORTED = "supported"
        NOT_SUPPORTED = "not_supported"
        UNDECIDED = "undecided"  # tested, and what was found does not suffice

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    analysis = models.ForeignKey(Analysis, on_delete=models.CASCADE, related_name="hypotheses")
    kind = models.CharField(max_length=20, choices=CauseKind)
    what = models.TextField()
    expected = models.TextField(blank=True)
    rival = models.TextField(blank=True)
    judgement = models.CharField(max_length=14, choices=Judgement, blank=True)
    step = models.PositiveSmallIntegerField(null=True, blank=True)  # on the ladder of words, for what is supported
    grounds = models.TextField(blank=True)
    cause = models.ForeignKey(Cause, null=True, blank=True, on_delete=models.SET_NULL, related_name="hypotheses")
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="hypothesis_supported_has_a_step",
                condition=(models.Q(judgement="supported") & models.Q(step__gte=1, step__lte=5))
                | (~models.Q(judgement="supported") & models.Q(step__isnull=True)),
            ),
        ]

    @property
    def is_hinder(self) -> bool:
        return self.kind in HINDERS


class Check(models.Model):
    """One thing that was looked at: a figure, a dialogue or an observation. One that is withdrawn stays, unread.

    `step` is what the comparison reaches: 1 for all that only describes.
    """

    class How(models.TextChoices):
        FIGURE = "figure"
        DIALOGUE = "dialogue"
        OBSERVATION = "observation"

    class Points(models.TextChoices):
        FOR = "for"
        AGAINST = "against"
        NEITHER = "neither"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    hypothesis = models.ForeignKey(Hypothesis, on_delete=models.CASCADE, related_name="checks")
    how = models.CharField(max_length=12, choices=How)
    figure = models.ForeignKey(PinnedFigure, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    dialogue = models.ForeignKey(Dialogue, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    looked_at = models.CharField(max_length=500)
    found = models.TextField()
    points = models.CharField(max_length=8, choices=Points)
    step = models.PositiveSmallIntegerField(default=1)
    on = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["on", "created_at"]
        constraints = [
            models.CheckConstraint(name="check_step_on_the_ladder", condition=models.Q(step__gte=1, step__lte=5)),
            models.CheckConstraint(
                name="check_above_description_is_a_figure", condition=models.Q(step=1) | models.Q(how="figure")
            ),
        ]
