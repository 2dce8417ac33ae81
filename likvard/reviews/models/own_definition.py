"""Review kinds that an organisation has written itself: a version of a kind, checked by the rulebook's own loader."""

import uuid

from django.conf import settings
from django.db import models

from likvard.organisations.models import Organisation


class OwnDefinition(models.Model):
    """`text` is the whole definition as TOML, just as a file of `rulebook/definitions/`.

    Published it never changes (the database refuses it, migration `published_definitions_stay`); `checksum` is the
    sha256 of the text, by which the rounds and cases that it judges find it for life. `based_on` is the version it
    was drafted from: "2026-11-01", or the id of another own one.
    """

    class State(models.TextChoices):
        DRAFT = "draft"
        PUBLISHED = "published"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    holder = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="own_definitions")
    kind = models.CharField(max_length=40)
    based_on = models.CharField(max_length=40)
    text = models.TextField()
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    valid_from = models.DateField(null=True, blank=True)
    checksum = models.CharField(max_length=64, blank=True)
    version = models.PositiveIntegerField(default=1)
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["kind", "-valid_from", "-created_at"]
        indexes = [models.Index(fields=["checksum"])]
        constraints = [
            models.UniqueConstraint(
                fields=["holder", "kind"], condition=models.Q(state="draft"), name="one_draft_of_a_kind_at_a_time"
            ),
            models.UniqueConstraint(
                fields=["holder", "kind", "valid_from"],
                condition=models.Q(state="published"),
                name="one_own_version_from_a_day",
            ),
            models.CheckConstraint(
                name="own_definition_published_is_whole",
                condition=models.Q(state="draft", published_at=None)
                | (models.Q(state="published", valid_from__isnull=False, published_at__isnull=False)
                   & ~models.Q(checksum="")),
            ),
        ]  # fmt: skip
