"""The run of the reader over an original: started, finished, failed, started again."""

import logging
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from likvard.access.models import User
from likvard.documents import originals, reader
from likvard.documents.models import Document, Reading
from likvard.documents.queries import Left, rows_of
from likvard.documents.reader import Outcome, Reader
from likvard.ledger import actions as ledger
from likvard.reading.errors import NotFound, ReadingError

from .finding import keep_document_findable

log = logging.getLogger(__name__)
UNEXPECTED = "unexpected"  # a fault of ours, not of the document


def read_original(*, document_id: UUID, clock: Callable[[], datetime], using: Reader | None = None) -> None:
    """Read one document from beginning to end, in the background: whatever happens, its reading says so."""
    reading = start_reading(document_id=document_id, at=clock())
    if reading is None:
        return
    document = reading.document
    try:
        path = originals.path_of(document.checksum)
        if not path.exists():
            raise NotFound
        outcome = (using or reader.read)(path, document.name)
    except ReadingError as error:
        fail_reading(reading=reading, code=error.code, values=error.values, at=clock())
    except Exception:
        # The trace holds no text of the document: the reader puts none into its exceptions.
        log.exception("reading %s failed", reading.id)
        fail_reading(reading=reading, code=UNEXPECTED, values={}, at=clock())
    else:
        finish_reading(reading=reading, outcome=outcome, at=clock())


def start_reading(*, document_id: UUID, at: datetime) -> Reading | None:
    """Take a waiting reading; None when there is nothing to do (done already, or the document is gone)."""
    with transaction.atomic():
        reading = (
            Reading.objects.select_for_update(of=("self",))
            .select_related("document__holder")
            .filter(document_id=document_id, state=Reading.State.WAITING)
            .first()
        )
        if reading is not None:
            reading.started_at = at
            reading.save(update_fields=["started_at"])
    return reading


def finish_reading(*, reading: Reading, outcome: Outcome, at: datetime) -> None:
    """Keep what the reader found. What people said of an earlier reading stays with its rows."""
    with transaction.atomic():
        reading.text = outcome.text.replace("\x00", "\ufffd")  # PostgreSQL holds no NUL; the length stays
        reading.pages = outcome.pages
        reading.notes = outcome.notes
        reading.record = outcome.record
        reading.evidence = outcome.evidence
        reading.doubtful = outcome.doubtful
        reading.reader_version = outcome.version
        reading.error, reading.error_values = "", {}
        reading.finished_at = at
        settle(reading)
        reading.save()
        keep_document_findable(reading.document)
        ledger.record(
            action="document_read",
            subject_kind="document",
            subject_id=reading.document_id,
            by=None,
            at=at,
            organisation=reading.document.holder,
            after={
                "document_type": outcome.record.get("document_type"),
                "values": reading.left,
                "doubtful": reading.doubts_left,
                "reader_version": outcome.version,
            },
        )


def settle(reading: Reading) -> None:
    """Count what is left to go through; a reading with nothing left is reviewed."""
    left = Left.of(rows_of(reading))
    reading.left, reading.doubts_left = left.values, left.doubts
    reading.state = Reading.State.READ if left.values else Reading.State.REVIEWED


def fail_reading(*, reading: Reading, code: str, values: dict, at: datetime) -> None:
    """Keep why the document could not be read."""
    with transaction.atomic():
        reading.state = Reading.State.FAILED
        reading.error, reading.error_values = code, dict(values)
        reading.finished_at = at
        reading.save()
        ledger.record(
            action="document_not_read",
            subject_kind="document",
            subject_id=reading.document_id,
            by=None,
            at=at,
            organisation=reading.document.holder,
            after={"error": code},
        )


def read_again(*, document: Document, by: User | None, at: datetime) -> Reading:
    """Put a document whose reading failed, or was lost with its worker, in line once more."""
    with transaction.atomic():
        reading = Reading.objects.select_for_update().get(document=document)
        reading.state = Reading.State.WAITING
        reading.error, reading.error_values = "", {}
        reading.started_at = reading.finished_at = None
        reading.save()
        ledger.record(
            action="document_reading_restarted",
            subject_kind="document",
            subject_id=document.id,
            by=by,
            at=at,
            organisation=document.holder,
        )
    return reading
