"""Cases from what has come in: a letter, a decision and a follow-up decision of one review end in one case."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from likvard.access.models import User
from likvard.documents.models import Document, Reading
from likvard.ledger.actions import record as ledger_record
from likvard.organisations.models import Organisation, SchoolUnit
from likvard.reviews.models import Case, CaseUnit
from likvard.reviews.queries.titles import title_of
from likvard.rulebook.kinds import Definition
from likvard.rulebook.loading import rulebook

from .searching import keep_case_findable
from .taking_in import take_in

Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class UnitMatch:
    """A unit as the document prints it, and which one of the register it is when that is certain.

    `score` is 0–1; None when a person chose the unit.
    """

    printed_name: str
    school_unit: SchoolUnit | None = None
    score: float | None = None


@dataclass(frozen=True, slots=True)
class Matches:
    """Whom a record speaks of, in the register. What is not certain is left as None: never a silent wrong match."""

    organiser: Organisation | None = None
    units: tuple[UnitMatch, ...] = ()


UNMATCHED = Matches()


def kind_of(record: Record, on: date) -> Definition:
    """The rulebook's definition for the record's kind in force on its own day (else `on`)."""
    book = rulebook()
    kind = record.get("review_kind")
    day = date.fromisoformat(record["date"]) if record.get("date") else on
    return book.on(kind if kind in book.by_kind else "other", day)


def add_units(case: Case, names: list[str], matches: Matches) -> None:
    """The units that the case does not have yet; a certain match fills one that was only printed."""
    by_name = {match.printed_name: match for match in matches.units}
    known = {unit.printed_name.casefold(): unit for unit in case.units.order_by("id")}
    for name in names:
        match = by_name.get(name) or UnitMatch(name)
        unit = known.get(name.casefold())
        if unit is None:
            unit = CaseUnit(case=case, printed_name=name)
            known[name.casefold()] = unit
        if unit.school_unit_id is None and match.school_unit is not None:
            unit.school_unit, unit.match_score = match.school_unit, match.score
        unit.save()


def tell_opened(case: Case, *, by: User | None, at: datetime, reason: str = "", **more: object) -> None:
    """One event: the case as it begins, and `more`."""
    ledger_record(
        action="case_opened",
        subject_kind="case",
        subject_id=case.id,
        by=by,
        at=at,
        organisation=case.holder_id,
        case=case.id,
        after={
            "kind": case.kind,
            "kind_version": case.kind_version,
            "kind_checksum": case.kind_checksum,
            "case_number": case.case_number,
            "opened_on": case.opened_on,
            "state": case.state,
            **more,
        },
        reason=reason,
    )


def _opened(
    *, holder: Organisation, record: Record, matches: Matches, opened_on: date, by: User | None, at: datetime
) -> Case:
    definition = kind_of(record, opened_on)
    organiser = record.get("organiser") or {}
    case = Case.objects.create(
        holder=holder,
        organiser=matches.organiser,
        organiser_printed=organiser.get("name") or "",
        title=title_of(record, definition, holder_name=holder.name),
        kind=definition.kind,
        kind_printed=record.get("review_kind_printed") or "",
        kind_version=definition.version,
        kind_checksum=definition.checksum,
        authority=record.get("authority") or "",
        case_number=record.get("case_number") or "",
        related_case_numbers=list(record.get("related_case_numbers") or []),
        municipality_code=record.get("municipality_code") or "",
        school_forms=list(record.get("school_forms") or []),
        state=Case.State.REGISTERED,
        opened_on=opened_on,
        created_at=at,
    )
    add_units(case, list(record.get("school_units") or []), matches)
    keep_case_findable(case)
    tell_opened(case, by=by, at=at)
    return case


def _day(record: Record, at: datetime) -> date:
    return date.fromisoformat(record["date"]) if record.get("date") else timezone.localtime(at).date()


@transaction.atomic
def open_case(
    *,
    holder: Organisation,
    record: Record,
    document: Document,
    reading: Reading | None,
    matches: Matches,
    by: User | None,
    at: datetime,
) -> Case:
    """A new case from one document and its record (see the reading record, version 1), as far as it carries:
    a letter announces, a decision decides, a follow-up decision also judges each finding and may close.

    Raises `MixedLanguages` when the record mixes audit and supervision.
    """
    case = _opened(holder=holder, record=record, matches=matches, opened_on=_day(record, at), by=by, at=at)
    return take_in(case=case, record=record, document=document, reading=reading, by=by, at=at)


@transaction.atomic
def add_document_to_case(
    *,
    case: Case,
    record: Record,
    document: Document,
    reading: Reading | None,
    by: User | None,
    at: datetime,
    matches: Matches = UNMATCHED,
) -> Case:
    """Another document of the same review, in whatever order they came. What a person has written stays.

    A document that is already in the case changes nothing. Raises `MixedLanguages`.
    """
    stored = Case.objects.select_for_update().get(pk=case.pk)
    if stored.documents.filter(document=document).exists():
        return stored
    if stored.organiser is None and matches.organiser is not None:
        stored.organiser = matches.organiser
        stored.save(update_fields=["organiser"])
    add_units(stored, list(record.get("school_units") or []), matches)
    return take_in(case=stored, record=record, document=document, reading=reading, by=by, at=at)


@transaction.atomic
def register_case(*, holder: Organisation, record: Record, matches: Matches, by: User | None, at: datetime) -> Case:
    """A case known from the register alone, from the record of a register line; a document fills it later.

    The same case number twice for one holder is one case: the second line changes nothing.
    """
    number = record.get("case_number") or ""
    if number and (known := Case.objects.filter(holder=holder, case_number=number).order_by("created_at").first()):
        return known
    return _opened(holder=holder, record=record, matches=matches, opened_on=_day(record, at), by=by, at=at)


@transaction.atomic
def create_case(
    *,
    holder: Organisation,
    kind: str,
    title: str,
    opened_on: date,
    by: User | None,
    at: datetime,
    case_number: str = "",
    authority: str = "",
    decided_on: date | None = None,
    units: tuple[SchoolUnit, ...] = (),
) -> Case:
    """A case that a person makes without a document: announced, or decided when the day of a decision is given."""
    definition = rulebook().on(kind, decided_on or opened_on)
    case = Case.objects.create(
        holder=holder,
        organiser=holder if holder.kind != Organisation.Kind.AUTHORITY else None,
        title=title,
        kind=kind,
        kind_version=definition.version,
        kind_checksum=definition.checksum,
        case_number=case_number,
        authority=authority,
        state=Case.State.DECIDED if decided_on else Case.State.ANNOUNCED,
        opened_on=opened_on,
        decided_on=decided_on,
        created_at=at,
    )
    CaseUnit.objects.bulk_create(CaseUnit(case=case, printed_name=unit.name, school_unit=unit) for unit in units)
    keep_case_findable(case)
    tell_opened(case, by=by, at=at, reason="by_hand", decided_on=decided_on)
    return case
