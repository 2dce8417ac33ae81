"""The organiser's answer (redovisning): composed per area and finding, versioned, locked when sent."""

import uuid

from django.conf import settings
from django.db import models

from .case import Case
from .finding import Finding


class Answer(models.Model):
    """One version of the answer. `sent_on` set = locked: `content` is what was sent, with its checksum."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="answers")
    number = models.PositiveSmallIntegerField()  # 1, 2, …: a sent answer is followed by a new one, never changed
    introduction = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)  # of the introduction
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    changed_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    sent_on = models.DateField(null=True, blank=True)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    content = models.JSONField(null=True, blank=True)
    checksum = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="answer_number_once"),
            models.CheckConstraint(
                name="answer_sent_is_locked",
                condition=models.Q(sent_on__isnull=True, content__isnull=True, checksum="")
                | (models.Q(sent_on__isnull=False, content__isnull=False) & ~models.Q(checksum="")),
            ),
        ]


class AnswerItem(models.Model):
    """What the answer says of one finding."""

    class Effect(models.TextChoices):
        NOT_SAID = ""
        EFFECT = "effect"  # a result is stated, with evidence
        ACTIVITY_ONLY = "activity_only"
        TOO_EARLY = "too_early"

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="items")
    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="answer_items")
    measures = models.TextField(blank=True)
    done_when = models.CharField(max_length=200, blank=True)
    by_whom = models.CharField(max_length=200, blank=True)
    effect = models.CharField(max_length=20, choices=Effect, blank=True)
    result = models.TextField(blank=True)
    remains = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    changed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["finding__ordering"]
        constraints = [models.UniqueConstraint(fields=["answer", "finding"], name="answer_item_once")]
