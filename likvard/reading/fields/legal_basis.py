"""Statute references: every one once, sorted; of the document and of one stretch of it."""

from __future__ import annotations

from collections.abc import Iterable

from likvard.reading.document import Document
from likvard.reading.record import Read
from likvard.terms.statutes import Reference, format_reference


def read(document: Document) -> list[Read]:
    """All references of the document, sorted by statute, chapter and section."""
    return within(document, [(0, len(document.text))])


def of_area(document: Document, ranges: Iterable[tuple[int, int]]) -> list[Read]:
    """What an area is measured against: without chapter 26 of skollagen, which is on supervision itself."""
    return [read for read in within(document, ranges) if not str(read.value).startswith("26 kap.")]


def within(document: Document, ranges: Iterable[tuple[int, int]]) -> list[Read]:
    """The references that stand in the ranges, each once, sorted."""
    places = list(ranges)
    first: dict[Reference, Read] = {}
    for found in document.citations:
        if not any(start <= found.start < end for start, end in places):
            continue
        citation = found.value
        named = citation.statute_place != "none"
        for reference in citation.references:
            read = Read(format_reference(reference), found.start, found.end, 0.85 if citation.mended else 0.95)
            if not named:
                read = read.doubted(0.4, "statute_not_named")
            _keep(first, reference, read)
        for reference in citation.unsure:
            _keep(first, reference, Read(format_reference(reference), found.start, found.end, 0.3, "damaged_number"))
    return [first[reference] for reference in sorted(first)]


def _keep(first: dict[Reference, Read], reference: Reference, read: Read) -> None:
    known = first.get(reference)
    if known is None or known.confidence < read.confidence:
        first[reference] = read
