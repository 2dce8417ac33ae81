"""The reviewed organiser (huvudman), its kind, and the municipality of the reviewed activity."""

from __future__ import annotations

from likvard.reading.document import Document
from likvard.reading.fields.organiser import unlisted
from likvard.reading.fields.organiser.activity import of_activity, of_sender
from likvard.reading.fields.organiser.head import addressee, from_title, of_dialogue, sender
from likvard.reading.fields.organiser.sentences import stated
from likvard.reading.record import Organiser, Read
from likvard.terms.municipalities import by_name

WITHOUT_ORGANISER = ("other", "report_page", "statistics_page")


def read(document: Document) -> tuple[Organiser | None, Read | None]:
    """(organiser, municipality code of the activity)."""
    if document.kind in WITHOUT_ORGANISER:
        return None, None
    code = of_activity(document)
    if document.review_kind == "quality_dialogue" and document.kind in ("board_memo", "minutes"):
        return of_dialogue(document), code or of_sender(document)
    organiser = stated(document) or addressee(document) or unlisted.agreed(document) or from_title(document)
    if organiser is None and document.kind in ("board_memo", "minutes", "response"):
        organiser = sender(document)
    if organiser is None:
        organiser = unlisted.doubtful(document)
    if organiser is not None and code is None:
        place = by_name(str(organiser.name.value))
        if place is not None:
            code = Read(place.code, organiser.name.start, organiser.name.end, 0.9)
    return organiser, code
