"""The register's sheets, one CSV file (or .csv.gz) for each school form and one for organisers.

Traps of the real sheets, each met by a rule and told in the log: strings padded with spaces, flags `J`/`N`/empty,
names of school forms from before July 2023, codes that have strayed into a column of words (`82`), one unit in
several sheets, organisers in capitals.
"""

import csv
import gzip
import io
import re
import zlib
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

from likvard.intake.import_log import ImportLog
from likvard.intake.school_unit_register.checksums import checksum_of
from likvard.intake.school_unit_register.rows import OrganiserRow, Register, UnitRow
from likvard.terms.municipalities import by_code as municipality_by_code
from likvard.terms.municipalities import by_organisation_number
from likvard.terms.names import ordinary_capitals
from likvard.terms.organisation_numbers import parse_organisation_number
from likvard.terms.organiser_kinds import by_register_word
from likvard.terms.school_unit_codes import parse_school_unit_code

MOST_BYTES = 200_000_000  # unpacked; the whole register is under 3 MB

# File name without endings → the school form of every row in it.
SHEETS: dict[str, str] = {
    "grundskola": "compulsory",
    "grundsarskola": "adapted_compulsory",
    "anpassad-grundskola": "adapted_compulsory",
    "gymnasieskola": "upper_secondary",
    "gymnasiesarskola": "adapted_upper_secondary",
    "anpassad-gymnasieskola": "adapted_upper_secondary",
    "specialskola": "special",
    "sameskola": "sami",
    "komm-vuxenutb": "adult",
    "komm-vuxenutb-i-sv-f-inv": "adult",
    "sarsk-utb-f-vuxna": "adult",
}
ORGANISERS = "huvudman"
# Columns of the sheet of organisers → form.
_ORGANISER_FORMS = {
    "FÖRSKOLEKLASS": "preschool_class",
    "FRITIDSHEM": "school_age_educare",
    "GRUNDSKOLA": "compulsory",
    "GYMNASIESKOLA": "upper_secondary",
    "GRUNDSÄRSKOLA": "adapted_compulsory",
    "GYMNSÄRSKOLA": "adapted_upper_secondary",
    "SPECIALSKOLA": "special",
    "KOMMUNAL VUXENUTB.": "adult",
    "SÄRSKILD UTB. FÖR VUXNA": "adult",
    "KOMM. VUXENUTB. I SV. FÖR INV.": "adult",
}
_YEARS = {"FKLASS": "F", **{f"ÅR{year}": str(year) for year in range(1, 11)}}
_ORIENTATIONS = {
    "allmän": "ALLMAN",
    "waldorf": "WALDORF",
    "konfessionell": "KONFESSIONELL",
    "internationell": "INTERNATIONELL",
    "riksinternat": "RIKSINTERNAT",
}
_UNIT_COLUMNS = ("ORGANISATIONSNR", "KOMMUN", "SKOLENHETSKOD", "NAMN")
_ORGANISER_COLUMNS = ("ORGANISATIONSNR", "HUVUDMANNATYP", "NAMN")


class UnknownFolderError(ValueError):
    """The folder holds none of the register's sheets."""


Progress = Callable[[str, int, int], None]  # (sheet, its number from 1, how many)


def sheet_name(path: Path) -> str:
    """`grundskola.csv.gz` → `grundskola`."""
    return re.sub(r"\.csv(\.gz)?$", "", path.name.lower())


