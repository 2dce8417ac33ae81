"""Quality dialogues: a series by a decided model, its parties, each dialogue with both sides' words, agreements."""

import uuid

from django.conf import settings
from django.db import models

from likvard.organisations.models import Organisation, SchoolUnit

from .mandate import Mandate


class Series(models.Model):
    """Dialogues that one organiser holds by one model. `agenda` is `[{"key", "heading", "questions": [...]}]`."""

    class State(models.TextChoices):
        PROPOSED = "proposed"  # the model waits for its decision
        DECIDED = "decided"
        ENDED = "ended"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    holder = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="dialogue_series")
    title = models.CharField(max_length=200)
    template = models.CharField(max_length=40)  # a key of rulebook.dialogues
    mandate = models.ForeignKey(Mandate, null=True, blank=True, on_delete=models.PROTECT, related_name="series")
    purposes = models.JSONField(default=list)
    agenda = models.JSONField(default=list)
    times_a_year = models.PositiveSmallIntegerField()
    led_by = models.CharField(max_length=120, blank=True)  # a role: "skolchefen"
    state = models.CharField(max_length=10, choices=State, default=State.PROPOSED)
    decided_on = models.DateField(null=True, blank=True)
    paragraph = models.CharField(max_length=40, blank=True)
    trial_until = models.DateField(null=True, blank=True)
    evaluation_due = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    ending_grounds = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["title"]
        constraints = [
            models.CheckConstraint(
                name="series_decided_has_a_day",
                condition=models.Q(state="proposed") | models.Q(decided_on__isnull=False),
            ),
            models.CheckConstraint(
                name="series_ended_has_day_and_grounds",
                condition=~models.Q(state="ended") | (models.Q(ended_on__isnull=False) & ~models.Q(ending_grounds="")),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class SeriesParty(models.Model):
    """Whom the dialogues are held with: a unit of the own organisation or an independent operator's."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="parties")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    school_unit = models.ForeignKey(SchoolUnit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    left_on = models.DateField(null=True, blank=True)
    left_reason = models.TextField(blank=True)
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["organisation__name", "school_unit__name", "added_at"]
        constraints = [
            models.UniqueConstraint(fields=["series", "school_unit"], name="unit_once_per_series"),
            models.UniqueConstraint(
                fields=["series", "organisation"], condition=models.Q(school_unit=None), name="actor_once_per_series"
            ),
            models.CheckConstraint(
                name="party_left_has_a_reason", condition=models.Q(left_on__isnull=True) | ~models.Q(left_reason="")
            ),
        ]

    @property
    def name(self) -> str:
        return self.school_unit.name if self.school_unit else self.organisation.name


class Dialogue(models.Model):
    """One dialogue. `agenda` and `sheet` are frozen: the agenda when it is planned, the sheet when it is held."""

    class State(models.TextChoices):
        PLANNED = "planned"
        HELD = "held"
        CANCELLED = "cancelled"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    party = models.ForeignKey(SeriesParty, on_delete=models.CASCADE, related_name="dialogues")
    day = models.DateField()
    place = models.CharField(max_length=200, blank=True)
    agenda = models.JSONField(default=list)
    sheet = models.JSONField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.PLANNED)
    held_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="dialogues"
    )
    present = models.TextField(blank=True)
    held_on = models.DateField(null=True, blank=True)
    no_agreement_reason = models.TextField(blank=True)
    cancelled_reason = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["day", "created_at"]
        constraints = [
            models.CheckConstraint(
                name="dialogue_held_has_a_day",
                condition=models.Q(state="held", held_on__isnull=False)
                | (~models.Q(state="held") & models.Q(held_on__isnull=True)),
            ),
            models.CheckConstraint(
                name="dialogue_cancelled_has_a_reason",
                condition=~models.Q(state="cancelled") | ~models.Q(cancelled_reason=""),
            ),
        ]


class DialogueText(models.Model):
    """What one side prepared on one topic, or the notes both read. A preparation is its own side's until shared."""

    class Side(models.TextChoices):
        HOLDER = "holder"
        PARTY = "party"
        NOTES = "notes"

    dialogue = models.ForeignKey(Dialogue, on_delete=models.CASCADE, related_name="texts")
    topic = models.CharField(max_length=40)
    side = models.CharField(max_length=10, choices=Side)
    text = models.TextField(blank=True)
    shared_at = models.DateTimeField(null=True, blank=True)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    changed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["dialogue", "topic", "side"], name="dialogue_text_once")]


