"""The text of a Word file, page by page."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from likvard.reading.errors import Broken, ReadingError, TooManyPages, WrongType
from likvard.reading.source.limits import (
    MAX_CHARACTERS,
    MAX_PAGES,
)
from likvard.reading.source.pages import SourceText, of_pages
from likvard.reading.source.sniff import DOCX
from likvard.reading.source.word.marks import BULLETS, GAP, MC, PAGE_END, W
from likvard.reading.source.word.numbering import Numbering
from likvard.reading.source.word.package import check_package


def read(data: bytes) -> SourceText:
    check_package(data)
    import docx  # noqa: PLC0415 - slow import, and only after the package was found harmless

    try:
        document = docx.Document(io.BytesIO(data))
        lines = list(_document(document))
    except ReadingError:
        raise
    except ValueError as error:
        # python-docx says "not a Word file, content type is ..." for templates with macros and the like.
        raise (WrongType if "content type" in str(error) else Broken) from None
    except Exception:
        # python-docx and lxml fail in many ways on damaged parts; all of them mean the same to the user.
        raise Broken from None
    pages = _pages(lines)
    if len(pages) > MAX_PAGES or sum(map(len, pages)) > MAX_CHARACTERS:
        raise TooManyPages(limit=MAX_PAGES)
    return of_pages(pages, DOCX)


def _pages(lines: list[str]) -> list[str]:
    pages: list[list[str]] = [[]]
    for line in lines:
        first, *rest = line.split(PAGE_END)
        pages[-1].append(first)
        for part in rest:
            pages.append([part])
    texts = []
    for page in pages:
        kept: list[str] = []
        for line in page:
            line = line.rstrip()
            if line or (kept and kept[-1]):
                kept.append(line)
        texts.append("\n".join(kept).strip("\n"))
    # Two page breaks in a row (one drawn, one remembered from the last print) are one.
    return [text for text in texts if text.strip()] or [""]


def _document(document: Any) -> Iterator[str]:
    numbering = Numbering(document)
    seen: set[str] = set()

    def margin(kind: str) -> Iterator[str]:
        """Headers (or footers) of all sections, each different text once."""
        for section in document.sections:
            for name in (f"first_page_{kind}", kind, f"even_page_{kind}"):
                part = getattr(section, name)
                if part.is_linked_to_previous or (
                    name.startswith("first") and not section.different_first_page_header_footer
                ):
                    continue
                lines = list(_blocks(part._element, numbering))
                text = "\n".join(line for line in lines if line.strip())
                if text and text not in seen:
                    seen.add(text)
                    yield from lines
                    yield ""

    yield from margin("header")
    yield from _blocks(document.element.body, numbering)
    yield ""
    yield from margin("footer")


def _blocks(container: Any, numbering: Numbering) -> Iterator[str]:
    for child in container.iterchildren():
        tag = child.tag
        if tag == f"{W}p":
            yield from _paragraph(child, numbering)
        elif tag == f"{W}tbl":
            yield ""
            yield from _table(child, numbering)
            yield ""
        elif tag in (f"{W}sdt", f"{W}sdtContent", f"{W}customXml", f"{W}ins", f"{W}smartTag"):
            yield from _blocks(child, numbering)


def _paragraph(paragraph: Any, numbering: Numbering) -> Iterator[str]:
    boxes: list[Any] = []
    text = "".join(_runs(paragraph, boxes))
    for box in boxes:
        yield from _blocks(box, numbering)
    if not text.strip(" \t\n"):
        if PAGE_END in text:
            yield PAGE_END
        yield ""
        return
    heading = numbering.is_heading(paragraph)
    label = numbering.label(paragraph)
    if heading or not label:
        yield ""
    first = True
    for line in text.split("\n"):
        body = line.replace("\t", GAP).strip(" ") if label else line.replace("\t", GAP).rstrip(" ")
        yield f"{label} {body}" if label and first else body
        first = False
    if heading or not label:
        yield ""


def _runs(element: Any, boxes: list[Any]) -> Iterator[str]:
    """The visible text below `element`; text boxes are put aside in `boxes`."""
    for child in element.iterchildren():
        tag = child.tag
        if tag == f"{W}t":
            yield child.text or ""
        elif tag in (f"{W}tab", f"{W}ptab"):
            yield "\t"
        elif tag == f"{W}br":
            yield PAGE_END if child.get(f"{W}type") == "page" else "\n"
        elif tag == f"{W}cr":
            yield "\n"
        elif tag == f"{W}lastRenderedPageBreak":
            yield PAGE_END
        elif tag == f"{W}noBreakHyphen":
            yield "-"
        elif tag == f"{W}softHyphen":
            yield "\u00ad"
        elif tag == f"{W}sym":
            # Symbol fonts hold bullets and check marks in the private area.
            yield BULLETS
        elif tag == f"{W}txbxContent":
            boxes.append(child)
        elif tag in (f"{W}del", f"{W}moveFrom", f"{W}instrText", f"{W}pPr", f"{W}rPr", f"{MC}Fallback"):
            # Deleted and moved text is not in the document; a fallback repeats the text box above it.
            continue
        elif isinstance(tag, str):
            yield from _runs(child, boxes)


def _table(table: Any, numbering: Numbering) -> Iterator[str]:
    rows: list[list[list[str]]] = []
    for row in table.iterfind(f"{W}tr"):
        cells: list[list[str]] = []
        for cell in row.iter(f"{W}tc"):
            if cell.getparent().iterancestors(f"{W}tbl").__next__() is not table:
                continue
            merge = cell.find(f"{W}tcPr/{W}vMerge")
            continued = merge is not None and merge.get(f"{W}val") in (None, "continue")
            lines = [] if continued else [line.strip() for line in _blocks(cell, numbering) if line.strip()]
            cells.append([line.replace(PAGE_END, "") for line in lines])
        rows.append(cells)
    flat = [[" ".join(cell) for cell in row] for row in rows]
    widths = [
        max((len(row[i]) for row in flat if i < len(row) and len(row[i]) <= 80), default=0)
        for i in range(max(map(len, flat), default=0))
    ]
    for row, texts in zip(rows, flat, strict=True):
        filled = [cell for cell in row if cell]
        if not filled:
            continue
        several = max(map(len, filled)) > 1
        longest = max(len(line) for cell in filled for line in cell)
        if len(filled) == 1:
            yield from filled[0]
        elif several and longest > 60:
            # Running text in a layout table: cell by cell.
            for cell in filled:
                yield from cell
                yield ""
        elif several and len(rows) == 1:
            # A letterhead: two or three blocks of short lines beside each other.
            yield from _beside(row)
        else:
            yield GAP.join(text.ljust(widths[i]) for i, text in enumerate(texts)).rstrip()


def _beside(cells: list[list[str]]) -> Iterator[str]:
    widths = [max((len(line) for line in cell), default=0) for cell in cells]
    for number in range(max(map(len, cells))):
        yield GAP.join(
            (cell[number] if number < len(cell) else "").ljust(width) for cell, width in zip(cells, widths, strict=True)
        ).rstrip()
