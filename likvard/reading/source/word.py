"""Word documents (.docx): paragraphs, numbering, tables, text boxes, headers and footers, in order."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from likvard.reading.errors import Bomb, Broken, Encrypted, ReadingError, TooManyPages, WrongType
from likvard.reading.source.limits import (
    MAX_CHARACTERS,
    MAX_PAGES,
    MAX_PARTS,
    MAX_RATIO,
    MAX_UNPACKED,
    MAX_XML_PART,
    MEGABYTE,
)
from likvard.reading.source.pages import SourceText, of_pages
from likvard.reading.source.sniff import DOCX

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
GAP = "   "
PAGE_END = "\f"
_BULLETS = "•"


def check_package(data: bytes) -> None:
    """Refuses a package that would unpack to unreasonable size, by its own directory, before it is opened."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            entries = package.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError, RuntimeError):
        raise Broken from None
    if any(entry.flag_bits & 1 for entry in entries):
        raise Encrypted
    if len(entries) > MAX_PARTS or sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        raise Bomb
    for entry in entries:
        xml = entry.filename.lower().endswith((".xml", ".rels"))
        if xml and entry.file_size > MAX_XML_PART:
            raise Bomb
        if entry.file_size > MEGABYTE and entry.file_size > MAX_RATIO * max(1, entry.compress_size):
            raise Bomb


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
    numbering = _Numbering(document)
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


def _blocks(container: Any, numbering: _Numbering) -> Iterator[str]:
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


def _paragraph(paragraph: Any, numbering: _Numbering) -> Iterator[str]:
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
            yield _BULLETS
        elif tag == f"{W}txbxContent":
            boxes.append(child)
        elif tag in (f"{W}del", f"{W}moveFrom", f"{W}instrText", f"{W}pPr", f"{W}rPr", f"{MC}Fallback"):
            # Deleted and moved text is not in the document; a fallback repeats the text box above it.
            continue
        elif isinstance(tag, str):
            yield from _runs(child, boxes)


def _table(table: Any, numbering: _Numbering) -> Iterator[str]:
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


class _Numbering:
    """The bullet or number that Word draws before a paragraph but does not store in it."""

    def __init__(self, document: Any) -> None:
        self.formats: dict[tuple[str, int], tuple[str, str, int]] = {}
        self.counters: dict[tuple[str, int], int] = {}
        self.abstract_of: dict[str, str] = {}
        self.style_numbers: dict[str, tuple[str, int]] = {}
        self.headings: set[str] = set()
        self._styles(document)
        try:
            root = document.part.numbering_part.element
        except (KeyError, NotImplementedError, AttributeError):
            return
        for number in root.iterfind(f"{W}num"):
            abstract = number.find(f"{W}abstractNumId")
            if abstract is not None:
                self.abstract_of[number.get(f"{W}numId")] = abstract.get(f"{W}val")
        for abstract in root.iterfind(f"{W}abstractNum"):
            for level in abstract.iterfind(f"{W}lvl"):
                kind = level.find(f"{W}numFmt")
                text = level.find(f"{W}lvlText")
                start = level.find(f"{W}start")
                self.formats[(abstract.get(f"{W}abstractNumId"), _int(level.get(f"{W}ilvl")))] = (
                    kind.get(f"{W}val") if kind is not None else "decimal",
                    (text.get(f"{W}val") or "") if text is not None else "",
                    _int(start.get(f"{W}val"), 1) if start is not None else 1,
                )

    def _styles(self, document: Any) -> None:
        for style in document.styles.element.iterfind(f"{W}style"):
            key = style.get(f"{W}styleId")
            name = style.find(f"{W}name")
            called = (name.get(f"{W}val") or "").lower() if name is not None else ""
            if called.startswith(("heading", "rubrik", "title")):
                self.headings.add(key)
            number = style.find(f"{W}pPr/{W}numPr/{W}numId")
            if number is not None:
                level = style.find(f"{W}pPr/{W}numPr/{W}ilvl")
                self.style_numbers[key] = (
                    number.get(f"{W}val"),
                    _int(level.get(f"{W}val")) if level is not None else 0,
                )
            elif called.startswith(("list bullet", "punktlista")):
                self.style_numbers[key] = ("bullet", 0)

    def _style(self, paragraph: Any) -> str | None:
        style = paragraph.find(f"{W}pPr/{W}pStyle")
        return style.get(f"{W}val") if style is not None else None

    def is_heading(self, paragraph: Any) -> bool:
        return self._style(paragraph) in self.headings

    def label(self, paragraph: Any) -> str:
        found = paragraph.find(f"{W}pPr/{W}numPr")
        if found is not None:
            number, level = found.find(f"{W}numId"), found.find(f"{W}ilvl")
            key = number.get(f"{W}val") if number is not None else "0"
            depth = _int(level.get(f"{W}val")) if level is not None else 0
        else:
            key, depth = self.style_numbers.get(self._style(paragraph) or "", ("0", 0))
        if key == "0":
            return ""
        if key == "bullet":
            return _BULLETS
        abstract = self.abstract_of.get(key, "")
        kind, pattern, start = self.formats.get((abstract, depth), ("", "", 1))
        if kind == "bullet":
            return _BULLETS
        if kind in ("none", "") or not pattern:
            return ""
        value = self.counters.get((abstract, depth), start - 1) + 1
        self.counters[(abstract, depth)] = value
        for deeper in [k for k in self.counters if k[0] == abstract and k[1] > depth]:
            del self.counters[deeper]
        for place in range(depth + 1):
            _, _, first = self.formats.get((abstract, place), ("", "", 1))
            at = value if place == depth else self.counters.get((abstract, place), first)
            pattern = pattern.replace(f"%{place + 1}", _numeral(at, self.formats.get((abstract, place))))
        return pattern


def _numeral(value: int, form: tuple[str, str, int] | None) -> str:
    kind = form[0] if form else "decimal"
    if kind in ("lowerLetter", "upperLetter") and 1 <= value <= 26:
        letter = chr(ord("a") + value - 1)
        return letter.upper() if kind == "upperLetter" else letter
    if kind in ("lowerRoman", "upperRoman") and 1 <= value <= 39:
        roman = "x" * (value // 10) + ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")[value % 10]
        return roman.upper() if kind == "upperRoman" else roman
    return str(value)


def _int(text: str | None, default: int = 0) -> int:
    try:
        return int(text) if text is not None else default
    except ValueError:
        return default
