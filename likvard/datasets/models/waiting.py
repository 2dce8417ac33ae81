"""Files that wait for somebody to say what their columns mean."""

import uuid

from django.db import models


class WaitingFile(models.Model):
    """A table of one's own that was sent in. It lies in the data folder under the id until it is imported, thrown away
    or a day old."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    holder = models.ForeignKey("organisations.Organisation", on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=255)
    checksum = models.CharField(max_length=64)
    people = models.BooleanField(default=False)
    at = models.DateTimeField()
    by = models.ForeignKey("access.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["-at"]
