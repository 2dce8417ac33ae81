"""Who is named to work with a signal."""

from datetime import datetime

from django.db import transaction

from likvard.access.models import User
from likvard.signals.models import CasePerson, Signal

from .telling import locked, tell


@transaction.atomic
def name_case_person(*, signal: Signal, user: User, by: User | None, at: datetime) -> CasePerson:
    """From now on the signal lets the person in. Naming somebody twice changes nothing; the reporter is refused."""
    stored = locked(signal)
    if stored.reporter_id == user.pk:
        raise ValueError("whoever reported does not hold the inquiry")
    if known := stored.people.filter(user=user, removed_at=None).first():
        return known
    named = CasePerson.objects.create(signal=stored, user=user, added_by=by, added_at=at)
    tell(stored, "case_person_named", by=by, at=at, after={"person": user.pk})
    return named


@transaction.atomic
def release_case_person(*, signal: Signal, user: User, by: User | None, at: datetime) -> None:
    stored = locked(signal)
    for row in stored.people.select_for_update().filter(user=user, removed_at=None).order_by("id"):
        row.removed_at = at
        row.save(update_fields=["removed_at"])
        tell(stored, "case_person_released", by=by, at=at, after={"person": user.pk})
