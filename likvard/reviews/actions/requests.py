"""Documents asked for: what the participant answers, and the files that come in."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from likvard.access.models import User
from likvard.documents import actions as documents
from likvard.documents import originals
from likvard.documents.models import Document
from likvard.ledger.actions import record
from likvard.quality.actions import locked
from likvard.reviews.models import (
    CaseDocument,
    Dispatch,
    DocumentRequest,
    ItemAnswer,
    ItemFile,
    Participant,
    PublicLink,
    RequestItem,
    Round,
)
from likvard.reviews.queries.letters import contact_of
from likvard.reviews.queries.requests import is_answered

from .contacts import meet_own_last_day, receipt_number
from .links import note_use
from .rounds import require_open

MAX_FILES = 50  # of one line


class NotAnswered(Exception):  # noqa: N818 - read aloud where it is raised
    """Lines that still wait for an answer."""

    def __init__(self, items: tuple[RequestItem, ...]) -> None:
        super().__init__(f"{len(items)} lines are not answered")
        self.items = items


class TooManyFiles(Exception):  # noqa: N818 - read aloud where it is raised
    """One line takes at most `MAX_FILES` files."""


@transaction.atomic
def answer_item(
    *,
    item: RequestItem,
    answer: str,
    note: str,
    version: int,
    by: User | None,
    link: PublicLink | None,
    at: datetime,
) -> RequestItem:
    """One line answered, a new row each time. Raises `ChangedMeanwhile` when somebody else has answered otherwise
    since the page was shown; both answers are kept then until one is chosen."""
    require_open(item.request.participant.round)
    stored, changes = locked(item, version=version, mine={"answer": answer, "note": note})
    if changes:
        _answered(stored, answer, note, by=by, link=link, at=at)
        record_request(
            stored.request, "request_item_answered", by=by, at=at, after={"item": stored.pk, "answer": answer}
        )
    if link is not None:
        note_use(link=link, at=at)
    return stored


def _answered(
    item: RequestItem, answer: str, note: str, *, by: User | None, link: PublicLink | None, at: datetime
) -> None:
    ItemAnswer.objects.create(item=item, answer=answer, note=note, at=at, by=by, link=link)
    item.answer, item.note, item.answered_at = answer, note, at
    item.version += 1
    item.save(update_fields=["answer", "note", "answered_at", "version"])


def receive_file(
    *,
    item: RequestItem,
    content: Iterable[bytes],
    name: str,
    by: User | None,
    link: PublicLink | None,
    at: datetime,
) -> tuple[ItemFile, bool]:
    """A file for a line: an original among the reviewer's documents and evidence of its case, and a copy for the
    organiser's own case where there is one. The line is answered by it. The same file twice is there once.

    Gives the row and whether it is new. Raises a `ReadingError` (nothing is kept then) and `TooManyFiles`.
    """
    participant = item.request.participant
    round_ = participant.round
    if item.files.filter(removed_at=None).count() >= MAX_FILES:
        raise TooManyFiles
    require_open_round(round_)
    added = documents.add_document(holder=round_.holder, content=content, name=name, by=by, at=at)
    case = participant.case
    own = case.counterpart if case else None
    copy = None
    if own is not None:
        same = originals_of(added.document)
        copy = documents.add_document(holder=own.holder, content=same, name=name, by=by, at=at).document
    with transaction.atomic():
        stored = RequestItem.objects.select_for_update(of=("self",)).get(pk=item.pk)
        row, new = ItemFile.objects.get_or_create(
            item=stored,
            document=added.document,
            removed_at=None,
            defaults={"name": originals.clean_name(name), "at": at, "by": by, "link": link},
        )
        if case is not None:
            CaseDocument.objects.get_or_create(
                case=case, document=added.document, defaults={"part": CaseDocument.Part.EVIDENCE, "added_at": at}
            )
        if own is not None and copy is not None:
            CaseDocument.objects.get_or_create(
                case=own, document=copy, defaults={"part": CaseDocument.Part.RESPONSE, "added_at": at}
            )
        if stored.answer != RequestItem.Answer.EXISTS:
            _answered(stored, RequestItem.Answer.EXISTS, stored.note, by=by, link=link, at=at)
        if new:
            record_request(
                stored.request,
                "request_file_received",
                by=by,
                at=at,
                after={"item": stored.pk, "document": added.document.pk},
            )
        if link is not None:
            note_use(link=link, at=at)
    return row, new


def require_open_round(round_: Round) -> None:
    with transaction.atomic():
        require_open(round_)


def originals_of(document: Document) -> Iterable[bytes]:
    with originals.path_of(document.checksum).open("rb") as file:
        while piece := file.read(1_000_000):
            yield piece


@transaction.atomic
def remove_file(*, file: ItemFile, by: User | None, link: PublicLink | None, at: datetime) -> ItemFile:
    """Sent by mistake: it no longer answers the line. The document stays where it was laid in, as it came."""
    require_open(file.item.request.participant.round)
    stored = ItemFile.objects.select_for_update(of=("self",)).select_related("item__request").get(pk=file.pk)
    if stored.removed_at is None:
        stored.removed_at = at
        stored.save(update_fields=["removed_at"])
        record_request(
            stored.item.request,
            "request_file_removed",
            by=by,
            at=at,
            after={"item": stored.item_id, "document": stored.document_id},
        )
        if link is not None:
            note_use(link=link, at=at)
    return stored


@transaction.atomic
def finish_request(
    *, request: DocumentRequest, by: User | None, link: PublicLink | None, at: datetime
) -> DocumentRequest:
    """The participant says that this is all: a receipt, and the own last day is met. Doing it twice gives the same
    receipt; more may be sent in afterwards. Raises `NotAnswered`."""
    stored = DocumentRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    participant = Participant.objects.select_related("round", "case__counterpart").get(pk=stored.participant_id)
    require_open(participant.round)
    counted: dict[UUID, int] = {}
    live = ItemFile.objects.filter(item__request=stored, removed_at=None)
    for pk in live.values_list("item_id", flat=True):
        counted[pk] = counted.get(pk, 0) + 1
    items = stored.items.filter(already=None)
    if left := tuple(item for item in items if not is_answered(item, counted.get(item.pk, 0))):
        raise NotAnswered(left)
    if stored.done_at is None:
        stored.done_at, stored.receipt = at, receipt_number("U")
        stored.save(update_fields=["done_at", "receipt"])
        record_request(
            stored,
            "documents_answered",
            by=by,
            at=at,
            after={"receipt": stored.receipt, "number": sum(counted.values())},
        )
        meet_own_last_day(participant=participant, code="documents", by=by, at=at)
        contact = contact_of(participant)
        if contact is not None and contact.email:
            Dispatch.objects.create(
                participant=participant,
                what=Dispatch.What.DOCUMENTS_RECEIPT,
                channel=Dispatch.Channel.EMAIL,
                to=contact.email,
                occasion=stored.receipt,
                day=at.date(),
                queued_by=by,
                queued_at=at,
            )
        if link is not None:
            note_use(link=link, at=at)
    return stored


def record_request(request: DocumentRequest, action: str, *, by: User | None, at: datetime, after: dict) -> None:
    participant = request.participant
    record(
        action=action,
        subject_kind="case",
        subject_id=participant.case_id or participant.pk,
        by=by,
        at=at,
        organisation=participant.round.holder_id,
        case=participant.case_id or "",
        after=after,
        reason="" if by else "by_link",
    )
