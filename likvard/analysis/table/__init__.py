"""Reading a data file into typed columns.

`read(path, columns)` takes CSV, TSV (also `.gz`), Parquet, XLSX and JSON with one record a line. Text files
may be separated by comma, semicolon or tab, with point or decimal comma, in UTF-8 (with or without a byte
order mark) or Latin-1. Nothing is guessed about a column until it is asked for: `number` says in which row
the first word stands that is no number; `factor` turns any column into groups.
"""

from likvard.analysis.table.columns import (
    Codes,
    Factor,
    Floats,
    Mask,
    Source,
    Table,
    of_columns,
    two_groups,
    unknown,
    varying,
)
from likvard.analysis.table.files import read, sha256_of
from likvard.analysis.table.words import as_label, as_number, label_order

__all__ = [
    "Codes",
    "Factor",
    "Floats",
    "Mask",
    "Source",
    "Table",
    "as_label",
    "as_number",
    "label_order",
    "of_columns",
    "read",
    "sha256_of",
    "two_groups",
    "unknown",
    "varying",
]
