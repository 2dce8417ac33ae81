"""What lies within an inventory: the holder's finished first judgements and its cases of those days, less what is
kept from the reader."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet
from django.db.models.functions import Coalesce

from likvard.access.models import User
from likvard.reviews.models import (
    Case,
    DecisionFinding,
    Finding,
    Inventory,
    JudgedFinding,
    Judgement,
    Participant,
    SecondReader,
)
from likvard.reviews.queries.judgements import blind_participants


@dataclass(frozen=True, slots=True)
class Within:
    """`blind` = participants kept from the reader, for she is still to judge them herself."""

    inventory: Inventory
    blind: frozenset[UUID]

    def judgements(self) -> QuerySet[Judgement]:
        return Judgement.objects.filter(
            participant__round__holder=self.inventory.holder_id, participant__state=Participant.State.SELECTED,
            reader=Judgement.Reader.FIRST, done_at__date__range=(self.inventory.begins, self.inventory.ends),
        ).exclude(participant__in=self.blind)  # fmt: skip

    def judged(self) -> QuerySet[JudgedFinding]:
        return JudgedFinding.objects.filter(judgement__in=self.judgements(), removed_at=None)

    def cases(self) -> QuerySet[Case]:
        """With `of_day`, the day that decides whether a case lies within."""
        return (
            Case.objects.filter(holder=self.inventory.holder_id, merged_into=None)
            .exclude(pk__in=Participant.objects.filter(pk__in=self.blind, case__isnull=False).values("case"))
            .annotate(of_day=Coalesce("decided_on", "opened_on"))
            .filter(of_day__range=(self.inventory.begins, self.inventory.ends))
        )

    def findings(self) -> QuerySet[Finding]:
        """Of decisions that came or were issued. What stands in a decision because it was judged is counted once, as
        judged; what was delivered within the same organisation once, as issued."""
        as_judged = DecisionFinding.objects.filter(finding__isnull=False, judged__isnull=False).values("finding")
        return (
            Finding.objects.filter(case__in=self.cases().values("pk"))
            .exclude(pk__in=as_judged)
            .exclude(delivered_from__case__holder=self.inventory.holder_id)
        )


def within(inventory: Inventory, user: User | None) -> Within:
    """`user` None = everything, for issuing."""
    return Within(inventory, frozenset(_blind(inventory.holder_id, user) if user else ()))


def _blind(holder: UUID, user: User) -> set[UUID]:
    asked = SecondReader.objects.filter(user=user, ended_at=None, participant__round__holder=holder)
    rounds = {one.participant.round_id: one.participant.round for one in asked.select_related("participant__round")}
    return {pk for round_ in rounds.values() for pk in blind_participants(user, round_)}
