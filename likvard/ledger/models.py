"""The append-only history: one row per change, chained by hash, refused update and delete by the database."""

from django.db import models


class Event(models.Model):
    """Who did what to which thing, when, from what to what, and why.

    No foreign keys: history never blocks a deletion and never follows one. `subject` and `actor` are stored
    as kind + id. `before` and `after` hold ids, codes, dates and, for free text, only its sha256 and length.
    """

    at = models.DateTimeField()
    actor_id = models.CharField(max_length=64, blank=True)  # "" = the system itself
    actor_role = models.CharField(max_length=40, blank=True)
    action = models.CharField(max_length=80)  # past tense: "finding_owner_changed"
    subject_kind = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=64)
    scope_organisation = models.CharField(max_length=64, blank=True)  # whose history this is
    scope_case = models.CharField(max_length=64, blank=True)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    reason = models.CharField(max_length=200, blank=True)  # a code or short phrase without personal data
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["subject_kind", "subject_id"]),
            models.Index(fields=["scope_case"]),
            models.Index(fields=["scope_organisation", "at"]),
        ]
