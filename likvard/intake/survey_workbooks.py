"""Skolenkäten's workbooks as figures: indices, means and counts of answers, for everyone, by organiser and by school
unit. `skolenkaten` reads the sheets; here each cell becomes a figure with its mark.

`*` stands for 1-9 answers, `**` for 10-19, `***` for 20 or more: withheld, with those bounds. `-` says that the rule
for showing is not met, an empty cell that nobody answered. A printed 0 is a true zero.
"""

import re

from likvard.intake import skolenkaten
from likvard.intake.import_log import ImportLog
from likvard.intake.marks import Cell, Mark
from likvard.intake.opening import Opened, RefusedFileError
from likvard.intake.reader import AUTHORITY, Options, Reader, Reading
from likvard.intake.tables import OBSERVATIONS, Rows
from likvard.terms.municipalities import by_name
from likvard.terms.organisation_numbers import parse_organisation_number
from likvard.terms.school_unit_codes import parse_school_unit_code

_STARS = {"*": (1.0, 9.0), "**": (10.0, 19.0), "***": (20.0, None)}
_LEVELS = {"all": "country", "gender": "country", "organiser": "organiser", "unit": "unit"}
_SEXES = {"flicka": "girls", "flickor": "girls", "tjej": "girls", "pojke": "boys", "pojkar": "boys", "kille": "boys"}


def cell_of(value: skolenkaten.Value) -> Cell:
    """One value of the workbook with its mark and bounds."""
    if value is None:
        return Cell(None, Mark.EMPTY, None)
    if isinstance(value, str):
        if value in _STARS:
            low, high = _STARS[value]
            return Cell(None, Mark.WITHHELD, value, low, high, "few_answers")
        return Cell(None, Mark.NOT_SHOWN if value == "-" else Mark.UNREADABLE, value, reason="rule_not_met")
    return Cell(float(value), Mark.VALUE, f"{value:g}", float(value), float(value))


def _year_group(title: str) -> tuple[str, str]:
    m = re.search(r"(?:åk|årskurs|år)\s*(\d)", title.lower())
    form = "upper_secondary" if re.search(r"gymnas|\bår\s*\d", title.lower()) else "compulsory"
    return (m.group(1) if m else ""), form


def recognises(opened: Opened) -> bool:
    return skolenkaten.recognises(opened)


def read(opened: Opened, options: Options) -> Reading:
    """Raises `RefusedFileError` for a workbook without a year or without rows."""
    book, log, rows = skolenkaten.read_opened(opened), ImportLog(), Rows(OBSERVATIONS)
    if book.year is None:
        raise RefusedFileError("wrong_shape", "år")
    year_group, form = _year_group(book.title)
    topics = [skolenkaten.short(index) for index in book.indices]
    for row in book.rows:
        sex = _SEXES.get(row.name.strip().lower().split(" ")[0], "") if row.level == "gender" else ""
        if row.level == "gender" and not sex:
            log.add(opened.name, row.line, "Skolenhet", "note", "column_left_out")
            continue
        code = parse_school_unit_code(row.code) or ""
        if row.level == "unit" and not code:
            log.add(opened.name, row.line, "Skolenhetskod", "error", "no_code", row.code)
            continue
        municipality = by_name(row.municipality) if row.municipality else None
        where = {
            "level": _LEVELS[row.level], "school_unit_code": code,
            "organisation_number": parse_organisation_number(row.organisation_number) or "",
            "municipality_code": municipality.code if municipality else "", "name": row.name or row.organiser,
            "school_form": form, "period": str(book.year), "year": book.year, "year_group": year_group, "sex": sex,
            "row": row.line,
        }  # fmt: skip
        for topic, value in zip(topics, row.indices, strict=True):
            rows.add_cell(
                cell_of(value), measure="survey_index", group=f"who=pupils;topic={topic}", column=topic, **where
            )
        rows.add_cell(cell_of(row.respondents), measure="survey_answers", group="who=pupils", column="Antal", **where)
        rows.add_cell(
            cell_of(row.population), measure="survey_group", group="who=pupils", column="Antal i gruppen", **where
        )
        for question, mean, answers in zip(book.questions, row.means, row.answers, strict=True):
            group = f"who=pupils;question={question.text}"
            rows.add_cell(cell_of(mean), measure="survey_mean", group=group, column=question.text, **where)
            for option, count in zip(question.options, answers, strict=True):
                rows.add_cell(
                    cell_of(count), measure="survey_count", group=f"{group};answer={option}", column=option, **where
                )
    if not rows.count:
        raise RefusedFileError("no_rows")
    return Reading("survey-workbook", book.title, {"observations": rows.table()}, log)


READER = Reader(
    code="survey-workbook",
    swedish="Skolenkäten, arbetsbok med svar per skolenhet",
    english="Skolenkäten, workbook of answers by school unit",
    publisher="Skolinspektionen",
    licence=AUTHORITY,
    recognises=recognises,
    read=read,
)
