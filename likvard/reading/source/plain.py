"""Plain text in the encodings that Swedish authorities have used."""

from __future__ import annotations

import codecs

from likvard.reading.errors import TooManyPages, WrongType
from likvard.reading.source.limits import MAX_CHARACTERS, MAX_PAGES
from likvard.reading.source.pages import SourceText, of_text

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Control characters that text files do hold: tab, line feed, form feed, carriage return,
# and 0x1a, with which old DOS files end.
_CONTROL = {code: None for code in range(32) if code not in (9, 10, 12, 13)} | {127: None}


def decode(data: bytes) -> str:
    """Text of `data` by its byte order mark, else UTF-8, else Windows-1252 or Latin-1.

    Raises `WrongType` for NUL bytes and for data that is not text.
    """
    text = _decoded(data)
    if "\x00" in text:
        raise WrongType
    printable = text.translate(_CONTROL)
    if len(text) - len(printable) > max(2, len(text) // 200):
        raise WrongType
    return text


def _decoded(data: bytes) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            try:
                return data[len(mark) :].decode(encoding)
            except UnicodeDecodeError:
                if encoding == "utf-8":
                    break
                raise WrongType from None
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    try:
        # Bytes 0x80-0x9f are quotes and dashes in Windows-1252 and nothing in Latin-1.
        return data.decode("cp1252")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def read(data: bytes) -> SourceText:
    source = of_text(decode(data))
    if len(source.text) > MAX_CHARACTERS or len(source.pages) > MAX_PAGES:
        raise TooManyPages(limit=MAX_PAGES)
    return source
