"""Causes (orsaker): what an analysis found, shared by the units that it concerns and tied to what it explains."""

import uuid

from django.conf import settings
from django.db import models

from likvard.organisations.models import Organisation, SchoolUnit


class CauseKind(models.TextChoices):
    """Where a cause lies: what the organiser gives, how teaching is done, or what stands in the way of pupils."""

    CONDITIONS = "conditions"  # the conditions that the organiser gives: staff, time, groups, leadership
    TEACHING = "teaching"  # how the education is carried out
    HINDER_SUPPORT = "hinder_support"  # what keeps pupils from the support they need
    HINDER_CHALLENGE = "hinder_challenge"  # what keeps pupils from enough challenge


HINDERS = frozenset({CauseKind.HINDER_SUPPORT.value, CauseKind.HINDER_CHALLENGE.value})


class Cause(models.Model):
    """`step` is the rung of the ladder of words that the checks behind it carry (1–5)."""

    class State(models.TextChoices):
        ACTIVE = "active"
        REMOVED = "removed"  # the hinder is gone, the condition is changed
        SET_ASIDE = "set_aside"  # later checks spoke against it

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    holder = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="causes")
    kind = models.CharField(max_length=20, choices=CauseKind)
    what = models.TextField()
    step = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=10, choices=State, default=State.ACTIVE)
    ended_on = models.DateField(null=True, blank=True)
    grounds = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["created_at"]
        constraints = [
            models.CheckConstraint(
                name="cause_ended_has_day_and_grounds",
                condition=models.Q(state="active", ended_on__isnull=True)
                | (~models.Q(state="active") & models.Q(ended_on__isnull=False) & ~models.Q(grounds="")),
            ),
            models.CheckConstraint(name="cause_step_on_the_ladder", condition=models.Q(step__gte=1, step__lte=5)),
        ]

    @property
    def is_hinder(self) -> bool:
        return self.kind in HINDERS


class CauseUnit(models.Model):
    """A unit that the cause concerns. None at all = the organiser as a whole."""

    cause = models.ForeignKey(Cause, on_delete=models.CASCADE, related_name="shared_by")
    school_unit = models.ForeignKey(SchoolUnit, on_delete=models.PROTECT, related_name="+")
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["school_unit__name", "id"]
        constraints = [models.UniqueConstraint(fields=["cause", "school_unit"], name="cause_shared_once_by_a_unit")]


class CauseLink(models.Model):
    """What the cause explains, known here only as an opaque origin ("finding:<id>")."""

    cause = models.ForeignKey(Cause, on_delete=models.CASCADE, related_name="links")
    origin = models.CharField(max_length=80, db_index=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["cause", "origin"], name="cause_linked_once")]
