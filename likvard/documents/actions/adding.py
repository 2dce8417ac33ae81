"""New originals."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction

from likvard.access.models import User
from likvard.documents import originals
from likvard.documents.models import Document, Reading
from likvard.ledger import actions as ledger
from likvard.organisations.models import Organisation

from .finding import keep_findable


@dataclass(frozen=True, slots=True)
class Added:
    """The document, and whether it is new; False: the same file was there already."""

    document: Document
    new: bool


def add_document(*, holder: Organisation, content: Iterable[bytes], name: str, by: User | None, at: datetime) -> Added:
    """Store an original and put it in line to be read. The same file twice is the same document.

    The bytes are safe on the disk before the row is written, so that a row never points at nothing.
    Raises a `ReadingError` (`TooLarge`, `Empty`, `WrongType`, `Encrypted`, `Broken`); nothing is kept then.
    """
    stored = originals.store(content)
    try:
        with transaction.atomic():
            document = Document(
                holder=holder,
                checksum=stored.checksum,
                name=originals.clean_name(name),
                media_type=stored.media_type,
                size=stored.size,
                uploaded_by=by,
                uploaded_at=at,
            )
            document.save(force_insert=True)
            Reading(document=document).save(force_insert=True)
            keep_findable(
                kind="document", subject_id=document.id, holder=holder, title=document.name, text="", dated=None
            )
            ledger.record(
                action="document_added",
                subject_kind="document",
                subject_id=document.id,
                by=by,
                at=at,
                organisation=holder,
                after={
                    "checksum": document.checksum,
                    "size": document.size,
                    "media_type": document.media_type,
                    "name": ledger.Text.of(document.name),
                },
            )
    except IntegrityError:
        return Added(Document.objects.select_related("reading").get(holder=holder, checksum=stored.checksum), new=False)
    return Added(document, new=True)
