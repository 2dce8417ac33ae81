"""Last days and people from a record."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from likvard.access.models import User
from likvard.documents.models import Document
from likvard.ledger.actions import record as ledger_record
from likvard.reviews.models import Case, CaseDocument, CasePerson, Deadline

Part = CaseDocument.Part
# The phases of a review: once a later one has come, the last days of an earlier one ask for nothing more.
PHASE = {Part.LETTER: 0, Part.DECISION: 1, Part.RESPONSE: 2, Part.FOLLOWUP: 2}
PHASE_OF_DEADLINE = {"contact_person": 0, "documents": 0, "fact_check": 0, "response": 1}


def take_deadlines(
    *, case: Case, record: Mapping[str, Any], document: Document, part: str, by: User | None, at: datetime
) -> int:
    """New last days of the document, and an end to those that it shows to be past. Returns how many are new."""
    areas: dict[str, list[str]] = {}
    places: dict[str, str] = {}
    for number, area in enumerate(record.get("areas") or []):
        if area.get("deadline"):
            areas.setdefault(area["deadline"], []).append(area["name"])
            places.setdefault(area["deadline"], f"{area.get('key') or f'areas[{number}]'}.deadline")
    wanted = [
        (row["date"], row.get("what") or "other", row.get("key") or f"deadlines[{n}]")
        for n, row in enumerate(record.get("deadlines") or [])
    ]
    stated = {day for day, _, _ in wanted}
    wanted += [(day, "response", places[day]) for day in areas if day not in stated]
    several = len({day for day, what, _ in wanted if what == "response"}) > 1
    new = 0
    for day, what, path in wanted:
        if case.deadlines.filter(day=day, what=what).exists():
            continue
        note = ", ".join(areas.get(day, [])) if several and what == "response" else ""
        deadline = Deadline.objects.create(
            case=case, document=document, record_path=path, what=what, day=date.fromisoformat(day), note=note[:200]
        )
        new += 1
        _tell(case, deadline, "deadline_added", by, at, {"what": what, "day": day, "document": document.id})
    _end_past(case, by=by, at=at)
    return new


def _end_past(case: Case, *, by: User | None, at: datetime) -> None:
    """A last day of an earlier phase is no longer owed when a document of a later phase has come.

    That is what the authority's own steps say; whether the organiser was in time is told by the documents.
    """
    rows = list(case.documents.all())
    dated = {row.document_id: _day(row) for row in rows}
    received = list(case.timeline.filter(what="received").values_list("day", flat=True))
    for deadline in case.deadlines.filter(met_by=None):  # what a person has marked stays as she marked it
        phase = PHASE_OF_DEADLINE.get(deadline.what)
        if phase is None:
            continue
        source = dated.get(deadline.document_id)
        ending = []
        for row in rows:
            day = dated[row.document_id]
            is_later = day is None or day >= deadline.day or (source is not None and source < day)
            if PHASE.get(row.part, -1) > phase and row.document_id != deadline.document_id and is_later:
                ending.append(day)
        if not ending:
            continue
        days = [day for day in ending if day]
        answered = [day for day in received if phase == 1 and (source is None or day > source)]
        met_on = min(answered or days or [timezone.localtime(at).date()])
        if deadline.met_on is not None and deadline.met_on <= met_on:
            continue
        deadline.met_on = met_on
        deadline.version += 1
        deadline.save(update_fields=["met_on", "version"])
        _tell(case, deadline, "deadline_met", by, at, {"met_on": deadline.met_on}, reason="told_by_document")


def _day(row: CaseDocument) -> date | None:
    """The document's own day; an answer without one is counted from the day it was put here."""
    return row.dated or (timezone.localtime(row.added_at).date() if row.part == Part.RESPONSE else None)


def _tell(
    case: Case, deadline: Deadline, action: str, by: User | None, at: datetime, after: dict[str, Any], reason: str = ""
) -> None:
    ledger_record(
        action=action,
        subject_kind="deadline",
        subject_id=deadline.id,
        by=by,
        at=at,
        organisation=case.holder_id,
        case=case.id,
        after=after,
        reason=reason,
    )


def take_people(case: Case, record: Mapping[str, Any]) -> None:
    """The authority's people, each once by name; a later document fills in what an earlier one left out."""
    known = {person.name.casefold(): person for person in case.people.order_by("id")}
    for read in record.get("people") or []:
        person = known.get(read["name"].casefold())
        if person is None:
            person = CasePerson(case=case, name=read["name"][:150], role=read.get("role") or "")
            known[read["name"].casefold()] = person
        person.title = person.title or (read.get("title") or "")[:150]
        person.email = person.email or read.get("email") or ""
        person.phone = person.phone or (read.get("phone") or "")[:40]
        person.save()
