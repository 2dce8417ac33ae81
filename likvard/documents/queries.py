"""What a person may see of documents and readings, and what a reading says after review."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from likvard.access.queries import Grants
from likvard.organisations.models import Organisation
from likvard.reading.errors import ERRORS, ReadingError
from likvard.rulebook.permissions import Permission

from .models import Document, Reading, SearchEntry, ValueReview
from .searching import Piece, Question, excerpt
from .values import Row, Said, reviewed_record, rows, to_review

# A worker that has not come back after this long has died; the reading may be started anew.
LOST_AFTER = timedelta(minutes=15)
FEW = 300  # entries that are looked through one by one
RARER = 20  # how many times fewer entries a rare word stands in than a common one
# As the index of PostgreSQL has it, word for word.
_TERMS = "array_to_tsvector(string_to_array(terms, ' '))"
BATCH = 100  # entries of the search index looked at in one go


def holders_of(grants: Grants, permission: Permission = Permission.DOCUMENT_READ) -> frozenset[UUID]:
    """The organisations in which the person holds the permission for everything, not only for some units."""
    return frozenset(
        g.organisation for g in grants.with_permission(permission) if g.organisation is not None and g.units is None
    )


def visible_to(grants: Grants, *, in_cases: Iterable[UUID] | QuerySet | None = None) -> QuerySet[Document]:
    """Documents of the person's organisations; those of visible cases too for whoever sees only some units.

    `in_cases`: ids of documents that stand in cases the person may see (`reviews` knows them, this room does not).
    """
    if not grants.may(Permission.DOCUMENT_READ):
        return Document.objects.none()
    own = Q(holder_id__in=holders_of(grants))
    if in_cases is not None:
        own |= Q(id__in=in_cases, holder_id__in=grants.organisations)
    return Document.objects.filter(own).select_related("reading", "uploaded_by").order_by("-uploaded_at", "id")


def addable_to(grants: Grants) -> QuerySet[Organisation]:
    """The organisations in which the person may lay new documents."""
    holders = holders_of(grants, Permission.DOCUMENT_ADD)
    return Organisation.objects.filter(id__in=holders).order_by("name", "id")


def reading_error(reading: Reading) -> ReadingError | None:
    """What was wrong with the document, with its words in both languages; None when nothing was."""
    if not reading.error:
        return None
    for kind in ERRORS:
        if kind.code == reading.error:
            return kind(**reading.error_values)
    return ReadingError()


def is_lost(reading: Reading, *, at: datetime) -> bool:
    """Whether the worker that took the reading has died on it."""
    return (
        reading.state == Reading.State.WAITING
        and reading.started_at is not None
        and at - reading.started_at > LOST_AFTER
    )


def said_of(reading: Reading) -> dict[str, Said]:
    """The verdict that counts for each value; values whose verdict was taken back are left out."""
    return {key: said for key, said in latest_of(reading).items() if said.verdict != ValueReview.Verdict.WITHDRAWN}


def latest_of(reading: Reading) -> dict[str, Said]:
    """The latest row of each value, withdrawn ones included."""
    found: dict[str, Said] = {}
    for row in reading.reviews.select_related("by").order_by("id"):
        name, person = (row.by.name, str(row.by_id)) if row.by else ("", "")
        found[row.field] = Said(row.id, row.verdict, row.value, name, person, row.at)
    return found


def rows_of(reading: Reading) -> tuple[Row, ...]:
    """Every value of the reading as it stands after what people said of it."""
    return rows(reading.record, reading.evidence, reading.doubtful, said_of(reading))


def reviewed(reading: Reading) -> dict:
    """The record with confirmations, corrections and dismissals applied: what a case is made of. Areas, findings and
    last days have the `key` of their row in the reading, for the case to point back to."""
    return reviewed_record(reading.record, rows_of(reading), keyed=True)


@dataclass(frozen=True, slots=True)
class Left:
    """How much of a reading nobody has gone through yet."""

    values: int
    doubts: int

    @classmethod
    def of(cls, laid_out: Iterable[Row]) -> "Left":
        waiting = list(to_review(laid_out))
        return cls(len(waiting), sum(row.doubtful for row in waiting))


def doubtful_readings(grants: Grants) -> QuerySet[Document]:
    """Documents with values that wait for a person who may go through them, the newest first."""
    holders = holders_of(grants, Permission.READING_REVIEW)
    return (
        Document.objects.filter(holder_id__in=holders, reading__state=Reading.State.READ, reading__left__gt=0)
        .select_related("reading")
        .order_by("-uploaded_at", "id")
    )


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing that the search found, with the piece of text that answers."""

    kind: str  # "document" or "case"
    subject_id: UUID
    title: str
    dated: object  # date or None
    excerpt: tuple[Piece, ...]
    title_pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Found:
    hits: tuple[Hit, ...]
    more: bool  # whether there are more than were asked for


