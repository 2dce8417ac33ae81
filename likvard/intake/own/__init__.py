"""Tables of one's own (surveys, staff, absence, incidents, budget) from CSV and workbooks, read by a mapping that says
what each column means."""

from likvard.intake.own.mapping import KINDS, Field, Kind, Mapping, MappingError, suggest
from likvard.intake.own.reader import READER, header_of

__all__ = ["KINDS", "READER", "Field", "Kind", "Mapping", "MappingError", "header_of", "suggest"]
