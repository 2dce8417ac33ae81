"""The package of a Word file, looked into before it is opened."""

from __future__ import annotations

import io
import zipfile

from likvard.reading.errors import Bomb, Broken, Encrypted
from likvard.reading.source.limits import (
    MAX_PARTS,
    MAX_RATIO,
    MAX_UNPACKED,
    MAX_XML_PART,
    MEGABYTE,
)


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
