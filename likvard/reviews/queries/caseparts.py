"""The small tables of a case, read together: what each would ask for alone comes in one answer of the database."""

import json
from typing import Any, TypeVar

from django.db.models import F, Field, JSONField, Model, QuerySet, Value
from django.db.models.functions import JSONObject

Row = TypeVar("Row", bound=Model)


def together(*tables: QuerySet[Any]) -> tuple[list[Any], ...]:
    """The rows of each table, as instances of its model, in no order. One query for all of them.

    A page that shows seven small tables would ask seven times for a handful of rows; the asking costs more than the
    rows. Each row comes as JSON with the table's number, so that tables with different columns fit in one union.
    """
    parts = [
        table.order_by()
        .annotate(table=Value(number), row=JSONObject(**{field.attname: F(field.attname) for field in _columns(table)}))
        .values_list("table", "row")
        for number, table in enumerate(tables)
    ]
    found: tuple[list[Any], ...] = tuple([] for _ in tables)
    for number, row in parts[0].union(*parts[1:], all=True):
        found[number].append(_instance(tables[number], row))
    return found


def _columns(table: QuerySet[Row]) -> list[Field]:
    return list(table.model._meta.concrete_fields)


def _instance(table: QuerySet[Row], row: dict[str, Any]) -> Row:
    columns = _columns(table)
    return table.model.from_db(table.db, [c.attname for c in columns], [_value(c, row[c.attname]) for c in columns])


def _value(column: Field, printed: Any) -> Any:
    if isinstance(column, JSONField):  # SQLite hands JSON within JSON over as text
        return json.loads(printed) if isinstance(printed, str) else printed
    return column.to_python(printed)
