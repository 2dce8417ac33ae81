"""The only writer of a case's state."""

from dataclasses import replace
from datetime import date, datetime

from django.db import transaction

from likvard.access.models import User
from likvard.ledger.actions import Text, record
from likvard.reviews.models import Case
from likvard.reviews.queries import definition_of, facts_of
from likvard.rulebook.guards import Facts, Reason

from .wordings import keep_wording


class NotYet(Exception):  # noqa: N818 - read aloud where it is raised
    """The step must wait; `reasons` say why, each in plain Swedish and English (`reason.text(language)`)."""

    def __init__(self, reasons: tuple[Reason, ...]) -> None:
        super().__init__(" ".join(reason.text("sv") for reason in reasons))
        self.reasons = reasons


@transaction.atomic
def move(
    *,
    case: Case,
    name: str,
    by: User | None,
    at: datetime,
    day: date | None = None,
    grounds: str = "",
    known: Facts | None = None,
) -> Case:
    """Takes the step `name` out of the state that the case is in.

    `day` is the day that the step happened (needed to close) and `grounds` its reasons. `known` replaces what is
    stored as facts when a document itself tells of the step. Raises `NoSuchStep` when the state has no such step
    and `NotYet` with every reason when a guard holds it back.
    """
    stored = Case.objects.select_for_update().get(pk=case.pk)
    lifecycle = definition_of(stored).lifecycle
    step = lifecycle.step(stored.state, name)
    facts = replace(known or facts_of(stored), closing_day_given=day is not None, grounds_given=bool(grounds.strip()))
    if reasons := lifecycle.unmet(step, facts):
        raise NotYet(reasons)
    before, after = {"state": stored.state}, {"state": step.target}
    fields = ["state", "version"]
    if step.target == Case.State.CLOSED:
        stored.closed_on, stored.closing_grounds = day, grounds.strip()
        fields += ["closed_on", "closing_grounds"]
        after |= {"closed_on": day, "closing_grounds": Text.of(stored.closing_grounds)}
    elif stored.state == Case.State.CLOSED:
        keep_wording(
            case=stored, subject_kind="case", subject_id=stored.id, field="closing_grounds",
            text=stored.closing_grounds, by=by, at=at,
        )  # fmt: skip
        before |= {"closed_on": stored.closed_on, "closing_grounds": Text.of(stored.closing_grounds)}
        after |= {"grounds": Text.of(grounds.strip())}
        keep_wording(
            case=stored, subject_kind="case", subject_id=stored.id, field="reopening_grounds",
            text=grounds.strip(), by=by, at=at,
        )  # fmt: skip
        stored.closed_on, stored.closing_grounds = None, ""
        fields += ["closed_on", "closing_grounds"]
    if name == "decide" and stored.decided_on is None and day is not None:
        stored.decided_on = day
        fields.append("decided_on")
        after["decided_on"] = day
    stored.state = step.target
    stored.version += 1
    stored.save(update_fields=fields)
    record(
        action=step.records,
        subject_kind="case",
        subject_id=stored.id,
        by=by,
        at=at,
        organisation=stored.holder_id,
        case=stored.id,
        before=before,
        after=after,
    )
    case.refresh_from_db()
    return case
