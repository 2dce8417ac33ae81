"""What a participant is asked for: a contact person, and documents item by item."""

import uuid

from django.conf import settings
from django.db import models

from likvard.documents.models import Document
from likvard.organisations.models import SchoolUnit

from .round import Participant, PublicLink, Round


class ContactAnswer(models.Model):
    """Whom the participant names as contact person. `sent_at` null = a draft that may be gone on with.

    A later answer is a new row: what was answered before is kept.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="contact_answers")
    name = models.CharField(max_length=150, blank=True)
    title = models.CharField(max_length=150, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    email = models.CharField(max_length=254, blank=True)
    saved_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    receipt = models.CharField(max_length=12, unique=True, null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    link = models.ForeignKey(PublicLink, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["saved_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["participant"], condition=models.Q(sent_at__isnull=True), name="one_contact_draft"
            ),
            models.CheckConstraint(
                name="contact_sent_has_a_receipt",
                condition=models.Q(sent_at__isnull=True, receipt__isnull=True)
                | models.Q(sent_at__isnull=False, receipt__isnull=False),
            ),
        ]


class RequestedItem(models.Model):
    """One line of the round's list of documents; `level` unit = asked of each drawn school unit."""

    class Level(models.TextChoices):
        ORGANISER = "organiser"
        UNIT = "unit"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="requested_items")
    ordering = models.PositiveSmallIntegerField()
    level = models.CharField(max_length=10, choices=Level)
    text = models.CharField(max_length=300)
    help = models.TextField(blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["ordering", "id"]


class DocumentRequest(models.Model):
    """What one participant is asked for, and by when. `done_at`: the participant has said that this is all."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    participant = models.OneToOneField(Participant, on_delete=models.CASCADE, related_name="document_request")
    last_day = models.DateField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True, blank=True)  # null = the participant does not know of it yet
    done_at = models.DateTimeField(null=True, blank=True)
    receipt = models.CharField(max_length=12, blank=True)


class RequestItem(models.Model):
    """One thing asked of one participant. `answer` and `note` repeat the latest `ItemAnswer`.

    `already`: a document that the reviewer holds already; such an item is not asked for.
    """

    class Answer(models.TextChoices):
        EXISTS = "exists"
        MISSING = "missing"
        ELSEWHERE = "elsewhere"  # see something else: what, says the note

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.ForeignKey(DocumentRequest, on_delete=models.CASCADE, related_name="items")
    template = models.ForeignKey(RequestedItem, null=True, on_delete=models.SET_NULL, related_name="+")
    ordering = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=300)
    help = models.TextField(blank=True)
    school_unit = models.ForeignKey(SchoolUnit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    already = models.ForeignKey(Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    answer = models.CharField(max_length=10, choices=Answer, blank=True)
    note = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=0)  # how many answers it has had

    class Meta:
        ordering = ["ordering", "id"]


class ItemAnswer(models.Model):
    """An answer to an item, in the order given; rows are only added."""

    item = models.ForeignKey(RequestItem, on_delete=models.CASCADE, related_name="answers")
    answer = models.CharField(max_length=10, choices=RequestItem.Answer)
    note = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    link = models.ForeignKey(PublicLink, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["id"]


class ItemFile(models.Model):
    """A document sent in for an item. `removed_at`: sent by mistake; the document itself is never altered."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    item = models.ForeignKey(RequestItem, on_delete=models.CASCADE, related_name="files")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=255)  # as sent here: the same bytes may have another name elsewhere
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    link = models.ForeignKey(PublicLink, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "document"], condition=models.Q(removed_at__isnull=True), name="file_once_per_item"
            ),
        ]


class Upload(models.Model):
    """A file on its way in, piece by piece. How much has come is what lies on the disk, never a number here."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    item = models.ForeignKey(RequestItem, on_delete=models.CASCADE, related_name="uploads")
    name = models.CharField(max_length=255)
    size = models.PositiveBigIntegerField()  # bytes, as the sender says
    fingerprint = models.CharField(max_length=64)  # of the sender's file: the same one goes on where it stopped
    started_at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    link = models.ForeignKey(PublicLink, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "fingerprint"], name="upload_once_per_item")]
