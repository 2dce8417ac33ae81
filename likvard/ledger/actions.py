"""The one way into the ledger."""

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import transaction

from .models import Event

GENESIS = "0" * 64


@dataclass(frozen=True, slots=True)
class Text:
    """A free text as the ledger may know it: its sha256 and length, never its words."""

    sha256: str
    length: int

    @classmethod
    def of(cls, words: str) -> "Text":
        return cls(hashlib.sha256(words.encode()).hexdigest(), len(words))


def digest(event: Event) -> str:
    """sha256 over everything the event says and the hash before it."""
    content = json.dumps(
        [
            event.previous_hash,
            event.at.astimezone(UTC).isoformat(timespec="microseconds"),
            event.actor_id,
            event.actor_role,
            event.action,
            event.subject_kind,
            event.subject_id,
            event.scope_organisation,
            event.scope_case,
            event.before,
            event.after,
            event.reason,
        ],
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    )
    return hashlib.sha256(content.encode()).hexdigest()


def _plain(values: dict[str, Any] | None) -> dict[str, Any]:
    """Ids, codes, numbers and dates as JSON; texts as digests."""
    plain: dict[str, Any] = {}
    for key, value in (values or {}).items():
        if isinstance(value, Text):
            plain[key] = {"sha256": value.sha256, "length": value.length}
        elif value is None or isinstance(value, bool | int | float | str | list | dict):
            plain[key] = value
        else:
            plain[key] = str(value)
    return plain


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
    `after` must be wrapped in `Text`. Raises `RuntimeError` outside a transaction.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("ledger.record must run in the transaction of the change it tells of")
    last = Event.objects.select_for_update().order_by("-id").values_list("hash", flat=True).first()
    event = Event(
        at=at,
        actor_id=str(getattr(by, "id", "") or ""),
        actor_role=role,
        action=action,
        subject_kind=subject_kind,
        subject_id=str(subject_id),
        scope_organisation=str(getattr(organisation, "id", organisation) or ""),
        scope_case=str(getattr(case, "id", case) or ""),
        before=_plain(before),
        after=_plain(after),
        reason=reason,
        previous_hash=last or GENESIS,
    )
    event.hash = digest(event)
    event.save(force_insert=True)
    return event
