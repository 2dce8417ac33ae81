"""Organisers (huvudmän), authorities and school units, with their history."""

import uuid

from django.db import models
from django.db.models import F, Q


class Organisation(models.Model):
    """A body that answers for schools, or one that reviews them. SS 12000: Organisation."""

    class Kind(models.TextChoices):
        MUNICIPALITY = "municipality"
        REGION = "region"
        STATE = "state"
        INDEPENDENT = "independent"
        AUTHORITY = "authority"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=20, choices=Kind)
    name = models.CharField(max_length=200)
    organisation_number = models.CharField(max_length=10, unique=True, null=True, blank=True)
    municipality_code = models.CharField(max_length=4, blank=True)
    legal_form = models.CharField(max_length=100, blank=True)  # the register's words
    school_forms = models.JSONField(default=list)
    search_name = models.CharField(max_length=200, db_index=True, blank=True)  # terms.names.fold(name)
    from_register = models.BooleanField(default=False)  # kept up by imports; others are made here

    class Meta:
        ordering = ["name"]
        indexes = [models.Index(fields=["municipality_code"])]

    def __str__(self) -> str:
        return self.name


class OrganisationPeriod(models.Model):
    """What an organisation was called from one day to another; `valid_to` null = still."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="periods")
    name = models.CharField(max_length=200)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation"], condition=Q(valid_to=None), name="one_name_of_an_organisation_now"
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="organisation_period_forwards"
            ),
        ]


class SchoolUnit(models.Model):
    """The smallest unit with one principal (skolenhet). SS 12000: Organisation of type Skolenhet."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    school_unit_code = models.CharField(max_length=8, unique=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="school_units")
    name = models.CharField(max_length=200)
    municipality_code = models.CharField(max_length=4, blank=True, db_index=True)
    school_forms = models.JSONField(default=list)
    school_years = models.JSONField(default=list)  # "F", "1" … "10"
    orientation = models.CharField(max_length=20, blank=True)  # the register's code: WALDORF …
    status = models.CharField(max_length=10, default="AKTIV")  # AKTIV, VILANDE, UPPHORT, PLANERAD
    search_name = models.CharField(max_length=200, db_index=True, blank=True)  # terms.names.fold(name)
    from_register = models.BooleanField(default=False)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class SchoolUnitPeriod(models.Model):
    """A unit's name, organiser, forms and status from one day to another; `valid_to` null = still."""

    school_unit = models.ForeignKey(SchoolUnit, on_delete=models.CASCADE, related_name="periods")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    municipality_code = models.CharField(max_length=4, blank=True)
    school_forms = models.JSONField(default=list)
    status = models.CharField(max_length=10)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["school_unit"], condition=Q(valid_to=None), name="one_state_of_a_unit_now"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="unit_period_forwards"
            ),
        ]


class RegisterImport(models.Model):
    """One import of a register file or interface that changed something: what came, when, what it changed."""

    source = models.CharField(max_length=200)
    checksum = models.CharField(max_length=64)
    imported_at = models.DateTimeField()
    valid_on = models.DateField()
    counts = models.JSONField(default=dict)
    log = models.JSONField(default=list)

    class Meta:
        ordering = ["-imported_at", "-id"]
