"""What the analyses and the pages read."""

from django.db import models

from .datasets import DatasetVersion


class Publication(models.Model):
    """One analytic store, built beside and then made the present one by this row: the newest row is what is read."""

    at = models.DateTimeField()
    by = models.ForeignKey("access.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    file_name = models.CharField(max_length=100, unique=True)
    checksum = models.CharField(max_length=64)
    rows = models.PositiveBigIntegerField()
    versions = models.ManyToManyField(DatasetVersion, related_name="publications")

    class Meta:
        ordering = ["-at", "-id"]
