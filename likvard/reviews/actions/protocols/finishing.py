"""Corrections accepted or rejected with reasons, and the protocol made final."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from likvard.access.models import User
from likvard.ledger.actions import Text
from likvard.reports.frozen import checksum_of
from likvard.reports.protocol import to_json
from likvard.reviews.models import Correction, Protocol, Statement
from likvard.reviews.queries.protocols import content_of, open_corrections

from .rules import CORRECTIONS_LEFT, NOT_CHECKED, REASON_MISSING, NotNow, locked, tell, tell_own

CHECKED = Protocol.State.CHECKED


@transaction.atomic
def answer_correction(
    *, correction: Correction, accepted: bool, reason: str, by: User, at: datetime, text: str = ""
) -> Correction:
    """Accept, with the proposed wording or `text`, or reject; both with a reason. May be changed until it is final."""
    if not reason.strip():
        raise NotNow(REASON_MISSING)
    protocol = locked(correction.statement.protocol_id, CHECKED, otherwise=NOT_CHECKED)
    stored = Correction.objects.select_for_update(of=("self",)).get(pk=correction.pk, delivered_at__isnull=False)
    statement = Statement.objects.get(pk=stored.statement_id)
    wording = (text.strip() or stored.text) if accepted else statement.sent_text
    before = {"text": Text.of(statement.text), "state": stored.state}
    stored.state = Correction.State.ACCEPTED if accepted else Correction.State.REJECTED
    stored.reason, stored.decided_by, stored.decided_at = reason.strip(), by, at
    stored.version += 1
    stored.save(update_fields=["state", "reason", "decided_by", "decided_at", "version"])
    if statement.text != wording:
        statement.text, statement.changed_by, statement.changed_at = wording, by, at
        statement.version += 1
        statement.save(update_fields=["text", "changed_by", "changed_at", "version"])
    after = {"number": statement.number, "state": stored.state, "text": Text.of(wording), "reason": Text.of(reason)}
    tell(
        "correction_accepted" if accepted else "correction_rejected", protocol, by=by, at=at, before=before, after=after
    )
    return stored


@transaction.atomic
def make_final(
    *, protocol: Protocol, final_on: date, role_words: Mapping[str, str], by: User, at: datetime
) -> Protocol:
    """Freeze it: its content with what the fact-check changed, and a checksum. It never changes again.

    `role_words` names the speakers' roles as the paper has them. Raises `NotNow` while a correction is unanswered.
    """
    stored = locked(protocol.pk, CHECKED, otherwise=NOT_CHECKED)
    if open_corrections(stored):
        raise NotNow(CORRECTIONS_LEFT)
    content = to_json(content_of(stored, role_words=role_words, final_on=final_on, signed_by=by.name_and_title))
    stored.state, stored.final_on, stored.final_by = Protocol.State.FINAL, final_on, by
    stored.content, stored.checksum = content, checksum_of(content)
    stored.version += 1
    stored.save(update_fields=["state", "final_on", "final_by", "content", "checksum", "version"])
    after = {"checksum": stored.checksum, "final_on": final_on}
    tell("protocol_made_final", stored, by=by, at=at, after=after)
    tell_own("protocol_made_final", stored, by=None, at=at, after=after, reason="delivered")
    return stored
