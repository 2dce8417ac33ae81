"""Archive packages of large rounds, made behind the page."""

import uuid

from django.conf import settings
from django.db import models

from .round import Round


class ArchiveRun(models.Model):
    """One package that was asked for. The file lies by its id in the data folder until `actions.packages` clears it
    away; the ledger keeps its checksum."""

    class State(models.TextChoices):
        QUEUED = "queued"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"

    OPEN = (State.QUEUED, State.RUNNING)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="archive_runs")
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    done = models.PositiveIntegerField(default=0)  # papers set, of `of`
    of = models.PositiveIntegerField(default=0)
    error = models.CharField(max_length=60, blank=True)
    queued_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    queued_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-queued_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["round"],
                condition=models.Q(state__in=("queued", "running")),
                name="one_open_package_of_a_round",
            ),
        ]
