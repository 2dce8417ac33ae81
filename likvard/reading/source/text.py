"""The text of a document as its file gives it, before any repair."""

from __future__ import annotations

from dataclasses import dataclass
from os import PathLike
from pathlib import Path

from likvard.reading.errors import Empty, NotFound


@dataclass(frozen=True, slots=True)
class Page:
    """One page: `number` from 1, and its half-open range `[start, end)` in the text."""

    number: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class SourceText:
    """The extracted text, the pages it came from and what the extraction had to note.

    `text` has `\\n` line ends; pages follow each other in the text, in order, without overlap.
    `notes` are codes such as `ocr:3` (page 3 was read by character recognition).
    """

    text: str
    pages: tuple[Page, ...]
    media_type: str
    notes: tuple[str, ...] = ()

    def page_at(self, position: int) -> int:
        """The number of the page that holds `position` (the last page for a position past the end)."""
        for page in self.pages:
            if position < page.end:
                return page.number
        return self.pages[-1].number if self.pages else 1


def of_text(text: str, *, media_type: str = "text/plain", notes: tuple[str, ...] = ()) -> SourceText:
    """A source made of ready text, in which a form feed ends a page."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    pages: list[Page] = []
    start = 0
    while True:
        feed = text.find("\f", start)
        end = len(text) if feed < 0 else feed + 1
        pages.append(Page(len(pages) + 1, start, end))
        if feed < 0 or end == len(text):
            return SourceText(text, tuple(pages), media_type, notes)
        start = end


def extract(document: str | PathLike[str] | bytes, name: str | None = None) -> SourceText:
    """The text of a file (path or content); its type is found in the content, `name` is only for notes.

    Raises a `ReadingError` subclass when the document cannot be read.
    """
    if isinstance(document, bytes):
        data = document
    else:
        try:
            data = Path(document).read_bytes()
        except OSError:
            raise NotFound from None
    if not data.strip():
        raise Empty
    return of_text(data.decode("utf-8", errors="replace"))
