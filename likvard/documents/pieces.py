"""A large file on its way in over a line that may drop: it lies beside the originals until it is whole.

The disk alone knows how much has come. Pieces come in order and are written through to the disk, so what lies there
after a crash is the file's beginning, and the sender is told where to go on.
"""

import fcntl
import os
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from .originals import root

_NAME = re.compile(r"[0-9a-f]{32}")
CHUNK = 1_000_000


class OutOfStep(Exception):  # noqa: N818 - read aloud where it is raised
    """The piece does not begin where the file ends; `at` says where it ends."""

    def __init__(self, at: int) -> None:
        super().__init__(f"the file has come to {at}")
        self.at = at


def path_of(name: str) -> Path:
    """Where the file grows. Raises `ValueError` for a name that is not 32 hex digits."""
    if not _NAME.fullmatch(name):
        raise ValueError("not the name of an upload")
    return root() / "incoming" / f"upload-{name}"


def received(name: str) -> int:
    """How many bytes have come; 0 before the first."""
    try:
        return path_of(name).stat().st_size
    except FileNotFoundError:
        return 0


def add(name: str, *, offset: int, data: bytes, limit: int) -> int:
    """Write a piece that begins at `offset`; gives how much has come. Raises `OutOfStep`, and `ValueError` when the
    file would grow beyond `limit`. A piece that is there already (sent twice) is not written again."""
    path = path_of(name)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with path.open("ab") as file:
        fcntl.flock(file, fcntl.LOCK_EX)  # two tabs sending the same file
        size = os.fstat(file.fileno()).st_size
        if data and 0 <= offset <= size - len(data):
            return size
        if offset != size:
            raise OutOfStep(size)
        if size + len(data) > limit:
            raise ValueError("larger than it was said to be")
        try:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        except OSError:
            os.ftruncate(file.fileno(), size)  # the disk is full: what came before stays whole
            raise
    return size + len(data)


def chunks(name: str) -> Iterator[bytes]:
    """The file's bytes."""
    with path_of(name).open("rb") as file:
        while piece := file.read(CHUNK):
            yield piece


def drop(name: str) -> None:
    path_of(name).unlink(missing_ok=True)


def untouched_since(name: str, moment: datetime) -> bool:
    """Nothing has come since `moment`, or nothing at all."""
    try:
        return path_of(name).stat().st_mtime < moment.timestamp()
    except FileNotFoundError:
        return True
