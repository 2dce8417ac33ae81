"""A scanned page as an image file: PNG, JPEG or TIFF (one page or several)."""

from __future__ import annotations

import struct

from likvard.reading.errors import Bomb, Broken, OcrFailed, TooManyPages
from likvard.reading.source import ocr
from likvard.reading.source.limits import MAX_PAGES, MAX_PIXELS
from likvard.reading.source.pages import SourceText, of_pages
from likvard.reading.source.sniff import JPEG, PNG


def read(data: bytes, media_type: str) -> SourceText:
    sizes = _sizes(data, media_type)
    if len(sizes) > MAX_PAGES:
        raise TooManyPages(limit=MAX_PAGES)
    if any(width * height > MAX_PIXELS for width, height in sizes):
        raise Bomb
    if any(width < 1 or height < 1 for width, height in sizes):
        raise Broken
    texts: list[str] = []
    notes: list[str] = []
    uncertain: dict[int, tuple[tuple[int, int], ...]] = {}
    for number in range(len(sizes)):
        # An image states its own resolution or Tesseract estimates it.
        found = ocr.recognise(data, dpi=None, page=number if len(sizes) > 1 else None)
        notes.append(f"ocr:{number + 1}" if found is not None else f"ocr_failed:{number + 1}")
        texts.append(found.text if found is not None else "")
        uncertain[number] = found.uncertain if found is not None else ()
    if all(note.startswith("ocr_failed") for note in notes):
        raise OcrFailed(page=1)
    return of_pages(texts, media_type, tuple(notes), uncertain)


def _sizes(data: bytes, media_type: str) -> list[tuple[int, int]]:
    """Width and height in pixels of each page, from the headers alone."""
    try:
        if media_type == PNG:
            width, height = struct.unpack(">II", data[16:24])
            return [(width, height)]
        if media_type == JPEG:
            return [_jpeg(data)]
        return _tiff(data)
    except (struct.error, IndexError):
        raise Broken from None


def _jpeg(data: bytes) -> tuple[int, int]:
    position = 2
    while position + 9 < len(data):
        if data[position] != 0xFF:
            position += 1
            continue
        marker = data[position + 1]
        if marker == 0xFF or 0xD0 <= marker <= 0xD8 or marker == 0x01:
            position += 1 if marker == 0xFF else 2
            continue
        # Start-of-frame markers carry the size; C4, C8 and CC are tables.
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", data[position + 5 : position + 9])
            return width, height
        (length,) = struct.unpack(">H", data[position + 2 : position + 4])
        position += 2 + max(length, 2)
    raise Broken


def _tiff(data: bytes) -> list[tuple[int, int]]:
    order = "<" if data.startswith(b"II") else ">"
    (offset,) = struct.unpack(order + "I", data[4:8])
    sizes: list[tuple[int, int]] = []
    seen: set[int] = set()
    while offset and offset not in seen and len(sizes) <= MAX_PAGES:
        seen.add(offset)
        (count,) = struct.unpack(order + "H", data[offset : offset + 2])
        width = height = 0
        for number in range(count):
            at = offset + 2 + 12 * number
            tag, kind = struct.unpack(order + "HH", data[at : at + 4])
            if tag in (256, 257):
                value = struct.unpack(
                    order + ("H" if kind == 3 else "I"), data[at + 8 : at + (10 if kind == 3 else 12)]
                )[0]
                width, height = (value, height) if tag == 256 else (width, value)
        sizes.append((width, height))
        at = offset + 2 + 12 * count
        (offset,) = struct.unpack(order + "I", data[at : at + 4])
    if not sizes:
        raise Broken
    return sizes
