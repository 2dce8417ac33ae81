"""Earlier wordings of free texts: kept with the case, where they can be disposed of; the ledger has their digest."""

import hashlib
from datetime import datetime, timedelta

from likvard.access.models import User
from likvard.reviews.models import Case, TextVersion

# A person who types in a form that saves itself replaces her own half sentences: within this time only the
# wording that stood before she began is kept.
SAME_SITTING = timedelta(minutes=10)


def keep_wording(
    *,
    case: Case,
    subject_kind: str,
    subject_id: object,
    field: str,
    text: str,
    by: User | None,
    at: datetime,
    written_by: User | None = None,
) -> None:
    """Keeps what a text said before it changed; an empty text needs no keeping. `by` is who changed it.

    `written_by`, when given, is who wrote the old text: only a person's own words of the same sitting are let go.
    """
    if not text:
        return
    subject = {"subject_kind": subject_kind, "subject_id": str(subject_id), "field": field}
    if by is not None and written_by == by:
        last = TextVersion.objects.filter(**subject).order_by("-id").first()
        if last and last.by_id == by.id and at - last.at < SAME_SITTING:
            return
    TextVersion.objects.create(
        case=case, **subject, text=text, sha256=hashlib.sha256(text.encode()).hexdigest(), by=by, at=at
    )
