"""People into the vault."""

import json
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from likvard.access.models import User
from likvard.signals.models import Identity, Signal

from .telling import locked, tell


@dataclass(frozen=True, slots=True)
class NewPerson:
    """`part` is one of the kind's own codes. `protected`: sekretessmarkering or skyddad folkbokföring."""

    part: str
    name: str
    details: str = ""
    protected: bool = False

    def __repr__(self) -> str:
        return f"NewPerson({self.part})"  # a traceback names nobody


def keep(signal: Signal, person: NewPerson, at: datetime) -> Identity:
    """One more row of the vault, under the next letter of its part. The caller has the transaction and the lock."""
    if person.part not in signal.process.parts:
        raise ValueError(f"a signal of {signal.kind} has no {person.part}")
    last = signal.identities.filter(part=person.part).order_by("-ordinal").first()
    return Identity.objects.create(
        signal=signal,
        part=person.part,
        ordinal=last.ordinal + 1 if last else 0,
        protected=person.protected,
        sealed=json.dumps({"name": person.name, "details": person.details}, ensure_ascii=False),
        added_at=at,
    )


@transaction.atomic
def add_person(*, signal: Signal, person: NewPerson, by: User | None, at: datetime) -> Identity:
    """Somebody whom the inquiry has found to be part of it. Raises `ValueError` for a closed signal."""
    stored = locked(signal)
    if stored.closed_at:
        raise ValueError("a closed signal takes nobody in")
    identity = keep(stored, person, at)
    tell(stored, "identity_sealed", by=by, at=at, after={"part": person.part, "identity": identity.id})
    return identity
