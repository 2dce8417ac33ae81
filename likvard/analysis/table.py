"""Reading a data file into typed columns.

`read(path, columns)` takes CSV, TSV (also `.gz`), Parquet, XLSX and JSON with one record a line. Text files
may be separated by comma, semicolon or tab, with point or decimal comma, in UTF-8 (with or without a byte
order mark) or Latin-1. Nothing is guessed about a column until it is asked for: `number` says in which row
the first word stands that is no number; `factor` turns any column into groups.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from likvard.analysis.errors import DataError, listed, near

Floats = NDArray[np.float64]
Codes = NDArray[np.int32]
Mask = NDArray[np.bool_]

# What stands in statistics files where there is no value. `.` and `..` are the national agencies' own marks.
NO_VALUE = frozenset({"", ".", "..", "-", "–", "NA", "N/A", "NaN", "nan", "null", "NULL", "None", "#N/A", "#SAKNAS!"})
# In a column of groups a dash may be a group's name; the rest is no value there either.
NO_GROUP = NO_VALUE - {"-", "–"}
SNIFFED = 1 << 16


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
        found = (
            [str(v) for v in sorted(v for v in values if v is not None)] if whole else sorted(present, key=label_order)
        )
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


def as_label(value: object) -> str | None:
    """A group's name as text; None where there is no value. 3.0 is the group 3."""
    if value is None:
        return None
    if isinstance(value, float):
        if np.isnan(value):
            return None
        return str(int(value)) if value.is_integer() else repr(value)
    word = str(value).strip()
    return None if word in NO_GROUP else word


def label_order(word: str) -> tuple[int, float, str]:
    """Numbers by size, then words by letter."""
    number = as_number(word) if word[:1].isdigit() or word[:1] in "-−" else None
    return (1, 0.0, word) if number is None else (0, number, word)


def as_number(word: str) -> float | None:
    """A number as people write it: 12.5, 12,5, 1 234,5, −3, 45 %. None when it is none, or could be two."""
    word = word.strip().removesuffix("%").rstrip().replace("\N{MINUS SIGN}", "-")
    for space in (" ", "\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}"):
        if space in word:
            head, *rest = word.split(space)
            whole = [part.partition(",")[0].partition(".")[0] for part in rest]
            if not head.lstrip("-").isdigit() or any(len(part) != 3 or not part.isdigit() for part in whole):
                return None
            word = "".join([head, *rest])
    if "," in word:
        if "." in word or word.count(",") > 1:
            return None
        word = word.replace(",", ".")
    # Python takes underscores and words such as “infinity”; people who write tables do not mean them.
    if not word or not set(word) <= set("0123456789.eE+-"):
        return None
    try:
        return float(word)
    except ValueError:
        return None


# ---------------------------------------------------------------- files


def read(path: str | Path, columns: Sequence[str] | None = None) -> Table:
    """The table in a file; only the named columns when they are given (in that order, each once).

    Raises `DataError`: `not_found`, `unknown_format`, `broken`, `no_rows`, `ragged`, `twice`, `unknown_column`.
    """
    path = Path(path)
    wanted = None if columns is None else list(dict.fromkeys(columns))
    read_format, first_row = _format_of(path)
    try:
        read_in = read_format(path, wanted)
        checksum = _sha256(path)
    except OSError as error:
        if isinstance(error, FileNotFoundError | PermissionError | IsADirectoryError):
            raise DataError("not_found", file=path.name) from None
        raise DataError("broken", file=path.name, reason=str(error).splitlines()[0][:200]) from None
    except (pa.ArrowException, UnicodeError, EOFError) as error:
        raise DataError("broken", file=path.name, reason=str(error).splitlines()[0][:200]) from None
    # A workbook tells its own row numbers, since empty rows are passed over; elsewhere rows follow one another.
    arrow, rows = read_in if isinstance(read_in, tuple) else (read_in, None)
    if arrow.num_rows == 0:
        raise DataError("no_rows", file=path.name)
    if rows is None:
        rows = np.arange(first_row, first_row + arrow.num_rows, dtype=np.int64)
    return Table(arrow, Source(path.name, checksum, arrow.num_rows), rows)


