"""Events of signals. They carry no organisation: the signal's own page tells its history, to its own people alone."""

from datetime import datetime
from typing import Any

from likvard.access.models import User
from likvard.ledger.actions import record
from likvard.signals.models import Signal


def tell(
    signal: Signal,
    action: str,
    *,
    by: User | None,
    at: datetime,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    reason: str = "",
) -> None:
    record(
        action=action, subject_kind="signal", subject_id=signal.pk, by=by, at=at, before=before, after=after,
        reason=reason,
    )  # fmt: skip


def locked(signal: Signal) -> Signal:
    """As stored, locked until the transaction ends."""
    return Signal.objects.select_for_update().get(pk=signal.pk)
