"""What the public may read: a decision or an overall report with passages masked, approved by another person.

The decision itself is never shown outside. A publication is made of it, its masks lie beside as long as they are being
worked on, and what is published is frozen in `content`: the public pages read nothing else.
"""

import uuid

from django.conf import settings
from django.db import models

from .decision import Decision
from .overall import OverallReport
from .round import Round

PERSON = settings.AUTH_USER_MODEL
MADE = ("published", "replaced", "withdrawn")  # states in which the content is frozen


class Publication(models.Model):
    """One version. `code` is the public address, the same for every version of the same decision or report; only the
    latest that is published is shown. `content`: {"document": masked JSON, "grounds": [code], "news": {…} or null,
    "tags": [area]}; `approved_checksum` is of exactly that, as the approver's page showed it.
    """

    class State(models.TextChoices):
        DRAFT = "draft"
        APPROVED = "approved"
        PUBLISHED = "published"
        REPLACED = "replaced"  # by a later version
        WITHDRAWN = "withdrawn"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.UUIDField(default=uuid.uuid4, editable=False)
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="publications")
    decision = models.ForeignKey(Decision, null=True, blank=True, on_delete=models.PROTECT, related_name="publications")
    report = models.ForeignKey(
        OverallReport, null=True, blank=True, on_delete=models.PROTECT, related_name="publications"
    )
    number = models.PositiveSmallIntegerField(default=1)
    change = models.CharField(max_length=500, blank=True)  # what a later version corrects; shown to the public
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    left = models.JSONField(default=list)  # proposals that a person chose to leave unmasked
    tags = models.JSONField(null=True, blank=True)  # null: the areas of the decision
    writers = models.JSONField(default=list)  # ids of everybody who has masked or written in it
    version = models.PositiveIntegerField(default=1)
    created_by = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()
    approved_by = models.ForeignKey(PERSON, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_checksum = models.CharField(max_length=64, blank=True)
    published_by = models.ForeignKey(PERSON, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)
    published_on = models.DateField(null=True, blank=True)
    content = models.JSONField(null=True, blank=True)
    checksum = models.CharField(max_length=64, blank=True)
    withdrawn_by = models.ForeignKey(PERSON, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    withdrawn_on = models.DateField(null=True, blank=True)
    withdrawal_reason = models.CharField(max_length=500, blank=True)  # shown to the public
    # What lists, filters and the search of the public side read: taken from the masked content when it is published.
    organiser_name = models.CharField(max_length=200, blank=True)
    unit_name = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=40, blank=True)  # the review's kind
    subject = models.CharField(max_length=10, blank=True)  # decision, follow_up, report
    decided_on = models.DateField(null=True, blank=True)
    search = models.TextField(blank=True)  # folded

    class Meta:
        ordering = ["-created_at"]
        indexes = [
            models.Index(fields=["state", "-published_at"]),
            models.Index(fields=["code"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="publication_is_of_one_thing",
                condition=models.Q(decision__isnull=False, report=None)
                | models.Q(decision=None, report__isnull=False),
            ),
            models.CheckConstraint(
                name="publication_approved_by_another",
                condition=models.Q(approved_by=None)
                | models.Q(created_by=None)
                | ~models.Q(approved_by=models.F("created_by")),
            ),
            models.CheckConstraint(
                name="publication_approval_is_bound",
                condition=models.Q(state="draft", approved_at=None, approved_checksum="")
                | (~models.Q(state="draft") & models.Q(approved_at__isnull=False) & ~models.Q(approved_checksum="")),
            ),
            models.CheckConstraint(
                name="publication_made_is_whole_and_as_approved",
                condition=models.Q(state__in=["draft", "approved"], content__isnull=True, checksum="")
                | models.Q(
                    state__in=MADE, content__isnull=False, published_on__isnull=False, published_at__isnull=False,
                    checksum=models.F("approved_checksum"),
                ),
            ),
            models.CheckConstraint(
                name="publication_withdrawn_says_why",
                condition=models.Q(withdrawn_on=None, withdrawal_reason="") & ~models.Q(state="withdrawn")
                | models.Q(state="withdrawn", withdrawn_on__isnull=False) & ~models.Q(withdrawal_reason=""),
            ),
            models.UniqueConstraint(fields=["code", "number"], name="publication_number_once"),
            models.UniqueConstraint(
                fields=["decision"], condition=models.Q(state__in=["draft", "approved"]),
                name="one_open_publication_of_decision",
            ),
            models.UniqueConstraint(
                fields=["report"], condition=models.Q(state__in=["draft", "approved"]),
                name="one_open_publication_of_report",
            ),
            models.UniqueConstraint(
                fields=["code"], condition=models.Q(state="published"), name="one_shown_publication"
            ),
        ]  # fmt: skip


class PublicationMask(models.Model):
    """Words that are taken out, and why. `place` "" = everywhere; `words` "" = the whole passage at `place`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="masks")
    place = models.CharField(max_length=120, blank=True)
    words = models.CharField(max_length=300, blank=True)
    ground = models.CharField(max_length=30)  # a code of terms.secrecy
    added_by = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["added_at", "id"]
        constraints = [
            models.CheckConstraint(name="mask_covers_something", condition=~models.Q(place="") | ~models.Q(words="")),
            models.UniqueConstraint(fields=["publication", "place", "words"], name="mask_once"),
        ]


class PublicationNews(models.Model):
    """The news that is published with it. One item a line in `strengths`, `must_change` and `observations`."""

    publication = models.OneToOneField(Publication, on_delete=models.CASCADE, related_name="news")
    heading = models.CharField(max_length=200)
    lead = models.TextField(blank=True)
    strengths = models.TextField(blank=True)
    must_change = models.TextField(blank=True)
    observations = models.TextField(blank=True)
    about = models.TextField(blank=True)
    contacts = models.JSONField(default=list)  # [{"name": …, "role": …, "phone": …}]
    version = models.PositiveIntegerField(default=1)
    changed_by = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    changed_at = models.DateTimeField()


class PublishedTag(models.Model):
    """An area that a published decision or report is about; what the public filters by."""

    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="published_tags")
    name = models.CharField(max_length=200)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["name"])]
        constraints = [models.UniqueConstraint(fields=["publication", "name"], name="tag_once")]


class PublishedFile(models.Model):
    """The masked paper as it was published. Removed when the version is withdrawn or replaced."""

    publication = models.OneToOneField(Publication, on_delete=models.CASCADE, related_name="file")
    content = models.BinaryField()
    checksum = models.CharField(max_length=64)
