"""The authority's decision: drafted from the judgements, approved by another person, issued and never changed."""

import uuid

from django.conf import settings
from django.db import models

from .finding import Finding
from .judgement import JudgedFinding, of_its_scale
from .round import Participant, ParticipantUnit

PERSON = settings.AUTH_USER_MODEL


class Decision(models.Model):
    """One decision: of the organiser as a whole (`unit` null) or of one school unit.

    31 § förvaltningslagen: a decision shows its day, what it contains, who decided, who reported and who else took
    part. `approved_checksum` is of the exact content that the decider approved; an issued decision's own `checksum`
    is the same, or the database refuses it. `content` is frozen when it is issued.
    """

    class Kind(models.TextChoices):
        DECISION = "decision"
        FOLLOW_UP = "follow_up"

    class State(models.TextChoices):
        DRAFT = "draft"
        APPROVED = "approved"
        ISSUED = "issued"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="decisions")
    unit = models.ForeignKey(ParticipantUnit, null=True, blank=True, on_delete=models.PROTECT, related_name="decisions")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.DECISION)
    replaces = models.OneToOneField(  # corrected only by a new decision
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by"
    )
    number = models.CharField(max_length=60, blank=True)
    decided_on = models.DateField(null=True, blank=True)
    decided_by = models.ForeignKey(PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reporting = models.ForeignKey(PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    others = models.TextField(blank=True)  # who else took part without deciding, one a line
    introduction = models.TextField(blank=True)
    outcome = models.CharField(max_length=10, blank=True)  # closed, open: the rulebook's closing wordings
    closing_text = models.TextField(blank=True)
    response_day = models.DateField(null=True, blank=True)
    follow_up_on = models.DateField(null=True, blank=True)
    # Which court tries an appeal. Null, for a column with a default would have SQLite make the table anew and lose the
    # triggers that keep issued decisions as they are.
    court = models.CharField(max_length=60, null=True, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    approved_by = models.ForeignKey(PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_checksum = models.CharField(max_length=64, blank=True)
    issued_at = models.DateTimeField(null=True, blank=True)
    issued_by = models.ForeignKey(PERSON, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    content = models.JSONField(null=True, blank=True)
    checksum = models.CharField(max_length=64, blank=True)
    writers = models.JSONField(default=list)  # ids of everybody who has written in it
    version = models.PositiveIntegerField(default=1)
    created_by = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField()
    changed_by = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["created_at"]
        indexes = [models.Index(fields=["participant", "state"])]
        constraints = [
            models.CheckConstraint(
                name="decision_issued_is_whole_and_as_approved",
                condition=~models.Q(state="issued")
                | (
                    models.Q(
                        content__isnull=False, decided_on__isnull=False, decided_by__isnull=False,
                        approved_by__isnull=False, issued_at__isnull=False,
                        checksum=models.F("approved_checksum"),
                    )
                    & ~models.Q(checksum="")
                ),
            ),
            models.CheckConstraint(
                name="decision_draft_is_not_frozen",
                condition=models.Q(state="issued") | models.Q(content__isnull=True, checksum=""),
            ),
            models.CheckConstraint(
                name="decision_approval_is_bound",
                condition=models.Q(state="draft", approved_by__isnull=True, approved_checksum="")
                | (models.Q(state__in=["approved", "issued"], approved_by__isnull=False)
                   & ~models.Q(approved_checksum="")),
            ),
            models.CheckConstraint(
                name="decision_approved_by_another",
                condition=models.Q(approved_by=None)
                | models.Q(created_by=None)
                | ~models.Q(approved_by=models.F("created_by")),
            ),
            models.UniqueConstraint(
                fields=["participant", "kind"], condition=models.Q(unit=None) & ~models.Q(state="issued"),
                name="one_draft_decision_of_organiser",
            ),
            models.UniqueConstraint(
                fields=["participant", "unit", "kind"],
                condition=models.Q(unit__isnull=False) & ~models.Q(state="issued"),
                name="one_draft_decision_of_unit",
            ),
        ]  # fmt: skip


class DecisionArea(models.Model):
    """What the decision says of one area: the level judged, and in a follow-up what has become of it."""

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="areas")
    area_key = models.CharField(max_length=60)
    name = models.CharField(max_length=200)
    ordering = models.PositiveSmallIntegerField()
    legal_basis = models.JSONField(default=list)
    scale = models.CharField(max_length=20)
    level = models.CharField(max_length=20, blank=True)
    account = models.TextField(blank=True)  # the reasons: what the review has seen, or what the answer shows
    follow_up = models.CharField(max_length=20, blank=True)

    class Meta:
        ordering = ["ordering"]
        constraints = [
            models.UniqueConstraint(fields=["decision", "area_key"], name="area_once_per_decision"),
            models.CheckConstraint(name="decision_level_of_its_scale", condition=of_its_scale("level")),
            models.CheckConstraint(
                name="decision_follow_up_of_its_scale",
                condition=models.Q(follow_up="")
                | models.Q(scale__in=["high_some_low", "four_steps"], follow_up__in=["in_line", "further_needed"])
                | models.Q(
                    scale__in=["deficiency", "four_steps"], follow_up__in=["remedied", "partly_remaining", "remaining"]
                ),
            ),
        ]


class DecisionFinding(models.Model):
    """One finding in a decision, with what the authority does about it. Only deficiencies meet interventions."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    area = models.ForeignKey(DecisionArea, on_delete=models.CASCADE, related_name="findings")
    judged = models.ForeignKey(JudgedFinding, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    finding = models.ForeignKey(Finding, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=JudgedFinding.Kind)
    text = models.TextField()
    legal_basis = models.JSONField(default=list)
    ordering = models.PositiveSmallIntegerField()
    intervention = models.CharField(max_length=20, blank=True)
    actions = models.JSONField(default=list)  # an order: [{"what": …, "shown_by": what can be checked}]
    serious = models.BooleanField(default=False)  # allvarligt missförhållande, 26 kap. 10 § skollagen
    fine_sek = models.PositiveIntegerField(null=True, blank=True)
    last_day = models.DateField(null=True, blank=True)
    outcome = models.CharField(max_length=20, blank=True)  # of a follow-up: in_line, remaining, …
    account = models.TextField(blank=True)

    class Meta:
        ordering = ["ordering"]
        constraints = [
            models.CheckConstraint(
                name="decision_intervenes_only_in_deficiencies",
                condition=models.Q(kind="deficiency") | models.Q(intervention="", serious=False),
            ),
            models.CheckConstraint(
                name="decision_fine_only_with_its_order",
                condition=models.Q(intervention="order_with_fine") | models.Q(fine_sek=None),
            ),
        ]


class DecisionService(models.Model):
    """How an issued decision reached its party: the way and day it was sent, and the receipt when it came."""

    class Way(models.TextChoices):
        DIGITAL = "digital"  # delivered in Likvärd
        EMAIL = "email"
        POST = "post"
        SERVED = "served"  # formal service (delgivning)

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="services")
    way = models.CharField(max_length=10, choices=Way)
    sent_on = models.DateField()
    received_on = models.DateField(null=True, blank=True)
    received_by = models.CharField(max_length=200, blank=True)
    noted_by = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    noted_at = models.DateTimeField()

    class Meta:
        ordering = ["sent_on", "id"]
        constraints = [
            models.CheckConstraint(
                name="service_received_after_sent",
                condition=models.Q(received_on=None) | models.Q(received_on__gte=models.F("sent_on")),
            ),
        ]
