"""Every reader, and which of them a file is for. A file is known by what is in it, never by its name."""

from pathlib import Path

from likvard.intake import kolada, municipal_results, pxweb, rows_files, scb_pupils, survey_indices, survey_workbooks
from likvard.intake.opening import Opened, RefusedFileError, first_personal_number, refuse_workbook
from likvard.intake.own import reader as own
from likvard.intake.reader import Options, Reader, Reading
from likvard.intake.skolverket import exports, merit_values, planned_educations
from likvard.intake.ss12000 import files as ss12000

# The most particular first.
READERS: tuple[Reader, ...] = (
    rows_files.READER,
    scb_pupils.READER,
    ss12000.READER,
    exports.READER,
    planned_educations.READER,
    kolada.READER,
    merit_values.READER,
    survey_indices.READER,
    survey_workbooks.READER,
    municipal_results.READER,
    pxweb.READER,
)
OWN = own.READER


def by_code(code: str) -> Reader:
    """Raises KeyError for an unknown one."""
    return {one.code: one for one in (*READERS, OWN)}[code]


def recognise(opened: Opened) -> Reader | None:
    """The reader of a file, or `None`: then it may be a table of one's own, whose columns need a mapping."""
    if opened.kind == "xlsx":
        refuse_workbook(opened)
    return next((one for one in READERS if one.recognises(opened)), None)


def read(opened: Opened, options: Options | None = None, reader: Reader | None = None) -> Reading:
    """One file to tables and a log. Raises `RefusedFileError` for what is unknown, broken or not to be read."""
    options = options or Options()
    if opened.kind == "xlsx":
        refuse_workbook(opened)
    reader = reader or (OWN if options.mapping else recognise(opened))
    if reader is None:
        # Also a file that nobody knows is refused for what it carries before it is offered for mapping.
        _refuse_people(opened)
        raise RefusedFileError("unknown")
    if not reader.people and not (options.mapping and options.mapping.people):
        _refuse_people(opened)
    elif options.people is None:
        raise RefusedFileError("needs_key")
    return reader.read(opened, options)


def _refuse_people(opened: Opened) -> None:
    if opened.kind == "xlsx":
        # The parts themselves: quicker than cells, and hidden sheets are looked into too.
        for part, text in opened.texts_within():
            if first_personal_number(text) is not None:
                raise RefusedFileError("personal_numbers", part)
    elif (where := first_personal_number(opened.text)) is not None:
        raise RefusedFileError("personal_numbers", str(where))


def read_path(path: Path, options: Options | None = None) -> Reading:
    """`read` of a file on disk."""
    return read(Opened.from_path(path), options)
