"""What a judgement stands on."""

from datetime import datetime

from django.db import transaction

from likvard.access.models import User
from likvard.documents.models import Document
from likvard.reviews.models import (
    Judgement,
    JudgementEvidence,
    Statement,
)

from .rules import open_judgement, tell


@transaction.atomic
def add_judgement_evidence(
    *,
    judgement: Judgement,
    kind: str,
    by: User,
    at: datetime,
    statement: Statement | None = None,
    document: Document | None = None,
    page: int | None = None,
    span: tuple[int, int] | None = None,
    quote: str = "",
    value: str = "",
    source: str = "",
    note: str = "",
) -> JudgementEvidence:
    """What the judgement stands on: a statement of one of the participant's protocols, a place in a document that
    the authority holds, a figure with its source, or what was seen. Raises `ValueError` for anything less exact."""
    stored = open_judgement(judgement, by)
    if kind == "statement":
        if statement is None or statement.removed_at or statement.protocol.participant_id != stored.participant_id:
            raise ValueError("a statement of this participant's own protocols")
        if stored.evidence.filter(statement=statement, removed_at=None).exists():
            return stored.evidence.filter(statement=statement, removed_at=None).first()
    elif kind == "document":
        if document is None or document.holder_id != stored.participant.round.holder_id or not (page or span):
            raise ValueError("a place in a document of the authority: page or characters")
    elif kind == "figure":
        if not value.strip() or not source.strip():
            raise ValueError("a figure has a value and a source")
    elif kind != "note" or not note.strip():
        raise ValueError(f"no evidence of kind {kind!r}, or nothing in it")
    row = JudgementEvidence.objects.create(
        judgement=stored, kind=kind,
        statement=statement if kind == "statement" else None,
        document=document if kind == "document" else None,
        page=page if kind == "document" else None,
        starts=span[0] if span and kind == "document" else None,
        ends=span[1] if span and kind == "document" else None,
        quote=quote.strip(), value=value.strip() if kind == "figure" else "",
        source=source.strip() if kind == "figure" else "", note=note.strip(), added_by=by, added_at=at,
    )  # fmt: skip
    tell(stored, "judgement_evidence_added", by, at, after={"evidence": row.pk, "kind": kind})
    return row


@transaction.atomic
def remove_judgement_evidence(*, evidence: JudgementEvidence, by: User, at: datetime) -> None:
    """Takes evidence off an unfinished judgement; the row stays."""
    stored = JudgementEvidence.objects.select_for_update(of=("self",)).select_related("judgement").get(pk=evidence.pk)
    judgement = open_judgement(stored.judgement, by)
    if stored.removed_at is None:
        stored.removed_at = at
        stored.save(update_fields=["removed_at"])
        tell(judgement, "judgement_evidence_removed", by, at, after={"evidence": stored.pk, "kind": stored.kind})
