"""What every change of a publication has in common: it is locked, open, and a change ends the approval."""

from datetime import datetime
from typing import Any

from likvard.access.models import User
from likvard.ledger.actions import record
from likvard.reviews.actions.moving import NotYet
from likvard.reviews.models import Publication
from likvard.rulebook.guards import Reason
from likvard.rulebook.words import Words

REFUSALS: dict[str, Words] = {
    "made": Words(
        "Det som är publicerat ändras inte. Gör en ny version.", "What is published is not changed. Make a new version."
    ),
    "not_issued": Words("Bara ett utfärdat beslut kan publiceras.", "Only a decision that is issued can be published."),
    "own_work": Words(
        "Någon annan än den som har maskerat eller skrivit ska godkänna.",
        "Somebody other than those who masked or wrote is to approve.",
    ),
    "changed": Words(
        "Innehållet har ändrats sedan du läste det. Läs det igen.",
        "The content has changed since you read it. Read it again.",
    ),
    "not_approved": Words(
        "Den maskerade versionen är inte godkänd ord för ord som den nu är.",
        "The masked version is not approved word for word as it now is.",
    ),
    "not_published": Words("Den är inte publicerad.", "It is not published."),
    "not_there": Words("Orden finns inte där.", "The words are not there."),
    "no_reason": Words("Skriv varför.", "Write why."),
}


def refuse(code: str) -> NotYet:
    return NotYet((Reason(code, REFUSALS[code]),))


def open_publication(publication: Publication) -> Publication:
    """The row, locked until the transaction ends. Raises `NotYet` for what is published."""
    stored = (
        Publication.objects.select_for_update(of=("self",))
        .select_related("round", "decision", "report")
        .get(pk=publication.pk)
    )
    if stored.state not in (Publication.State.DRAFT, Publication.State.APPROVED):
        raise refuse("made")
    return stored


def touched(stored: Publication, by: User, at: datetime, *fields: str) -> Publication:
    """Saves `fields`; whoever did it has written in it, and what was approved is so no more."""
    if str(by.pk) not in stored.writers:
        stored.writers = [*stored.writers, str(by.pk)]
    stored.version += 1
    stored.state, stored.approved_by, stored.approved_at, stored.approved_checksum = "draft", None, None, ""
    stored.save(
        update_fields=[
            "writers", "version", "state", "approved_by", "approved_at", "approved_checksum", *fields,
        ]
    )  # fmt: skip
    return stored


def tell(publication: Publication, action: str, by: User, at: datetime, **more: Any) -> None:
    record(
        action=action, subject_kind="publication", subject_id=publication.pk, by=by, at=at,
        organisation=publication.round.holder_id, **more,
    )  # fmt: skip
