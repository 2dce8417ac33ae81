"""A case: one review of one organiser, from the first letter to closed with reasons."""

import uuid
from datetime import date

from django.db import models

from likvard.documents.models import Document
from likvard.organisations.models import Organisation, SchoolUnit

# The list's own days (see `Case.next_day`): first open cases with a last day, then those without, then closed ones.
NO_DAY, CLOSED_DAY = date(9999, 12, 30), date.max
AT_ONCE, NEVER = date.min, date.max  # of `Case.needs_from`


class Case(models.Model):
    """`holder` is the organisation whose people work in the case; `organiser` is the reviewed huvudman.

    For what an organiser has received the two are the same. `kind` names a definition in the rulebook;
    `kind_version` and `kind_checksum` fix the one the case began with. `state` moves only through
    `reviews.actions.move`.
    """

    class State(models.TextChoices):
        REGISTERED = "registered"  # known from the register only
        ANNOUNCED = "announced"  # a letter has come
        DECIDED = "decided"  # a decision has come, an answer is owed
        ANSWERED = "answered"
        CLOSED = "closed"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    holder = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="held_cases")
    organiser = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="cases")
    organiser_printed = models.CharField(max_length=200, blank=True)
    title = models.CharField(max_length=300)
    kind = models.CharField(max_length=40)
    kind_printed = models.CharField(max_length=120, blank=True)
    kind_version = models.CharField(max_length=20, blank=True)
    kind_checksum = models.CharField(max_length=64, blank=True)
    authority = models.CharField(max_length=200, blank=True)
    case_number = models.CharField(max_length=60, blank=True)
    related_case_numbers = models.JSONField(default=list)
    municipality_code = models.CharField(max_length=4, blank=True)
    school_forms = models.JSONField(default=list)
    state = models.CharField(max_length=12, choices=State)
    outcome = models.CharField(max_length=20, blank=True)
    opened_on = models.DateField()
    decided_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    closing_grounds = models.TextField(blank=True)
    merged_into = models.ForeignKey(  # a person decided that the two are one review; this one is kept as a trace
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged_from"
    )
    # The other party's own case of the same review: each side works in its own, and only what is delivered crosses.
    counterpart = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="counterpart_of"
    )
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    # Two days that the database itself keeps (triggers of the migration `the_list_keeps_its_order`), whoever writes a
    # last day, a finding or the case: nobody sets them. The nearest open last day of the case, or a day of the list's:
    next_day = models.DateField(default=NO_DAY, editable=False)
    # From which day somebody is needed: at once for a finding without owner or in doubt, else the nearest last day.
    needs_from = models.DateField(default=NEVER, editable=False)

    class Meta:
        ordering = ["-opened_on", "title"]
        indexes = [
            # The list in its own order, read from the index alone: page 200 costs no more than page 1.
            models.Index(
                fields=[
                    "holder",
                    "merged_into",
                    "next_day",
                    "-opened_on",
                    "title",
                    "id",
                    "needs_from",
                    "state",
                    "kind",
                ],
                name="case_list_in_order",
            ),
            models.Index(fields=["holder", "state"]),
            models.Index(fields=["holder", "case_number"]),
            models.Index(fields=["holder", "-opened_on"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="case_state_known",
                condition=models.Q(state__in=["registered", "announced", "decided", "answered", "closed"]),
            ),
            models.CheckConstraint(
                name="case_closed_has_a_day",
                condition=(models.Q(state="closed") & models.Q(closed_on__isnull=False)) | ~models.Q(state="closed"),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class CaseUnit(models.Model):
    """A reviewed unit: as printed, and which unit of the register it is when that is certain."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="units")
    printed_name = models.CharField(max_length=200)
    school_unit = models.ForeignKey(
        SchoolUnit, null=True, blank=True, on_delete=models.SET_NULL, related_name="case_units"
    )
    match_score = models.FloatField(null=True, blank=True)  # 0–1; null = set by a person


class CaseDocument(models.Model):
    """A document of a case and the part it plays there."""

    class Part(models.TextChoices):
        LETTER = "letter"
        DECISION = "decision"
        FOLLOWUP = "followup"
        RESPONSE = "response"
        EVIDENCE = "evidence"
        OTHER = "other"

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="documents")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="cases")
    part = models.CharField(max_length=10, choices=Part)
    dated = models.DateField(null=True, blank=True)
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["dated", "added_at"]
        constraints = [models.UniqueConstraint(fields=["case", "document"], name="document_once_per_case")]


class CasePerson(models.Model):
    """A person of the case on the authority's side, as the documents name them."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="people")
    name = models.CharField(max_length=150)
    title = models.CharField(max_length=150, blank=True)
    role = models.CharField(max_length=20)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True)


class Period(models.Model):
    """Days or weeks in which something happens: interviews, a visit. Both days included."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="periods")
    starts = models.DateField()
    ends = models.DateField()
    what = models.CharField(max_length=20)


class Intervention(models.Model):
    """What supervision decided: order, remark, fine … (never in a quality audit)."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="interventions")
    document = models.ForeignKey(Document, null=True, on_delete=models.SET_NULL, related_name="+")
    kind = models.CharField(max_length=20)
    fine_sek = models.PositiveIntegerField(null=True, blank=True)


class TimelineEvent(models.Model):
    """A dated event of the case; `until` is set for a period."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="timeline")
    document = models.ForeignKey(Document, null=True, on_delete=models.SET_NULL, related_name="+")
    day = models.DateField()
    until = models.DateField(null=True, blank=True)
    what = models.CharField(max_length=60)  # a code
    text = models.TextField(blank=True)

    class Meta:
        ordering = ["day", "id"]
