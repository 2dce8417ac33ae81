"""Which columns are sealed, and by which key."""

from django.db import models

from likvard.signals.models import Entry, Identity, SignalMeasure
from likvard.signals.vault import is_sealed_by_newest

SEALED: tuple[tuple[type[models.Model], str], ...] = (
    (Identity, "sealed"), (Entry, "text"), (SignalMeasure, "what"),
)  # fmt: skip


def sealed_by_older() -> int:
    """How many rows the newest key alone does not open."""
    return sum(
        not is_sealed_by_newest(token.token)
        for model, field in SEALED
        for token in model._default_manager.values_list(field, flat=True).iterator(500)
    )
