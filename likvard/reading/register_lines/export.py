"""The register's export: `="SI 2026:8762";="2026-09-03";="Uppgift om … "`.

The `=` is missing before a caption with a comma.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from os import PathLike
from pathlib import Path
from typing import Any

from likvard.reading.errors import Empty, NotFound, TooLarge, WrongType
from likvard.reading.record import SCHEMA
from likvard.reading.register_lines.caption import Caption, read_caption
from likvard.reading.source.limits import MAX_MEGABYTES, MEGABYTE
from likvard.terms.case_numbers import parse_case_number
from likvard.terms.dates import parse_date


@dataclass(frozen=True, slots=True)
class RegisterLine:
    """One line: its case, the day it was registered, and what its caption says."""

    case_number: str | None
    registered: date | None
    caption: Caption

    def to_json(self) -> dict[str, Any]:
        """Flat, for programs: what `likvard read --register` prints for each line."""
        caption = self.caption
        organiser = caption.organiser
        return {
            "case_number": self.case_number,
            "registered": self.registered.isoformat() if self.registered else None,
            "caption": caption.text,
            "kind": caption.kind,
            "review_kind": caption.review_kind,
            "level": caption.level,
            "theme": caption.theme,
            "school_forms": list(caption.school_forms),
            "with_organiser": caption.with_organiser,
            "unit": caption.unit,
            "organiser": {"name": organiser.name, "kind": organiser.kind} if organiser else None,
            "municipality": caption.municipality,
            "municipality_code": caption.municipality_code,
            "school_year": caption.school_year,
            "related_case": caption.related_case,
        }

    def record(self) -> dict[str, Any]:
        """The same as a reading record of type `register_line`."""
        caption = self.caption
        organiser = caption.organiser
        return {
            "schema": SCHEMA,
            "document_type": "register_line",
            "review_kind": caption.review_kind,
            "review_kind_printed": caption.review_kind_printed,
            "case_number": self.case_number,
            "related_case_numbers": [caption.related_case] if caption.related_case else [],
            "date": self.registered.isoformat() if self.registered else None,
            "authority": None,
            "organiser": {"name": organiser.name, "kind": organiser.kind} if organiser else None,
            "municipality_code": caption.municipality_code,
            "school_units": [caption.unit] if caption.unit else [],
            "school_forms": list(caption.school_forms),
            "areas": [],
            "legal_basis": [],
            "deadlines": [],
            "periods": [],
            "received": None,
            "interventions": [],
            "outcome": None,
            "timeline": [],
            "people": [],
        }


_CELL = re.compile(r'\s*=?"((?:[^"]|"")*)"\s*(?:;|,|\t|$)|([^;\t]*)(?:;|\t|$)')


def cells(line: str) -> list[str]:
    """The cells of one line, whichever way it is quoted; blanks around them taken away."""
    found: list[str] = []
    position = 0
    while position < len(line):
        hit = _CELL.match(line, position)
        if hit is None or hit.end() == position:
            break
        value = hit.group(1) if hit.group(1) is not None else hit.group(2) or ""
        found.append(value.replace('""', '"').strip().removeprefix("=").strip())
        position = hit.end()
    return found


def read_line(line: str) -> RegisterLine | None:
    """One line of the export, or a caption alone; `None` for an empty line and the header."""
    values = cells(line.strip().lstrip("\ufeff"))
    if not any(values):
        return None
    numbers = [n for n, value in enumerate(values) if parse_case_number(value)]
    days = [n for n, value in enumerate(values) if parse_date(value)]
    if not numbers and not days:
        if len(values) > 1 and any(re.match(r"ärende|registrer|diarie", v, re.IGNORECASE) for v in values):
            return None
        return RegisterLine(None, None, read_caption(line.strip().strip('="')))
    number = parse_case_number(values[numbers[0]]) if numbers else None
    day = parse_date(values[days[0]]) if days else None
    rest = [v for n, v in enumerate(values) if n not in (numbers[:1] + days[:1]) and v]
    return RegisterLine(str(number) if number else None, day, read_caption(max(rest, key=len, default="")))


def read_export(export: bytes | str | PathLike[str]) -> list[RegisterLine]:
    """Every entry of an export (its path or its content), in order; header and empty lines are none.

    A line without a case number is kept with what its caption says. Raises `NotFound` for a file that cannot
    be opened, `Empty` when there is no line, `TooLarge` for more than any export of the register holds and
    `WrongType` when the file is no text.
    """
    if not isinstance(export, bytes):
        try:
            if Path(export).stat().st_size > MAX_MEGABYTES * MEGABYTE:
                raise TooLarge(limit=MAX_MEGABYTES)
            export = Path(export).read_bytes()
        except (OSError, ValueError):
            raise NotFound from None
    if b"\x00" in export[:4096]:
        raise WrongType
    return read_lines(_decoded(export))


def read_lines(text: str) -> list[RegisterLine]:
    """The entries of an export's text. Raises `Empty` when there is none."""
    lines = [entry for line in text.splitlines() if (entry := read_line(line)) is not None]
    if not lines:
        raise Empty
    return lines


def _decoded(export: bytes) -> str:
    """UTF-8, with or without its mark, else Windows-1252 as older exports are."""
    try:
        return export.decode("utf-8-sig")
    except UnicodeDecodeError:
        return export.decode("cp1252", errors="replace")
