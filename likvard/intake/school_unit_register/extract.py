"""The register's facts as two small files, `organisers.csv.gz` and `units.csv.gz`: what `likvard fetch school-units`
writes and what ships with the product."""

import csv
import gzip
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, fields
from datetime import date
from pathlib import Path
from typing import Any, get_args

from likvard.intake.import_log import ImportLog
from likvard.intake.school_unit_register.checksums import checksum_of
from likvard.intake.school_unit_register.rows import KindOfOrganiser, OrganiserRow, Register, Status, UnitRow
from likvard.terms.municipalities import by_code as municipality_by_code
from likvard.terms.organisation_numbers import parse_organisation_number
from likvard.terms.school_forms import codes as school_form_codes
from likvard.terms.school_unit_codes import parse_school_unit_code

ORGANISERS, UNITS, ABOUT = "organisers.csv.gz", "units.csv.gz", "about.csv"
MOST_BYTES = 100_000_000


def _packed(columns: Sequence[str], rows: Iterable[dict[str, Any]]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({key: " ".join(value) if isinstance(value, tuple) else value for key, value in row.items()})
    # No time and no file name inside: the same facts give the same bytes.
    return gzip.compress(text.getvalue().encode(), compresslevel=9, mtime=0)


def write_extract(register: Register, folder: Path) -> None:
    """Writes the two files and `about.csv` (source, day, whether complete) into an existing folder."""
    organisers = [asdict(row) for row in register.organisers]
    units = [asdict(row) for row in register.units]
    (folder / ORGANISERS).write_bytes(_packed([f.name for f in fields(OrganiserRow)], organisers))
    (folder / UNITS).write_bytes(_packed([f.name for f in fields(UnitRow)], units))
    with (folder / ABOUT).open("w", encoding="utf-8", newline="") as about:
        writer = csv.writer(about, lineterminator="\n")
        writer.writerow(["source", "valid_on", "complete"])
        writer.writerow([register.source, register.valid_on.isoformat(), "yes" if register.complete else "no"])


def is_extract(folder: Path) -> bool:
    return (folder / UNITS).is_file() and (folder / ABOUT).is_file()


def _unpacked(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    with gzip.open(path) as packed:
        data = packed.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise ValueError(f"{path.name}: larger than {MOST_BYTES // 1_000_000} MB")
    reader = csv.DictReader(io.StringIO(data.decode("utf-8")))
    for row in reader:
        yield reader.line_num, row


def _forms(text: str, log: ImportLog, source: str, line: int) -> tuple[str, ...]:
    known = []
    for form in text.split():
        if form in school_form_codes():
            known.append(form)
        else:
            log.add(source, line, "school_forms", "warning", "unknown_value", form)
    return tuple(known)


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _organiser(line: int, row: dict[str, str], log: ImportLog) -> OrganiserRow | None:
    number, kind = parse_organisation_number(row["organisation_number"]), row["kind"]
    if number is None:
        log.add(ORGANISERS, line, "organisation_number", "error", "no_number", row["organisation_number"])
        return None
    if not row["name"].strip():
        log.add(ORGANISERS, line, "name", "error", "no_name")
        return None
    if kind not in get_args(KindOfOrganiser):
        log.add(ORGANISERS, line, "kind", "warning", "unknown_value", kind)
        kind = "independent"
    return OrganiserRow(
        organisation_number=number,
        name=row["name"],
        kind=kind,  # type: ignore[arg-type]
        legal_form=row["legal_form"],
        municipality_code=row["municipality_code"],
        school_forms=_forms(row["school_forms"], log, ORGANISERS, line),
    )


def _unit(line: int, row: dict[str, str], log: ImportLog) -> UnitRow | None:
    code = parse_school_unit_code(row["school_unit_code"])
    number = parse_organisation_number(row["organisation_number"])
    if code is None or number is None:
        column, problem = ("school_unit_code", "no_code") if code is None else ("organisation_number", "no_number")
        log.add(UNITS, line, column, "error", problem, row[column])
        return None
    if not row["name"].strip():
        log.add(UNITS, line, "name", "error", "no_name")
        return None
    municipality_code, status = row["municipality_code"], row["status"]
    if municipality_code and municipality_by_code(municipality_code) is None:
        log.add(UNITS, line, "municipality_code", "warning", "unknown_municipality", municipality_code)
        municipality_code = ""
    if status not in get_args(Status):
        log.add(UNITS, line, "status", "warning", "unknown_value", status)
        status = "AKTIV"
    return UnitRow(
        school_unit_code=code,
        name=row["name"],
        organisation_number=number,
        municipality_code=municipality_code,
        school_forms=_forms(row["school_forms"], log, UNITS, line),
        school_years=tuple(row["school_years"].split()),
        orientation=row["orientation"],
        status=status,  # type: ignore[arg-type]
        starts=_day(row["starts"]),
        ends=_day(row["ends"]),
    )


def read_extract(folder: Path) -> tuple[Register, ImportLog]:
    """The register that `write_extract` wrote. Raises ValueError, OSError or KeyError for files of another make."""
    log = ImportLog()
    with (folder / ABOUT).open(encoding="utf-8", newline="") as about:
        rows = list(csv.reader(about))
    if len(rows) < 2 or len(rows[1]) != 3:
        raise ValueError(f"{ABOUT} is of another make")
    source, valid_on, complete = rows[1]
    organisers = [one for line, raw in _unpacked(folder / ORGANISERS) if (one := _organiser(line, raw, log))]
    units = [unit for line, raw in _unpacked(folder / UNITS) if (unit := _unit(line, raw, log))]
    return Register(
        source=source,
        valid_on=date.fromisoformat(valid_on),
        checksum=checksum_of(organisers, units),
        organisers=tuple(organisers),
        units=tuple(units),
        complete=complete == "yes",
    ), log