Reader = Callable[[Path, "list[str] | None"], "pa.Table | tuple[pa.Table, NDArray[np.int64]]"]


def _format_of(path: Path) -> tuple[Reader, int]:
    name = path.name.lower()
    if name.endswith((".csv", ".tsv", ".txt", ".csv.gz", ".tsv.gz", ".txt.gz")):
        return _read_text, 2
    if name.endswith((".parquet", ".pq")):
        return _read_parquet, 1
    if name.endswith((".arrow", ".feather", ".ipc")):
        return _read_arrow, 1
    if name.endswith((".xlsx", ".xlsm")):
        return _read_workbook, 2
    if name.endswith((".jsonl", ".ndjson", ".json", ".jsonl.gz", ".ndjson.gz")):
        return _read_json, 1
    if not path.exists():
        raise DataError("not_found", file=path.name)
    raise DataError("unknown_format", file=path.name)


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _chosen(names: list[str], wanted: list[str] | None, file: str) -> list[str]:
    """The columns to read; every one checked before the file is read."""
    for name in names if wanted is None else wanted:
        if names.count(name) > 1:
            raise DataError("twice", column=name, file=file)
        if name not in names:
            raise unknown(name, names, file)
    return names if wanted is None else wanted


def _read_parquet(path: Path, wanted: list[str] | None) -> pa.Table:
    import pyarrow.parquet as pq  # noqa: PLC0415 - slow import, for this format only

    file = pq.ParquetFile(path)
    return file.read(columns=_chosen(file.schema_arrow.names, wanted, path.name), use_threads=True)


def _read_arrow(path: Path, wanted: list[str] | None) -> pa.Table:
    with pa.memory_map(str(path)) as stream:
        table = pa.ipc.open_file(stream).read_all()
    return table.select(_chosen(table.column_names, wanted, path.name))


def _encoding(head: bytes) -> str:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        # A character cut in two by the end of what was looked at is no sign of another encoding.
        if error.start < len(head) - 4:
            return "latin-1"
    return "utf-8-sig"


def _read_text(path: Path, wanted: list[str] | None) -> pa.Table:
    from pyarrow import csv as arrow_csv  # noqa: PLC0415 - slow import, for this format only

    packed = path.name.lower().endswith(".gz")
    with gzip.open(path) if packed else path.open("rb") as stream:
        head = stream.read(SNIFFED)
    if not head.strip():
        raise DataError("no_rows", file=path.name)
    encoding = _encoding(head)
    text = head.decode(encoding, errors="replace")
    first = text.lstrip("\r\n").splitlines()[0]
    delimiter = max(";\t,|", key=first.count)
    names = [name.strip() for name in next(csv.reader(io.StringIO(text.lstrip("\r\n")), delimiter=delimiter))]
    if names and names[0] == "":
        names[0] = "row"  # a row name without a heading, as R writes it
    chosen = _chosen(names, wanted, path.name)
    ragged: list[Any] = []

    def met(row: Any) -> str:
        ragged.append(row)
        return "error"

    def parsed(threads: bool) -> pa.Table:
        encoded = {} if encoding == "utf-8-sig" else {"encoding": encoding}
        return arrow_csv.read_csv(
            path,  # unpacked by its ending
            read_options=arrow_csv.ReadOptions(column_names=names, skip_rows=1, use_threads=threads, **encoded),
            parse_options=arrow_csv.ParseOptions(
                delimiter=delimiter, newlines_in_values='"' in text, invalid_row_handler=met
            ),
            convert_options=arrow_csv.ConvertOptions(
                include_columns=chosen,
                column_types=dict.fromkeys(chosen, pa.string()),
                strings_can_be_null=False,
                check_utf8=True,
            ),
        )

    try:
        return parsed(threads=True)
    except (pa.ArrowInvalid, UnicodeError) as error:
        if ragged:
            ragged.clear()
            try:  # once more in one thread: only then is the row's number known
                parsed(threads=False)
            except pa.ArrowInvalid:
                row = ragged[0]
                number = row.number if row.number is not None else 0
                raise DataError(
                    "ragged", file=path.name, row=number, found=row.actual_columns, expected=row.expected_columns
                ) from None
        if "UTF8" in str(error) and encoding == "utf-8-sig":
            # The first å came late in the file.
            encoding = "latin-1"
            return parsed(threads=True)
        raise


