"""The last days that follow from a decision, and the follow-up that it plans."""

from datetime import date, datetime

from django.db import transaction

from likvard.access.models import User
from likvard.documents.models import Document
from likvard.ledger.actions import record
from likvard.reviews.models import (
    Case,
    Deadline,
    Decision,
    Finding,
    FollowUp,
)
from likvard.reviews.queries.decisions import (
    areas_of,
    content_of,
)


def set_last_days(case: Case, decision: Decision, document: Document, by: User, at: datetime) -> None:
    """The answer's last day, each order's own, the follow-up, and the last day to appeal where that is known."""
    wanted: list[tuple[str, date, Finding | None]] = []
    if decision.outcome == "open":
        wanted.append(("response", decision.response_day, None))
        wanted.append(("follow_up", decision.follow_up_on, None))
        plan_follow_up(case=case, day=decision.follow_up_on, after=decision, by=by, at=at)
    for _, findings in areas_of(decision):
        for one in findings:
            if one.last_day and one.last_day != decision.response_day and one.finding_id:
                wanted.append(("response", one.last_day, one.finding))
    content = content_of(decision)
    if content.appeal and content.appeal.last_day:
        wanted.append(("appeal", content.appeal.last_day, None))
    if decision.kind == Decision.Kind.FOLLOW_UP:
        for old in case.deadlines.filter(what="follow_up", met_on=None):
            old.met_on, old.met_by, old.version = decision.decided_on, by, old.version + 1
            old.save(update_fields=["met_on", "met_by", "version"])
    for what, day, finding in wanted:
        if not case.deadlines.filter(what=what, day=day, finding=finding).exists():
            deadline = Deadline.objects.create(case=case, what=what, day=day, finding=finding, document=document)
            record(
                action="deadline_added", subject_kind="deadline", subject_id=deadline.pk, by=by, at=at,
                organisation=case.holder_id, case=case.pk, after={"what": what, "day": day, "document": document.pk},
            )  # fmt: skip


@transaction.atomic
def plan_follow_up(*, case: Case, day: date, after: Decision | None, by: User, at: datetime) -> FollowUp:
    """The case's next follow-up; planned again, the day of the one that is not done moves."""
    waiting = case.follow_ups.filter(done_on=None).order_by("number").first()
    if waiting is None:
        waiting = FollowUp.objects.create(
            case=case, number=case.follow_ups.count() + 1, planned_on=day, after=after, created_at=at
        )
    elif waiting.planned_on == day:
        return waiting
    else:
        waiting.planned_on = day
        waiting.save(update_fields=["planned_on"])
    record(
        action="follow_up_planned", subject_kind="follow_up", subject_id=waiting.pk, by=by, at=at,
        organisation=case.holder_id, case=case.pk, after={"number": waiting.number, "day": day},
    )  # fmt: skip
    return waiting
