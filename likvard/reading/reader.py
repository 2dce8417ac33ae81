"""The stages in their order, and the reading that comes out."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
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

    draft.case_number = check(draft.case_number)
    draft.date = check(draft.date)
    draft.received = check(draft.received)
    for deadline in draft.deadlines:
        deadline.date = check(deadline.date)
    for one in draft.interventions:
        one.fine = check(one.fine)
    for area in draft.areas:
        area.deadline = check(area.deadline)
