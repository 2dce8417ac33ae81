"""A table of typed columns, and the faults that are told by column and row."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from likvard.analysis.errors import DataError, listed, near
from likvard.analysis.table.words import NO_VALUE, as_label, as_number, in_order

# What programs write for a number that has run away.
INFINITE = frozenset({"inf", "-inf", "+inf", "infinity", "-infinity"})

Floats = NDArray[np.float64]
Codes = NDArray[np.int32]
Mask = NDArray[np.bool_]


class Source(NamedTuple):
    """The file that a table came from; `sha256` of its bytes, in hexadecimal."""

    file: str
    sha256: str
    rows: int


class Factor(NamedTuple):
    """A column of groups: `codes[i]` is the place in `labels`, -1 where there is no value.

    Labels stand in the order of their text, numbers in the order of their size.
    """

    codes: Codes
    labels: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """Columns as they stood in the file, and the file. Rows that were left out keep their row numbers."""

    arrow: pa.Table
    source: Source
    # The row number that a person finds row i by.
    rows: NDArray[np.int64] = field(repr=False)

    @property
    def names(self) -> list[str]:
        return list(self.arrow.column_names)

    def __len__(self) -> int:
        return int(self.arrow.num_rows)

    def column(self, name: str) -> pa.ChunkedArray:
        """The column as it stood; `DataError` `unknown_column` with the nearest name when there is none."""
        if name not in self.arrow.column_names:
            raise unknown(name, self.names, self.source.file)
        return self.arrow.column(name)

    def number(self, name: str) -> Floats:
        """The column as float64, NaN where there is no value. Raises `not_a_number` with the first row that is wrong,
        `all_missing` when there is no value at all."""
        column = self.column(name)
        kind = column.type
        if pa.types.is_dictionary(kind):
            column = column.cast(kind.value_type)
            kind = column.type
        if pa.types.is_string(kind) or pa.types.is_large_string(kind):
            values = self._numbers_in_text(name, column)
        elif pa.types.is_null(kind):
            values = np.full(len(self), np.nan)
        elif _is_number(kind) or pa.types.is_decimal(kind):
            values = column.cast(pa.float64()).to_numpy()
        else:
            raise DataError("not_a_number", column=name, row=int(self.rows[0]), value=column[0].as_py())
        values = np.asarray(values, dtype=np.float64)
        with np.errstate(invalid="ignore", over="ignore"):
            whole = np.isfinite(values.sum())
        if not whole:  # one pass tells that nothing is missing or infinite; only then look further
            infinite = np.isinf(values)
            if infinite.any():
                i = int(np.argmax(infinite))
                raise DataError("not_a_number", column=name, row=int(self.rows[i]), value=values[i])
            if np.isnan(values).all():
                raise DataError("all_missing", column=name, row=int(self.rows[0]))
        return values

    def _numbers_in_text(self, name: str, column: pa.ChunkedArray) -> Floats:
        column = column.combine_chunks() if column.num_chunks != 1 else column.chunk(0)
        stripped = pc.utf8_trim_whitespace(column)
        stripped = pc.if_else(pc.is_in(stripped, value_set=pa.array(sorted(NO_VALUE))), None, stripped)
        try:
            return np.asarray(pc.cast(stripped, pa.float64()).to_numpy(zero_copy_only=False), dtype=np.float64)
        except pa.ArrowInvalid:
            # Decimal comma, a true minus sign, spaces between thousands, per cent sign: each word by itself.
            pass
        out = np.full(len(stripped), np.nan)
        for i, word in enumerate(stripped.to_pylist()):
            if word is None:
                continue
            found = as_number(word)
            if found is None:
                raise DataError("not_a_number", column=name, row=int(self.rows[i]), value=word[:40])
            out[i] = found
        return out

    def count(self, name: str) -> NDArray[np.int64]:
        """The column as whole numbers from 0 upwards, such as pupils in a cell; no value counts as an error."""
        values = self.number(name)
        wrong = ~((values >= 0) & (values == np.floor(values)) & (values < 2**53))
        if wrong.any():
            i = int(np.argmax(wrong))
            raise DataError("not_whole", column=name, row=int(self.rows[i]), value=self.shown(name, i))
        return values.astype(np.int64)

    def weight(self, name: str) -> Floats:
        """The column as weights: numbers from 0 upwards, NaN where there is no value."""
        values = self.number(name)
        wrong = values < 0
        if wrong.any():
            i = int(np.argmax(wrong))
            raise DataError("negative", column=name, row=int(self.rows[i]), value=self.shown(name, i))
        return values

    def shown(self, name: str, i: int) -> str:
        """What stands in row i (counted from 0), for a message."""
        value = self.column(name)[i].as_py()
        return "" if value is None else str(value)[:40]

    def is_numeric(self, name: str) -> bool:
        """True when every value of the column is a number."""
        kind = self.column(name).type
        if _is_number(kind):
            return True
        try:
            self.number(name)
        except DataError:
            return False
        return True

    def mostly_numbers(self, name: str) -> bool:
        """True when more than half of the values that there are are numbers. A word among them is then a slip, which
        `number` tells the row of, and not a group of its own."""
        if self.is_numeric(name):
            return True
        found = self.factor(name)
        rows = np.bincount(found.codes[found.codes >= 0], minlength=len(found.labels))
        numbers = [as_number(label) is not None or label.lower() in INFINITE for label in found.labels]
        return bool(2 * rows[numbers].sum() > rows.sum())

    def factor(self, name: str) -> Factor:
        """The column as groups. Raises `all_missing` when no row has one."""
        column = self.column(name)
        if not pa.types.is_dictionary(column.type):
            column = column.dictionary_encode()
        encoded = column.combine_chunks() if column.num_chunks != 1 else column.chunk(0)
        if isinstance(encoded, pa.ChunkedArray):  # no chunk at all
            encoded = encoded.chunk(0)
        values = encoded.dictionary.to_pylist()
        words = [as_label(value) for value in values]
        present = {word for word in words if word is not None}
        if not present:
            raise DataError("all_missing", column=name, row=int(self.rows[0]))
        # The order of labels, told from the numbers themselves where they are numbers.
        whole = pa.types.is_integer(encoded.dictionary.type)
        found = [str(v) for v in sorted(v for v in values if v is not None)] if whole else in_order(present)
        place = {word: i for i, word in enumerate(found)}
        lookup = np.array([-1 if word is None else place[word] for word in words] + [-1], dtype=np.int32)
        indices = encoded.indices.fill_null(len(words)) if encoded.indices.null_count else encoded.indices
        codes = lookup[indices.to_numpy(zero_copy_only=False)]
        used = np.zeros(len(found), dtype=bool)
        used[codes if not (lookup < 0)[:-1].any() and not encoded.indices.null_count else codes[codes >= 0]] = True
        if not used.any():
            raise DataError("all_missing", column=name, row=int(self.rows[0]))
        if not used.all():  # a slice of a table keeps the whole dictionary
            again = np.append(np.cumsum(used) - 1, -1).astype(np.int32)
            codes = again[codes]
            found = [word for word, kept in zip(found, used, strict=True) if kept]
        return Factor(codes, tuple(found))

    def keep(self, mask: Mask) -> Table:
        """The rows where the mask is true."""
        return replace(self, arrow=self.arrow.filter(pa.array(mask)), rows=self.rows[mask])

    def first(self, mask: Mask) -> int:
        """The row number of the first row where the mask is true."""
        return int(self.rows[int(np.argmax(mask))])


def _is_number(kind: pa.DataType) -> bool:
    return bool(pa.types.is_boolean(kind) or pa.types.is_integer(kind) or pa.types.is_floating(kind))


def unknown(name: str, names: list[str], file: str) -> DataError:
    return DataError("unknown_column", column=name, file=file, near=near(name, names), columns=listed(names))


def two_groups(table: Table, name: str, factor: Factor | None = None) -> Factor:
    """The column's groups when there are two or more; `one_group` otherwise."""
    found = factor or table.factor(name)
    if len(found.labels) < 2:
        raise DataError("one_group", column=name, value=found.labels[0], row=table.first(found.codes >= 0))
    return found


def varying(table: Table, name: str, values: Floats) -> Floats:
    """The values, when they are not all the same; `constant` otherwise."""
    head = values[:64]
    if (head > head[0]).any() or (head < head[0]).any():
        return values
    seen = values[~np.isnan(values)]
    if seen.size and (seen == seen[0]).all():
        row = table.first(~np.isnan(values))
        raise DataError("constant", column=name, value=f"{seen[0]:g}", row=row)
    return values


def of_columns(columns: dict[str, Any], name: str = "table") -> Table:
    """A table of columns that are already in memory (lists or arrays), for callers who have no file."""
    arrays = {k: v if isinstance(v, pa.Array | pa.ChunkedArray) else pa.array(v) for k, v in columns.items()}
    arrow = pa.table(arrays)
    if arrow.num_rows == 0:
        raise DataError("no_rows", file=name)
    return Table(arrow, Source(name, "", arrow.num_rows), np.arange(1, arrow.num_rows + 1, dtype=np.int64))
