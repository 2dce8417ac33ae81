"""Inventories of experience: what many reviews found, sorted into problem areas, and which problem feeds which.

An inventory gathers by itself what was found within its days. What a person adds is judgement, each with who and
when: which areas a finding is about, which area feeds which and where that is said, what surveys show beside it.
"""

import uuid

from django.conf import settings
from django.db import models

from likvard.documents.models import Document
from likvard.organisations.models import Organisation
from likvard.quality.models import PinnedFigure

from .finding import Finding
from .judgement import JudgedFinding

PERSON = settings.AUTH_USER_MODEL


class Inventory(models.Model):
    """`begins` and `ends`, both included: of which days the findings are."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    holder = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="inventories")
    title = models.CharField(max_length=200)
    question = models.TextField(blank=True)
    begins = models.DateField()
    ends = models.DateField()
    summary = models.TextField(blank=True)
    handling = models.TextField(blank=True)  # how the problems have been met, and what it took
    next_step = models.TextField(blank=True)  # which hinder to find and remove first, and who does it
    version = models.PositiveIntegerField(default=1)
    created_by = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-created_at", "title"]
        constraints = [
            models.CheckConstraint(
                name="inventory_begins_before_it_ends", condition=models.Q(begins__lte=models.F("ends"))
            ),
        ]

    def __str__(self) -> str:
        return self.title


class SortedFinding(models.Model):
    """Which problem areas (codes of `analysis.association`) one finding is about, as a person judged it; or why it is
    left out. Either a case's finding or what was found when judging, never both."""

    inventory = models.ForeignKey(Inventory, on_delete=models.CASCADE, related_name="sorted")
    finding = models.ForeignKey(Finding, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    judged = models.ForeignKey(JudgedFinding, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    areas = models.JSONField(default=list)
    left_out = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["inventory", "finding"], name="finding_sorted_once"),
            models.UniqueConstraint(fields=["inventory", "judged"], name="judged_finding_sorted_once"),
            models.CheckConstraint(
                name="sorted_is_one_finding",
                condition=models.Q(finding__isnull=False, judged=None) | models.Q(finding=None, judged__isnull=False),
            ),
        ]


class Tie(models.Model):
    """One problem area that feeds another, and where that is said. An own hypothesis has grounds and no source."""

    class Strength(models.TextChoices):
        STATED = "stated"  # the source says so
        INDICATED = "indicated"  # it follows from what the source says
        HYPOTHESIS = "hypothesis"  # our own

    class Level(models.TextChoices):
        ORGANISER = "organiser"
        UNIT = "unit"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    inventory = models.ForeignKey(Inventory, on_delete=models.CASCADE, related_name="ties")
    start = models.CharField(max_length=3)
    end = models.CharField(max_length=3)
    both_ways = models.BooleanField(default=False)
    level = models.CharField(max_length=10, choices=Level)
    strength = models.CharField(max_length=10, choices=Strength)
    grounds = models.TextField()
    source = models.CharField(max_length=300, blank=True)
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    document = models.ForeignKey(Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    added_by = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["added_at", "id"]
        constraints = [
            models.CheckConstraint(name="tie_joins_two_areas", condition=~models.Q(start=models.F("end"))),
            models.CheckConstraint(name="tie_has_grounds", condition=~models.Q(grounds="")),
            models.CheckConstraint(
                name="tie_says_where_it_is_said",
                condition=models.Q(strength="hypothesis") | ~models.Q(source="") | models.Q(document__isnull=False),
            ),
        ]


class SeenBeside(models.Model):
    """What a survey or other statistics show of an area, with its source: a figure that was pinned, or words."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    inventory = models.ForeignKey(Inventory, on_delete=models.CASCADE, related_name="seen_beside")
    area = models.CharField(max_length=3)
    text = models.TextField()
    source = models.CharField(max_length=300)
    figure = models.ForeignKey(PinnedFigure, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    added_by = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["added_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="seen_beside_has_words_and_source", condition=~models.Q(text="") & ~models.Q(source="")
            ),
        ]


class IssuedInventory(models.Model):
    """One issued version, frozen. The database refuses to change it; a later one is issued beside it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    inventory = models.ForeignKey(Inventory, on_delete=models.PROTECT, related_name="issued")
    number = models.PositiveSmallIntegerField()
    issued_on = models.DateField()
    content = models.JSONField()
    checksum = models.CharField(max_length=64)
    issued_by = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    issued_at = models.DateTimeField()

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["inventory", "number"], name="issued_inventory_number_once")]
