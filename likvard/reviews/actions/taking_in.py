"""What one document adds to a case: facts, areas, findings, last days, people; then the steps that follow from it.

Documents may come in any order. A document's part says how much it weighs: a decision words the findings, a
follow-up judges them, and of two follow-ups the later one counts.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from likvard.access.models import User
from likvard.documents.models import Document, Reading
from likvard.ledger.actions import record as ledger_record
from likvard.reviews.models import Case, CaseDocument, Intervention, Period, TimelineEvent
from likvard.reviews.queries import definition_of, facts_of
from likvard.rulebook.guards import day_in_words
from likvard.rulebook.loading import rulebook

from .dates_of_record import take_deadlines, take_people
from .findings_of_record import take_areas
from .languages import check_language
from .moving import move
from .searching import keep_case_findable

Record = Mapping[str, Any]
Part = CaseDocument.Part
PARTS = {
    "information_letter": Part.LETTER,
    "decision": Part.DECISION,
    "followup_decision": Part.FOLLOWUP,
    "response": Part.RESPONSE,
}


def day_of(record: Record) -> date | None:
    return date.fromisoformat(record["date"]) if record.get("date") else None


def take_in(
    *, case: Case, record: Record, document: Document, reading: Reading | None, by: User | None, at: datetime
) -> Case:
    """Inside a transaction, with the case locked. Returns the case as it then stands."""
    part = PARTS.get(record.get("document_type") or "", Part.OTHER)
    _take_kind(case, record, at)
    check_language(case, record)
    later = _later_follow_up(case, part, day_of(record))
    CaseDocument.objects.create(case=case, document=document, part=part, dated=day_of(record), added_at=at)
    _take_facts(case, record, part, at)
    found = take_areas(case=case, record=record, document=document, part=part, outdated=later, by=by, at=at)
    _take_rest(case, record, document)
    deadlines = take_deadlines(case=case, record=record, document=document, part=part, by=by, at=at)
    take_people(case, record)
    ledger_record(
        action="case_document_added",
        subject_kind="case",
        subject_id=case.id,
        by=by,
        at=at,
        organisation=case.holder_id,
        case=case.id,
        after={"document": document.id, "part": str(part), "dated": day_of(record), "findings": found,
               "deadlines": deadlines, "reader": reading.reader_version if reading else ""},
    )  # fmt: skip
    _advance(case, record, part, outdated=later, by=by, at=at)
    case.refresh_from_db()
    keep_case_findable(case)
    return case


def _later_follow_up(case: Case, part: str, dated: date | None) -> bool:
    """The case already holds a follow-up decision that is later than this document (when it is one itself)."""
    if part != Part.FOLLOWUP or dated is None:
        return False
    return case.documents.filter(part=Part.FOLLOWUP, dated__gt=dated).exists()


def _take_kind(case: Case, record: Record, at: datetime) -> None:
    """A case of unknown kind, or known from the register only, takes the kind that its first document states."""
    kind = record.get("review_kind")
    unknown = case.kind == "other" or (case.state == Case.State.REGISTERED and not case.documents.exists())
    if not kind or kind == case.kind or not unknown or case.findings.exists():
        return
    definition = rulebook().on(kind, day_of(record) or timezone.localtime(at).date())
    case.kind, case.kind_version, case.kind_checksum = definition.kind, definition.version, definition.checksum


def _take_facts(case: Case, record: Record, part: str, at: datetime) -> None:
    """Fills what is empty; adds to lists; never overwrites with less."""
    organiser = record.get("organiser") or {}
    case.kind_printed = case.kind_printed or record.get("review_kind_printed") or ""
    case.organiser_printed = case.organiser_printed or organiser.get("name") or ""
    case.authority = case.authority or record.get("authority") or ""
    case.municipality_code = case.municipality_code or record.get("municipality_code") or ""
    numbers = [record.get("case_number") or "", *(record.get("related_case_numbers") or [])]
    if part in (Part.LETTER, Part.DECISION, Part.FOLLOWUP):
        case.case_number = case.case_number or numbers[0]
    for number in numbers:
        if number and number != case.case_number and number not in case.related_case_numbers:
            case.related_case_numbers.append(number)
    case.school_forms += [form for form in record.get("school_forms") or [] if form not in case.school_forms]
    dated = day_of(record)
    if dated and dated < case.opened_on:
        case.opened_on = dated
    if part == Part.DECISION and dated:
        case.decided_on = dated
    elif part == Part.FOLLOWUP and case.decided_on is None:
        earlier = {
            e["date"] for e in record.get("timeline") or [] if e.get("what") == "earlier_decision" and e.get("date")
        }
        case.decided_on = date.fromisoformat(earlier.pop()) if len(earlier) == 1 else None
    weighs = part == Part.FOLLOWUP or not case.documents.filter(part=Part.FOLLOWUP).exists()
    if record.get("outcome") and weighs and not _later_follow_up(case, part, dated):
        case.outcome = record["outcome"]
    case.version += 1
    case.save()


def _take_rest(case: Case, record: Record, document: Document) -> None:
    """Periods, interventions and dated events: each once."""
    for period in record.get("periods") or []:
        days = {"starts": period["from"], "ends": period["to"], "what": period["what"]}
        if not case.periods.filter(**days).exists():
            Period.objects.create(case=case, **days)
    for step in record.get("interventions") or []:
        same = {"kind": step["kind"], "fine_sek": step.get("fine_sek")}
        if not Intervention.objects.filter(case=case, document=document, **same).exists():
            Intervention.objects.create(case=case, document=document, **same)
    events = [
        {
            "day": e.get("date") or e.get("from"),
            "until": e.get("to"),
            "what": e["what"][:60],
            "text": e.get("text") or "",
        }
        for e in record.get("timeline") or []
        if e.get("date") or e.get("from")
    ]
    if record.get("received"):
        events.append({"day": record["received"], "until": None, "what": "received", "text": ""})
    for event in events:
        if not case.timeline.filter(day=event["day"], what=event["what"]).exists():
            TimelineEvent.objects.create(case=case, document=document, **event)


def _advance(case: Case, record: Record, part: str, *, outdated: bool, by: User | None, at: datetime) -> None:
    """The steps that the document itself tells of. A closed case stays closed until a person reopens it."""
    case.refresh_from_db()
    if case.state == Case.State.CLOSED or outdated:
        return
    facts = facts_of(case)
    if case.state == Case.State.REGISTERED and part == Part.LETTER:
        move(case=case, name="announce", by=by, at=at)
    if case.state in (Case.State.REGISTERED, Case.State.ANNOUNCED) and facts.decision_known:
        move(case=case, name="decide", by=by, at=at, known=facts)
    elif case.state == Case.State.REGISTERED:
        move(case=case, name="announce", by=by, at=at)
    followed_up = part == Part.FOLLOWUP
    if case.state == Case.State.DECIDED and (followed_up or part == Part.RESPONSE):
        move(case=case, name="answer", by=by, at=at, known=replace(facts, answer_sent=True))
    if case.outcome == "closed" and part in (Part.DECISION, Part.FOLLOWUP):
        day, grounds = _closing(case, record, at)
        move(case=case, name="close", by=by, at=at, day=day, grounds=grounds)
    elif case.state == Case.State.ANSWERED and followed_up and record.get("outcome") == "open":
        move(case=case, name="resume", by=by, at=at)


def _closing(case: Case, record: Record, at: datetime) -> tuple[date, str]:
    """Day and grounds of a closing that the authority has decided; Swedish, for they are the case's own text."""
    words = definition_of(case).closing.get("closed")
    said = words.sv if words else ""
    dated = day_of(record)
    name = "Uppföljningsbeslutet" if record.get("document_type") == "followup_decision" else "Beslutet"
    if dated:
        return dated, f"{name} den {day_in_words(dated).sv}. {said}".strip()
    return timezone.localtime(at).date(), (
        f"{name} har inget läsbart datum; dagen är den då det lades in. {said}".strip()
    )
