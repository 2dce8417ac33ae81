"""When two people edit the same thing: the second is told and shown both versions, and nothing is lost.

A form carries the `version` of what it showed. If the row has moved on, the action raises `ChangedMeanwhile`
before it writes anything; the page then shows both wordings and lets the person choose. The wording that is
replaced is always kept (`texts.keep_wording`).
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class BothVersions:
    """One field as the person wrote it and as somebody else has saved it meanwhile."""

    field: str
    mine: Any
    theirs: Any


class ChangedMeanwhile(Exception):
    """Somebody saved the same thing after this person opened it; nothing was written.

    `version` is the row's version now: a form that is sent again with it overwrites knowingly.
    """

    def __init__(
        self, *, version: int, fields: tuple[BothVersions, ...], by: object = None, at: datetime | None = None
    ) -> None:
        super().__init__(f"changed meanwhile: {', '.join(f.field for f in fields)}")
        self.version = version
        self.fields = fields
        self.by = by
        self.at = at


def refuse_if_behind(row: Any, *, seen: int, mine: dict[str, Any]) -> None:
    """Raise `ChangedMeanwhile` when `row` has passed version `seen` and says something else than `mine`."""
    if row.version == seen:
        return
    fields = tuple(
        BothVersions(name, value, getattr(row, name)) for name, value in mine.items() if getattr(row, name) != value
    )
    if fields:
        raise ChangedMeanwhile(
            version=row.version,
            fields=fields,
            by=getattr(row, "changed_by", None),
            at=getattr(row, "changed_at", None),
        )


def fingerprint(text: str) -> str:
    """A short mark of a wording, to know it again without carrying it along."""
    return hashlib.sha256(text.replace("\r\n", "\n").strip().encode("utf-8", "surrogatepass")).hexdigest()[:16]


def merge(row: Any, *, mine: dict[str, str], seen: dict[str, str]) -> dict[str, str]:
    """The fields to write when several texts are saved together and others may have changed some of them.

    `seen` has the fingerprint of each text as the person's page showed it. A text that only the person changed
    is written, one that only the other changed stays, and one that both changed differently raises
    `ChangedMeanwhile`.
    """
    changes: dict[str, str] = {}
    both: list[BothVersions] = []
    for field, text in mine.items():
        now = getattr(row, field)
        if fingerprint(text) == fingerprint(now):
            continue
        if seen.get(field) == fingerprint(now):
            changes[field] = text
        elif seen.get(field) != fingerprint(text):
            both.append(BothVersions(field, text, now))
    if both:
        raise ChangedMeanwhile(version=row.version, fields=tuple(both), by=row.changed_by, at=row.changed_at)
    return changes
