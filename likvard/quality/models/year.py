"""The organiser's own year: its events, the national ones it has taken up, and what of it is done."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from likvard.organisations.models import Organisation, SchoolUnit


class YearEvent(models.Model):
    """An event of the organiser's own, or a national one (`national` = its key in rulebook.schoolyear) with who sees to
    it here. `starts` None = the day that the rule gives. A national event with a day of its own has it in that school
    year only; `left_out` says that it does not concern the organiser. `about` is opaque: "series:<id>", "resources"."""

    class Repeats(models.TextChoices):
        ONCE = "once"
        DAY = "day"  # the same day every school year
        WEEK = "week"  # the same week and weekday every school year

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    holder = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="year_events")
    unit = models.ForeignKey(SchoolUnit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    national = models.CharField(max_length=60, blank=True)
    kind = models.CharField(max_length=20)  # of rulebook.schoolyear.KINDS
    title = models.CharField(max_length=200, blank=True)
    note = models.TextField(blank=True)
    starts = models.DateField(null=True, blank=True)
    ends = models.DateField(null=True, blank=True)  # last day, included
    repeats = models.CharField(max_length=10, choices=Repeats, default=Repeats.ONCE)
    about = models.CharField(max_length=80, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="year_events"
    )
    role = models.CharField(max_length=20, blank=True)  # of rulebook.permissions.Role: everybody who has it sees to it
    left_out = models.BooleanField(default=False)
    removed_on = models.DateField(null=True, blank=True)  # from that day it comes no more
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["starts", "created_at"]
        constraints = [
            models.CheckConstraint(
                name="year_event_has_days_or_a_rule",
                condition=Q(starts__isnull=False, ends__gte=F("starts"))
                | (Q(starts=None, ends=None) & ~Q(national="")),
            ),
            models.CheckConstraint(name="year_event_has_a_name", condition=~Q(national="") | ~Q(title="")),
            models.CheckConstraint(name="own_event_is_not_left_out", condition=~Q(left_out=True) | ~Q(national="")),
            models.UniqueConstraint(
                fields=["holder", "national"], condition=~Q(national="") & Q(removed_on=None),
                name="national_event_taken_up_once",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title or self.national


class YearMark(models.Model):
    """What was to be done at an event is done for a school year; `unit` where each unit does its own."""

    event = models.ForeignKey(YearEvent, on_delete=models.CASCADE, related_name="marks")
    school_year = models.PositiveSmallIntegerField()
    unit = models.ForeignKey(SchoolUnit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["school_year", "id"]
        constraints = [
            models.UniqueConstraint(fields=["event", "school_year", "unit"], name="year_event_done_once_by_a_unit"),
            models.UniqueConstraint(
                fields=["event", "school_year"], condition=Q(unit=None), name="year_event_done_once"
            ),
        ]  # fmt: skip
