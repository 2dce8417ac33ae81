"""PDF: the text layer in reading order, table rows on one line; pages without text go to recognition."""

from __future__ import annotations

import ctypes
import threading
from collections.abc import Iterator
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from likvard.reading.errors import Broken, Encrypted, OcrFailed, TooManyPages
from likvard.reading.source import layout, ocr
from likvard.reading.source.limits import MAX_CHARACTERS, MAX_PAGES, MAX_PIXELS
from likvard.reading.source.pages import SourceText, of_pages
from likvard.reading.source.sniff import PDF

# A page with fewer visible characters than this and a picture over most of it is a scan with a stamp.
FEW_CHARACTERS = 40
# PDFium keeps global state and is not made for threads.
_LOCK = threading.Lock()


def read(data: bytes) -> SourceText:
    with _LOCK:
        return _read(data)


def _read(data: bytes) -> SourceText:
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        raise (Encrypted if "password" in str(error).lower() else Broken) from None
    try:
        count = len(document)
        if count == 0:
            raise Broken
        if count > MAX_PAGES:
            raise TooManyPages(limit=MAX_PAGES)
        texts: list[str] = []
        scanned: list[int] = []
        notes: list[str] = []
        uncertain: dict[int, tuple[tuple[int, int], ...]] = {}
        size = 0
        for index in range(count):
            text, needs_recognition = _page(document, index)
            size += len(text)
            if size > MAX_CHARACTERS:
                raise TooManyPages(limit=MAX_PAGES)
            texts.append(text)
            if needs_recognition:
                scanned.append(index)
        if scanned:
            recognised = ocr.recognise_pages((index, _image(document, index)) for index in scanned)
            for index, found in sorted(recognised.items()):
                notes.append(f"ocr:{index + 1}" if found is not None else f"ocr_failed:{index + 1}")
                if found is not None and len(found.text.strip()) >= len(texts[index].strip()):
                    texts[index] = found.text
                    uncertain[index] = found.uncertain
            if len(scanned) == count and all(found is None for found in recognised.values()):
                raise OcrFailed(page=1)
        return of_pages(texts, PDF, tuple(notes), uncertain)
    except pdfium.PdfiumError:
        raise Broken from None
    finally:
        document.close()


def _page(document: Any, index: int) -> tuple[str, bool]:
    """The text of a page, and whether its picture has to be read instead."""
    try:
        page = document[index]
    except pdfium.PdfiumError:
        return "", False
    try:
        textpage = page.get_textpage()
        try:
            glyphs = list(_glyphs(textpage))
        finally:
            textpage.close()
        text = layout.lines_of(glyphs)
        visible = sum(1 for glyph in glyphs if not glyph.text.isspace())
        unmapped = sum(1 for glyph in glyphs if _unmapped(glyph.text))
        if visible and unmapped > visible / 3:
            return text, True
        if visible >= FEW_CHARACTERS:
            return text, False
        return text, _pictured(page, few=visible > 0)
    except pdfium.PdfiumError:
        return "", False
    finally:
        page.close()


def _unmapped(character: str) -> bool:
    """Whether the font gave no character: replacement, private use, or nothing at all."""
    return character == "\ufffd" or "\ue000" <= character <= "\uf8ff" or character < " "


def _pictured(page: Any, *, few: bool) -> bool:
    """Whether a picture or drawing could hold the text that the text layer lacks."""
    area = page.get_width() * page.get_height()
    covered = 0.0
    paths = 0
    for item in page.get_objects(max_depth=3):
        if item.type == pdfium_c.FPDF_PAGEOBJ_IMAGE:
            try:
                left, bottom, right, top = item.get_bounds()
            except pdfium.PdfiumError:
                continue
            covered += max(0.0, right - left) * max(0.0, top - bottom)
        elif item.type in (pdfium_c.FPDF_PAGEOBJ_PATH, pdfium_c.FPDF_PAGEOBJ_SHADING):
            paths += 1
    # Text drawn as outlines is several hundred paths a page.
    return covered > area / (2 if few else 10) or paths > 300


def _glyphs(textpage: Any) -> Iterator[layout.Glyph]:
    raw = textpage.raw
    count = textpage.count_chars()
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    box = (ctypes.byref(left), ctypes.byref(right), ctypes.byref(bottom), ctypes.byref(top))
    unicode_of = pdfium_c.FPDFText_GetUnicode
    box_of = pdfium_c.FPDFText_GetCharBox
    size_of = pdfium_c.FPDFText_GetFontSize
    for index in range(count):
        code = unicode_of(raw, index)
        if code in (0, 10, 13):
            continue
        if code in (2, 0xFFFE):
            code = 0x2D  # a hyphen at a line end, which PDFium marks so
        if code > 0x10FFFF or 0xD800 <= code <= 0xDFFF:
            code = 0xFFFD
        if not box_of(raw, index, *box):
            continue
        yield layout.Glyph(chr(code), left.value, right.value, bottom.value, top.value, size_of(raw, index))


def _image(document: Any, index: int) -> bytes:
    """The page at 300 dpi in grey, as a PNM image."""
    page = document[index]
    try:
        scale = ocr.DPI / 72
        pixels = page.get_width() * page.get_height() * scale * scale
        if pixels > MAX_PIXELS:
            scale *= (MAX_PIXELS / pixels) ** 0.5
        bitmap = page.render(scale=scale, grayscale=True)
        try:
            rows = bytes(bitmap.buffer)
            width, height, stride = bitmap.width, bitmap.height, bitmap.stride
        finally:
            bitmap.close()
    finally:
        page.close()
    if stride != width:
        rows = b"".join(rows[at : at + width] for at in range(0, stride * height, stride))
    return b"P5 %d %d 255\n" % (width, height) + rows[: width * height]
