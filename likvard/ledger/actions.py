"""The one way into the ledger."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models, transaction

from .chain import digest
from .models import Event, Head

LONGEST_CODE = 200  # characters; what is longer is somebody's words and belongs in `Text`


@dataclass(frozen=True, slots=True)
class Text:
    """A free text as the ledger may know it: its sha256 and length, never its words."""

    sha256: str
    length: int

    @classmethod
    def of(cls, words: str) -> "Text":
        return cls(hashlib.sha256(words.encode()).hexdigest(), len(words))


def _plain(value: Any) -> Any:
    """Ids, codes, numbers and dates as JSON that both databases give back as it was; texts as digests.

    A model becomes its id, for its name may be a person's. Raises `ValueError` for what is plainly not a code:
    a long string or one with an e-mail address in it.
    """
    if isinstance(value, Text):
        return {"sha256": value.sha256, "length": value.length}
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, models.Model):
        return str(value.pk)
    if isinstance(value, dict):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        inner = [_plain(one) for one in value]
        return sorted(inner, key=str) if isinstance(value, set | frozenset) else inner
    # Dates, ids and decimals by their own words; a float too, since a database may write 1e22 as a whole number.
    code = str(value)
    if len(code) > LONGEST_CODE or "@" in code:
        raise ValueError("the ledger keeps codes, not words: wrap free text in ledger.actions.Text")
    return code


def record(
    *,
    action: str,
    subject_kind: str,
    subject_id: object,
    by: object,
    at: datetime,
    role: str = "",
    organisation: object = "",
    case: object = "",
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    reason: str = "",
) -> Event:
    """Append one event to the chain, in the transaction of the change that it tells of.

    `by` is a user (its id is kept, never its name) or None for the system itself. Texts in `before` and
    `after` must be wrapped in `Text`; `reason` is a code or a short phrase without personal data. Raises
    `RuntimeError` outside a transaction and `ValueError` for words where a code belongs.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("ledger.record must run in the transaction of the change it tells of")
    # Whoever appends waits here for whoever appended before, until that transaction has ended.
    head = Head.objects.select_for_update().get()
    event = Event(
        number=head.length + 1,
        at=at,
        actor_id=str(getattr(by, "id", "") or ""),
        actor_role=role,
        action=action,
        subject_kind=subject_kind,
        subject_id=str(subject_id),
        scope_organisation=str(getattr(organisation, "id", organisation) or ""),
        scope_case=str(getattr(case, "id", case) or ""),
        before=_plain(before or {}),
        after=_plain(after or {}),
        reason=_plain(reason),
        previous_hash=head.hash,
    )
    event.hash = digest(event)
    event.save(force_insert=True)
    head.length, head.hash = event.number, event.hash
    head.save(update_fields=["length", "hash"])
    return event
