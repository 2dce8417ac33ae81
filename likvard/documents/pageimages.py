"""Pictures of the pages, for whoever wants to see the original beside what was read. Made when asked for, then kept."""

import os
import secrets
import threading
from pathlib import Path

import pypdfium2
from django.conf import settings
from PIL import Image

from likvard.reading.source import sniff

from . import originals

WIDTH = 1200  # pixels: sharp on a wide screen, small enough to send
HAS_PAGES = (sniff.PDF, sniff.PNG, sniff.JPEG, sniff.TIFF)
_pdfium = threading.Lock()  # PDFium is not safe for several threads


class PageError(Exception):
    """The document has no page of that number, or its pages cannot be drawn."""


def page_image(checksum: str, media_type: str, number: int) -> Path:
    """The PNG of page `number` (from 1). Raises `PageError`."""
    if media_type not in HAS_PAGES or number < 1:
        raise PageError
    target = Path(settings.DATA_DIR) / "pages" / checksum[:2] / checksum / f"{number}.png"
    if target.exists():
        return target
    original = originals.path_of(checksum)
    picture = _of_pdf(original, number) if media_type == sniff.PDF else _of_image(original, number)
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    beside = target.with_name(f"{secrets.token_hex(8)}.part")
    try:
        picture.save(beside, "PNG", optimize=True)
        os.replace(beside, target)
    finally:
        beside.unlink(missing_ok=True)
    return target


def _of_pdf(path: Path, number: int) -> Image.Image:
    with _pdfium:
        try:
            document = pypdfium2.PdfDocument(path)
        except pypdfium2.PdfiumError:
            raise PageError from None
        try:
            if number > len(document):
                raise PageError
            page = document[number - 1]
            width, height = page.get_size()
            scale = min(WIDTH / max(width, 1), 3 * WIDTH / max(height, 1))
            return page.render(scale=scale).to_pil().convert("RGB")
        except pypdfium2.PdfiumError:
            raise PageError from None
        finally:
            document.close()


def _of_image(path: Path, number: int) -> Image.Image:
    try:
        with Image.open(path) as image:
            image.seek(number - 1)
            picture = image.convert("RGB")
            picture.thumbnail((WIDTH, 3 * WIDTH))
            return picture
    except (EOFError, OSError, ValueError, Image.DecompressionBombError):
        raise PageError from None
