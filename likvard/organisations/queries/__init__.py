"""Asking the register: units and organisers by code, number, name and day, and who a document speaks of.

The register is open data: whoever is signed in may search all of it. What belongs to an organiser, its cases and
documents, is asked for elsewhere.
"""

from likvard.organisations.queries.lookups import (
    at_day,
    imports,
    latest_import,
    organisation_by_number,
    organisation_of_municipality,
    unit_by_code,
    units_of,
)
from likvard.organisations.queries.matching import Candidate, Match, match_organiser, match_unit, match_units
from likvard.organisations.queries.search import search_organisations, search_units

__all__ = [
    "Candidate",
    "Match",
    "at_day",
    "imports",
    "latest_import",
    "match_organiser",
    "match_unit",
    "match_units",
    "organisation_by_number",
    "organisation_of_municipality",
    "search_organisations",
    "search_units",
    "unit_by_code",
    "units_of",
]
