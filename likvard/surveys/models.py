"""Surveys of one's own. Nothing here ties an answer to a code or a person, nor one answer to another.

A code is a row that says only whether it is spent. Answers are no rows: when somebody sends hers, each is added to the
count of its question in her unit, and the sheet is gone. Neither table knows a time, an order or a number of the other;
all they share is the unit that was asked. See docs/decisions.md.
"""

import uuid

from django.db import models
from django.db.models import F, Q

from likvard.organisations.models import Organisation, SchoolUnit


class Survey(models.Model):
    """One survey that is run once. `questionnaire` is what was asked, as `rulebook.surveys` gave it that day."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    holder = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="surveys")
    title = models.CharField(max_length=200)
    template = models.CharField(max_length=40)  # a key of rulebook.surveys
    questionnaire = models.JSONField()
    opens_on = models.DateField()
    last_day = models.DateField()  # included; when it has passed the survey never opens again
    closed_on = models.DateField(null=True, blank=True)  # earlier, by hand
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-last_day", "title"]
        constraints = [
            models.CheckConstraint(name="survey_ends_after_it_opens", condition=Q(last_day__gte=F("opens_on"))),
        ]

    def __str__(self) -> str:
        return self.title


class SurveyUnit(models.Model):
    """A unit that is asked. `asked` is how many codes it has been given, spent ones with them."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="units")
    school_unit = models.ForeignKey(SchoolUnit, on_delete=models.PROTECT, related_name="survey_units")
    asked = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["school_unit__name", "id"]
        constraints = [models.UniqueConstraint(fields=["survey", "school_unit"], name="unit_once_per_survey")]


class Code(models.Model):
    """A code that opens the questionnaire once. The code itself is not kept, only its keyed digest: what has been
    printed cannot be printed again, and whoever reads the table cannot answer."""

    digest = models.CharField(primary_key=True, max_length=64)
    unit = models.ForeignKey(SurveyUnit, on_delete=models.CASCADE, related_name="codes")
    spent = models.BooleanField(default=False)

    class Meta:
        ordering = ["digest"]


class Tally(models.Model):
    """A unit's answers added up: `{group: {"people": n, "answers": {question: [per option …, don't know]}}}`."""

    unit = models.OneToOneField(SurveyUnit, primary_key=True, on_delete=models.CASCADE, related_name="tally")
    counts = models.JSONField()
