"""Some rows of a table, and columns computed from others, by DuckDB's expressions.

`where` is a condition (`cnt = 'FRA' and st004d01t = 1`); `let` pairs a new name with an expression
(`score` = `(read + math) / 2`). A name that is not a plain word stands in double quotes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import duckdb
import numpy as np
import pyarrow as pa

from likvard.analysis.errors import DataError, bad_question
from likvard.analysis.table import Table

ROW = "likvard_row"


def narrowed(table: Table, *, where: str | None = None, let: Sequence[tuple[str, str]] = ()) -> Table:
    """The rows for which `where` holds, with the columns of `let` added (a later one may use an earlier one).

    Raises `DataError` `bad_question` with DuckDB's own words, `no_complete_rows` when no row is left.
    """
    if where is None and not let:
        return table
    arrow = table.arrow
    for place, name in enumerate(table.names):
        kind = arrow.column(name).type
        if (pa.types.is_string(kind) or pa.types.is_large_string(kind)) and table.is_numeric(name):
            arrow = arrow.set_column(place, name, pa.array(table.number(name), from_pandas=True))
    arrow = arrow.append_column(ROW, pa.array(table.rows))
    connection = duckdb.connect(config={"enable_external_access": "false", "threads": "1"})
    try:
        current = connection.from_arrow(arrow)
        for name, expression in let:
            quoted = name.replace('"', '""')
            replaced = f'* EXCLUDE ("{quoted}")' if name in current.columns else "*"
            current = current.project(f'{replaced}, ({expression}) AS "{quoted}"')
        if where is not None:
            current = current.filter(where)
        found = current.order(ROW).to_arrow_table()
    except duckdb.Error as error:
        said = str(error).splitlines()[0]
        raise bad_question(f"Villkoret eller uttrycket går inte att räkna: {said}", said) from None
    finally:
        connection.close()
    if found.num_rows == 0:
        raise DataError("no_complete_rows", column=where or "", row=int(table.rows[0]))
    rows = found.column(ROW).to_numpy().astype(np.int64)
    return replace(table, arrow=found.drop_columns([ROW]), rows=rows)
