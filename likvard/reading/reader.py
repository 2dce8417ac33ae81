"""The stages in their order, and the reading that comes out."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from os import PathLike
from typing import Any

from likvard.reading import kind
from likvard.reading.blocks import flow
from likvard.reading.document import Document
from likvard.reading.fields import (
    areas,
    deadlines,
    forms,
    identity,
    interventions,
    legal_basis,
    organiser,
    outcome,
    people,
    periods,
    timeline,
    units,
)
from likvard.reading.record import Draft, settle
from likvard.reading.register_lines import read_line
from likvard.reading.register_lines.draft import draft_of
from likvard.reading.repair import Repaired, repair
from likvard.reading.source.text import SourceText, extract, of_text
from likvard.terms.municipalities import all_municipalities, by_code, by_name
from likvard.terms.names import fold


@dataclass(frozen=True)
class Reading:
    """What one document says, where it says it, and what is doubtful.

    `record` holds the fields of the reading record (version 1) and nothing else; `evidence` and `doubtful`
    are lists of {field, value, span, page, confidence} with half-open spans in `source.text`, the doubtful
    ones with the code of the reason.
    """

    record: dict[str, Any]
    evidence: list[dict[str, Any]]
    doubtful: list[dict[str, Any]]
    source: SourceText
    changes: tuple[Any, ...] = field(default=())

    def to_json(self) -> dict[str, Any]:
        """The record with `evidence` and `doubtful` beside its fields."""
        return {**self.record, "evidence": self.evidence, "doubtful": self.doubtful}


def read(document: str | PathLike[str] | bytes, name: str | None = None) -> Reading:
    """Read a file (path or content). Raises a `ReadingError` when there is no text to be had."""
    return read_source(extract(document, name))


def read_text(text: str) -> Reading:
    """Read ready text; never fails."""
    return read_source(of_text(text))


def read_source(source: SourceText) -> Reading:
    """Repair, blocks, fields, record."""
    repaired = repair(source)
    document = Document(flow(repaired.text))
    draft = fields_of(document)

    def place(start: int, end: int) -> tuple[int, int, int]:
        first, last = repaired.to_source(*document.flow.to_text(start, end))
        return first, last, source.page_at(first)

    _doubt_damaged(draft, document, repaired)
    record, evidence, doubtful = settle(draft, place)
    return Reading(record, evidence, doubtful, source, tuple(repaired.changes))


def fields_of(document: Document) -> Draft:
    """Every field, in the order in which they need each other."""
    draft = Draft()
    draft.document_type = kind.document_type(document)
    document.kind = str(draft.document_type.value)
    if document.kind == "register_line" and (line := read_line(" ".join(document.text.split()))) is not None:
        return draft_of(line, document.text)
    draft.date = identity.day(document)
    if draft.date is not None and draft.date.sure:
        document.day = date.fromisoformat(str(draft.date.value))
    draft.review_kind, draft.review_kind_printed = kind.review_kind(document)
    document.review_kind = str(draft.review_kind.value) if draft.review_kind else ""
    draft.case_number, draft.related_case_numbers = identity.case_numbers(document)
    draft.authority = identity.authority(document)
    draft.organiser, draft.municipality_code = organiser.read(document)
    draft.school_units = units.read(document)
    draft.school_forms = forms.read(document)
    draft.legal_basis = legal_basis.read(document)
    draft.areas = areas.read(document)
    draft.received = outcome.received(document)
    draft.deadlines = deadlines.read(document, draft.areas, draft.received)
    draft.periods = periods.read(document)
    draft.interventions = interventions.read(document, draft.areas)
    draft.outcome = outcome.outcome(document, draft.deadlines, draft.interventions)
    draft.people = people.read(document)
    draft.timeline = timeline.read(document, draft)
    return draft


def _doubt_damaged(draft: Draft, document: Document, repaired: Repaired) -> None:
    """A case number, day or amount whose characters the repair could not vouch for is not asserted."""

    def check(read: Any) -> Any:
        if read is None:
            return None
        reason = repaired.doubt_at(*document.flow.to_text(read.start, read.end))
        return read.doubted(0.45, reason) if reason else read

    _doubt_look_alikes(draft, repaired)
    draft.case_number = check(draft.case_number)
    draft.date = check(draft.date)
    draft.received = check(draft.received)
    for deadline in draft.deadlines:
        deadline.date = check(deadline.date)
    for one in draft.interventions:
        one.fine = check(one.fine)
    for area in draft.areas:
        area.deadline = check(area.deadline)


def _doubt_look_alikes(draft: Draft, repaired: Repaired) -> None:
    """Where a scan has lost its rings and dots, Habo and Håbo cannot be told apart: neither is asserted."""
    mended = sum(change.reason == "letters" for change in repaired.changes)
    named = draft.organiser
    if mended and named and named.kind and named.kind.value == "municipality":
        name = str(named.name.value)
        if name.isascii() and by_name(name) is None:
            # No list can tell whether a name that none holds has lost a ring or dots: Almvik and Älmvik.
            named.name, named.kind = named.name.doubted(0.4, "letters"), named.kind.doubted(0.4, "letters")
    if mended < 5:
        return
    code = draft.municipality_code
    if code is None or (place := by_code(str(code.value))) is None or place.name not in alike_when_folded():
        return
    draft.municipality_code = code.doubted(0.4, "look_alike_name")
    if draft.organiser is not None and by_name(str(draft.organiser.name.value)) is not None:
        draft.organiser.name = draft.organiser.name.doubted(0.4, "look_alike_name")
        if draft.organiser.kind is not None:
            draft.organiser.kind = draft.organiser.kind.doubted(0.4, "look_alike_name")


@cache
def alike_when_folded() -> frozenset[str]:
    """Municipalities whose names differ only by rings and dots."""
    names = [place.name for place in all_municipalities()]
    folded = Counter(fold(name) for name in names)
    return frozenset(name for name in names if folded[fold(name)] > 1)
