"""The reading record, version 1: values with their places while it is made, and the JSON that comes out.

The fields put `Read` values into a `Draft`: what was read, where in the text, how surely. `settle` keeps
the sure ones as the record, lists each with its span as evidence, and lists the others as doubtful.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

SCHEMA = "likvard.reading/1"
ASSERTED_FROM = 0.5


@dataclass(frozen=True, slots=True)
class Read:
    """One value and its place `[start, end)`; `reason` is the code of the doubt when there is one."""

    value: str | int
    start: int
    end: int
    confidence: float = 0.95
    reason: str = ""

    def doubted(self, confidence: float, reason: str) -> Read:
        """The same value, held at most as surely as `confidence`."""
        return replace(self, confidence=min(self.confidence, confidence), reason=self.reason or reason)

    @property
    def sure(self) -> bool:
        return self.confidence >= ASSERTED_FROM


@dataclass(slots=True)
class Organiser:
    name: Read
    kind: Read | None


@dataclass(slots=True)
class Deadline:
    date: Read
    what: Read


@dataclass(slots=True)
class Period:
    first: Read
    last: Read
    what: Read


@dataclass(slots=True)
class Intervention:
    kind: Read
    fine: Read | None = None
    joined: bool = False  # told as an addition to an order told before


@dataclass(slots=True)
class Finding:
    kind: Read
    text: Read


@dataclass(slots=True)
class Area:
    name: Read
    legal_basis: list[Read] = field(default_factory=list)
    judgement: Read | None = None
    findings: list[Finding] = field(default_factory=list)
    follow_up: Read | None = None
    intervention: Read | None = None
    deadline: Read | None = None


@dataclass(slots=True)
class Person:
    name: Read
    title: Read | None = None
    role: Read | None = None
    email: Read | None = None
    phone: Read | None = None


@dataclass(slots=True)
class Event:
    """A dated event of the timeline: a day, or the first and last of several."""

    first: Read
    last: Read | None
    what: Read
    text: Read


@dataclass(slots=True)
class Draft:
    """What the fields have read so far; places are counted in the flow until `settle` moves them."""

    document_type: Read | None = None
    review_kind: Read | None = None
    review_kind_printed: Read | None = None
    case_number: Read | None = None
    related_case_numbers: list[Read] = field(default_factory=list)
    date: Read | None = None
    authority: Read | None = None
    organiser: Organiser | None = None
    municipality_code: Read | None = None
    school_units: list[Read] = field(default_factory=list)
    school_forms: list[Read] = field(default_factory=list)
    areas: list[Area] = field(default_factory=list)
    legal_basis: list[Read] = field(default_factory=list)
    deadlines: list[Deadline] = field(default_factory=list)
    periods: list[Period] = field(default_factory=list)
    received: Read | None = None
    interventions: list[Intervention] = field(default_factory=list)
    outcome: Read | None = None
    timeline: list[Event] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)
    # Values that a field weighed and did not choose: (field, value).
    candidates: list[tuple[str, Read]] = field(default_factory=list)


Place = Callable[[int, int], tuple[int, int, int]]
Json = dict[str, Any]


class _Settling:
    """Gathers evidence and doubts while the record is built."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.evidence: list[Json] = []
        self.doubtful: list[Json] = []

    def note(self, path: str, read: Read) -> None:
        start, end, page = self.place(read.start, read.end)
        entry: Json = {
            "field": path,
            "value": read.value,
            "span": [start, end],
            "page": page,
            "confidence": round(read.confidence, 2),
        }
        if read.sure:
            self.evidence.append(entry)
        else:
            self.doubtful.append({**entry, "reason": read.reason or "uncertain"})

    def one(self, path: str, read: Read | None) -> str | int | None:
        """The value when it is sure, else `None`; noted in either case."""
        if read is None:
            return None
        self.note(path, read)
        return read.value if read.sure else None

    def many(self, path: str, reads: list[Read]) -> list[str | int]:
        values: list[str | int] = []
        for read in reads:
            if read.sure:
                self.note(f"{path}[{len(values)}]", read)
                values.append(read.value)
            else:
                self.note(path, read)
        return values

    def rows(self, path: str, rows: list[tuple[Read, dict[str, Read | None]]]) -> list[Json]:
        """Objects of a list; one whose first value (its key) is not sure is a doubt as a whole."""
        kept: list[Json] = []
        for key, parts in rows:
            sure = key.sure
            where = f"{path}[{len(kept)}]" if sure else path
            if not sure:
                for name, read in parts.items():
                    if read is not None:
                        self.note(f"{where}.{name}", read if not read.sure else read.doubted(0.45, key.reason))
                continue
            kept.append({name: self.one(f"{where}.{name}", read) for name, read in parts.items()})
        return kept


