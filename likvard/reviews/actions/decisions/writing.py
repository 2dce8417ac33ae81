"""What people write in a decision: its details, the reasons of an area, what it does about a finding."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction

from likvard.access.models import User
from likvard.ledger.actions import Text
from likvard.quality.actions import ChangedMeanwhile
from likvard.reviews.actions.judging import references
from likvard.reviews.actions.wordings import keep_wording
from likvard.reviews.models import (
    Decision,
    DecisionArea,
    DecisionFinding,
)
from likvard.terms.interventions import by_code

from .rules import mark_changed, open_decision, tell_of_decision

WORDS_OF = ("introduction", "closing_text", "others")


@transaction.atomic
def write_decision(*, decision: Decision, values: dict[str, Any], version: int, by: User, at: datetime) -> Decision:
    """Number, days, people, introduction, outcome. Ends an approval. Raises `ChangedMeanwhile` and `NotYet`."""
    allowed = {"number", "decided_on", "decided_by", "reporting", "others", "introduction", "outcome", "closing_text",
               "response_day", "follow_up_on", "court"}  # fmt: skip
    if unknown := set(values) - allowed:
        raise TypeError(f"a decision has no {sorted(unknown)[0]}")
    stored = open_decision(decision)
    current = {name: getattr(stored, name) for name in values}
    changes = {name: value for name, value in values.items() if current[name] != value}
    if not changes:
        return stored
    if stored.version != version:
        raise ChangedMeanwhile(stored, current, values)
    for name, value in changes.items():
        if name in ("introduction", "closing_text"):
            keep_wording(
                case=stored.participant.case, subject_kind="decision", subject_id=stored.pk, field=name,
                text=current[name], by=by, at=at, written_by=stored.changed_by,
            )  # fmt: skip
        setattr(stored, name, value)
    stored.save(update_fields=list(changes))
    mark_changed(stored, by, at)
    tell_of_decision(
        stored, "decision_written", by, at,
        before={n: _told(n, current[n]) for n in changes}, after={n: _told(n, v) for n, v in changes.items()},
    )  # fmt: skip
    return stored


def _told(name: str, value: Any) -> Any:
    return Text.of(value) if name in WORDS_OF else value


@transaction.atomic
def write_area(*, area: DecisionArea, account: str, version: int, by: User, at: datetime) -> DecisionArea:
    """The reasons of one area. `version` is the decision's. Raises `ChangedMeanwhile`."""
    stored = open_decision(area.decision)
    row = stored.areas.get(pk=area.pk)
    if row.account == account.strip():
        return row
    if stored.version != version:
        raise ChangedMeanwhile(stored, {"account": row.account}, {"account": account.strip()})
    keep_wording(
        case=stored.participant.case, subject_kind="decision_area", subject_id=row.pk, field="account",
        text=row.account, by=by, at=at, written_by=stored.changed_by,
    )  # fmt: skip
    row.account = account.strip()
    row.save(update_fields=["account"])
    mark_changed(stored, by, at)
    tell_of_decision(stored, "decision_written", by, at, after={"area": row.pk, "text": Text.of(row.account)})
    return row


@transaction.atomic
def write_decided_finding(
    *,
    finding: DecisionFinding,
    text: str,
    legal_basis: Iterable[str],
    version: int,
    by: User,
    at: datetime,
    intervention: str = "",
    actions: Iterable[tuple[str, str]] = (),
    serious: bool = False,
    fine_sek: int | None = None,
    last_day: date | None = None,
) -> DecisionFinding:
    """What the decision does about one finding. `actions` = (what, shown by) of an order.

    Raises `ValueError` for an intervention in an audit, or a fine without its order, and `ChangedMeanwhile`.
    """
    stored = open_decision(finding.area.decision)
    row = DecisionFinding.objects.select_related("area").get(pk=finding.pk, area__decision=stored)
    if intervention and (row.kind != "deficiency" or by_code(intervention) is None):
        raise ValueError(f"no {intervention!r} of a {row.kind}")
    if fine_sek is not None and intervention != "order_with_fine":
        raise ValueError("a fine belongs to an order under a fine")
    values = {
        "text": text.strip(),
        "legal_basis": references(legal_basis),
        "intervention": intervention,
        "actions": [{"what": what.strip(), "shown_by": seen.strip()} for what, seen in actions if what.strip()],
        "serious": serious and row.kind == "deficiency",
        "fine_sek": fine_sek,
        "last_day": last_day,
    }
    current = {name: getattr(row, name) for name in values}
    if current == values:
        return row
    if stored.version != version:
        raise ChangedMeanwhile(stored, current, values)
    keep_wording(
        case=stored.participant.case, subject_kind="decision_finding", subject_id=row.pk, field="text",
        text=row.text if row.text != values["text"] else "", by=by, at=at, written_by=stored.changed_by,
    )  # fmt: skip
    for name, value in values.items():
        setattr(row, name, value)
    row.save(update_fields=list(values))
    mark_changed(stored, by, at)
    tell_of_decision(
        stored, "decision_written", by, at,
        after={"finding": row.pk, "text": Text.of(row.text), "intervention": intervention, "fine_sek": fine_sek,
               "last_day": last_day, "actions": len(values["actions"])},
    )  # fmt: skip
    return row
