"""An original that crosses to the other party."""

from datetime import datetime

from django.db import transaction

from likvard.access.models import User
from likvard.documents import actions as documents
from likvard.documents import originals
from likvard.documents.models import Document
from likvard.organisations.models import Organisation


@transaction.atomic
def copy_of(document: Document, *, holder: Organisation, by: User | None, at: datetime) -> Document:
    """The same original, held by the receiver: it stays hers whatever the sender does with his."""
    with originals.path_of(document.checksum).open("rb") as file:
        added = documents.add_document(
            holder=holder, content=iter(lambda: file.read(1 << 20), b""), name=document.name, by=by, at=at
        )
    return added.document
