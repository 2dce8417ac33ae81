"""The append-only history: one row per change, chained by hash, refused update and delete by the database."""

from django.db import models


class Event(models.Model):
    """Who did what to which thing, when, from what to what, and why.

    No foreign keys: history never blocks a deletion and never follows one. `subject` and `actor` are stored
    as kind + id. `before` and `after` hold ids, codes, dates and, for free text, only its sha256 and length.
    """

    number = models.PositiveBigIntegerField(unique=True)  # 1, 2, 3 … without a gap
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
        ordering = ["number"]
        indexes = [
            models.Index(fields=["subject_kind", "subject_id"]),
            models.Index(fields=["scope_case"]),
            models.Index(fields=["scope_organisation", "at"]),
        ]


class Head(models.Model):
    """The end of the chain: one row, locked by whoever appends, so that two at once never fork the chain.

    It also tells how long the chain must be: a chain cut short at its end is otherwise still a whole chain.
    """

    length = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64)
