"""Originals as they came, their text, and what the reader found in them."""

import uuid

from django.conf import settings
from django.db import models

from likvard.organisations.models import Organisation


class Document(models.Model):
    """One original. The bytes lie under their checksum in the data folder and are never altered."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    holder = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="documents")
    checksum = models.CharField(max_length=64)  # sha256, hex
    name = models.CharField(max_length=255)  # the file's name as uploaded
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()  # bytes
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    uploaded_at = models.DateTimeField()

    class Meta:
        ordering = ["-uploaded_at"]
        constraints = [
            models.UniqueConstraint(fields=["holder", "checksum"], name="document_once_per_holder")
        ]


class Reading(models.Model):
    """One run of the reader over a document. `state` tells how far it came."""

    class State(models.TextChoices):
        WAITING = "waiting"
        READ = "read"  # read, values still to review
        REVIEWED = "reviewed"  # a person has gone through it
        FAILED = "failed"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    document = models.OneToOneField(Document, on_delete=models.CASCADE, related_name="reading")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    reader_version = models.CharField(max_length=40, blank=True)
    text = models.TextField(blank=True)  # the extracted text that spans point into
    pages = models.JSONField(default=list)  # [[start, end], …]
    record = models.JSONField(default=dict)  # the reading record, version 1
    evidence = models.JSONField(default=list)
    doubtful = models.JSONField(default=list)
    error = models.CharField(max_length=40, blank=True)  # code of a reading error
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)


class ValueReview(models.Model):
    """What a person said of one value of a reading: right, corrected or dismissed. The latest row counts."""

    class Verdict(models.TextChoices):
        CONFIRMED = "confirmed"
        CORRECTED = "corrected"
        DISMISSED = "dismissed"

    reading = models.ForeignKey(Reading, on_delete=models.CASCADE, related_name="reviews")
    field = models.CharField(max_length=120)  # path in the record: "deadlines[0].date"
    verdict = models.CharField(max_length=10, choices=Verdict)
    value = models.JSONField(null=True)  # the corrected value
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
