"""Areas and findings. A case may close while a finding lives on: each finding has a state and grounds of its own."""

import uuid

from django.conf import settings
from django.db import models

from likvard.documents.models import Document
from likvard.organisations.models import SchoolUnit

from .case import Case


class Area(models.Model):
    """An assessment area as the documents name it, with the latest judgement of each kind."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="areas")
    name = models.CharField(max_length=200)
    ordering = models.PositiveSmallIntegerField()
    legal_basis = models.JSONField(default=list)
    judgement = models.CharField(max_length=20, blank=True)  # high, some, low | deficiency, no_deficiency
    follow_up = models.CharField(max_length=20, blank=True)
    follow_up_document = models.ForeignKey(Document, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    intervention = models.CharField(max_length=20, blank=True)

    class Meta:
        ordering = ["ordering"]
        constraints = [models.UniqueConstraint(fields=["case", "name"], name="area_once_per_case")]


class FindingState(models.TextChoices):
    OPEN = "open"
    IN_LINE = "in_line"  # work begun in line with the judgement (quality audit)
    FURTHER_NEEDED = "further_needed"  # the authority wants more (quality audit)
    REMEDIED = "remedied"  # supervision
    PARTLY_REMAINING = "partly_remaining"  # supervision
    REMAINING = "remaining"  # supervision
    CLOSED = "closed"  # by the organiser, with outcome and grounds


class ClosingOutcome(models.TextChoices):
    """What came of a finding that the organiser closes; the grounds say how one knows."""

    EFFECT_SHOWN = "effect_shown"  # what was lacking is there, and evidence shows it
    NO_LONGER_APPLIES = "no_longer_applies"  # the unit is gone, the rule has changed
    NOT_REACHED = "not_reached"  # closed although the effect did not come


class Finding(models.Model):
    """What a review found: a development area (audit) or a deficiency (supervision). Never mixed in one case area."""

    class Kind(models.TextChoices):
        DEVELOPMENT_AREA = "development_area"
        DEFICIENCY = "deficiency"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="findings")
    area = models.ForeignKey(Area, null=True, blank=True, on_delete=models.CASCADE, related_name="findings")
    document = models.ForeignKey(Document, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    school_unit = models.ForeignKey(
        SchoolUnit, null=True, blank=True, on_delete=models.SET_NULL, related_name="findings"
    )
    # In the organiser's own case: the reviewer's finding that was delivered. Two rows, for each side writes its own.
    delivered_from = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="delivered_as"
    )
    record_path = models.CharField(max_length=60, blank=True)  # of the text in the reading: "areas[0].findings[1]"
    kind = models.CharField(max_length=20, choices=Kind)
    text = models.TextField()
    ordering = models.PositiveSmallIntegerField()
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="findings"
    )
    causes = models.TextField(blank=True)
    state = models.CharField(max_length=20, choices=FindingState, default=FindingState.OPEN)
    state_grounds = models.TextField(blank=True)
    closing_outcome = models.CharField(max_length=20, choices=ClosingOutcome, blank=True)
    state_since = models.DateField()
    state_doubtful = models.BooleanField(default=False)  # a follow-up came that does not say; a person must
    state_path = models.CharField(max_length=60, blank=True)  # of the state in the reading: "areas[0].follow_up"
    state_document = models.ForeignKey(Document, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    version = models.PositiveIntegerField(default=1)  # grows with each change; a form that is behind is told

    class Meta:
        ordering = ["ordering"]
        constraints = [
            models.CheckConstraint(
                name="finding_closed_has_grounds",
                condition=~models.Q(state="closed") | (~models.Q(state_grounds="") & ~models.Q(closing_outcome="")),
            ),
        ]


class Evidence(models.Model):
    """What shows that something changed: a document, or a note of what was seen."""

    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="evidence")
    document = models.ForeignKey(Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    measure_id = models.UUIDField(null=True, blank=True)
    note = models.TextField(blank=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["added_at"]


class TextVersion(models.Model):
    """An earlier wording of a free text. The ledger holds only its sha256; wordings can be disposed of."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="text_versions")
    subject_kind = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=64)
    field = models.CharField(max_length=40)
    text = models.TextField()
    sha256 = models.CharField(max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["subject_kind", "subject_id", "field"])]
