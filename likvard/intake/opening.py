"""A file as bytes on its way to a reader: unpacked, decoded, told apart by what is in it, and refused at the door
when it carries what nobody asked for.

Refused: far too large or broken files, workbooks with a pivot cache (a hidden copy of the rows behind a summary,
often pupils), workbooks with macros, and personal identity numbers in files whose reader expects none.
"""

import csv
import gzip
import hashlib
import io
import json
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import openpyxl

MOST_BYTES = 400_000_000  # unpacked
MOST_CELLS = 20_000_000

Kind = Literal["csv", "json", "jsonl", "xlsx", "unknown"]

# Code → (Swedish, English): why a file is not read, and what to do.
REFUSALS: dict[str, tuple[str, str]] = {
    "too_large": ("Filen är för stor att läsa.", "The file is too large to read."),
    "broken": (
        "Filen är trasig eller inte fullständig. Hämta den på nytt.",
        "The file is broken or not whole. Fetch it again.",
    ),
    "empty": ("Filen är tom.", "The file is empty."),
    "unknown": (
        "Filen känns inte igen. Är den er egen tabell, ange vad kolumnerna betyder.",
        "The file is not recognised. If it is a table of your own, say what its columns mean.",
    ),
    "pivot_cache": (
        "Arbetsboken bär på en pivottabells dolda kopia av de enskilda raderna, ofta elever. Filen lästes inte och "
        "sparades inte. Kopiera tabellen som värden till en ny arbetsbok och läs in den.",
        "The workbook carries a pivot table's hidden copy of the single rows, often pupils. The file was not read "
        "and not kept. Copy the table as values to a new workbook and import that.",
    ),
    "macros": (
        "Arbetsboken innehåller makron. Spara den som .xlsx utan makron.",
        "The workbook contains macros. Save it as .xlsx without macros.",
    ),
    "personal_numbers": (
        "Filen innehåller personnummer där inga ska finnas. Den lästes inte och sparades inte.",
        "The file contains personal identity numbers where there should be none. It was not read and not kept.",
    ),
    "needs_key": (
        "Filen innehåller uppgifter om elever. De läses bara in på en plats med en egen nyckel för pseudonymer.",
        "The file holds data about pupils. They are only read where there is a key of one's own for pseudonyms.",
    ),
    "needs_holder": (
        "Filen innehåller egna uppgifter. Säg vilken huvudman de tillhör.",
        "The file holds data of one's own. Say which organiser they belong to.",
    ),
    "no_rows": ("Filen har inga rader som gick att läsa.", "The file has no rows that could be read."),
    "bad_mapping": (
        "Kolumnernas betydelse är ofullständig eller stämmer inte med filen.",
        "The meaning of the columns is incomplete or does not fit the file.",
    ),
    "wrong_shape": (
        "Filen har inte den form som källan beskriver.",
        "The file does not have the form that the source describes.",
    ),
}


