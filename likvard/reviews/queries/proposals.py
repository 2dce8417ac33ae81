"""Which case a new document belongs to. Proposals with their reasons; a person decides."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from likvard.organisations.models import Organisation
from likvard.reviews.models import Case
from likvard.rulebook.loading import rulebook
from likvard.rulebook.words import Words

from .likeness import plain, same_areas

LEAST = 0.5  # under this a case is not proposed
CERTAIN = 1.0
MOST = 5
BEFORE, AFTER = timedelta(days=60), timedelta(days=3 * 365)


@dataclass(frozen=True, slots=True)
class CaseProposal:
    """`score` 0–1 (1 = the same case number); `why` says what speaks for it, strongest first."""

    case: Case
    score: float
    why: tuple[Words, ...]

    @property
    def certain(self) -> bool:
        return self.score >= CERTAIN


def _numbers(record: Mapping[str, Any]) -> tuple[str, set[str]]:
    return record.get("case_number") or "", set(record.get("related_case_numbers") or [])


def _by_number(case: Case, own: str, related: set[str]) -> Iterator[tuple[float, Words]]:
    if own and own == case.case_number:
        yield CERTAIN, Words(f"Samma diarienummer: {own}", f"The same case number: {own}")
    elif case.case_number and case.case_number in related:
        yield 0.8, Words(f"Dokumentet nämner {case.case_number}", f"The document mentions {case.case_number}")
    elif own and own in case.related_case_numbers:
        yield 0.8, Words(f"Ärendet nämner {own}", f"The case mentions {own}")


def _by_what(case: Case, record: Mapping[str, Any]) -> Iterator[tuple[float, Words]]:
    organiser = (record.get("organiser") or {}).get("name") or ""
    names = {plain(case.organiser_printed), plain(case.organiser.name) if case.organiser else ""} - {""}
    if organiser and plain(organiser) in names:
        yield 0.2, Words("Samma huvudman", "The same organiser")
    kind = record.get("review_kind")
    if kind and kind == case.kind and kind != "other":
        yield 0.25, Words("Samma slags granskning", "The same kind of review")
    units = {plain(name) for name in record.get("school_units") or []}
    theirs = {plain(unit.printed_name) for unit in case.units.all()}
    if units & theirs:
        yield 0.25, Words("Samma skolenhet", "The same school unit")
    elif not units and not theirs and set(record.get("school_forms") or []) & set(case.school_forms):
        yield 0.1, Words("Samma skolform", "The same type of school")
    areas = [area["name"] for area in record.get("areas") or []]
    if areas and same_areas([area.name for area in case.areas.all()], areas):
        yield 0.1, Words("Samma bedömningsområde", "The same assessment area")


def _by_date(case: Case, record: Mapping[str, Any]) -> Iterator[tuple[float, Words]]:
    told = {row.get("date") for row in record.get("timeline") or [] if row.get("what") == "earlier_decision"}
    if case.decided_on and case.decided_on.isoformat() in told:
        yield 0.4, Words("Dokumentet nämner ärendets beslutsdag", "The document names the day of the case's decision")
        return
    day = date.fromisoformat(record["date"]) if record.get("date") else None
    if day and case.opened_on - BEFORE <= day <= case.opened_on + AFTER:
        yield 0.15, Words("Tiden stämmer", "The time fits")


def _contradicts(case: Case, record: Mapping[str, Any]) -> bool:
    """Another review for sure: the other language, or other units."""
    book, kind = rulebook(), record.get("review_kind")
    if kind in book.by_kind and case.kind in book.by_kind and "other" not in (kind, case.kind):
        theirs, ours = book.by_kind[kind][-1].language, book.by_kind[case.kind][-1].language
        if theirs != ours:
            return True
    units = {plain(name) for name in record.get("school_units") or []}
    known = {plain(unit.printed_name) for unit in case.units.all()}
    return bool(units and known and not units & known)


def cases_matching(holder: Organisation, record: Mapping[str, Any]) -> list[CaseProposal]:
    """The holder's cases that the record may belong to, best first; at most `MOST`.

    Six queries however many cases there are: candidates are narrowed by number, organiser, unit or kind first.
    """
    own, related = _numbers(record)
    candidates = (
        Case.objects.filter(holder=holder, merged_into=None)
        .select_related("organiser")
        .prefetch_related("units", "areas")
        .order_by("-opened_on", "id")
    )
    wanted = [number for number in {own, *related} if number]
    rows = {case.pk: case for case in candidates.filter(case_number__in=wanted)} if wanted else {}
    if record.get("review_kind") or record.get("school_units"):
        like = candidates.filter(kind__in=[record.get("review_kind") or "other", "other"])[:400]
        rows |= {case.pk: case for case in like}
    proposals = []
    for case in rows.values():
        same_number = bool(own) and own == case.case_number
        if not same_number and _contradicts(case, record):
            continue
        reasons = [*_by_number(case, own, related), *_by_what(case, record), *_by_date(case, record)]
        if own and case.case_number and not same_number and case.case_number not in related:
            # Two numbers of their own: one review can have two, but then the documents say so.
            reasons = [(score / 2, words) for score, words in reasons]
        score = min(CERTAIN if same_number else 0.95, sum(score for score, _ in reasons))
        if score >= LEAST:
            why = tuple(words for _, words in sorted(reasons, key=lambda r: -r[0]))
            proposals.append(CaseProposal(case, round(score, 2), why))
    return sorted(proposals, key=lambda p: (-p.score, -p.case.opened_on.toordinal(), str(p.case.pk)))[:MOST]
