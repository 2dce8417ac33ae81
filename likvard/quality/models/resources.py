"""Resources by need: the year's pot, proposals side by side, the decided allocation, and what became of the money."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from likvard.organisations.models import Organisation, SchoolUnit

from .measure import Measure

MOST_PROPOSALS = 5


class ResourceRound(models.Model):
    """One pot of one budget year that is to be divided between school units."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    holder = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="resource_rounds")
    title = models.CharField(max_length=120)
    year = models.PositiveSmallIntegerField()  # the budget year
    pot = models.PositiveBigIntegerField()  # kronor
    figures_on = models.DateField()  # when the open figures were fetched
    sources = models.JSONField(default=list)  # [{"title", "publisher", "licence", "fetched_on"}]
    index_name = models.CharField(max_length=120, blank=True)  # what an own index is called, and where it comes from
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["-year", "title", "id"]
        constraints = [models.CheckConstraint(name="resource_round_has_a_pot", condition=Q(pot__gte=1))]


class ResourceUnit(models.Model):
    """A unit that shares the pot. `unit` is set where it is in the register here.

    `figures` are the open figures by year, `{"2023": {"pupils", "parents", "abroad"}}`, shares in per cent, null where
    the source withholds them; `pupils`, `before` and `index` are what the organiser has typed or imported.
    """

    round = models.ForeignKey(ResourceRound, on_delete=models.CASCADE, related_name="units")
    code = models.CharField(max_length=8)
    name = models.CharField(max_length=200)
    unit = models.ForeignKey(SchoolUnit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    figures = models.JSONField(default=dict)
    pupils = models.PositiveIntegerField(null=True, blank=True)
    before = models.PositiveBigIntegerField(null=True, blank=True)  # kronor that the unit has today
    index = models.FloatField(null=True, blank=True)

    class Meta:
        ordering = ["name", "code"]
        constraints = [
            models.UniqueConstraint(fields=["round", "code"], name="resource_unit_once_in_a_round"),
            models.CheckConstraint(name="resource_index_from_0", condition=Q(index=None) | Q(index__gte=0)),
        ]


class ResourceProposal(models.Model):
    """One way to divide the pot. `floor` and `ceiling` are parts of the mean amount per pupil; `weights` belong to the
    need model `weighted`. `result` is what the engine made of it, or `{"fault": {"sv", "en"}}`."""

    class Need(models.TextChoices):
        EXPECTED = "expected"  # not reaching the goals, as expected of schools with such an intake
        WEIGHTED = "weighted"  # shares of the intake with the organiser's own weights
        INDEX = "index"  # an index of the organiser's own
        INDICATOR = "indicator"  # a figure of the state of play

    round = models.ForeignKey(ResourceRound, on_delete=models.CASCADE, related_name="proposals")
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=60)
    need = models.CharField(max_length=10, choices=Need)
    weights = models.JSONField(default=dict)  # {"parents", "abroad"}
    indicator = models.CharField(max_length=600, blank=True)  # the key of a series
    share = models.FloatField()  # of the pot that goes by need, 0–1
    floor = models.FloatField(null=True, blank=True)
    ceiling = models.FloatField(null=True, blank=True)
    years = models.PositiveSmallIntegerField(default=1)  # the need is the mean of so many years
    result = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["round", "number"], name="resource_proposal_numbered_once"),
            models.CheckConstraint(
                name="resource_proposals_at_most_five", condition=Q(number__gte=1, number__lte=MOST_PROPOSALS)
            ),
            models.CheckConstraint(name="resource_share_of_the_pot", condition=Q(share__gte=0, share__lte=1)),
            models.CheckConstraint(name="resource_years_1_to_3", condition=Q(years__gte=1, years__lte=3)),
        ]


class Allocation(models.Model):
    """What was decided: one proposal frozen with its formula, inputs and checksum. The database refuses a change."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    holder = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="allocations")
    round = models.OneToOneField(ResourceRound, on_delete=models.PROTECT, related_name="allocation")
    year = models.PositiveSmallIntegerField()
    pot = models.PositiveBigIntegerField()
    content = models.JSONField()
    checksum = models.CharField(max_length=64)
    decided_by = models.CharField(max_length=200)
    decided_on = models.DateField()
    paragraph = models.CharField(max_length=40)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["-year", "-decided_on", "id"]


class AllocatedUnit(models.Model):
    """One unit's amount of a decided allocation; never changed. `equal` is what the same amount for every pupil would
    have given, `before` what the unit had."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    allocation = models.ForeignKey(Allocation, on_delete=models.CASCADE, related_name="units")
    code = models.CharField(max_length=8)
    name = models.CharField(max_length=200)
    unit = models.ForeignKey(SchoolUnit, null=True, blank=True, on_delete=models.PROTECT, related_name="allocated")
    pupils = models.PositiveIntegerField()
    amount = models.PositiveBigIntegerField()
    equal = models.PositiveBigIntegerField()
    before = models.PositiveBigIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["name", "code"]
        constraints = [models.UniqueConstraint(fields=["allocation", "code"], name="allocated_once_to_a_unit")]


class Payment(models.Model):
    """What a unit was really given in the year, when it is known; `note` says why it is not what was decided."""

    allocated = models.OneToOneField(AllocatedUnit, on_delete=models.CASCADE, related_name="payment")
    paid = models.BigIntegerField()
    note = models.CharField(max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")


class PaidMeasure(models.Model):
    """A measure that a unit's money paid for; `amount` of the money where it is known."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    allocated = models.ForeignKey(AllocatedUnit, on_delete=models.CASCADE, related_name="paid_measures")
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, related_name="paid_from")
    amount = models.PositiveBigIntegerField(null=True, blank=True)
    tied_at = models.DateTimeField()
    tied_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["tied_at", "id"]
        constraints = [models.UniqueConstraint(fields=["allocated", "measure"], name="measure_paid_once_by_a_unit")]