class RefusedFileError(ValueError):
    """The file is not read. `code` is a key of `REFUSALS`; `detail` names a row, a column, a sheet or a part, never
    data."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(REFUSALS[code][1] + (f" ({detail})" if detail else ""))
        self.code, self.detail = code, detail

    def sentence(self, language: Literal["sv", "en"] = "sv") -> str:
        text = REFUSALS[self.code][0 if language == "sv" else 1]
        row = "rad" if language == "sv" else "row"
        detail = f"{row} {self.detail}" if self.detail.isdigit() else self.detail
        return f"{text} ({detail})" if detail else text


class Opened:
    """One file in memory. `name` without folders; `checksum` sha256 of the bytes as they came."""

    def __init__(self, name: str, data: bytes) -> None:
        self.name = Path(name).name
        self.checksum = hashlib.sha256(data).hexdigest()
        self.size = len(data)
        self.data = _unpacked(data)
        if not self.data:
            raise RefusedFileError("empty")

    @classmethod
    def from_path(cls, path: Path) -> "Opened":
        if path.stat().st_size > MOST_BYTES:
            raise RefusedFileError("too_large")
        return cls(path.name, path.read_bytes())

    @cached_property
    def kind(self) -> Kind:
        """By the content, never by the name."""
        if self.data[:4] == b"PK\x03\x04":
            return "xlsx"
        start = self.text[:4096].lstrip()
        if start[:1] in "[{":
            first, _, rest = self.text.lstrip().partition("\n")
            lines = first[:1] == "{" and first.rstrip().endswith("}") and bool(rest.strip())
            return "jsonl" if lines and _is_json(first) else "json"
        if "\x00" in start:
            return "unknown"
        return "csv"

    @cached_property
    def text(self) -> str:
        if self.data[:2] in (b"\xff\xfe", b"\xfe\xff"):
            return self.data.decode("utf-16", errors="replace")
        try:
            return self.data.decode("utf-8-sig")
        except UnicodeDecodeError:
            return self.data.decode("cp1252", errors="replace")  # how a spreadsheet program saves text in Sweden

    @cached_property
    def json(self) -> Any:
        try:
            return json.loads(self.text)
        except (ValueError, RecursionError) as error:
            raise RefusedFileError("broken") from error

    def json_lines(self) -> Iterator[tuple[int, Any]]:
        """(line, value); `None` for a line that is no JSON (the last one of a broken run)."""
        for number, line in enumerate(self.text.split("\n"), 1):
            if line.strip():
                try:
                    yield number, json.loads(line)
                except (ValueError, RecursionError):
                    yield number, None

    @cached_property
    def delimiter(self) -> str:
        """The one of `;`, tab, `,` and `|` that stands most evenly in the first lines."""
        lines = [line for line in self.text[:65536].split("\n")[:40] if line.strip()]
        counts = {sign: sum(line.count(sign) for line in lines[-20:]) for sign in ";\t,|"}
        if counts[";"] and counts[";"] * 3 >= counts[","]:  # decimal commas are no delimiters
            return ";"
        return max(counts, key=lambda sign: counts[sign]) if any(counts.values()) else ";"

    @cached_property
    def lines(self) -> list[list[str]]:
        """All rows of a delimited text file, or of the first sheet of a workbook, as text. Row 1 is `lines[0]`."""
        if self.kind == "xlsx":
            return next(iter(self.sheets.values()), [])
        # A line is a row: a quotation mark that is never closed must not swallow the rest of the file.
        try:
            reader = csv.reader(io.StringIO(self.text, newline=""), delimiter=self.delimiter)
            rows = list(reader)
        except csv.Error as error:
            raise RefusedFileError("broken") from error
        return rows

    def quoted_safely(self) -> bool:
        return self.text.count('"') % 2 == 0

    @cached_property
    def parts(self) -> list[str]:
        """Names of the parts of a workbook."""
        try:
            with zipfile.ZipFile(io.BytesIO(self.data)) as archive:
                if sum(part.file_size for part in archive.infolist()) > MOST_BYTES:
                    raise RefusedFileError("too_large")
                return archive.namelist()
        except zipfile.BadZipFile as error:
            raise RefusedFileError("broken") from error

    def texts_within(self) -> Iterator[tuple[str, str]]:
        """(name, text) of every part of a workbook that holds cells, hidden ones too."""
        names = [
            part for part in self.parts if re.search(r"(?:sharedStrings|worksheets/[^/]+|comments\d*)\.xml$", part)
        ]
        try:
            with zipfile.ZipFile(io.BytesIO(self.data)) as archive:
                for name in names:
                    yield name.rsplit("/", 1)[-1], archive.read(name).decode("utf-8", errors="replace")
        except (zipfile.BadZipFile, zlib.error, KeyError) as error:
            raise RefusedFileError("broken") from error

    @cached_property
    def sheets(self) -> dict[str, list[list[str]]]:
        """Sheet → rows of texts; numbers as Python prints them, without `.0`; hidden sheets are not read."""
        refuse_workbook(self)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                book = openpyxl.load_workbook(io.BytesIO(self.data), read_only=True, data_only=True)
                found: dict[str, list[list[str]]] = {}
                cells = 0
                for sheet in book.worksheets:
                    if sheet.sheet_state != "visible":
                        continue
                    rows = []
                    for row in sheet.iter_rows(values_only=True):
                        cells += len(row)
                        if cells > MOST_CELLS:
                            raise RefusedFileError("too_large")
                        rows.append([_as_text(value) for value in row])
                    found[sheet.title] = rows
                book.close()
        except RefusedFileError:
            raise
        except Exception as error:  # whatever a damaged workbook makes the parser stumble on
            raise RefusedFileError("broken") from error
        return found


def refuse_workbook(opened: Opened) -> None:
    """Raises for a workbook that carries more than its sheets show."""
    for part in opened.parts:
        lower = part.lower().lstrip("/").replace("\\", "/")
        if "pivotcache" in lower:
            raise RefusedFileError("pivot_cache", part.rsplit("/", 1)[-1])
        if lower.endswith("vbaproject.bin"):
            raise RefusedFileError("macros")


def _as_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, bool):
        return "1" if value else "0"
    text = str(value)
    return text[:10] if re.fullmatch(r"\d{4}-\d\d-\d\d 00:00:00", text) else text


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _unpacked(data: bytes) -> bytes:
    if data[:2] != b"\x1f\x8b":
        if len(data) > MOST_BYTES:
            raise RefusedFileError("too_large")
        return data
    with gzip.open(io.BytesIO(data)) as packed:
        try:
            data = packed.read(MOST_BYTES + 1)
        except (OSError, EOFError, zlib.error) as error:
            raise RefusedFileError("broken") from error
    if len(data) > MOST_BYTES:
        raise RefusedFileError("too_large")
    return data


# Only forms that no other number of a school's world has: twelve digits, or six, a sign and four.
_PERSONAL = re.compile(r"(?<![\d.,])(?:(?:19|20)\d{6}[-+]?(?:\d{4}|TF\d\d)|\d{6}[-+]\d{4})(?![\d]|[.,]\d)")


def first_personal_number(text: str) -> int | None:
    """Line of the first personal identity number in a text, coordination and temporary (`TF10`) numbers too."""
    for m in _PERSONAL.finditer(text):
        found = m.group()
        if "TF" in found or _is_personal(found):
            return text.count("\n", 0, m.start()) + 1
    return None


def _is_personal(text: str) -> bool:
    digits = re.sub(r"\D", "", text)[-10:]
    month, day = int(digits[2:4]), int(digits[4:6])
    if not 1 <= month <= 12 or not 1 <= (day - 60 if day > 60 else day) <= 31:
        return False
    total = 0
    for index, digit in enumerate(digits):
        doubled = int(digit) * (1 if index % 2 else 2)
        total += doubled - 9 if doubled > 9 else doubled
    return total % 10 == 0
