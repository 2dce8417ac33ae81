"""The overall report of a round: the words that people add, what was published, and each participant's own page."""

import uuid

from django.conf import settings
from django.db import models

from .case import Case
from .round import Round

PERSON = settings.AUTH_USER_MODEL


class OverallText(models.Model):
    """What people write in the overall report; all figures come from the judgements."""

    round = models.OneToOneField(Round, on_delete=models.CASCADE, related_name="overall_text")
    summary = models.TextField(blank=True)
    method = models.TextField(blank=True)
    method_changed = models.TextField(blank=True)  # how this round differs from earlier ones; "" = as before
    version = models.PositiveIntegerField(default=1)
    changed_by = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    changed_at = models.DateTimeField()


class OverallReport(models.Model):
    """One published version. Never changed: a later one is published beside it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="overall_reports")
    number = models.PositiveSmallIntegerField()
    published_on = models.DateField()
    content = models.JSONField()
    checksum = models.CharField(max_length=64)
    published_by = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    published_at = models.DateTimeField()

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["round", "number"], name="overall_report_number_once")]


class OwnResult(models.Model):
    """ "Your result beside the others", delivered to the organiser's own case when the report was published."""

    report = models.ForeignKey(OverallReport, on_delete=models.CASCADE, related_name="own_results")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="own_results")
    content = models.JSONField()
    delivered_at = models.DateTimeField()

    class Meta:
        ordering = ["-delivered_at"]
        constraints = [models.UniqueConstraint(fields=["report", "case"], name="own_result_once")]
