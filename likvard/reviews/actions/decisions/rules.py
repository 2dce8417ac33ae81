"""What may be done to a decision, and how each change is told. A change ends an approval."""

from datetime import datetime
from typing import Any

from likvard.access.models import User
from likvard.ledger.actions import record
from likvard.reviews.actions.moving import NotYet
from likvard.reviews.actions.rounds import require_open
from likvard.reviews.models import (
    Decision,
    Participant,
)
from likvard.rulebook.guards import Reason
from likvard.rulebook.words import Words

WHY: dict[str, Words] = {
    "issued": Words(
        "Beslutet är fattat och kan inte ändras. Rätta det genom ett nytt beslut.",
        "The decision is issued and cannot change. Correct it by a new decision.",
    ),
    "own_work": Words(
        "Den som har skrivit i beslutet kan inte godkänna det. En annan person ska läsa det.",
        "Whoever has written in the decision cannot approve it. Another person must read it.",
    ),
    "not_decider": Words(
        "Bara den som anges som beslutande kan godkänna beslutet.",
        "Only the person named as decider can approve the decision.",
    ),
    "changed": Words(
        "Beslutet har ändrats sedan sidan visades. Läs det igen innan det godkänns.",
        "The decision has changed since the page was shown. Read it again before approving it.",
    ),
    "no_decisions": Words(
        "Den här granskningen fattar inga enskilda beslut. Resultatet kommer i en övergripande rapport.",
        "This review makes no individual decisions. The result comes in an overall report.",
    ),
    "no_case": Words(
        "Deltagaren har inget ärende än. Det öppnas när granskningen startas.",
        "The participant has no case yet. It is opened when the round is started.",
    ),
    "exists": Words("Det finns redan ett beslut. Rätta det genom ett nytt beslut.", "There is a decision already."),
    "no_follow_up": Words("Det finns ingen uppföljning att avsluta.", "There is no follow-up to conclude."),
    "not_issued": Words("Beslutet är inte fattat än.", "The decision is not issued yet."),
}  # fmt: skip


def refuse(*codes: str) -> NotYet:
    return NotYet(tuple(Reason(code, WHY[code]) for code in codes))


def locked_participant(participant: Participant) -> Participant:
    require_open(participant.round)
    return (
        Participant.objects.select_for_update(of=("self",))
        .select_related("round__holder", "case", "organiser")
        .get(pk=participant.pk)
    )


def open_decision(decision: Decision) -> Decision:
    """The decision, locked, not issued. Raises `NotYet` and `RoundRefuses`."""
    stored = (
        Decision.objects.select_for_update(of=("self",))
        .select_related(
            "participant__round__holder", "participant__case", "participant__organiser", "unit__school_unit",
            "decided_by", "reporting", "replaces", "changed_by",
        )
        .get(pk=decision.pk)
    )  # fmt: skip
    require_open(stored.participant.round)
    if stored.state == Decision.State.ISSUED:
        raise refuse("issued")
    return stored


def mark_changed(decision: Decision, by: User, at: datetime) -> None:
    """A change: a new version, and the end of an approval that held for other words."""
    was_approved = decision.state == Decision.State.APPROVED
    if was_approved:
        decision.state, decision.approved_by, decision.approved_at, decision.approved_checksum = "draft", None, None, ""
    decision.version += 1
    decision.changed_by, decision.changed_at = by, at
    decision.writers = [*decision.writers, *([str(by.pk)] if str(by.pk) not in decision.writers else [])]
    decision.save(
        update_fields=["state", "approved_by", "approved_at", "approved_checksum", "version", "changed_by",
                       "changed_at", "writers"]
    )  # fmt: skip
    if was_approved:
        tell_of_decision(decision, "decision_approval_void", by, at, after={"version": decision.version})


def tell_of_decision(
    decision: Decision, action: str, by: User | None, at: datetime, *, before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:  # fmt: skip
    record(
        action=action, subject_kind="decision", subject_id=decision.pk, by=by, at=at,
        organisation=decision.participant.round.holder_id, case=decision.participant.case_id or "",
        before=before, after=after,
    )  # fmt: skip
