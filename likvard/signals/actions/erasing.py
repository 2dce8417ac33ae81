"""Retention: when the time is out after the closing, people and words go and the moments stay."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from likvard.access.models import User
from likvard.rulebook.signals import processes
from likvard.signals.models import Signal

from .telling import locked, tell


@dataclass(frozen=True, slots=True)
class Erased:
    signals: int
    people: int


def months_before(at: datetime, months: int) -> datetime:
    """The same day and clock so many months earlier; the last day of a shorter month."""
    year, month = divmod(at.year * 12 + at.month - 1 - months, 12)
    return at.replace(year=year, month=month + 1, day=min(at.day, monthrange(year, month + 1)[1]))


@transaction.atomic
def erase(*, signal: Signal, by: User | None, at: datetime) -> int:
    """Empties a signal whose time is out; how many people it told of. Raises `ValueError` when the time is not out.

    What stays: kind, sort, place, stage, unit, finding and the moments, which say nothing about anybody.
    """
    stored = locked(signal)
    if stored.erased_at:
        return 0
    if stored.closed_at is None or stored.closed_at > months_before(at, stored.process.retention_months):
        raise ValueError("the time that it is kept is not out")
    people = stored.identities.count()
    stored.identities.all().delete()
    stored.entries.all().delete()
    stored.measures.all().update(what="", responsible=None)
    stored.people.all().delete()
    stored.moments.all().update(by=None)
    stored.reporter, stored.pupil_key, stored.group, stored.erased_at = None, "", "", at
    stored.save(update_fields=["reporter", "pupil_key", "group", "erased_at"])
    tell(stored, "signal_erased", by=by, at=at, after={"people": people})
    return people


def erase_due(*, at: datetime, by: User | None = None) -> Erased:
    """Every signal whose time is out, each in a transaction of its own: what is interrupted goes on the next time."""
    signals = people = 0
    for key, process in processes().items():
        due = Signal.objects.filter(
            kind=key, erased_at=None, closed_at__lte=months_before(at, process.retention_months)
        ).order_by("closed_at", "id")
        for signal in due:
            people += erase(signal=signal, by=by, at=at)
            signals += 1
    return Erased(signals, people)
