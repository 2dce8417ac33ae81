"""What came back after a decision, and what the authority makes of it: answers received, follow-ups, their grounds."""

import uuid

from django.conf import settings
from django.db import models

from likvard.documents.models import Document

from .answer import Answer, AnswerItem
from .case import Case
from .decision import Decision
from .finding import Finding

PERSON = settings.AUTH_USER_MODEL


class ReceivedAnswer(models.Model):
    """An answer as it reached the reviewer's case: what the organiser sent, locked, or one that came on paper."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="received_answers")
    answer = models.OneToOneField(Answer, null=True, blank=True, on_delete=models.SET_NULL, related_name="received_as")
    number = models.PositiveSmallIntegerField()
    received_on = models.DateField()
    content = models.JSONField(null=True, blank=True)
    checksum = models.CharField(max_length=64, blank=True)
    document = models.ForeignKey(Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    registered_by = models.ForeignKey(PERSON, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    registered_at = models.DateTimeField()

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["case", "number"], name="received_answer_number_once")]


class ReceivedItem(models.Model):
    """What an answer says of one finding of the reviewer's. `activity_only` is a state of its own."""

    received = models.ForeignKey(ReceivedAnswer, on_delete=models.CASCADE, related_name="items")
    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="received_items")
    effect = models.CharField(max_length=20, choices=AnswerItem.Effect, blank=True)
    measures = models.TextField(blank=True)
    result = models.TextField(blank=True)
    remains = models.TextField(blank=True)
    evidence = models.JSONField(default=list)  # lines as the answer states them
    documents = models.ManyToManyField(Document, related_name="+")

    class Meta:
        ordering = ["finding__ordering"]
        constraints = [models.UniqueConstraint(fields=["received", "finding"], name="received_item_once")]


class FollowUp(models.Model):
    """One follow-up of a case: planned with the decision, done with a follow-up decision; several may be needed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="follow_ups")
    number = models.PositiveSmallIntegerField()
    planned_on = models.DateField()
    after = models.ForeignKey(Decision, null=True, blank=True, on_delete=models.PROTECT, related_name="follow_ups")
    decision = models.OneToOneField(
        Decision, null=True, blank=True, on_delete=models.SET_NULL, related_name="concludes"
    )
    done_on = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        indexes = [models.Index(fields=["done_on", "planned_on"])]
        constraints = [models.UniqueConstraint(fields=["case", "number"], name="follow_up_number_once")]


class FollowUpFinding(models.Model):
    """What has become of one finding, and how one knows.

    A finding is settled only on shown effect, on a visit, or on a signed reason why neither was needed.
    """

    class Basis(models.TextChoices):
        EFFECT = "effect"
        VISIT = "visit"
        NEITHER = "neither"  # a person has signed why neither was needed

    follow_up = models.ForeignKey(FollowUp, on_delete=models.CASCADE, related_name="findings")
    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="followed_up")
    outcome = models.CharField(max_length=20)  # in_line, further_needed | remedied, partly_remaining, remaining
    basis = models.CharField(max_length=10, choices=Basis, blank=True)
    grounds = models.TextField()
    visited_on = models.DateField(null=True, blank=True)
    document = models.ForeignKey(Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    signed_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["finding__ordering"]
        constraints = [
            models.UniqueConstraint(fields=["follow_up", "finding"], name="followed_up_finding_once"),
            models.CheckConstraint(
                name="followed_up_with_grounds",
                condition=~models.Q(grounds="")
                & models.Q(outcome__in=["in_line", "further_needed", "remedied", "partly_remaining", "remaining"]),
            ),
            models.CheckConstraint(
                name="settled_on_effect_visit_or_reason",
                condition=~models.Q(outcome__in=["in_line", "remedied"]) | ~models.Q(basis=""),
            ),
            models.CheckConstraint(
                name="visit_has_its_day",
                condition=~models.Q(basis="visit") | models.Q(visited_on__isnull=False),
            ),
        ]
