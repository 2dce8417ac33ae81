"""Work with the data that a person asked for and the worker does."""

import uuid

from django.db import models
from django.db.models import Q

from .datasets import DatasetVersion
from .publications import Publication
from .waiting import WaitingFile


class Run(models.Model):
    """One file to import, or one publication. `working` says that a worker took it; whether one still holds it only
    the lock tells (`places.is_held`), which ends with the worker in whatever way it ends."""

    class Kind(models.TextChoices):
        IMPORT = "import"
        PUBLISH = "publish"

    class State(models.TextChoices):
        WAITING = "waiting"
        WORKING = "working"
        DONE = "done"
        COLUMNS = "columns"  # a table of one's own: it waits for somebody to say what its columns mean
        REFUSED = "refused"
        FAILED = "failed"

    OPEN = (State.WAITING, State.WORKING)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=10, choices=Kind)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    key = models.CharField(max_length=64)  # the same for what would do the same: checksum of kind, holder, file, …
    holder = models.ForeignKey(
        "organisations.Organisation", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    name = models.CharField(max_length=255, blank=True)  # of the file
    people = models.BooleanField(default=False)
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    mapping = models.TextField(blank=True)
    waiting = models.ForeignKey(WaitingFile, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    step = models.CharField(max_length=20, blank=True)  # runs.STEPS: the one that is under way
    code = models.CharField(max_length=40, blank=True)  # why nothing came of it
    detail = models.CharField(max_length=200, blank=True)  # a column, a sheet or a part, never data
    new = models.BooleanField(default=True)  # false: the same file was here before
    version = models.ForeignKey(DatasetVersion, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    publication = models.ForeignKey(Publication, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    by = models.ForeignKey("access.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    asked_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-asked_at", "-id"]
        constraints = [
            # Pressed twice is asked for once.
            models.UniqueConstraint(
                fields=["key"], condition=Q(state__in=("waiting", "working")), name="one_open_run_of_a_key"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"
