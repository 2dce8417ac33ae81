"""Files of every kind into tables: text, Parquet, Arrow, workbooks, JSON."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
import re
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from likvard.analysis.errors import DataError
from likvard.analysis.table.columns import Source, Table, unknown

SNIFFED = 1 << 16
# A spreadsheet's own first line, which only says what stands between the columns.
SEPARATOR = re.compile(r"sep=([;,|\t])", re.IGNORECASE)


def read(path: str | Path, columns: Sequence[str] | None = None) -> Table:
    """The table in a file; only the named columns when they are given (in that order, each once).

    Raises `DataError`: `not_found`, `unknown_format`, `broken`, `no_rows`, `ragged`, `twice`, `unknown_column`.
    """
    path = Path(path)
    wanted = None if columns is None else list(dict.fromkeys(columns))
    read_format, first_row = _format_of(path)
    try:
        read_in = read_format(path, wanted)
        checksum = sha256_of(path)
    except OSError as error:
        if isinstance(error, FileNotFoundError | PermissionError | IsADirectoryError):
            raise DataError("not_found", file=path.name) from None
        raise DataError("broken", file=path.name, reason=str(error).splitlines()[0][:200]) from None
    except (pa.ArrowException, UnicodeError, EOFError, csv.Error, zlib.error) as error:
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


def sha256_of(path: Path) -> str:
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


def _read_text(path: Path, wanted: list[str] | None) -> pa.Table | tuple[pa.Table, NDArray[np.int64]]:
    from pyarrow import csv as arrow_csv  # noqa: PLC0415 - slow import, for this format only

    packed = path.name.lower().endswith(".gz")
    with gzip.open(path) if packed else path.open("rb") as stream:
        head = stream.read(SNIFFED)
    if not head.strip():
        raise DataError("no_rows", file=path.name)
    encoding = _encoding(head)
    text = head.decode(encoding, errors="replace")
    lines = text.splitlines()
    above = next(i for i, line in enumerate(lines) if line.strip())
    delimiter = max(";\t,|", key=lines[above].count)
    if said := SEPARATOR.fullmatch(lines[above].strip()):
        delimiter, above = said.group(1), above + 1
    if len(lines) < above + 2:
        raise DataError("no_rows", file=path.name)
    header = io.StringIO("\n".join(lines[above:]))
    names = [name.strip() for name in next(csv.reader(header, delimiter=delimiter))]
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
            read_options=arrow_csv.ReadOptions(column_names=names, skip_rows=above + 1, use_threads=threads, **encoded),
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

    def numbered(table: pa.Table) -> pa.Table | tuple[pa.Table, NDArray[np.int64]]:
        _refuse_swallowed_rows(table, delimiter, path.name, first=above + 2)
        return (table, np.arange(table.num_rows, dtype=np.int64) + above + 2) if above else table

    try:
        return numbered(parsed(threads=True))
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
            return numbered(parsed(threads=True))
        raise


def _refuse_swallowed_rows(table: pa.Table, delimiter: str, file: str, *, first: int) -> None:
    """A value that runs over lines and has the delimiter in it is rows behind a quotation mark that nobody closed."""
    import pyarrow.compute as pc  # noqa: PLC0415 - slow import, for this format only

    for name, column in zip(table.column_names, table.columns, strict=True):
        if not pc.any(pc.match_substring(column, "\n")).as_py():
            continue
        over_lines = pc.match_substring_regex(column, rf"(?s){re.escape(delimiter)}.*\n|\n.*{re.escape(delimiter)}")
        row = pc.index(over_lines, True).as_py()
        if row >= 0:
            raise DataError("open_quote", column=name, row=row + first, file=file)


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
