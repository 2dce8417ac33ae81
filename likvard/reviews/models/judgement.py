"""Judgements: per area and criterion a level, its reasons and the evidence that it stands on; and what was found."""

import uuid
from functools import reduce
from operator import or_

from django.conf import settings
from django.db import models

from likvard.documents.models import Document
from likvard.organisations.models import Organisation
from likvard.terms.scales import FOUR_STEPS, LAW, QUALITY

from .protocol import Statement
from .round import Participant, ParticipantUnit

# What can be said on each of the rulebook's scales, from worst to best. Audit and supervision never share a row.
LEVELS: dict[str, tuple[str, ...]] = {"high_some_low": QUALITY, "deficiency": LAW, "four_steps": FOUR_STEPS}


def of_its_scale(field: str, *, blank: bool = True) -> models.Q:
    """A level is one of the row's own scale: the two languages are kept apart by the database itself."""
    return reduce(
        or_,
        (
            models.Q(**{"scale": scale, f"{field}__in": [*levels, ""] if blank else list(levels)})
            for scale, levels in LEVELS.items()
        ),
    )


class Judgement(models.Model):
    """What one reader says of one criterion, or of an area as a whole (`criterion_key` ""), at one participant.

    `unit` is set for areas of the unit level. `done_at` set = it counts; it cannot be set without level, reasons
    and evidence (the last is held by a trigger). `first_level` is what the reader said when first done, before
    she could see the other reader's; agreement is counted on it.
    """

    class Reader(models.TextChoices):
        FIRST = "first"
        SECOND = "second"  # blind: sees nothing of the first until her own is done

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="judgements")
    unit = models.ForeignKey(
        ParticipantUnit, null=True, blank=True, on_delete=models.CASCADE, related_name="judgements"
    )
    area_key = models.CharField(max_length=60)
    criterion_key = models.CharField(max_length=60, blank=True)
    reader = models.CharField(max_length=6, choices=Reader, default=Reader.FIRST)
    scale = models.CharField(max_length=20)
    level = models.CharField(max_length=20, blank=True)
    rationale = models.TextField(blank=True)
    first_level = models.CharField(max_length=20, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    done_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["area_key", "criterion_key", "reader"]
        indexes = [models.Index(fields=["participant", "reader", "done_at"])]
        constraints = [
            models.UniqueConstraint(
                fields=["participant", "area_key", "criterion_key", "reader"], condition=models.Q(unit=None),
                name="judgement_of_organiser_once",
            ),
            models.UniqueConstraint(
                fields=["participant", "unit", "area_key", "criterion_key", "reader"],
                condition=models.Q(unit__isnull=False), name="judgement_of_unit_once",
            ),
            models.CheckConstraint(name="judgement_level_of_its_scale", condition=of_its_scale("level")),
            models.CheckConstraint(name="judgement_first_level_of_its_scale", condition=of_its_scale("first_level")),
            models.CheckConstraint(
                name="judgement_done_has_level_and_reasons",
                condition=models.Q(done_at=None)
                | (~models.Q(level="") & ~models.Q(rationale="") & ~models.Q(first_level="")),
            ),
        ]  # fmt: skip


class JudgementEvidence(models.Model):
    """One thing that a judgement stands on, so exact that another person can go and look."""

    class Kind(models.TextChoices):
        STATEMENT = "statement"  # a numbered statement of a protocol
        DOCUMENT = "document"  # a place in a document: page, or characters of its text
        FIGURE = "figure"  # a value and its source
        NOTE = "note"  # what was seen: where and when
        CRITERION = "criterion"  # an area stands on what is said of its criteria

    judgement = models.ForeignKey(Judgement, on_delete=models.CASCADE, related_name="evidence")
    kind = models.CharField(max_length=10, choices=Kind)
    statement = models.ForeignKey(
        Statement, null=True, blank=True, on_delete=models.PROTECT, related_name="evidence_of"
    )
    document = models.ForeignKey(Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    page = models.PositiveIntegerField(null=True, blank=True)  # from 1
    starts = models.PositiveIntegerField(null=True, blank=True)  # characters of the text layer
    ends = models.PositiveIntegerField(null=True, blank=True)
    quote = models.TextField(blank=True)
    value = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=300, blank=True)
    criterion = models.ForeignKey(
        Judgement, null=True, blank=True, on_delete=models.CASCADE, related_name="evidence_of"
    )
    note = models.TextField(blank=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["added_at", "id"]
        indexes = [models.Index(fields=["judgement", "removed_at"])]
        constraints = [
            models.CheckConstraint(
                name="judgement_evidence_is_exact",
                condition=(
                    models.Q(kind="document", document__isnull=False)
                    & (models.Q(page__gte=1) | models.Q(starts__isnull=False, ends__gt=models.F("starts")))
                )
                | (models.Q(kind="figure") & ~models.Q(value="") & ~models.Q(source=""))
                | (models.Q(kind="note") & ~models.Q(note=""))
                | models.Q(kind="statement", statement__isnull=False)
                | models.Q(kind="criterion", criterion__isnull=False),
            ),
        ]


class JudgedFinding(models.Model):
    """Something found when judging: what is to be developed or remedied, and equally a strength or success factor."""

    class Kind(models.TextChoices):
        DEVELOPMENT_AREA = "development_area"
        DEFICIENCY = "deficiency"
        STRENGTH = "strength"
        SUCCESS_FACTOR = "success_factor"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    judgement = models.ForeignKey(Judgement, on_delete=models.CASCADE, related_name="findings")
    scale = models.CharField(max_length=20)
    kind = models.CharField(max_length=20, choices=Kind)
    text = models.TextField()
    legal_basis = models.JSONField(default=list)
    ordering = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["ordering", "added_at"]
        constraints = [
            models.CheckConstraint(
                name="judged_finding_of_its_language",
                condition=models.Q(kind__in=["strength", "success_factor"])
                | models.Q(scale="high_some_low", kind="development_area")
                | models.Q(scale="deficiency", kind="deficiency")
                | models.Q(scale="four_steps", kind__in=["development_area", "deficiency"]),
            ),
            models.CheckConstraint(name="judged_finding_says_something", condition=~models.Q(text="")),
        ]


class SecondReader(models.Model):
    """Who reads a participant a second time. Until her own judgements are done she sees nobody else's."""

    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="second_readers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="second_readings")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["participant"], condition=models.Q(ended_at=None), name="one_second_reader_at_a_time"
            ),
        ]


class Department(models.Model):
    """Which department of the authority an investigator works in: judgements are compared between departments."""

    holder = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=100)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["holder", "user"], name="one_department_per_person")]
