"""Two people may have the same row open. The one who saves second is told, and loses nothing."""

import hashlib
from collections.abc import Mapping
from typing import Any, TypeVar

from django.db import models

Row = TypeVar("Row", bound=models.Model)


class ChangedMeanwhile(Exception):  # noqa: N818 - read aloud where it is raised
    """Somebody else saved first.

    `current` is what is stored now and `mine` what this person wanted, both field → value, only for the fields
    that this person sent; `version` is the stored version, to be sent with the next try (0 for texts that go by
    their fingerprints).
    """

    def __init__(self, row: models.Model, current: Mapping[str, Any], mine: Mapping[str, Any]) -> None:
        super().__init__(f"{row._meta.model_name} {row.pk} has changed meanwhile")
        self.row, self.current, self.mine = row, dict(current), dict(mine)
        self.version: int = getattr(row, "version", 0)


def locked(row: Row, *, version: int, mine: Mapping[str, Any]) -> tuple[Row, dict[str, tuple[Any, Any]]]:
    """The row as stored, locked until the transaction ends, and what `mine` changes in it: field → (old, new).

    Saving the same words twice changes nothing and is no conflict. Raises `ChangedMeanwhile`.
    """
    stored = type(row)._default_manager.select_for_update().get(pk=row.pk)
    current = {field: getattr(stored, field) for field in mine}
    changes = {field: (current[field], value) for field, value in mine.items() if current[field] != value}
    if changes and stored.version != version:  # type: ignore[attr-defined]
        raise ChangedMeanwhile(stored, current, mine)
    return stored, changes


def write_changes(stored: models.Model, changes: Mapping[str, tuple[Any, Any]], **marks: Any) -> None:
    """Writes what `locked` says is to change, and the version grows. `marks` = fields set with it, such as by whom."""
    values = {field: new for field, (_, new) in changes.items()} | marks
    for field, value in values.items():
        setattr(stored, field, value)
    stored.version += 1  # type: ignore[attr-defined]
    stored.save(update_fields=[*values, "version"])


def fingerprint(text: str) -> str:
    """A short mark of a wording, to know it again without carrying it along."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def merge(row: Any, *, mine: Mapping[str, str], seen: Mapping[str, str]) -> dict[str, str]:
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
