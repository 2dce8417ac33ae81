"""What the ledger tells, as plain values; nobody outside this room meets its table."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from .chain import GENESIS, digest
from .models import Event, Head

PAGE = 50
STEP = 1000  # events between two words of progress


@dataclass(frozen=True, slots=True)
class Entry:
    """One event of the history. `actor` "" = the system itself."""

    number: int
    at: datetime
    actor: str
    role: str
    action: str
    subject_kind: str
    subject_id: str
    organisation: str
    case: str
    before: dict[str, Any]
    after: dict[str, Any]
    reason: str


@dataclass(frozen=True, slots=True)
class Page:
    """Entries, newest first. Pages are counted from 1; `newer` and `older` are the neighbours' numbers."""

    entries: tuple[Entry, ...]
    newer: int | None
    older: int | None


@dataclass(frozen=True, slots=True)
class Break:
    """Where the chain does not hold: the event's number, and a code for what is wrong there."""

    number: int
    code: str  # "number", "previous", "content", "length", "head"


@dataclass(frozen=True, slots=True)
class Verdict:
    events: int
    breaks: tuple[Break, ...]

    @property
    def holds(self) -> bool:
        return not self.breaks


def history_of_case(case: object, *, subjects: Iterable[object] | None = None, page: int = 1, size: int = PAGE) -> Page:
    """`subjects`, when given, are the ids of the things in the case that the reader may see."""
    events = Event.objects.filter(scope_case=str(case))
    if subjects is not None:
        events = events.filter(subject_id__in=[str(subject) for subject in subjects])
    return _page(events, page, size)


def history_of_organisations(organisations: Iterable[UUID], *, page: int = 1, size: int = PAGE) -> Page:
    """What has happened in those organisations, in cases and beside them."""
    return _page(Event.objects.filter(scope_organisation__in=[str(o) for o in organisations]), page, size)


def history_of_subject(kind: str, id_: object, *, page: int = 1, size: int = PAGE) -> Page:
    return _page(Event.objects.filter(Q(subject_kind=kind, subject_id=str(id_))), page, size)


def events_of(*, subjects: Iterable[str], cases: Iterable[str]) -> list[dict[str, object]]:
    """Every event about these things or in these cases, in the ledger's order, as plain values for an archive. Whose
    they are has been asked before."""
    found = Event.objects.filter(Q(subject_id__in=list(subjects)) | Q(scope_case__in=list(cases)))
    return list(found.order_by("number").values())


def _page(events: QuerySet[Event], page: int, size: int) -> Page:
    # By the time of the change: what was loaded or noted afterwards stands where it happened.
    start = (page - 1) * size
    found = list(events.order_by("-at", "-number")[start : start + size + 1])
    return Page(
        entries=tuple(_entry(event) for event in found[:size]),
        newer=page - 1 if page > 1 else None,
        older=page + 1 if len(found) > size else None,
    )


def _entry(event: Event) -> Entry:
    return Entry(
        number=event.number,
        at=event.at,
        actor=event.actor_id,
        role=event.actor_role,
        action=event.action,
        subject_kind=event.subject_kind,
        subject_id=event.subject_id,
        organisation=event.scope_organisation,
        case=event.scope_case,
        before=event.before,
        after=event.after,
        reason=event.reason,
    )


def verify(progress: Callable[[int, int], None] = lambda done, of: None) -> Verdict:
    """Reads the whole chain from its first event and tells every place where it does not hold.

    Memory stays flat; `progress` is told how far it has come. An event appended meanwhile is left for next time.
    """
    head = Head.objects.first()
    until = head.length if head else 0
    breaks: list[Break] = []
    previous, number, seen = GENESIS, 0, 0
    for event in Event.objects.order_by("number").iterator(chunk_size=STEP):
        if event.number > until:
            break
        seen += 1
        number += 1
        if event.number != number:
            breaks.append(Break(event.number, "number"))
            number = event.number
        if event.previous_hash != previous:
            breaks.append(Break(event.number, "previous"))
        if event.hash != digest(event):
            breaks.append(Break(event.number, "content"))
        previous = event.hash
        if seen % STEP == 0:
            progress(seen, until)
    if seen != until:
        breaks.append(Break(until, "length"))
    if head is None or head.hash != previous:
        breaks.append(Break(until, "head"))
    progress(seen, until)
    return Verdict(seen, tuple(breaks))
