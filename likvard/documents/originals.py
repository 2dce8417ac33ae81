"""The originals on disk: each under its own checksum, written once, never altered.

A file is first written beside, to the end and through to the disk, and then takes its name in one step. A process that
dies in between leaves at most a nameless piece in `incoming`, which `clear_incoming` takes away.
"""

import hashlib
import os
import re
import secrets
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings

from likvard.reading.errors import Empty, TooLarge
from likvard.reading.source import sniff
from likvard.reading.source.word import check_package

from . import antivirus

_CHECKSUM = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Stored:
    """What was stored: sha256 in hex, size in bytes, and the type that the content shows."""

    checksum: str
    size: int
    media_type: str


def root() -> Path:
    return Path(settings.MEDIA_ROOT)


def path_of(checksum: str) -> Path:
    """Where the original with this checksum lies. Raises `ValueError` for anything that is no checksum."""
    if not _CHECKSUM.fullmatch(checksum):
        raise ValueError("not a sha256 in hex")
    return root() / checksum[:2] / checksum[2:4] / checksum


def store(chunks: Iterable[bytes]) -> Stored:
    """Write the content and name it by its checksum. Raises `TooLarge`, `Empty`, `WrongType`,
    `Encrypted`, `Broken`, `Bomb`; with a virus scanner `Infected` and `Unchecked`."""
    limit = settings.MAX_DOCUMENT_BYTES
    incoming = root() / "incoming"
    incoming.mkdir(parents=True, exist_ok=True, mode=0o700)
    beside = incoming / secrets.token_hex(16)
    digest, size = hashlib.sha256(), 0
    try:
        with beside.open("xb") as file:
            for chunk in chunks:
                size += len(chunk)
                if size > limit:
                    raise TooLarge(limit=limit // 1_000_000)
                digest.update(chunk)
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        if size == 0:
            raise Empty
        content = beside.read_bytes()
        media_type = sniff.media_type(content)
        if media_type == sniff.DOCX:
            check_package(content)
        antivirus.check(beside)
        target = path_of(digest.hexdigest())
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        beside.chmod(0o400)
        os.replace(beside, target)
        _to_disk(target.parent)
    finally:
        beside.unlink(missing_ok=True)
    return Stored(digest.hexdigest(), size, media_type)


def _to_disk(folder: Path) -> None:
    """A new name is safe only when its folder is written too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def clean_name(name: str) -> str:
    """The file's name without folders, control characters and marks that turn the writing; never empty."""
    name = unicodedata.normalize("NFC", name.replace("\\", "/").rpartition("/")[2])
    name = "".join(c for c in name if unicodedata.category(c)[0] != "C").strip(" .")
    stem, dot, ending = name.rpartition(".")
    if len(name) > 200:
        name = f"{stem[:190]}.{ending[:8]}" if dot else name[:200]
    return name or "dokument"


def clear_incoming(*, before: datetime) -> int:
    """Take away pieces that a broken upload left before the given moment; how many there were."""
    gone = 0
    for piece in (root() / "incoming").glob("*"):
        if piece.stat().st_mtime < before.timestamp():
            piece.unlink(missing_ok=True)
            gone += 1
    return gone
