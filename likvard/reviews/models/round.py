"""A round: one review of many organisers, from the selection to the overall report."""

import uuid

from django.conf import settings
from django.db import models

from likvard.organisations.models import Organisation, SchoolUnit

from .case import Case


class Round(models.Model):
    """`holder` runs the round: an authority, or a municipality that reviews its own units.

    `kind`, `kind_version` and `kind_checksum` fix the definition that every case of the round is judged by for life.
    `areas` is that definition's areas and criteria as they stood when the round began, with the lead's choice of
    them: `[{"key", "name", "level": "organiser" | "unit", "legal_basis": [...], "criteria": [{"key", "text",
    "legal_basis": [...]}]}]`.
    """

    class State(models.TextChoices):
        PLANNED = "planned"  # selection and letters are being prepared; nobody outside knows
        RUNNING = "running"  # the letters have gone out
        CLOSED = "closed"  # read-only, until it is opened again with reasons

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    holder = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="rounds")
    title = models.CharField(max_length=300)
    theme = models.TextField(blank=True)  # the question that the round is to answer
    method = models.TextField(blank=True)
    kind = models.CharField(max_length=40)
    kind_version = models.CharField(max_length=20)
    kind_checksum = models.CharField(max_length=64)
    areas = models.JSONField(default=list)
    individual_decisions = models.BooleanField()
    case_number = models.CharField(max_length=60, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.PLANNED)
    lead = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="led_rounds"
    )
    opened_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)
    closing_grounds = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-opened_on", "title"]
        indexes = [models.Index(fields=["holder", "state"])]
        constraints = [
            models.CheckConstraint(
                name="round_closed_has_day_and_grounds",
                condition=models.Q(state="closed", closed_on__isnull=False) & ~models.Q(closing_grounds="")
                | (~models.Q(state="closed") & models.Q(closed_on__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Participant(models.Model):
    """An organiser in a round. `case` is the reviewer's own case of it; a replaced one keeps its reason."""

    class State(models.TextChoices):
        SELECTED = "selected"
        REPLACED = "replaced"
        WITHDRAWN = "withdrawn"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="participants")
    organiser = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="participations")
    case = models.OneToOneField(Case, null=True, blank=True, on_delete=models.PROTECT, related_name="participant")
    state = models.CharField(max_length=10, choices=State, default=State.SELECTED)
    reason = models.TextField(blank=True)  # why it was replaced or withdrawn
    replaced_by = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="replacement_for"
    )
    investigator = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="participants"
    )
    drawn_as = models.JSONField(default=dict)  # why it was drawn: stratum, probability, each factor's share
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["organiser__name", "added_at"]
        constraints = [
            models.UniqueConstraint(fields=["round", "organiser"], name="participant_once_per_round"),
            models.CheckConstraint(
                name="participant_left_out_has_a_reason", condition=models.Q(state="selected") | ~models.Q(reason="")
            ),
        ]


class ParticipantUnit(models.Model):
    """A school unit drawn within a participant; `replaced_reason` says why it is no longer reviewed."""

    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="units")
    school_unit = models.ForeignKey(SchoolUnit, on_delete=models.PROTECT, related_name="participations")
    drawn_as = models.JSONField(default=dict)
    replaced_reason = models.TextField(blank=True)  # "" = reviewed

    class Meta:
        ordering = ["school_unit__name"]
        constraints = [
            models.UniqueConstraint(fields=["participant", "school_unit"], name="unit_once_per_participant"),
        ]


class PublicLink(models.Model):
    """A signed address for one purpose and one participant, without an account. Only the secret's sha256 is kept."""

    class Purpose(models.TextChoices):
        CONTACT = "contact"
        DOCUMENTS = "documents"
        SLOTS = "slots"
        FACT_CHECK = "fact_check"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="links")
    purpose = models.CharField(max_length=20, choices=Purpose)
    secret_sha256 = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["participant", "purpose"])]
