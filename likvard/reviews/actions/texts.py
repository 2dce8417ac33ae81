"""Earlier wordings of free texts. The ledger has only their fingerprints; the words stay in the case."""

import hashlib
from datetime import datetime, timedelta

from likvard.reviews.models import Case, TextVersion

# A person who types with autosave on replaces her own half sentences: within this time only the wording that
# stood before she began is kept.
SAME_SITTING = timedelta(minutes=10)


def keep_wording(
    *,
    case: Case,
    subject_kind: str,
    subject_id: object,
    field: str,
    text: str,
    by: object,
    at: datetime,
    written_by: object = None,
) -> None:
    """Keep the wording that is about to be replaced; nothing for an empty one.

    `written_by` is who wrote it, when that is known: only a person's own words of the same sitting are let go.
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
