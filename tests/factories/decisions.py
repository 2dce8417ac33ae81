"""Decisions at each step of their way, made by the same actions that people use."""

from datetime import date, timedelta

from likvard.access.models import User
from likvard.reviews.actions import decisions, issuing
from likvard.reviews.models import Decision, Participant, ParticipantUnit
from likvard.reviews.queries.decisions import checksum_of, content_of

from .days import NOW, TODAY


def a_decision(
    participant: Participant, by: User, decider: User, unit: ParticipantUnit | None = None, *, outcome: str = "open",
    decided_on: date = TODAY, **values,
) -> Decision:  # fmt: skip
    """A draft with everything that a decision without deficiencies needs."""
    draft = decisions.begin_decision(participant=participant, unit=unit, by=by, at=NOW)
    given = {
        "decided_on": decided_on, "decided_by": decider, "outcome": outcome, "court": "Förvaltningsrätten i Malmö",
        **values,
    }  # fmt: skip
    if outcome == "open":
        given.setdefault("response_day", decided_on + timedelta(days=200))
        given.setdefault("follow_up_on", decided_on + timedelta(days=230))
    return decisions.write_decision(decision=draft, values=given, version=draft.version, by=by, at=NOW)


def approved(decision: Decision) -> Decision:
    shown = Decision.objects.get(pk=decision.pk)
    return decisions.approve_decision(
        decision=shown, checksum=checksum_of(content_of(shown)), by=shown.decided_by, at=NOW
    )


def issued(decision: Decision, *, today: date = TODAY) -> Decision:
    """Approved by its decider and issued by the same."""
    done = approved(decision)
    return issuing.issue_decision(decision=done, today=today, by=done.decided_by, at=NOW)
