"""The words by which things are found. Called inside the transaction of the change that they follow."""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from django.db import transaction

from likvard.documents.models import Document, SearchEntry
from likvard.documents.searching import index_terms
from likvard.organisations.models import Organisation


def keep_findable(
    *, kind: str, subject_id: UUID, holder: Organisation, title: str, text: str, dated: date | None
) -> None:
    """Put a document or a case into the search, or bring what is there up to date."""
    title = title[:300]
    SearchEntry.objects.update_or_create(
        kind=kind,
        subject_id=subject_id,
        defaults={
            "holder": holder,
            "title": title,
            "text": text,
            "terms": index_terms(holder=holder.id, title=title, text=text),
            "dated": dated,
        },
    )


def forget(*, kind: str, subject_id: UUID) -> None:
    """Take a thing that is gone out of the search."""
    SearchEntry.objects.filter(kind=kind, subject_id=subject_id).delete()


def rebuild_index() -> Iterator[int]:
    """Make every document's entry anew; yields how many are done after each. Cases are `reviews`' to rebuild."""
    with transaction.atomic():
        known = Document.objects.values("id")
        SearchEntry.objects.filter(kind=SearchEntry.Kind.DOCUMENT).exclude(subject_id__in=known).delete()
    for done, document in enumerate(
        Document.objects.select_related("reading", "holder").order_by("uploaded_at", "id").iterator(), start=1
    ):
        keep_document_findable(document)
        yield done


def keep_document_findable(document: Document) -> None:
    reading = document.reading
    day = reading.record.get("date")
    keep_findable(
        kind=SearchEntry.Kind.DOCUMENT,
        subject_id=document.id,
        holder=document.holder,
        title=document.name,
        text=reading.text,
        dated=date.fromisoformat(day) if day else None,
    )
