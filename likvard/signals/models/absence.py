"""What imports of absence left behind: sums by unit and group. Rows about single pupils are not kept."""

import uuid

from django.conf import settings
from django.db import models

from likvard.organisations.models import Organisation, SchoolUnit


class AbsenceImport(models.Model):
    """One file, by its checksum; its name is not kept, for it may be a person's."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    holder = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="absence_imports")
    checksum = models.CharField(max_length=64)
    starts = models.DateField()
    ends = models.DateField()
    pupils = models.PositiveIntegerField()
    flagged = models.PositiveIntegerField()
    skipped = models.PositiveIntegerField()  # rows that could not be read
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["-ends", "-at"]
        constraints = [models.UniqueConstraint(fields=["holder", "checksum"], name="one_import_of_a_file")]


class AbsenceCount(models.Model):
    """One class in one import. `informed_same_day` of `invalid_days`: pupil-days without leave whose guardians were
    told the same day (7 kap. 17 § skollagen)."""

    absence_import = models.ForeignKey(AbsenceImport, on_delete=models.CASCADE, related_name="counts")
    unit = models.ForeignKey(SchoolUnit, on_delete=models.PROTECT, related_name="+")
    group = models.CharField(max_length=20, blank=True)
    pupils = models.PositiveIntegerField()
    long = models.PositiveIntegerField()
    repeated = models.PositiveIntegerField()
    absent_minutes = models.PositiveBigIntegerField()
    scheduled_minutes = models.PositiveBigIntegerField()
    invalid_days = models.PositiveIntegerField()
    informed_same_day = models.PositiveIntegerField()

    class Meta:
        ordering = ["unit", "group"]
        constraints = [
            models.UniqueConstraint(fields=["absence_import", "unit", "group"], name="one_count_of_a_class"),
            models.CheckConstraint(
                name="informed_of_invalid_days",
                condition=models.Q(informed_same_day__lte=models.F("invalid_days")),
            ),
        ]
