"""Analysis days: what a unit is given to analyse, what it answers, and the report that comes of it."""

import uuid

from django.conf import settings
from django.db import models

from likvard.organisations.models import Organisation, SchoolUnit

from .causes import Cause
from .pinned import PinnedFigure


class AnalysisDays(models.Model):
    """One organiser's analysis days of a school year. `questions` are its own: `[{"key", "text"}]`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    holder = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="analysis_days")
    title = models.CharField(max_length=200)
    school_year = models.PositiveSmallIntegerField()  # the one that is analysed, by its first calendar year
    day = models.DateField()
    answer_by = models.DateField()  # last day for the unit reports, included
    guidance = models.TextField(blank=True)
    questions = models.JSONField(default=list)
    closed_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-day", "title"]
        constraints = [
            models.CheckConstraint(
                name="analysis_days_answered_after_the_day", condition=models.Q(answer_by__gte=models.F("day"))
            ),
        ]

    def __str__(self) -> str:
        return self.title


class UnitReport(models.Model):
    """One unit's package and its report. `package` is frozen when it is made: the unit's figures, the questions that
    they raise, the organiser's own, last year's goals and what became of them. `content` is what was sent, with its
    checksum; a report that is given back has them again when it is sent the next time."""

    class State(models.TextChoices):
        DRAFT = "draft"
        SENT = "sent"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    days = models.ForeignKey(AnalysisDays, on_delete=models.CASCADE, related_name="reports")
    unit = models.ForeignKey(SchoolUnit, on_delete=models.PROTECT, related_name="analysis_reports")
    package = models.JSONField()
    figures = models.ManyToManyField(PinnedFigure, blank=True, related_name="analysis_reports")
    made_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    content = models.JSONField(null=True, blank=True)
    checksum = models.CharField(max_length=64, blank=True)
    returned_reason = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["unit__name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["days", "unit"], name="unit_once_per_analysis_days"),
            models.CheckConstraint(
                name="unit_report_sent_is_locked",
                condition=models.Q(state="draft", sent_at__isnull=True)
                | (models.Q(state="sent", sent_at__isnull=False, content__isnull=False) & ~models.Q(checksum="")),
            ),
        ]


class ReportAnswer(models.Model):
    """What the unit writes to one question: why, how it knows, what it does next. Several may write at once."""

    report = models.ForeignKey(UnitReport, on_delete=models.CASCADE, related_name="answers")
    question = models.CharField(max_length=400)  # the question's key in the package
    why = models.TextField(blank=True)
    known = models.TextField(blank=True)
    next_step = models.TextField(blank=True)
    causes = models.ManyToManyField(Cause, blank=True, related_name="report_answers")
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    changed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["report", "question"], name="question_answered_once_per_report")]
