"""Originals as they came, their text, what the reader found in them, and the words they can be found by."""

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
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    uploaded_at = models.DateTimeField()

    class Meta:
        ordering = ["-uploaded_at"]
        constraints = [models.UniqueConstraint(fields=["holder", "checksum"], name="document_once_per_holder")]

    def __str__(self) -> str:
        return self.name


class Reading(models.Model):
    """One run of the reader over a document. `state` tells how far it came."""

    class State(models.TextChoices):
        WAITING = "waiting"  # in the queue, or being read when `started_at` is set
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
    notes = models.JSONField(default=list)  # codes of what the extraction noted: "ocr:3", "ocr_failed:4" (page)
    evidence = models.JSONField(default=list)
    doubtful = models.JSONField(default=list)
    error = models.CharField(max_length=40, blank=True)  # code of a reading error
    error_values = models.JSONField(default=dict)  # the numbers its message names
    left = models.PositiveIntegerField(default=0)  # values that nobody has said anything of yet
    doubts_left = models.PositiveIntegerField(default=0)  # those of them that the reader was not sure of
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.document_id} {self.state}"


class ValueReview(models.Model):
    """What a person said of one value of a reading. Rows are only added; the latest of a value counts."""

    class Verdict(models.TextChoices):
        CONFIRMED = "confirmed"
        CORRECTED = "corrected"  # also: added by hand
        DISMISSED = "dismissed"
        WITHDRAWN = "withdrawn"  # the earlier verdict is taken back

    reading = models.ForeignKey(Reading, on_delete=models.CASCADE, related_name="reviews")
    field = models.CharField(max_length=120)  # the value's key: "case_number", "deadlines[0]", "doubtful[2]"
    verdict = models.CharField(max_length=10, choices=Verdict)
    value = models.JSONField(null=True)  # the value that the verdict stands for
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["reading", "field"])]

    def __str__(self) -> str:
        return f"{self.field} {self.verdict}"


class SearchEntry(models.Model):
    """One thing that the search finds: a document's text or a case.

    `terms` holds the words as the index wants them, see `documents.searching`; the index itself is made by the
    migration `0002_search_index`, for each database in its own way, and follows this table by itself.
    """

    class Kind(models.TextChoices):
        DOCUMENT = "document"
        CASE = "case"

    id = models.BigAutoField(primary_key=True)
    holder = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    subject_id = models.UUIDField()  # of the document or the case
    title = models.CharField(max_length=300)
    text = models.TextField(blank=True)
    terms = models.TextField(blank=True)
    dated = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "subject_id"], name="search_entry_once")]

    def __str__(self) -> str:
        return self.title
