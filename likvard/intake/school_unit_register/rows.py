"""The facts that the product takes from Skolverket's school unit register: no heads' names, no addresses, no
telephone numbers, no e-mail."""

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Status = Literal["AKTIV", "VILANDE", "UPPHORT", "PLANERAD"]
KindOfOrganiser = Literal["municipality", "region", "state", "independent"]


@dataclass(frozen=True, slots=True)
class OrganiserRow:
    """One organiser (huvudman)."""

    organisation_number: str  # ten digits
    name: str  # ordinary capitals
    kind: KindOfOrganiser
    legal_form: str = ""
    municipality_code: str = ""  # of a municipality itself, else ""
    school_forms: tuple[str, ...] = ()  # codes of terms.school_forms, sorted


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One school unit (skolenhet), its forms from all sheets together."""

    school_unit_code: str  # eight digits
    name: str
    organisation_number: str
    municipality_code: str
    school_forms: tuple[str, ...]  # codes of terms.school_forms, sorted
    school_years: tuple[str, ...] = ()  # "F", "1" … "10", in order
    orientation: str = ""  # ALLMAN, WALDORF, KONFESSIONELL, INTERNATIONELL, RIKSINTERNAT or ""
    status: Status = "AKTIV"
    starts: date | None = None
    ends: date | None = None


@dataclass(frozen=True, slots=True)
class Register:
    """What one folder or one run over the interface gave. `valid_on`: the day that the facts are told for."""

    source: str
    valid_on: date
    checksum: str  # sha256 over the facts in order, so that the same facts are known again
    organisers: tuple[OrganiserRow, ...] = field(default=())
    units: tuple[UnitRow, ...] = field(default=())
    complete: bool = True  # False: units that are missing may still exist
