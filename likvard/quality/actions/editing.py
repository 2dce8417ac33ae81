"""Two people may have the same row open. The one who saves second is told, and loses nothing."""

from collections.abc import Mapping
from typing import Any, TypeVar

from django.db import models

Row = TypeVar("Row", bound=models.Model)


class ChangedMeanwhile(Exception):  # noqa: N818 - read aloud where it is raised
    """Somebody else saved first.

    `current` is what is stored now and `mine` what this person wanted, both field → value, only for the fields
    that this person sent; `version` is the stored version, to be sent with the next try.
    """

    def __init__(self, row: models.Model, current: Mapping[str, Any], mine: Mapping[str, Any]) -> None:
        super().__init__(f"{row._meta.model_name} {row.pk} has changed meanwhile")
        self.row, self.current, self.mine = row, dict(current), dict(mine)
        self.version: int = row.version  # type: ignore[attr-defined]


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