def _read_workbook(path: Path, wanted: list[str] | None) -> tuple[pa.Table, NDArray[np.int64]]:
    """The first sheet whose first row is the header."""
    from zipfile import BadZipFile  # noqa: PLC0415 - for this format only

    from openpyxl import load_workbook  # noqa: PLC0415 - slow import, for this format only
    from openpyxl.utils.exceptions import InvalidFileException  # noqa: PLC0415 - as above

    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except (BadZipFile, InvalidFileException, KeyError, ValueError) as error:
        raise DataError("broken", file=path.name, reason=str(error)[:200]) from None
    try:
        rows = book.worksheets[0].iter_rows(values_only=True)
        header = next(rows, None)
        if header is None:
            raise DataError("no_rows", file=path.name)
        names = ["" if value is None else str(value).strip() for value in header]
        while names and names[-1] == "":
            names.pop()
        chosen = _chosen(names, wanted, path.name)
        places = [names.index(name) for name in chosen]
        # A row without a single value is empty paper, at the end of a sheet most often.
        numbered = enumerate(rows, start=2)
        cells = [(number, row) for number, row in numbered if any(value is not None for value in row)]
    finally:
        book.close()
    columns = {
        name: [row[place] if place < len(row) else None for _, row in cells]
        for name, place in zip(chosen, places, strict=True)
    }
    return _of_python(columns), np.array([number for number, _ in cells], dtype=np.int64)


def _read_json(path: Path, wanted: list[str] | None) -> pa.Table:
    with (
        gzip.open(path, "rt", encoding="utf-8-sig")
        if path.suffix == ".gz"
        else path.open(encoding="utf-8-sig") as stream
    ):
        text = stream.read()
    records: list[dict[str, object]] = []
    try:
        whole = json.loads(text) if text.lstrip().startswith("[") else None
    except json.JSONDecodeError as error:
        raise DataError("broken", file=path.name, reason=str(error)) from None
    if isinstance(whole, list):
        records = [record if isinstance(record, dict) else {"value": record} for record in whole]
    else:
        for number, line in enumerate(text.splitlines(), start=1):
            if not line.strip():
                continue
            try:
                record = json.loads(line)
            except json.JSONDecodeError as error:
                raise DataError("broken", file=path.name, reason=f"{number}: {error.msg}") from None
            if not isinstance(record, dict):
                raise DataError("broken", file=path.name, reason=f"{number}: {line[:40]}")
            records.append(record)
    if not records:
        raise DataError("no_rows", file=path.name)
    names = list(dict.fromkeys(name for record in records for name in record))
    chosen = _chosen(names, wanted, path.name)
    return _of_python({name: [record.get(name) for record in records] for name in chosen})


def _of_python(columns: dict[str, list[Any]]) -> pa.Table:
    """Numbers stay numbers; a column with anything else in it becomes text, so that its rows can be told."""
    arrays = {}
    for name, values in columns.items():
        if all(value is None or isinstance(value, int | float) for value in values):
            arrays[name] = pa.array(values, from_pandas=True)
        else:
            arrays[name] = pa.array([None if value is None else str(value) for value in values], pa.string())
    return pa.table(arrays)


def of_columns(columns: dict[str, Any], name: str = "table") -> Table:
    """A table of columns that are already in memory (lists or arrays), for callers who have no file."""
    arrays = {k: v if isinstance(v, pa.Array | pa.ChunkedArray) else pa.array(v) for k, v in columns.items()}
    arrow = pa.table(arrays)
    if arrow.num_rows == 0:
        raise DataError("no_rows", file=name)
    return Table(arrow, Source(name, "", arrow.num_rows), np.arange(1, arrow.num_rows + 1, dtype=np.int64))
