"""Protocols: what was said in interviews, statement by statement, and the organiser's check of the facts."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from .case import Case
from .interview import Interview
from .letter import Letter
from .round import Participant


class Protocol(models.Model):
    """A protocol of one or several interviews with a participant.

    A draft is the reviewer's own. Sent for fact-check it is delivered to `delivered_to`, the organiser's own case
    (empty = by letter or link only); each statement keeps the wording that was sent. `silent_at` is set when the
    last day passed without an answer. Final, it never changes: `content` is what was frozen, `checksum` its sha256;
    the database refuses changes (migration `protocols_stay`).
    """

    class State(models.TextChoices):
        DRAFT = "draft"
        CHECKING = "checking"  # with the organiser
        CHECKED = "checked"  # answered, or silent past the last day
        FINAL = "final"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="protocols")
    title = models.CharField(max_length=200)
    interviews = models.ManyToManyField(Interview, blank=True, related_name="protocols")
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    delivered_to = models.ForeignKey(
        Case, null=True, blank=True, on_delete=models.PROTECT, related_name="delivered_protocols"
    )
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    check_until = models.DateField(null=True, blank=True)  # that day included
    told_in = models.ForeignKey(  # the letter that tells of it; null = none has
        Letter, null=True, blank=True, on_delete=models.SET_NULL, related_name="protocols"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    answered_name = models.CharField(max_length=150, blank=True)
    silent_at = models.DateTimeField(null=True, blank=True)
    final_on = models.DateField(null=True, blank=True)
    final_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    content = models.JSONField(default=dict)  # empty until it is final
    checksum = models.CharField(max_length=64, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["participant__organiser__name", "created_at", "id"]
        constraints = [
            models.CheckConstraint(
                name="protocol_final_is_locked",
                condition=Q(state="final", final_on__isnull=False) & ~Q(checksum="")
                | (~Q(state="final") & Q(final_on__isnull=True, checksum="")),
            ),
            models.CheckConstraint(
                name="protocol_sent_has_a_last_day",
                condition=Q(state="draft", sent_at__isnull=True) | Q(sent_at__isnull=False, check_until__isnull=False),
            ),
            models.CheckConstraint(
                name="protocol_answered_or_silent",
                condition=Q(answered_at__isnull=True) | Q(silent_at__isnull=True),
            ),
        ]


class Statement(models.Model):
    """One numbered statement: what somebody in a role said, and which criterion it bears on ("" = none yet).

    `number` is fixed when the statement is written and never used again in the protocol; `ordering` is where it
    stands. A removed statement keeps who, when and why. `sent_text` is the wording that the organiser was asked to
    check; `text` is the wording that holds.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    protocol = models.ForeignKey(Protocol, on_delete=models.CASCADE, related_name="statements")
    number = models.PositiveIntegerField()
    ordering = models.PositiveIntegerField()
    text = models.TextField(blank=True)
    criterion_key = models.CharField(max_length=20, blank=True)  # of the round's areas
    speaker_role = models.CharField(max_length=20, blank=True)  # as Interview.role
    interview = models.ForeignKey(
        Interview, null=True, blank=True, on_delete=models.SET_NULL, related_name="statements"
    )
    sent_text = models.TextField(blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    removed_reason = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    changed_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["ordering", "number"]
        indexes = [models.Index(fields=["protocol", "ordering"]), models.Index(fields=["criterion_key"])]
        constraints = [
            models.UniqueConstraint(fields=["protocol", "number"], name="statement_number_once"),
            models.CheckConstraint(
                name="statement_removed_has_a_reason", condition=Q(removed_at__isnull=True) | ~Q(removed_reason="")
            ),
        ]


class Correction(models.Model):
    """The organiser's proposal of another wording of one statement, and the reviewer's answer with reasons.

    `delivered_at` null = still being written by the organiser; the reviewer sees nothing of it.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed"
        ACCEPTED = "accepted"
        REJECTED = "rejected"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    statement = models.OneToOneField(Statement, on_delete=models.CASCADE, related_name="correction")
    text = models.TextField()  # the wording that the organiser proposes
    grounds = models.TextField(blank=True)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    proposed_at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.PROPOSED)
    reason = models.TextField(blank=True)  # the reviewer's
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["statement__ordering"]
        constraints = [
            models.CheckConstraint(
                name="correction_decided_with_a_reason",
                condition=Q(state="proposed", decided_at__isnull=True)
                | (~Q(state="proposed") & Q(decided_at__isnull=False, delivered_at__isnull=False) & ~Q(reason="")),
            ),
            models.CheckConstraint(
                name="correction_decided_after_delivery",
                condition=Q(decided_at__isnull=True) | Q(decided_at__gte=F("delivered_at")),
            ),
        ]
