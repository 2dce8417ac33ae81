"""How each event is tied to the one before it."""

import hashlib
import json
from datetime import UTC

from .models import Event

GENESIS = "0" * 64


def digest(event: Event) -> str:
    """sha256 over everything the event says and the hash before it."""
    content = json.dumps(
        [
            event.number,
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
