"""Reading is an act: it is recorded before anything is shown."""

from datetime import datetime

from django.db import transaction

from likvard.access.models import User
from likvard.signals.models import Identity, Signal
from likvard.signals.queries.reading import Person, person_of

from .telling import tell

# Why somebody opens a protected person; a code, for the ledger keeps no words.
REASONS = ("inquiry", "contact", "safety", "authority")


@transaction.atomic
def open_signal(*, signal: Signal, by: User, at: datetime) -> None:
    """The ledger gets to know who opened which signal, and nothing of what is in it."""
    tell(signal, "signal_opened", by=by, at=at)


@transaction.atomic
def open_identity(*, identity: Identity, reason: str, by: User, at: datetime) -> Person:
    """The protected person, and the event, or neither. Raises `ValueError` without a reason that is known."""
    if reason not in REASONS:
        raise ValueError(f"no reason {reason!r}")
    person = person_of(identity, protected_too=True)
    tell(identity.signal, "identity_opened", by=by, at=at, after={"identity": identity.id}, reason=reason)
    return person