def settle(draft: Draft, place: Place) -> tuple[Json, list[Json], list[Json]]:
    """(record, evidence, doubtful). `place` turns a range of the flow into start, end and page of the source."""
    on = _Settling(place)
    record: Json = {
        "schema": SCHEMA,
        "document_type": on.one("document_type", draft.document_type) or "other",
        "review_kind": on.one("review_kind", draft.review_kind),
        "review_kind_printed": on.one("review_kind_printed", draft.review_kind_printed),
        "case_number": on.one("case_number", draft.case_number),
        "related_case_numbers": on.many("related_case_numbers", draft.related_case_numbers),
        "date": on.one("date", draft.date),
        "authority": on.one("authority", draft.authority),
        "organiser": _organiser(on, draft.organiser),
        "municipality_code": on.one("municipality_code", draft.municipality_code),
        "school_units": on.many("school_units", draft.school_units),
        "school_forms": on.many("school_forms", draft.school_forms),
        "areas": list(_areas(on, draft.areas)),
        "legal_basis": on.many("legal_basis", draft.legal_basis),
        "deadlines": on.rows("deadlines", [(d.date, {"date": d.date, "what": d.what}) for d in draft.deadlines]),
        "periods": on.rows(
            "periods", [(p.first, {"from": p.first, "to": p.last, "what": p.what}) for p in draft.periods]
        ),
        "received": on.one("received", draft.received),
        "interventions": on.rows(
            "interventions", [(i.kind, {"kind": i.kind, "fine_sek": i.fine}) for i in draft.interventions]
        ),
        "outcome": on.one("outcome", draft.outcome),
        "timeline": on.rows(
            "timeline",
            [
                (e.first, {"date": e.first, "what": e.what, "text": e.text})
                if e.last is None
                else (e.first, {"from": e.first, "to": e.last, "what": e.what, "text": e.text})
                for e in draft.timeline
            ],
        ),
        "people": on.rows(
            "people",
            [
                (p.name, {"name": p.name, "title": p.title, "role": p.role, "email": p.email, "phone": p.phone})
                for p in draft.people
            ],
        ),
    }
    for path, read in draft.candidates:
        on.note(path, read.doubted(0.45, "ambiguous"))
    return record, on.evidence, on.doubtful


def _organiser(on: _Settling, organiser: Organiser | None) -> Json | None:
    if organiser is None:
        return None
    name = on.one("organiser.name", organiser.name)
    kind = on.one("organiser.kind", organiser.kind)
    return None if name is None else {"name": name, "kind": kind}


def _areas(on: _Settling, areas: list[Area]) -> Iterator[Json]:
    number = 0
    for area in areas:
        path = f"areas[{number}]"
        name = on.one(f"{path}.name", area.name)
        if name is None:
            continue
        number += 1
        yield {
            "name": name,
            "legal_basis": on.many(f"{path}.legal_basis", area.legal_basis),
            "judgement": on.one(f"{path}.judgement", area.judgement),
            "findings": on.rows(
                f"{path}.findings", [(f.text, {"kind": f.kind, "text": f.text}) for f in area.findings]
            ),
            "follow_up": on.one(f"{path}.follow_up", area.follow_up),
            "intervention": on.one(f"{path}.intervention", area.intervention),
            "deadline": on.one(f"{path}.deadline", area.deadline),
        }
