"""Interviews of a round: what is needed, who cannot when, the plans that were made and the times that came of them."""

import uuid

from django.conf import settings
from django.db import models

from likvard.organisations.models import SchoolUnit

from .round import Participant, Round


class InterviewSettings(models.Model):
    """How interviews are planned in a round.

    `weeks` are ISO weeks ("2027-W05") in which they may be held; `rules` is what `planning.interviews.Rules` takes,
    as JSON; `template` is the list of interviews that each participant gets (`queries.interviews.DEFAULT_TEMPLATE`).
    """

    round = models.OneToOneField(Round, on_delete=models.CASCADE, related_name="interview_settings")
    weeks = models.JSONField(default=list)
    rules = models.JSONField(default=dict)
    template = models.JSONField(default=list)
    version = models.PositiveIntegerField(default=1)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    changed_at = models.DateTimeField()


class Interview(models.Model):
    """One conversation that is to be held. `sequence` counts the invitations that went out for it (RFC 5546)."""

    class Mode(models.TextChoices):
        TELEPHONE = "telephone"
        VIDEO = "video"
        VISIT = "visit"

    class State(models.TextChoices):
        NEEDED = "needed"
        HELD = "held"
        CANCELLED = "cancelled"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="interviews")
    school_unit = models.ForeignKey(
        SchoolUnit, null=True, blank=True, on_delete=models.PROTECT, related_name="interviews"
    )
    role = models.CharField(max_length=20)  # who is interviewed: a code of web.labels INTERVIEW_ROLE
    minutes = models.PositiveSmallIntegerField()
    mode = models.CharField(max_length=10, choices=Mode)
    weeks = models.JSONField(default=list)  # ISO weeks; empty = those of the round
    investigator = models.ForeignKey(  # empty = the participant's, or whom the plan chooses
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="interviews"
    )
    place = models.CharField(max_length=200, blank=True)  # address of a visit, number or link of a call
    note = models.TextField(blank=True)  # for the interviewed: what it is about
    state = models.CharField(max_length=10, choices=State, default=State.NEEDED)
    state_reason = models.TextField(blank=True)
    sequence = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["participant__organiser__name", "school_unit__name", "role", "id"]
        indexes = [models.Index(fields=["participant", "state"])]
        constraints = [
            models.CheckConstraint(
                name="interview_cancelled_has_a_reason",
                condition=~models.Q(state="cancelled") | ~models.Q(state_reason=""),
            ),
        ]


class InterviewPerson(models.Model):
    """Who is interviewed, as far as it is known. Pupils are never named."""

    interview = models.ForeignKey(Interview, on_delete=models.CASCADE, related_name="people")
    name = models.CharField(max_length=150)
    email = models.EmailField(blank=True)

    class Meta:
        ordering = ["name", "id"]


