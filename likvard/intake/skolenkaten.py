"""Skolinspektionen's Skolenkäten workbooks: every question's answers as counts, per organiser and school unit.

Layout: row 1 holds the name of an index (`9. Trygghet`) or a question in the first column of its block, row 2 the
headings of the first columns and the answer options, row 3 what the column holds (Index, Medelvärde, Antal, Andel).
Row 4 is everyone, then rows by gender; then one row for each organiser (no unit code), then one for each school unit.

Marks stay marks: `*` 1-9, `**` 10-19, `***` 20 or more answers, `-` the rule for showing is not met, empty no answers.
"""

from __future__ import annotations

import io
import re
import warnings
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from openpyxl import load_workbook

from likvard.intake.opening import Opened, RefusedFileError, refuse_workbook

Level = Literal["all", "gender", "organiser", "unit"]
Value = float | str | None
_HEADINGS = ("Orgnummer", "Huvudman", "Skolenhetskod", "Skolenhet", "Antal i gruppen", "Antal")
_INDEX = re.compile(r"\d+\.\s*")


@dataclass(frozen=True, slots=True)
class Question:
    """`index` is the heading it stands under, `options` the answer options from left to right."""

    text: str
    index: str
    options: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """`line` in the sheet. `answers[q][o]` is a count or a mark; `means` and `indices` are as printed."""

    line: int
    level: Level
    organisation_number: str
    organiser: str
    municipality: str
    code: str
    name: str
    population: Value
    respondents: Value
    indices: tuple[Value, ...]
    means: tuple[Value, ...]
    answers: tuple[tuple[Value, ...], ...]


@dataclass(frozen=True, slots=True)
class SurveyWorkbook:
    """`indices` in the order of `Row.indices`, `questions` in that of `Row.means`. `year` from the title."""

    title: str
    year: int | None
    indices: tuple[str, ...]
    questions: tuple[Question, ...]
    rows: tuple[Row, ...] = field(repr=False)
    checksum: str = ""
    file: str = ""


def recognises(opened: Opened) -> bool:
    """Whether the file is a workbook that calls itself Skolenkäten."""
    if opened.kind != "xlsx":
        return False
    try:
        return _sheet(opened) is not None
    except RefusedFileError:
        return False


def read(path: Path) -> SurveyWorkbook:
    """Read a workbook. Raises `RefusedFileError` when it is none, is damaged or carries more than its sheets show."""
    return read_opened(Opened.from_path(path))


def read_opened(opened: Opened) -> SurveyWorkbook:
    rows = _sheet(opened)
    if rows is None:
        raise RefusedFileError("broken")
    heads = [list(next(rows, ())) for _ in range(3)]
    width = max(len(head) for head in heads)
    first, second, third = ([_text(cell) for cell in head] + [""] * (width - len(head)) for head in heads)
    place = {_plain(name): i for i, name in reversed(list(enumerate(second))) if name and not third[i]}
    indices: list[str] = []
    questions: list[Question] = []
    index_columns: list[int] = []
    mean_columns: list[int] = []
    option_columns: list[list[int]] = []
    options: list[list[str]] = []
    for i in range(width):
        kind = third[i].strip()
        if kind == "Index":
            indices.append(first[i].strip())
            index_columns.append(i)
        elif kind == "Medelvärde":
            questions.append(Question(" ".join(first[i].split()), indices[-1] if indices else "", ()))
            mean_columns.append(i)
            option_columns.append([])
            options.append([])
        elif kind == "Antal" and second[i].strip() and option_columns:
            option_columns[-1].append(i)
            options[-1].append(second[i].strip())
    if not questions:
        raise RefusedFileError("broken")
    questions = [Question(q.text, q.index, tuple(o)) for q, o in zip(questions, options, strict=True)]

    def of(cells: tuple[Any, ...], *names: str) -> Any:
        for name in names:
            at = place.get(_plain(name))
            if at is not None and at < len(cells):
                return cells[at]
        return None

    found = []
    for line, cells in enumerate(rows, start=4):
        organiser, name = _text(of(cells, "Huvudman")).strip(), _text(of(cells, "Skolenhet")).strip()
        if not organiser and not name:
            continue
        code, number = _digits(of(cells, "Skolenhetskod")), _digits(of(cells, "Orgnummer"))
        level: Level = "unit" if code else "organiser"
        if not number and not code:
            level = "gender" if " - " in organiser else "all"

        def values(columns: list[int], cells: tuple[Any, ...] = cells) -> tuple[Value, ...]:
            return tuple(_value(cells[i]) if i < len(cells) else None for i in columns)

        found.append(
            Row(
                line=line,
                level=level,
                organisation_number=number,
                organiser=organiser,
                municipality=_text(of(cells, "Kommun", "Lägeskommun")).strip(),
                code=code,
                name=name or organiser,
                population=_value(of(cells, "Antal i gruppen")),
                respondents=_value(of(cells, "Antal")),
                indices=values(index_columns),
                means=values(mean_columns),
                answers=tuple(values(columns) for columns in option_columns),
            )
        )
    title = " ".join(first[0].split())
    year = re.search(r"\b(20\d\d)\b", title)
    return SurveyWorkbook(
        title=title,
        year=int(year[1]) if year else None,
        indices=tuple(indices),
        questions=tuple(questions),
        rows=tuple(found),
        checksum=opened.checksum,
        file=opened.name,
    )


def _sheet(opened: Opened) -> Any:
    """The rows of the first sheet with the three header rows, as an iterator; None when there is none."""
    if opened.kind != "xlsx":
        raise RefusedFileError("broken")
    refuse_workbook(opened)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = load_workbook(io.BytesIO(opened.data), read_only=True, data_only=True)
    except Exception as error:  # whatever a damaged workbook makes the parser stumble on
        raise RefusedFileError("broken") from error
    for sheet in book.worksheets:
        heads = list(sheet.iter_rows(min_row=1, max_row=3, values_only=True))
        if len(heads) == 3 and {_plain(_text(cell)) for cell in heads[1]} >= {_plain(name) for name in _HEADINGS}:
            kinds = {_text(cell).strip() for cell in heads[2]}
            if {"Index", "Medelvärde", "Antal", "Andel"} <= kinds:
                return sheet.iter_rows(values_only=True)
    return None


def _plain(text: str) -> str:
    return "".join(text.split()).casefold()


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _digits(value: Any) -> str:
    """A number that stands for a code; the file keeps codes as numbers."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = _text(value).strip()
    return text if text.isdigit() else ""


def _value(value: Any) -> Value:
    if value is None or isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return float(value)
    text = str(value).strip()
    return text or None


def short(index: str) -> str:
    """`9. Trygghet` → `Trygghet`."""
    return _INDEX.sub("", index, count=1).strip()
