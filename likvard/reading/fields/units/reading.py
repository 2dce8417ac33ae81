"""The units of a document, from every place that names them."""

from __future__ import annotations

import re

from likvard.reading.document import Document
from likvard.reading.fields.units.names import SCHOOL, split, tidy
from likvard.reading.fields.units.opening import in_opening, listed, with_rectors
from likvard.reading.fields.units.press import in_press
from likvard.reading.fields.units.title import in_title
from likvard.reading.record import Read

WITHOUT_UNITS = ("other", "report_page", "statistics_page")


def read(document: Document) -> list[Read]:
    """Names in nominative, in order of mention, each once."""
    if document.kind in WITHOUT_UNITS:
        return []
    found = in_title(document)
    if not found and (hit := _LABELLED_UNIT.search(document.text, 0, 3000)):
        found = split(document, *hit.span("unit"), 0.88)
    if not found and (hit := _OF_UNIT.search(document.text, 0, document.head_end)):
        found = [Read(tidy(hit["unit"]), *hit.span("unit"), 0.88)]
    if document.kind == "press_release":
        found = in_press(document, found)
    found = with_rectors(document, found)
    if not found and document.kind == "information_letter":
        found = listed(document)
    if not found and document.kind not in ("press_release",):
        found = in_opening(document)
    once: dict[str, Read] = {}
    for read in found:
        once.setdefault(str(read.value).lower().replace("–", "-"), read)
    return list(once.values())


_OF_UNIT = re.compile(
    rf"^Till (?:huvudmannen|ansvariga|er som driver|ledningen) (?:för|vid|på) (?P<unit>{SCHOOL})$", re.MULTILINE
)
_LABELLED_UNIT = re.compile(r"(?:^|\n)(?:skolenhet|skola|enhet)\s*:\s*(?P<unit>[A-ZÅÄÖ][^\n,;]{2,70})", re.IGNORECASE)
