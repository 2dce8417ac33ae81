"""When two people edit the same thing: the second is told and shown both versions, and nothing is lost.

Rows with one version each go through `quality.actions.locked`. A form of several texts that saves itself while
people type goes through `merge`, so that two people in different fields of one form never stand in each
other's way. The wording that is replaced is always kept (`wordings.keep_wording`).
"""

import hashlib
from typing import Any

from likvard.quality.actions import ChangedMeanwhile

__all__ = ["ChangedMeanwhile", "fingerprint", "merge"]


def fingerprint(text: str) -> str:
    """A short mark of a wording, to know it again without carrying it along."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def merge(row: Any, *, mine: dict[str, str], seen: dict[str, str]) -> dict[str, str]:
    """The fields to write when several texts are saved together and others may have changed some of them.

    `row` is locked by the caller. `seen` has the fingerprint of each text as the person's page showed it. A text
    that only the person changed is written, one that only the other changed stays, and one that both changed
    differently raises `ChangedMeanwhile` with both wordings.
    """
    changes: dict[str, str] = {}
    both: list[str] = []
    for field, text in mine.items():
        now = getattr(row, field)
        if text == now:
            continue
        if seen.get(field) == fingerprint(now):
            changes[field] = text
        elif seen.get(field) != fingerprint(text):
            both.append(field)
    if both:
        raise ChangedMeanwhile(row, {f: getattr(row, f) for f in both}, {f: mine[f] for f in both})
    return changes
