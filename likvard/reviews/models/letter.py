"""Letters of a round: what each participant is told and asked, and how it went out."""

import uuid

from django.conf import settings
from django.db import models

from likvard.documents.models import Document

from .round import Participant, Round


class LetterTemplate(models.Model):
    """The wording of a round's letters of one occasion.

    `parts`: `[{"key", "heading", "text"}]` in the order of the paper; texts may hold merge fields (`{huvudman}`), see
    `reviews.queries.letters.MERGE_FIELDS`. `appendices`: codes of what is enclosed.
    """

    class Occasion(models.TextChoices):
        OPENING = "opening"  # tells of the review and asks for a contact person
        DOCUMENTS = "documents"  # asks for documents
        INTERVIEWS = "interviews"  # offers times
        FACT_CHECK = "fact_check"  # asks for errors of fact in protocols

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="letter_templates")
    occasion = models.CharField(max_length=12, choices=Occasion)
    subject = models.CharField(max_length=200)
    parts = models.JSONField(default=list)
    interviewees = models.TextField(blank=True)  # one a line
    weeks_from = models.DateField(null=True, blank=True)  # any day of the first week of interviews
    weeks_to = models.DateField(null=True, blank=True)
    answer_by = models.DateField(null=True, blank=True)  # the last day for what the letter asks, that day included
    contact_name = models.CharField(max_length=150)
    contact_title = models.CharField(max_length=150, blank=True)
    contact_email = models.EmailField()
    contact_phone = models.CharField(max_length=40, blank=True)
    appendices = models.JSONField(default=list)  # contact_form, scope, documents
    version = models.PositiveIntegerField(default=1)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "occasion"], name="letter_template_once")]


class LetterAddress(models.Model):
    """Where letters to a participant go; an empty `email` means by post."""

    participant = models.OneToOneField(Participant, on_delete=models.CASCADE, related_name="letter_address")
    attention = models.CharField(max_length=150, blank=True)  # "Registrator", a person's name
    email = models.EmailField(blank=True)
    postal = models.TextField(blank=True)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    changed_at = models.DateTimeField()


class Letter(models.Model):
    """The letter of one occasion to one participant, as it was merged. `content` is what `reports.letter` prints.

    `number` counts the letters of the occasion: protocols that are handed over later get a letter of their own.
    `document` is its PDF among the documents of the round's holder, made before the letter first leaves.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="letters")
    occasion = models.CharField(max_length=12, choices=LetterTemplate.Occasion)
    number = models.PositiveSmallIntegerField(default=1)
    subject = models.CharField(max_length=200)
    content = models.JSONField()
    answer_by = models.DateField(null=True, blank=True)
    document = models.ForeignKey(Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    merged_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    merged_at = models.DateTimeField()

    class Meta:
        ordering = ["merged_at", "number"]
        constraints = [models.UniqueConstraint(fields=["participant", "occasion", "number"], name="letter_once")]


class Dispatch(models.Model):
    """One thing that left, or waits to leave, for a participant: a letter, a reminder, a receipt.

    Written before it is sent and marked when the mail server has taken it; `id` makes the Message-ID, so that an
    e-mail that is sent again after a crash is the same e-mail to the receiver's server.
    """

    class What(models.TextChoices):
        LETTER = "letter"
        CONTACT_REMINDER = "contact_reminder"
        DOCUMENTS_REMINDER = "documents_reminder"
        INTERVIEWS_REMINDER = "interviews_reminder"
        FACT_CHECK_REMINDER = "fact_check_reminder"
        CONTACT_RECEIPT = "contact_receipt"
        DOCUMENTS_RECEIPT = "documents_receipt"

    class Channel(models.TextChoices):
        EMAIL = "email"
        POST = "post"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="dispatches")
    letter = models.ForeignKey(Letter, null=True, blank=True, on_delete=models.CASCADE, related_name="dispatches")
    what = models.CharField(max_length=20, choices=What)
    channel = models.CharField(max_length=5, choices=Channel)
    to = models.EmailField(blank=True)
    occasion = models.CharField(
        max_length=20, blank=True
    )  # of a reminder: rulebook.reminders; of a receipt: its number
    day = models.DateField(null=True, blank=True)  # the last day that a reminder tells of
    queued_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    queued_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    posted_on = models.DateField(null=True, blank=True)
    dropped_at = models.DateTimeField(null=True, blank=True)  # not needed any more when its turn came
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True, blank=True)
    bounced_at = models.DateTimeField(null=True, blank=True)
    bounce_status = models.CharField(max_length=11, blank=True)  # RFC 3463: "5.1.1"
    bounce_note = models.CharField(max_length=300, blank=True)  # the receiving server's own words

    class Meta:
        ordering = ["queued_at"]
        indexes = [
            models.Index(fields=["sent_at", "dropped_at"]),
            models.Index(fields=["participant", "what"]),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["participant", "what", "occasion", "day"],
                condition=~models.Q(occasion=""),
                name="dispatch_reminder_once",
            ),
            models.UniqueConstraint(
                fields=["letter"],
                condition=models.Q(
                    letter__isnull=False, dropped_at__isnull=True, bounced_at__isnull=True, posted_on__isnull=True
                ),
                name="dispatch_of_a_letter_once",
            ),
        ]
