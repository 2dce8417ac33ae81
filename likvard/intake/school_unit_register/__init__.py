"""Skolverket's school unit register (open data), from its sheets or from its interface, version 2.

`read_sheets(folder, valid_on=…)` reads CSV files, `Client(…).fetch(…)` the interface; both give a `Register` of
the same rows and an `ImportLog` of what was not as it should be.
"""

from likvard.intake.school_unit_register.client import Client, RefusedError
from likvard.intake.school_unit_register.extract import read_extract, write_extract
from likvard.intake.school_unit_register.rows import OrganiserRow, Register, UnitRow
from likvard.intake.school_unit_register.sheets import UnknownFolderError, read_sheets

__all__ = [
    "Client",
    "OrganiserRow",
    "RefusedError",
    "Register",
    "UnitRow",
    "UnknownFolderError",
    "read_extract",
    "read_sheets",
    "write_extract",
]
