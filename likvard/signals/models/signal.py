"""A signal: its codes, its moments, what was written and who works with it. Nobody's name is here.

Words that may name somebody are sealed (`sealing.py`) and emptied when the signal is erased; codes and moments stay,
so that the statistics do.
"""

import uuid

from django.conf import settings
from django.db import models

from likvard.organisations.models import Organisation, SchoolUnit
from likvard.rulebook.signals import Process, processes
from likvard.signals.sealing import SealedTextField


class Signal(models.Model):
    """`number` counts from 1 within the organiser, the kind and the school year; `reference` is how people name it."""

    class Kind(models.TextChoices):
        INCIDENT = "incident"
        ABSENCE = "absence"
        COMPLAINT = "complaint"

    class Origin(models.TextChoices):
        STAFF = "staff"
        PUBLIC_FORM = "public_form"
        IMPORT = "import"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=10, choices=Kind)
    holder = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="signals")
    unit = models.ForeignKey(SchoolUnit, null=True, blank=True, on_delete=models.PROTECT, related_name="signals")
    year = models.PositiveSmallIntegerField()  # in which the school year of its first moment begins
    number = models.PositiveIntegerField()
    sort = models.CharField(max_length=20)  # a code of the kind's own
    place = models.CharField(max_length=20, blank=True)
    stage = models.CharField(max_length=20, blank=True)  # year groups, coarse
    group = models.CharField(max_length=20, blank=True)  # class, for absence
    origin = models.CharField(max_length=12, choices=Origin)
    about_principal = models.BooleanField(default=False)  # then the principals of the unit are kept out
    reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="reported_signals"
    )
    pupil_key = models.CharField(max_length=26, blank=True)  # absence: keyed pseudonym, the same in every import
    finding = models.CharField(max_length=20, blank=True)
    follow_up_on = models.DateField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)  # the moment that ends the chain, to ask the database by
    erased_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-created_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["holder", "kind", "year", "number"], name="signal_numbered_once"),
            models.CheckConstraint(
                name="signal_erased_after_closing",
                condition=models.Q(erased_at__isnull=True) | models.Q(closed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="signal_has_unit_unless_complaint",
                condition=models.Q(kind="complaint") | models.Q(unit__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["holder", "kind", "closed_at"])]

    def __str__(self) -> str:
        return self.reference

    @property
    def process(self) -> Process:
        return processes()[self.kind]

    @property
    def reference(self) -> str:
        return f"{self.process.prefix} {self.year}-{self.number}"


class Moment(models.Model):
    """One moment of the chain. A step that takes a moment away deletes the row; the ledger keeps it."""

    signal = models.ForeignKey(Signal, on_delete=models.CASCADE, related_name="moments")
    key = models.CharField(max_length=20)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    noted_at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
        constraints = [models.UniqueConstraint(fields=["signal", "key"], name="one_moment_of_a_key")]


class Entry(models.Model):
    """Something written; entries are added, never changed, so that nobody writes over anybody."""

    class Part(models.TextChoices):
        WHAT = "what"  # what is reported
        INQUIRY = "inquiry"
        CONCLUSION = "conclusion"
        FOLLOW_UP = "follow_up"
        ANSWER = "answer"
        GROUNDS = "grounds"

    signal = models.ForeignKey(Signal, on_delete=models.CASCADE, related_name="entries")
    part = models.CharField(max_length=12, choices=Part)
    text = SealedTextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]


class SignalMeasure(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    signal = models.ForeignKey(Signal, on_delete=models.CASCADE, related_name="measures")
    what = SealedTextField()
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    until = models.DateField(null=True, blank=True)
    done_on = models.DateField(null=True, blank=True)
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["added_at", "id"]


class CasePerson(models.Model):
    """Somebody named to work with one signal, who would not see it otherwise."""

    signal = models.ForeignKey(Signal, on_delete=models.CASCADE, related_name="people")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["added_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["signal", "user"], condition=models.Q(removed_at=None), name="named_once_at_a_time"
            )
        ]
