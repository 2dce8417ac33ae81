"""Four eyes: the decider approves exactly what she has read."""

from datetime import datetime

from django.db import transaction

from likvard.access.models import User
from likvard.reviews.actions.moving import NotYet
from likvard.reviews.models import (
    Decision,
)
from likvard.reviews.queries.decisions import (
    checksum_of,
    content_of,
    deciders,
    lacking_in,
)

from .rules import open_decision, refuse, tell_of_decision


@transaction.atomic
def approve_decision(*, decision: Decision, checksum: str, by: User, at: datetime) -> Decision:
    """The decider approves exactly what she has read: `checksum` is of the content that her page showed.

    Raises `NotYet`: something is missing, the person has written in it, is not the decider or has not the right
    to decide, or the words have changed.
    """
    stored = open_decision(decision)
    reasons = tuple(lacking_in(stored))
    if reasons:
        raise NotYet(reasons)
    if str(by.pk) in stored.writers or by.pk == stored.created_by_id or by.pk == stored.reporting_id:
        raise refuse("own_work")
    if stored.decided_by_id != by.pk or by not in deciders(stored.participant.round.holder_id, on=at.date()):
        raise refuse("not_decider")
    now = checksum_of(content_of(stored))
    if now != checksum:
        raise refuse("changed")
    if stored.state == Decision.State.APPROVED and stored.approved_checksum == now:
        return stored
    stored.state, stored.approved_by, stored.approved_at, stored.approved_checksum = "approved", by, at, now
    stored.save(update_fields=["state", "approved_by", "approved_at", "approved_checksum"])
    tell_of_decision(stored, "decision_approved", by, at, after={"checksum": now, "version": stored.version})
    return stored
