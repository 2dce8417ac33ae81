"""What changes organisers and school units: imports of the register, and those made here by hand."""

from likvard.organisations.actions.by_hand import add_organisation, add_school_unit
from likvard.organisations.actions.register import Imported, TooManyWouldEndError, import_register

__all__ = ["Imported", "TooManyWouldEndError", "add_organisation", "add_school_unit", "import_register"]
