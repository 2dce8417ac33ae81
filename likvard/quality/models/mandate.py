"""Mandates (uppdrag): what a board decided that somebody was to do. One that is not done stays in sight."""

import uuid

from django.conf import settings
from django.db import models

from likvard.organisations.models import Organisation


class Mandate(models.Model):
    """`due_on` is the last day, included; without one the mandate is reckoned late a year after it was given."""

    class State(models.TextChoices):
        GIVEN = "given"
        DONE = "done"
        DROPPED = "dropped"  # by a new decision: the grounds say which

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    holder = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="mandates")
    what = models.TextField()
    decided_by = models.CharField(max_length=200)  # the board, as it is called
    decided_on = models.DateField()
    paragraph = models.CharField(max_length=40, blank=True)  # of the minutes: "§ 56"
    due_on = models.DateField(null=True, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="mandates"
    )
    state = models.CharField(max_length=10, choices=State, default=State.GIVEN)
    ended_on = models.DateField(null=True, blank=True)
    grounds = models.TextField(blank=True)  # what was done, or which decision took it back
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["decided_on", "created_at"]
        constraints = [
            models.CheckConstraint(
                name="mandate_ended_has_day_and_grounds",
                condition=models.Q(state="given", ended_on__isnull=True)
                | (~models.Q(state="given") & models.Q(ended_on__isnull=False) & ~models.Q(grounds="")),
            ),
        ]
