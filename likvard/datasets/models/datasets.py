"""A dataset, and each file of it that was imported."""

import uuid

from django.db import models
from django.db.models import Q


class Dataset(models.Model):
    """The same table from the same source, however many times it is imported. `holder` null: open data, for everyone
    in the installation."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    holder = models.ForeignKey(
        "organisations.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="datasets"
    )
    reader = models.CharField(max_length=40)  # intake.registry
    title = models.CharField(max_length=300)
    publisher = models.CharField(max_length=100, blank=True)
    licence = models.CharField(max_length=40)
    people = models.BooleanField(default=False)  # rows about single people, under pseudonyms
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["title", "id"]
        constraints = [
            models.UniqueConstraint(fields=["holder", "reader", "title", "people"], name="one_dataset_of_a_title"),
            models.UniqueConstraint(
                fields=["reader", "title", "people"], condition=Q(holder=None), name="one_open_dataset_of_a_title"
            ),
            models.CheckConstraint(condition=Q(people=False) | Q(holder__isnull=False), name="people_have_a_holder"),
        ]

    def __str__(self) -> str:
        return self.title


class DatasetVersion(models.Model):
    """One file, whole. Its tables lie as Parquet in the data folder under the version's own id."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    dataset = models.ForeignKey(Dataset, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    file_name = models.CharField(max_length=255)
    checksum = models.CharField(max_length=64, db_index=True)  # sha256 of the file as it came
    size = models.PositiveBigIntegerField()
    fetched_on = models.DateField(null=True, blank=True)
    imported_at = models.DateTimeField()
    imported_by = models.ForeignKey(
        "access.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="dataset_versions"
    )
    schema_version = models.CharField(max_length=10)
    tables = models.JSONField(default=dict)  # table → rows
    periods = models.JSONField(default=list)
    counts = models.JSONField(default=dict)  # severity → how many
    log = models.JSONField(default=list)
    notes = models.JSONField(default=list)  # the source's own footnotes
    mapping = models.TextField(blank=True)  # own.Mapping as JSON, for tables of one's own

    class Meta:
        ordering = ["-imported_at", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["dataset", "number"], name="one_version_of_a_number"),
            models.CheckConstraint(condition=Q(number__gte=1), name="versions_count_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.file_name} ({self.number})"

    @property
    def rows(self) -> int:
        return sum(self.tables.values())