class BusyTime(models.Model):
    """When an investigator, or somebody at a participant, cannot. `role` empty = nobody at the participant can."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="busy_times")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="busy_times"
    )
    participant = models.ForeignKey(
        Participant, null=True, blank=True, on_delete=models.CASCADE, related_name="busy_times"
    )
    school_unit = models.ForeignKey(SchoolUnit, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    role = models.CharField(max_length=20, blank=True)
    starts = models.DateTimeField()
    ends = models.DateTimeField()
    note = models.CharField(max_length=200, blank=True)
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["starts", "id"]
        constraints = [
            models.CheckConstraint(
                name="busy_time_is_somebodys",
                condition=models.Q(user__isnull=True, participant__isnull=False)
                | models.Q(user__isnull=False, participant__isnull=True),
            ),
            models.CheckConstraint(name="busy_time_ends_later", condition=models.Q(ends__gt=models.F("starts"))),
        ]


class PlanRun(models.Model):
    """One run of the planner. `objective`, `bound` and `gap` say how far from the best the plan can be.

    `result` has what could not be placed and why, and what a fixed time breaks, as codes that
    `planning.interviews.reasons` turns into words.
    """

    class State(models.TextChoices):
        QUEUED = "queued"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="plan_runs")
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    seed = models.PositiveIntegerField(default=1)
    done = models.PositiveIntegerField(default=0)  # progress, of `of`
    of = models.PositiveIntegerField(default=0)
    objective = models.FloatField(null=True)
    bound = models.FloatField(null=True)
    gap = models.FloatField(null=True)  # (objective - bound) / objective
    result = models.JSONField(default=dict)
    error = models.CharField(max_length=60, blank=True)
    queued_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    queued_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-queued_at", "id"]


class InterviewSlot(models.Model):
    """A time for an interview. At most one is in force; the others tell how it came about."""

    class State(models.TextChoices):
        PROPOSED = "proposed"  # by the plan; the interviewed know nothing of it
        OFFERED = "offered"
        ACCEPTED = "accepted"
        COUNTER_PROPOSED = "counter_proposed"  # the interviewed want another time
        DECLINED = "declined"  # it cannot be, and nothing else is proposed
        CANCELLED = "cancelled"  # set aside by the reviewer or by a later plan

    LIVE = (State.PROPOSED, State.OFFERED, State.ACCEPTED, State.COUNTER_PROPOSED)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    interview = models.ForeignKey(Interview, on_delete=models.CASCADE, related_name="slots")
    run = models.ForeignKey(PlanRun, null=True, blank=True, on_delete=models.SET_NULL, related_name="slots")
    investigator = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="interview_slots")
    starts = models.DateTimeField()
    ends = models.DateTimeField()
    state = models.CharField(max_length=20, choices=State, default=State.PROPOSED)
    pinned = models.BooleanField(default=False)  # stays when the plan is made again
    offered_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    answered_name = models.CharField(max_length=150, blank=True)  # who answered through a link
    counter_starts = models.DateTimeField(null=True, blank=True)
    note = models.TextField(blank=True)  # what the interviewed wrote
    reason = models.TextField(blank=True)  # why the reviewer set it aside or did not take the other time
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["starts", "id"]
        indexes = [models.Index(fields=["investigator", "starts"]), models.Index(fields=["interview", "state"])]
        constraints = [
            models.CheckConstraint(name="slot_ends_later", condition=models.Q(ends__gt=models.F("starts"))),
            models.CheckConstraint(
                name="slot_counter_proposal_has_a_time",
                condition=~models.Q(state="counter_proposed") | models.Q(counter_starts__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["interview"],
                condition=models.Q(state__in=["proposed", "offered", "accepted", "counter_proposed"]),
                name="slot_in_force_once_per_interview",
            ),
            # Overlaps are refused by the actions under the round's lock; equal times also here.
            models.UniqueConstraint(
                fields=["investigator", "starts"],
                condition=models.Q(state__in=["proposed", "offered", "accepted", "counter_proposed"]),
                name="investigator_once_at_a_time",
            ),
        ]


class Invitation(models.Model):
    """An e-mail with a calendar entry that went, or is to go, to one address: written first, then sent."""

    class Method(models.TextChoices):
        REQUEST = "request"
        CANCEL = "cancel"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    interview = models.ForeignKey(Interview, on_delete=models.CASCADE, related_name="invitations")
    method = models.CharField(max_length=10, choices=Method)
    sequence = models.PositiveIntegerField()
    to_name = models.CharField(max_length=150, blank=True)
    to_email = models.EmailField()
    starts = models.DateTimeField()
    ends = models.DateTimeField()
    confirmed = models.BooleanField(default=False)  # False = the time is offered and not yet accepted
    queued_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["queued_at", "id"]
        indexes = [models.Index(fields=["sent_at", "next_try_at"])]
        constraints = [
            models.UniqueConstraint(fields=["interview", "sequence", "to_email"], name="invitation_once"),
        ]