def search(
    question: Question, *, documents: QuerySet, cases: QuerySet, holders: Iterable[UUID], limit: int = 30
) -> Found:
    """What the person may see of what answers the question: hits in titles first, then the newest.

    `documents` and `cases` are what she may see (`visible_to` of each room); `holders` the organisations that they
    can belong to, by which the index is narrowed before anything is looked at.
    """
    holders = sorted(holders)
    if not question or not holders:
        return Found((), more=False)
    visible = SearchEntry.objects.filter(
        Q(Exists(documents.filter(id=OuterRef("subject_id"))), kind=SearchEntry.Kind.DOCUMENT)
        | Q(Exists(cases.filter(id=OuterRef("subject_id"))), kind=SearchEntry.Kind.CASE)
    ).defer("terms")
    seen: dict[int, SearchEntry] = {}
    for title in (True, False):
        if len(seen) > limit:
            break
        for ids in _matching(question, holders, title=title):
            rows = visible.filter(id__in=[i for i in ids if i not in seen]).order_by("-id")
            seen |= {entry.id: entry for entry in rows[: limit + 1 - len(seen)]}
            if len(seen) > limit:
                break
    found = list(seen.values())[: limit + 1]
    return Found(tuple(_hit(entry, question) for entry in found[:limit]), more=len(found) > limit)


def _matching(question: Question, holders: list[UUID], *, title: bool) -> Iterator[list[int]]:
    """Ids of what answers, the newest first, a batch at a time: a common word is not followed to its end."""
    sqlite = connection.vendor == "sqlite"
    statement = (
        "SELECT rowid FROM documents_searchindex WHERE documents_searchindex MATCH %s AND rowid < %s"
        " ORDER BY rowid DESC LIMIT %s"
        if sqlite
        else f"SELECT id FROM documents_searchentry WHERE {_TERMS} @@ %s::tsquery"  # noqa: S608 - words of our own
        " AND id < %s ORDER BY id DESC LIMIT %s"
    )
    asked = question.for_sqlite(holders, title=title) if sqlite else question.for_postgresql(holders, title=title)
    few = None if sqlite else _few(question, holders, title=title)
    if few is not None:
        yield from [_among(few, asked)] if few else []
        return
    before = 2**62
    while True:
        with connection.cursor() as cursor:
            cursor.execute(statement, [asked, before, BATCH])
            ids = [row[0] for row in cursor.fetchall()]
        if ids:
            yield ids
        if len(ids) < BATCH:
            return
        before = ids[-1]


def _few(question: Question, holders: list[UUID], *, title: bool) -> list[int] | None:
    """Ids with the rare words of a question that has common ones too; None when the rare ones are not that rare.

    PostgreSQL gathers every entry of each beginning of a word before it compares them: "SI 2022:4573" would gather
    all there is. What the rare words leave is compared with the question one by one.
    """
    terms = question.terms(title=title)
    if len(terms) < 2:
        return None
    with connection.cursor() as cursor:
        guessed = {}
        for term in terms:
            cursor.execute(
                f"EXPLAIN (FORMAT JSON) SELECT 1 FROM documents_searchentry WHERE {_TERMS} @@ %s::tsquery",  # noqa: S608 - words of our own
                [f"'{term}':*"],
            )
            plan = cursor.fetchone()[0]
            guessed[term] = (json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"]["Plan Rows"]
        rare = [term for term, rows in guessed.items() if rows * RARER <= max(guessed.values())]
        if not rare:
            return None
        asked = question.for_postgresql(holders, terms=rare)
        # The index is asked, and nothing put in order: what is rare is soon read.
        statement = f"SELECT id FROM documents_searchentry WHERE {_TERMS} @@ %s::tsquery LIMIT %s"  # noqa: S608
        cursor.execute(statement, [asked, FEW + 1])
        found = [row[0] for row in cursor.fetchall()]
    return found if len(found) <= FEW else None


def _among(ids: list[int], asked: str) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id FROM documents_searchentry WHERE id = ANY(%s) AND {_TERMS} @@ %s::tsquery ORDER BY id DESC",  # noqa: S608
            [ids, asked],
        )
        return [row[0] for row in cursor.fetchall()]


def _hit(entry: SearchEntry, question: Question) -> Hit:
    return Hit(
        kind=entry.kind,
        subject_id=entry.subject_id,
        title=entry.title,
        dated=entry.dated,
        excerpt=excerpt(entry.text, question),
        title_pieces=excerpt(entry.title, question, around=300),
    )
