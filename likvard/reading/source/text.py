"""The text of a document as its file gives it, before any repair."""

from __future__ import annotations

from dataclasses import replace
from os import PathLike
from pathlib import Path

from likvard.reading.errors import Empty, NotFound, TooLarge
from likvard.reading.source import sniff
from likvard.reading.source.limits import MAX_MEGABYTES, MEGABYTE
from likvard.reading.source.pages import Page, SourceText, of_pages, of_text

__all__ = ["Page", "SourceText", "extract", "of_pages", "of_text"]


def extract(document: str | PathLike[str] | bytes, name: str | None = None) -> SourceText:
    """The text of a file (path or content).

    The type is found in the content; `name` is only a note beside it (`name_differs` when its ending
    says something else). Raises a subclass of `ReadingError` when the document cannot be read.
    """
    if isinstance(document, bytes):
        data = document
    else:
        data = _content(Path(document))
        name = name if name is not None else Path(document).name
    if len(data) > MAX_MEGABYTES * MEGABYTE:
        raise TooLarge(limit=MAX_MEGABYTES)
    if not data.strip():
        raise Empty
    source = _read(data)
    if not source.text.strip():
        raise Empty
    if name is not None and _differs(name, source.media_type):
        return replace(source, notes=(*source.notes, "name_differs"))
    return source


def _content(path: Path) -> bytes:
    try:
        if path.is_file() and path.stat().st_size > MAX_MEGABYTES * MEGABYTE:
            raise TooLarge(limit=MAX_MEGABYTES)
        return path.read_bytes()
    except (OSError, ValueError):
        raise NotFound from None


def _read(data: bytes) -> SourceText:
    # Each reader is imported when its kind of file comes: PDFium, lxml and python-docx are slow imports,
    # and a text file needs none of them.
    kind = sniff.media_type(data)
    if kind == sniff.PDF:
        from likvard.reading.source import pdf  # noqa: PLC0415 - slow import

        return pdf.read(data)
    if kind == sniff.DOCX:
        from likvard.reading.source import word  # noqa: PLC0415 - slow import

        return word.read(data)
    if kind == sniff.HTML:
        from likvard.reading.source import html  # noqa: PLC0415 - slow import

        return html.read(data)
    if kind == sniff.TEXT:
        from likvard.reading.source import plain  # noqa: PLC0415 - beside its siblings

        return plain.read(data)
    from likvard.reading.source import image  # noqa: PLC0415 - slow import

    return image.read(data, kind)


_ENDINGS = {
    ".pdf": {sniff.PDF},
    ".docx": {sniff.DOCX},
    ".html": {sniff.HTML},
    ".htm": {sniff.HTML},
    ".txt": {sniff.TEXT},
    ".png": {sniff.PNG},
    ".jpg": {sniff.JPEG},
    ".jpeg": {sniff.JPEG},
    ".tif": {sniff.TIFF},
    ".tiff": {sniff.TIFF},
}


def _differs(name: str, media_type: str) -> bool:
    expected = _ENDINGS.get(Path(name).suffix.lower())
    return expected is not None and media_type not in expected
