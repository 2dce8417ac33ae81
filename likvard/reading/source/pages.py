"""The shape every source takes: text with a page map."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


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
    `notes` are codes such as `ocr:3` (page 3 was read by character recognition) or
    `ocr_failed:4` (page 4 could not be read and is empty). `uncertain` are ranges of figures that the
    recognition itself was not sure of.
    """

    text: str
    pages: tuple[Page, ...]
    media_type: str
    notes: tuple[str, ...] = ()
    uncertain: tuple[tuple[int, int], ...] = ()

    def page_at(self, position: int) -> int:
        """The number of the page that holds `position` (the last page for a position past the end)."""
        for page in self.pages:
            if position < page.end:
                return page.number
        return self.pages[-1].number if self.pages else 1


def of_pages(
    texts: Iterable[str],
    media_type: str,
    notes: tuple[str, ...] = (),
    uncertain: Mapping[int, Iterable[tuple[int, int]]] | None = None,
) -> SourceText:
    """A source whose pages are `texts`, in order; two pages never share a line.

    `uncertain` gives ranges within a page's text, by the index of the page.
    """
    parts: list[str] = []
    pages: list[Page] = []
    ranges: list[tuple[int, int]] = []
    position = 0
    for number, text in enumerate(texts, start=1):
        whole = text if text.endswith("\n") else text + "\n"
        parts.append(whole)
        pages.append(Page(number, position, position + len(whole)))
        for start, end in (uncertain or {}).get(number - 1, ()):
            ranges.append((position + start, position + end))
        position += len(whole)
    return SourceText("".join(parts), tuple(pages), media_type, notes, tuple(ranges))


def of_text(text: str, media_type: str = "text/plain", notes: tuple[str, ...] = ()) -> SourceText:
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
