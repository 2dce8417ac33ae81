"""The quality report (kvalitetsrapport): a school year told section by section, each with what it leads to."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from likvard.organisations.models import Organisation, SchoolUnit

from .measure import Measure
from .pinned import PinnedFigure


class QualityReport(models.Model):
    """`unit` None = the organiser's own, to its board; else a unit's. `issued_on` set = frozen with its checksum."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    holder = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="quality_reports")
    unit = models.ForeignKey(SchoolUnit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    school_year = models.PositiveSmallIntegerField()  # its first calendar year
    title = models.CharField(max_length=200)
    board = models.CharField(max_length=200, blank=True)  # to whom
    figures = models.ManyToManyField(PinnedFigure, blank=True, related_name="quality_reports")
    drafted_on = models.DateField()  # when the records were last read for it
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    issued_on = models.DateField(null=True, blank=True)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    content = models.JSONField(null=True, blank=True)
    checksum = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["-school_year", "unit__name", "-created_at"]
        constraints = [
            models.CheckConstraint(
                name="quality_report_issued_is_locked",
                condition=Q(issued_on__isnull=True, content__isnull=True, checksum="")
                | (Q(issued_on__isnull=False, content__isnull=False) & ~Q(checksum="")),
            ),
            models.UniqueConstraint(
                fields=["holder", "school_year"], condition=Q(unit=None, issued_on=None),
                name="one_draft_of_the_organisers_report",
            ),
            models.UniqueConstraint(
                fields=["unit", "school_year"], condition=Q(issued_on=None) & Q(unit__isnull=False),
                name="one_draft_of_a_units_report",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title


class ReportSection(models.Model):
    """One section: what the records said (`drafted`), what people made of it (`text`), and what it leads to."""

    class Ending(models.TextChoices):
        NOT_SAID = ""
        DECISION = "decision"  # the board is to decide something
        MEASURE = "measure"  # something is being done
        NO_CHANGE = "no_change"  # nothing changes, and why

    report = models.ForeignKey(QualityReport, on_delete=models.CASCADE, related_name="sections")
    key = models.CharField(max_length=20)
    drafted = models.TextField(blank=True)
    text = models.TextField(blank=True)
    ending = models.CharField(max_length=10, choices=Ending, blank=True)
    decision = models.TextField(blank=True)
    because = models.TextField(blank=True)
    measures = models.ManyToManyField(Measure, blank=True, related_name="report_sections")
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    changed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["report", "key"], name="section_once_per_quality_report")]
