"""Rows of several tables in one answer of the database.

A page that shows a handful of rows from each of ten tables would ask ten times; the asking costs more than the rows.
Each row comes as JSON with the number of its table, so that tables with different columns fit in one union.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db.models import CharField, DateTimeField, F, Field, JSONField, QuerySet, TextField, UUIDField, Value
from django.db.models.functions import JSONObject

Made = TypeVar("Made")


@dataclass(frozen=True)
class Topic(Generic[Made]):
    """Which rows (in no order), which of their fields (name → path or annotation), and what is made of them all."""

    rows: QuerySet[Any]
    fields: Mapping[str, str]
    make: Callable[[list[dict[str, Any]]], Iterable[Made]]


def gathered(topics: Sequence[Topic[Made]]) -> list[Made]:
    """What the topics make of their rows, topic by topic; each row's values as their fields have them. One query."""
    if not topics:
        return []
    parts = [
        topic.rows.order_by()
        .annotate(together=Value(number), row=JSONObject(**{name: F(path) for name, path in topic.fields.items()}))
        .values_list("together", "row")
        for number, topic in enumerate(topics)
    ]
    found: list[list[dict[str, Any]]] = [[] for _ in topics]
    read = [[(name, _reader(_field(topic.rows, path))) for name, path in topic.fields.items()] for topic in topics]
    for number, row in parts[0].union(*parts[1:], all=True):
        for name, reader in read[number]:
            if reader is not None and row[name] is not None:
                row[name] = reader(row[name])
        found[number].append(row)
    return [made for topic, rows in zip(topics, found, strict=True) for made in topic.make(rows)]


def _field(rows: QuerySet[Any], path: str) -> Field:
    """The field at the end of a path, or what an annotation gives."""
    if path in rows.query.annotations:
        return rows.query.annotations[path].output_field
    model, field = rows.model, None
    for step in path.split("__"):
        field = model._meta.pk if step == "pk" else model._meta.get_field(step)
        model = field.related_model
    while field.is_relation:  # the key of what it points at
        field = field.target_field
    return field


def _reader(field: Field) -> Callable[[Any], Any] | None:
    """What makes a printed value one of the field's; None where it is that already."""
    if isinstance(field, JSONField):  # SQLite hands JSON within JSON over as text
        return lambda printed: json.loads(printed) if isinstance(printed, str) else printed
    if isinstance(field, UUIDField):
        return UUID
    if isinstance(field, CharField | TextField):
        return None
    if isinstance(field, DateTimeField):
        return _moment
    return field.to_python


def _moment(printed: str) -> datetime:
    """PostgreSQL prints a moment with its zone; SQLite keeps it in UTC and prints none."""
    read = datetime.fromisoformat(printed)
    return read if read.tzinfo else read.replace(tzinfo=UTC)
