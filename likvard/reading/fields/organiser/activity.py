"""The municipality of the reviewed activity, by its code."""

from __future__ import annotations

from likvard.reading.document import Document
from likvard.reading.fields.organiser import unlisted
from likvard.reading.fields.organiser.head import IN_PLACE
from likvard.reading.record import Read


def of_activity(document: Document) -> Read | None:
    """The municipality where the reviewed activity is: named after "i" in the title, else in the opening."""
    titled = [m for m in document.municipalities if document.title and document.title[0] <= m.start < document.title[1]]
    # "i Klippans skola i Hylte kommun": a name alone is a place only when no municipality is named in full.
    for mention in [m for m in titled if m.value.written != "bare"] or titled:
        if mention.value.written != "bare" or IN_PLACE.search(document.text, max(0, mention.start - 12), mention.start):
            return Read(mention.value.municipality.code, mention.start, mention.end, 0.93)
    if document.title and unlisted.municipality_in(document, *document.title):
        return None  # what the text names besides is somewhere else
    start, end = 0, document.opening[1]
    for mention in document.municipalities:
        if start <= mention.start < end and mention.value.written != "bare":
            return Read(mention.value.municipality.code, mention.start, mention.end, 0.88)
    for mention in document.municipalities:
        if mention.value.written != "bare":
            return Read(mention.value.municipality.code, mention.start, mention.end, 0.75)
    for mention in titled:
        return Read(mention.value.municipality.code, mention.start, mention.end, 0.6)
    return None


def of_sender(document: Document) -> Read | None:
    for mention in document.municipalities:
        if mention.value.written != "bare":
            return Read(mention.value.municipality.code, mention.start, mention.end, 0.85)
    return None
