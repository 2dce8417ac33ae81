"""Last days, their history, reminders and calendar feeds."""

import uuid

from django.conf import settings
from django.db import models

from likvard.documents.models import Document

from .case import Case
from .finding import Finding


class Deadline(models.Model):
    """A last day, that day included. `met_on` null = still to be kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="deadlines")
    finding = models.ForeignKey(Finding, null=True, blank=True, on_delete=models.CASCADE, related_name="deadlines")
    document = models.ForeignKey(Document, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    record_path = models.CharField(max_length=60, blank=True)  # of the day in the reading: "deadlines[0]"
    what = models.CharField(max_length=20)  # contact_person, documents, fact_check, response, appeal, other
    note = models.CharField(max_length=200, blank=True)
    day = models.DateField()
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="deadlines"
    )
    met_on = models.DateField(null=True, blank=True)
    met_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(null=True)  # null = as it was when the case was made

    class Meta:
        ordering = ["day"]
        indexes = [models.Index(fields=["met_on", "day"]), models.Index(fields=["case", "met_on", "finding", "day"])]


class DeadlineMove(models.Model):
    """A last day that was moved (anstånd): from, to, why."""

    deadline = models.ForeignKey(Deadline, on_delete=models.CASCADE, related_name="moves")
    from_day = models.DateField()
    to_day = models.DateField()
    reason = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]


class Reminder(models.Model):
    """One line of a reminder e-mail; at most one per deadline, person, occasion and day.

    Written before the e-mail is sent (`sent_at` null) and marked when the mail server has taken it. The lines
    of one e-mail share `message`, which makes its Message-ID: an e-mail that is sent again after a crash is
    the same e-mail to the receiver's server.
    """

    deadline = models.ForeignKey(Deadline, on_delete=models.CASCADE, related_name="reminders")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    occasion = models.CharField(max_length=20)  # "14_days", "3_days", "last_day", "overdue"
    day = models.DateField()  # the deadline's day when it was sent: a moved deadline reminds anew
    message = models.UUIDField(default=uuid.uuid4)
    queued_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    dropped_at = models.DateTimeField(null=True, blank=True)  # not needed any more when its turn came
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["deadline", "user", "occasion", "day"], name="reminder_once"),
        ]
        indexes = [models.Index(fields=["sent_at", "dropped_at"])]


class CalendarFeed(models.Model):
    """A person's secret calendar address. Only the sha256 of the secret is stored; it can be revoked."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar_feeds")
    secret_sha256 = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
