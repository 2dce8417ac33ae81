"""What a person corrects in a case: its name, its number, who reviews."""

from datetime import datetime

from django.db import transaction

from likvard.access.models import User
from likvard.ledger.actions import Text, record
from likvard.quality.actions import locked
from likvard.reviews.models import Case

from .searching import keep_case_findable
from .wordings import keep_wording


@transaction.atomic
def update_details(
    *, case: Case, title: str, case_number: str, authority: str, version: int, by: User | None, at: datetime
) -> Case:
    """Raises `ChangedMeanwhile`. The earlier name is kept."""
    mine = {"title": title, "case_number": case_number, "authority": authority}
    stored, changes = locked(case, version=version, mine=mine)
    if not changes:
        return stored
    for field, (old, new) in changes.items():
        if field == "title":
            keep_wording(case=stored, subject_kind="case", subject_id=stored.id, field=field, text=old, by=by, at=at)
        setattr(stored, field, new)
    stored.version += 1
    stored.save(update_fields=[*changes, "version"])
    keep_case_findable(stored)
    # Names of cases may hold names of schools and people; the ledger keeps only that they changed.
    told = {f: (Text.of(o), Text.of(n)) if f != "case_number" else (o, n) for f, (o, n) in changes.items()}
    record(
        action="case_details_changed",
        subject_kind="case",
        subject_id=stored.id,
        by=by,
        at=at,
        organisation=stored.holder_id,
        case=stored.id,
        before={f: old for f, (old, _) in told.items()},
        after={f: new for f, (_, new) in told.items()},
    )
    return stored
