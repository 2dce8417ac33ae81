"""Statutes and references to their sections.

`find_references(text)` opens printed lists, `format_references(...)` prints them as the record wants them,
`format_list(...)` folds them again; `find_citations(text)` tells also what was mended and what is unsure.
"""

from likvard.terms.statutes.citations import (
    Citation,
    find_citations,
    find_references,
    parse_references,
)
from likvard.terms.statutes.references import (
    Reference,
    format_list,
    format_reference,
    format_references,
    sort_references,
)
from likvard.terms.statutes.register import Statute, all_statutes, by_name, by_sfs

__all__ = [
    "Citation",
    "Reference",
    "Statute",
    "all_statutes",
    "by_name",
    "by_sfs",
    "find_citations",
    "find_references",
    "format_list",
    "format_reference",
    "format_references",
    "parse_references",
    "sort_references",
]
