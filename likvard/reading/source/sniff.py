"""What a file is, told from its content. Names and extensions are not believed."""

from __future__ import annotations

import io
import re
import zipfile

from likvard.reading.errors import Broken, Encrypted, WrongType

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
HTML = "text/html"
TEXT = "text/plain"
PNG = "image/png"
JPEG = "image/jpeg"
TIFF = "image/tiff"

_IMAGES = (
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"\xff\xd8\xff", JPEG),
    (b"II*\x00", TIFF),
    (b"MM\x00*", TIFF),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Formats whose beginning is printable, so that they would otherwise pass for text.
_NOT_TEXT = (
    b"{\\rtf",
    b"%!PS",
    b"MZ",
    b"\x1f\x8b",
    b"7z\xbc\xaf",
    b"Rar!",
    b"GIF8",
    b"BM",
    b"RIFF",
    b"\x7fELF",
)
_BYTE_ORDER_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_HTML = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)
_HTML_TAG = re.compile(rb"</(?:p|div|h[1-6]|table|ul|li|a|span|body|html)>", re.I)


def media_type(data: bytes) -> str:
    """The media type of `data`; raises `Encrypted`, `Broken` or `WrongType`."""
    head = data[:1024]
    if b"%PDF-" in head:
        return PDF
    for magic, kind in _IMAGES:
        if head.startswith(magic):
            return kind
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _package(data)
    if head.startswith(_OLE):
        # A Word document saved with a password is an OLE file around an encrypted package.
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise Encrypted
        raise WrongType
    if head.startswith(_NOT_TEXT):
        raise WrongType
    start = data[:65_536]
    if not start.startswith(_BYTE_ORDER_MARKS) and (_HTML.match(start) or len(_HTML_TAG.findall(start)) > 4):
        return HTML
    if start.startswith(b"\xef\xbb\xbf") and _HTML.match(start[3:]):
        return HTML
    return TEXT


def _package(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            names = set(package.namelist())
            if any(entry.flag_bits & 1 for entry in package.infolist()):
                raise Encrypted
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError, RuntimeError):
        raise Broken from None
    if "word/document.xml" in names:
        return DOCX
    raise WrongType
