"""Skolenkäten's indices by school unit as a plain table: code, year, trygghet, studiero, number of answers, response
rate (a share 0-1 with a decimal point)."""

from likvard.intake.import_log import ImportLog
from likvard.intake.marks import Cell, Mark, parse
from likvard.intake.opening import Opened, RefusedFileError
from likvard.intake.periods import parse_period
from likvard.intake.reader import AUTHORITY, Options, Reader, Reading
from likvard.intake.tables import OBSERVATIONS, Rows
from likvard.terms.school_unit_codes import parse_school_unit_code

_COLUMNS = {"skolenhetskod", "year", "respondents", "response_rate"}


def recognises(opened: Opened) -> bool:
    return opened.kind == "csv" and bool(opened.lines) and {one.strip() for one in opened.lines[0]} >= _COLUMNS


def read(opened: Opened, options: Options) -> Reading:
    log, rows = ImportLog(), Rows(OBSERVATIONS)
    header = [cell.strip() for cell in opened.lines[0]]
    topics = [name for name in header if name not in _COLUMNS]
    for line, row in enumerate(opened.lines[1:], 2):
        if not any(row):
            continue
        if len(row) < len(header):
            log.add(opened.name, line, "", "error", "short_row")
            continue
        one = {name: cell.strip() for name, cell in zip(header, row, strict=False)}
        code, period = parse_school_unit_code(one["skolenhetskod"]), parse_period(one["year"])
        if code is None or period is None:
            log.add(opened.name, line, "skolenhetskod", "error", "no_code" if code is None else "no_period")
            continue
        found = [("survey_index", f"topic={topic}", one[topic], topic, 10.0) for topic in topics]
        found.append(("survey_answers", "", one["respondents"], "respondents", 1e6))
        found.append(("survey_response_share", "", one["response_rate"], "response_rate", 1.0))
        for measure, group, text, column, most in found:
            cell = parse(text)
            if cell.mark is Mark.UNREADABLE or (cell.value is not None and not 0 <= cell.value <= most):
                log.add(opened.name, line, column, "warning", "out_of_range", text)
                cell = Cell(None, Mark.UNREADABLE, text)
            if column == "response_rate" and cell.value is not None:
                share = round(100 * cell.value, 10)
                cell = Cell(share, cell.mark, text, share, share)
            rows.add_cell(
                cell, level="unit", school_unit_code=code, school_form="compulsory", period=period.text,
                year=period.year, measure=measure, year_group="8", group=f"who=pupils{';' + group if group else ''}",
                row=line, column=column,
            )  # fmt: skip
    if not rows.count:
        raise RefusedFileError("no_rows")
    return Reading("survey-indices", "Skolenkäten årskurs 8", {"observations": rows.table()}, log)


READER = Reader(
    code="survey-indices",
    swedish="Skolenkäten, index per skolenhet",
    english="Skolenkäten, indices by school unit",
    publisher="Skolinspektionen",
    licence=AUTHORITY,
    recognises=recognises,
    read=read,
)
