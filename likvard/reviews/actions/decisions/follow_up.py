"""The decision that concludes a follow-up."""

from datetime import datetime

from django.db import transaction

from likvard.access.models import User
from likvard.reviews.models import (
    Decision,
    DecisionArea,
    DecisionFinding,
    FollowUp,
    FollowUpFinding,
)
from likvard.reviews.queries.judgements import scale_of

from .rules import locked_participant, mark_changed, open_decision, refuse, tell_of_decision


@transaction.atomic
def begin_follow_up_decision(*, follow_up: FollowUp, by: User, at: datetime) -> Decision:
    """The decision that concludes a follow-up, built from what has been judged of each finding."""
    stored = FollowUp.objects.select_for_update(of=("self",)).select_related("case__participant").get(pk=follow_up.pk)
    participant = locked_participant(stored.case.participant)
    if stored.done_on is not None:
        raise refuse("no_follow_up")
    if stored.decision_id is None:
        count = participant.decisions.count() + 1
        stored.decision = Decision.objects.create(
            participant=participant, kind=Decision.Kind.FOLLOW_UP, reporting=by, writers=[str(by.pk)],
            number=f"{stored.case.case_number or participant.round.case_number}:{count}".lstrip(":"),
            created_by=by, created_at=at, changed_by=by, changed_at=at,
        )  # fmt: skip
        stored.save(update_fields=["decision"])
        tell_of_decision(stored.decision, "decision_begun", by, at, after={"kind": "follow_up"})
    decision = open_decision(stored.decision)
    _take_follow_up(decision, stored)
    mark_changed(decision, by, at)
    return decision


GRAVITY = ("in_line", "remedied", "partly_remaining", "further_needed", "remaining")


def _take_follow_up(decision: Decision, follow_up: FollowUp) -> None:
    """Per area what has become of its findings: the gravest outcome is the area's."""
    rows = list(
        FollowUpFinding.objects.filter(follow_up=follow_up)
        .select_related("finding__area")
        .order_by("finding__area__ordering", "finding__ordering")
    )
    accounts = dict(decision.areas.values_list("area_key", "account"))
    decision.areas.all().delete()
    scale = scale_of(decision.participant.round)
    areas: dict[int | None, DecisionArea] = {}
    for ordering, row in enumerate(rows):
        area = row.finding.area
        key = str(area.pk) if area else ""
        outcomes = [r.outcome for r in rows if r.finding.area_id == row.finding.area_id]
        if row.finding.area_id not in areas:
            areas[row.finding.area_id] = DecisionArea.objects.create(
                decision=decision, area_key=key, name=area.name if area else "", ordering=len(areas),
                legal_basis=area.legal_basis if area else [], scale=scale, level=area.judgement if area else "",
                account=accounts.get(key, ""), follow_up=max(outcomes, key=GRAVITY.index),
            )  # fmt: skip
        DecisionFinding.objects.create(
            area=areas[row.finding.area_id], finding=row.finding, kind=row.finding.kind, text=row.finding.text,
            ordering=ordering, outcome=row.outcome, account=row.grounds,
        )  # fmt: skip