class Agreement(models.Model):
    """What a dialogue agreed on. Carried to each next dialogue with the party until it is done or dropped."""

    class State(models.TextChoices):
        OPEN = "open"
        DONE = "done"
        DROPPED = "dropped"

    class Effect(models.TextChoices):
        NOT_SAID = ""
        EFFECT = "effect"
        ACTIVITY_ONLY = "activity_only"
        TOO_EARLY = "too_early"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    dialogue = models.ForeignKey(Dialogue, on_delete=models.CASCADE, related_name="agreements")
    what = models.TextField()
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="agreements"
    )
    owner_named = models.CharField(max_length=150, blank=True)  # who has no account here
    until = models.DateField()
    expected_change = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    effect = models.CharField(max_length=20, choices=Effect, blank=True)
    outcome = models.TextField(blank=True)
    ended_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["until", "created_at"]
        constraints = [
            models.CheckConstraint(
                name="agreement_has_an_owner", condition=models.Q(owner__isnull=False) | ~models.Q(owner_named="")
            ),
            models.CheckConstraint(
                name="agreement_ended_has_day_and_outcome",
                condition=models.Q(state="open", ended_on__isnull=True)
                | (~models.Q(state="open") & models.Q(ended_on__isnull=False) & ~models.Q(outcome="")),
            ),
        ]

    @property
    def who(self) -> str:
        return self.owner.name if self.owner else self.owner_named


class Evaluation(models.Model):
    """What one side thought of a year's dialogues. `party` null = the organiser that holds them."""

    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="evaluations")
    party = models.ForeignKey(SeriesParty, null=True, blank=True, on_delete=models.CASCADE, related_name="evaluations")
    year = models.PositiveSmallIntegerField()
    grades = models.JSONField(default=dict)  # per purpose, by its number: 1–4
    keep = models.TextField(blank=True)
    change = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["year", "id"]
        constraints = [
            models.UniqueConstraint(fields=["series", "party", "year"], name="party_evaluates_once_a_year"),
            models.UniqueConstraint(
                fields=["series", "year"], condition=models.Q(party=None), name="holder_evaluates_once_a_year"
            ),
        ]


class Memo(models.Model):
    """A memo to the board (tjänsteskrivelse), written from what is recorded: of dialogues (`series`) or of a quality
    report (`report`). `issued_on` set = locked."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    series = models.ForeignKey(Series, null=True, blank=True, on_delete=models.CASCADE, related_name="memos")
    report = models.ForeignKey(
        "QualityReport", null=True, blank=True, on_delete=models.PROTECT, related_name="memos"
    )  # fmt: skip
    number = models.PositiveSmallIntegerField()
    texts = models.JSONField(default=dict)  # per part of the memo; "proposals" is a list
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    issued_on = models.DateField(null=True, blank=True)
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    content = models.JSONField(null=True, blank=True)
    checksum = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["series", "number"], name="memo_number_once"),
            models.UniqueConstraint(fields=["report", "number"], name="memo_number_once_of_a_report"),
            models.CheckConstraint(
                name="memo_of_dialogues_or_of_a_report",
                condition=models.Q(series=None, report__isnull=False) | models.Q(series__isnull=False, report=None),
            ),
            models.CheckConstraint(
                name="memo_issued_is_locked",
                condition=models.Q(issued_on__isnull=True, content__isnull=True, checksum="")
                | (models.Q(issued_on__isnull=False, content__isnull=False) & ~models.Q(checksum="")),
            ),
        ]

    @property
    def holder(self) -> Organisation:
        return self.series.holder if self.series else self.report.holder