def _lines(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Rows with their line in the file; a file that unpacks to more than `MOST_BYTES` raises ValueError."""
    data = path.read_bytes()
    if path.suffix == ".gz":
        with gzip.open(io.BytesIO(data)) as packed:
            try:
                data = packed.read(MOST_BYTES + 1)
            except (OSError, EOFError, zlib.error) as error:
                raise ValueError(f"{path.name}: not a whole gzip file") from error
    if len(data) > MOST_BYTES:
        raise ValueError(f"{path.name}: larger than {MOST_BYTES // 1_000_000} MB")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252")  # how a spreadsheet program saves CSV in Sweden
    first = text.split("\n", 1)[0]
    reader = csv.DictReader(io.StringIO(text), delimiter=";" if first.count(";") > first.count(",") else ",")
    for row in reader:
        yield reader.line_num, {(key or "").strip().upper(): value or "" for key, value in row.items() if key}


class _Sheet:
    """One file being read: cells cleaned, everything odd told once where it stands."""

    def __init__(self, path: Path, log: ImportLog) -> None:
        self.path, self.log, self.source = path, log, path.name

    def cell(self, line: int, row: dict[str, str], column: str) -> str:
        raw = row.get(column, "")
        clean = re.sub(r"\s+", " ", raw).strip()
        if clean != raw:
            self.log.add(self.source, line, column, "note", "trimmed")
        return clean

    def flag(self, line: int, row: dict[str, str], column: str) -> bool:
        value = self.cell(line, row, column).upper()
        if value not in ("J", "N", ""):
            self.log.add(self.source, line, column, "warning", "unknown_flag", value)
        return value == "J"

    def number(self, line: int, row: dict[str, str]) -> str | None:
        raw = self.cell(line, row, "ORGANISATIONSNR")
        number = parse_organisation_number(raw)
        if number is None:
            self.log.add(self.source, line, "ORGANISATIONSNR", "error", "no_number", raw)
        return number

    def word(self, line: int, row: dict[str, str], column: str) -> str:
        """A cell of words; a stray code (`82`) is left out."""
        value = self.cell(line, row, column)
        if value.isdigit():
            self.log.add(self.source, line, column, "warning", "unknown_value", value)
            return ""
        return value

    def has(self, columns: tuple[str, ...], row: dict[str, str]) -> bool:
        missing = [column for column in columns if column not in row]
        for column in missing:
            self.log.add(self.source, 1, column, "error", "missing_column")
        return not missing


def _organisers(path: Path, log: ImportLog) -> Iterator[OrganiserRow]:
    sheet = _Sheet(path, log)
    seen: set[str] = set()
    for index, (line, row) in enumerate(_lines(path)):
        if index == 0 and not sheet.has(_ORGANISER_COLUMNS, row):
            return
        number = sheet.number(line, row)
        name = sheet.cell(line, row, "NAMN")
        if number is None:
            continue
        if not name:
            log.add(sheet.source, line, "NAMN", "error", "no_name")
            continue
        if number in seen:
            log.add(sheet.source, line, "ORGANISATIONSNR", "warning", "twice", number)
            continue
        seen.add(number)
        municipality = by_organisation_number(number)
        kind = by_register_word(sheet.cell(line, row, "HUVUDMANNATYP"))
        if kind is None:
            log.add(sheet.source, line, "HUVUDMANNATYP", "warning", "unknown_value", row.get("HUVUDMANNATYP", ""))
        forms = {form for column, form in _ORGANISER_FORMS.items() if sheet.flag(line, row, column)}
        yield OrganiserRow(
            organisation_number=number,
            name=municipality.official_name if municipality else ordinary_capitals(name),
            kind=kind or "independent",
            legal_form=sheet.word(line, row, "JURIDISK FORM"),
            municipality_code=municipality.code if municipality else "",
            school_forms=tuple(sorted(forms)),
        )


def _units(path: Path, form: str, log: ImportLog) -> Iterator[tuple[int, UnitRow, str, str]]:
    """(line, unit, its organiser's name, its organiser's type) of each row."""
    sheet = _Sheet(path, log)
    for index, (line, row) in enumerate(_lines(path)):
        if index == 0 and not sheet.has(_UNIT_COLUMNS, row):
            return
        raw_code = sheet.cell(line, row, "SKOLENHETSKOD")
        code = parse_school_unit_code(raw_code)
        number, name = sheet.number(line, row), sheet.cell(line, row, "NAMN")
        if code is None:
            log.add(sheet.source, line, "SKOLENHETSKOD", "error", "no_code", raw_code)
            continue
        if number is None:
            continue
        if not name:
            log.add(sheet.source, line, "NAMN", "error", "no_name")
            continue
        municipality_code = sheet.cell(line, row, "KOMMUN").zfill(4)
        if municipality_by_code(municipality_code) is None:
            log.add(sheet.source, line, "KOMMUN", "warning", "unknown_municipality", municipality_code)
            municipality_code = ""
        years = tuple(year for column, year in _YEARS.items() if column in row and sheet.flag(line, row, column))
        forms = {form, *(("preschool_class",) if "F" in years else ())}
        raw_orientation = sheet.word(line, row, "INRIKTNING")
        orientation = _ORIENTATIONS.get(raw_orientation.lower(), "")
        if raw_orientation and not orientation:
            log.add(sheet.source, line, "INRIKTNING", "warning", "unknown_value", raw_orientation)
        unit = UnitRow(
            school_unit_code=code,
            name=name,
            organisation_number=number,
            municipality_code=municipality_code,
            school_forms=tuple(sorted(forms)),
            school_years=years,
            orientation=orientation,
        )
        yield line, unit, sheet.cell(line, row, "HUVUDMANS NAMN"), sheet.cell(line, row, "HUVUDMANNATYP")


_YEAR_ORDER = {year: index for index, year in enumerate(_YEARS.values())}


def merged(one: UnitRow, other: UnitRow) -> UnitRow:
    """Two rows of one unit: forms and years together, every other fact from the first."""
    return UnitRow(
        school_unit_code=one.school_unit_code,
        name=one.name,
        organisation_number=one.organisation_number,
        municipality_code=one.municipality_code or other.municipality_code,
        school_forms=tuple(sorted({*one.school_forms, *other.school_forms})),
        school_years=tuple(sorted({*one.school_years, *other.school_years}, key=_YEAR_ORDER.__getitem__)),
        orientation=one.orientation or other.orientation,
        status=one.status,
        starts=one.starts,
        ends=one.ends,
    )


def _differ(one: UnitRow, other: UnitRow) -> list[str]:
    facts = ("name", "organisation_number", "municipality_code")
    return [fact for fact in facts if getattr(one, fact) != getattr(other, fact)]


def read_sheets(
    folder: Path, *, valid_on: date, source: str = "", progress: Progress | None = None
) -> tuple[Register, ImportLog]:
    """All sheets of a folder. `valid_on` is the day that the sheets tell of, which they do not say themselves.

    Raises `UnknownFolderError` when no file in it is a sheet, ValueError for a broken or far too large file.
    """
    log = ImportLog()
    paths = sorted(path for path in Path(folder).glob("*.csv*") if re.search(r"\.csv(\.gz)?$", path.name.lower()))
    known = [path for path in paths if sheet_name(path) in SHEETS or sheet_name(path) == ORGANISERS]
    if not known:
        raise UnknownFolderError(f"{folder} holds no sheet of the school unit register")
    for path in paths:
        if path not in known:
            log.add(path.name, 0, "", "warning", "no_such_sheet")
    organisers: dict[str, OrganiserRow] = {}
    units: dict[str, UnitRow] = {}
    # Organisers first, so that a unit's organiser is known by the list where the list has it.
    for number, path in enumerate(sorted(known, key=lambda path: sheet_name(path) != ORGANISERS), 1):
        if progress:
            progress(sheet_name(path), number, len(known))
        if sheet_name(path) == ORGANISERS:
            organisers |= {row.organisation_number: row for row in _organisers(path, log)}
            continue
        for line, unit, organiser_name, organiser_type in _units(path, SHEETS[sheet_name(path)], log):
            if unit.organisation_number not in organisers:
                log.add(path.name, line, "ORGANISATIONSNR", "warning", "unknown_organiser", unit.organisation_number)
                municipality = by_organisation_number(unit.organisation_number)
                organisers[unit.organisation_number] = OrganiserRow(
                    organisation_number=unit.organisation_number,
                    name=municipality.official_name if municipality else ordinary_capitals(organiser_name),
                    kind=by_register_word(organiser_type) or "independent",
                    municipality_code=municipality.code if municipality else "",
                )
            before = units.get(unit.school_unit_code)
            for fact in _differ(before, unit) if before else ():
                log.add(path.name, line, fact, "warning", "differs", getattr(unit, fact))
            units[unit.school_unit_code] = merged(before, unit) if before else unit
    register = Register(
        source=source or Path(folder).name,
        valid_on=valid_on,
        checksum=checksum_of(organisers.values(), units.values()),
        organisers=tuple(sorted(organisers.values(), key=lambda row: row.organisation_number)),
        units=tuple(sorted(units.values(), key=lambda row: row.school_unit_code)),
    )
    return register, log
