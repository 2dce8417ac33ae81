"""A backup is a ZIP file with a manifest: every file in it by name, size and sha256.

`manifest.json` is written last and names everything else; `manifest.sha256` is its checksum. A file that was cut short
has no directory, a file that was changed has another checksum, and a ZIP file of somebody else has no such manifest:
all three are refused with words for the one who runs the site.
"""

import hashlib
import json
import os
import re
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

FORMAT, VERSION = "likvard-backup", 1
MANIFEST, SEAL = "manifest.json", "manifest.sha256"
PIECE = 1 << 20
_NAME = re.compile(r"(?:database|files|keys)(?:/(?!\.{1,2}(?:/|$))[^/\\\x00]+)+")
_MANIFEST_LIMIT = 512 * PIECE


class NotWhole(Exception):  # noqa: N818 - read aloud where it is raised
    """The file is no backup, or not all of it is there as it was written. The words are for people."""


@dataclass(frozen=True, slots=True)
class Part:
    size: int  # bytes
    sha256: str  # hex


@dataclass(frozen=True, slots=True)
class Manifest:
    """What the backup says of itself.

    `migrations` are the steps that the database had taken, "app.name"; `ledger_events` and `ledger_hash` the end of its
    history; `keys` the fingerprint of each key that the installation used, and `keys_within` whether they are here.
    """

    made_at: str
    product: str
    database: str  # "sqlite" | "postgresql"
    migrations: list[str]
    ledger_events: int
    ledger_hash: str
    keys: dict[str, str]
    keys_within: bool
    parts: dict[str, Part] = field(default_factory=dict)


class Writer:
    """Adds parts one by one; `close` writes the manifest. Nobody but the owner may read the file."""

    def __init__(self, path: Path) -> None:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        self._file = os.fdopen(handle, "w+b")
        self._zip = zipfile.ZipFile(self._file, "w", allowZip64=True)
        self.parts: dict[str, Part] = {}

    def add(self, name: str, chunks: Iterable[bytes], *, packed: bool = False) -> None:
        if not _NAME.fullmatch(name) or name in self.parts:
            raise ValueError(f"not a name for a part: {name!r}")
        info = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
        info.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
        info.external_attr = 0o600 << 16
        digest, size = hashlib.sha256(), 0
        with self._zip.open(info, "w", force_zip64=True) as target:
            for chunk in chunks:
                digest.update(chunk)
                size += len(chunk)
                target.write(chunk)
        self.parts[name] = Part(size, digest.hexdigest())

    def close(self, **told: Any) -> Manifest:
        manifest = Manifest(parts=self.parts, **told)
        content = json.dumps(
            {"format": FORMAT, "version": VERSION, **asdict(manifest)}, ensure_ascii=False, indent=1
        ).encode()
        self._zip.writestr(zipfile.ZipInfo(MANIFEST), content, zipfile.ZIP_DEFLATED)
        self._zip.writestr(zipfile.ZipInfo(SEAL), hashlib.sha256(content).hexdigest())
        self._zip.close()
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        return manifest

    def abandon(self) -> None:
        """Nothing more is written, also not when the file is let go of. Does nothing to what is closed."""
        self._zip.fp = None
        self._file.close()


def pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece


@dataclass(frozen=True, slots=True)
class Opened:
    manifest: Manifest
    _zip: zipfile.ZipFile

    def each(self, name: str) -> Iterator[bytes]:
        """The content of a part, piece by piece. Raises `NotWhole` at the end when it is not what was written."""
        told = self.manifest.parts[name]
        digest, size = hashlib.sha256(), 0
        try:
            with self._zip.open(name) as file:
                while piece := file.read(PIECE):
                    digest.update(piece)
                    size += len(piece)
                    if size > told.size:
                        break
                    yield piece
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError) as error:
            raise NotWhole(f"{name} in the backup cannot be read: {error}") from None
        if (size, digest.hexdigest()) != (told.size, told.sha256):
            raise NotWhole(f"{name} in the backup is not what was written: its checksum is another.")

    def check(self, told: Callable[[int, int], None] = lambda done, of: None) -> None:
        """Reads everything. Raises `NotWhole` at the first fault."""
        for number, name in enumerate(self.manifest.parts, 1):
            for _piece in self.each(name):
                pass
            told(number, len(self.manifest.parts))

    def extract(self, name: str, target: Path, mode: int = 0o600) -> None:
        """A file that its owner alone reads, through to the disk."""
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            for piece in self.each(name):
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        target.chmod(mode)


@contextmanager
def opened(path: Path) -> Iterator[Opened]:
    """Raises `NotWhole` for what is no backup, was cut short, or was made by a newer version of the product."""
    try:
        whole = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise NotWhole(f"{path.name} is no backup, or its end is missing: {error}") from None
    with whole:
        yield Opened(_manifest(whole, path.name), whole)


def _manifest(whole: zipfile.ZipFile, name: str) -> Manifest:
    names = whole.namelist()
    if MANIFEST not in names or SEAL not in names:
        raise NotWhole(f"{name} is no backup of Likvärd: it has no manifest.")
    try:
        if whole.getinfo(MANIFEST).file_size > _MANIFEST_LIMIT or whole.getinfo(SEAL).file_size > 100:
            raise NotWhole(f"The manifest of {name} is too large to be one.")
        content, seal = whole.read(MANIFEST), whole.read(SEAL)
        if hashlib.sha256(content).hexdigest().encode() != seal.strip():
            raise NotWhole(f"The manifest of {name} is not what was written.")
        said = json.loads(content)
        if said.pop("format", None) != FORMAT:
            raise NotWhole(f"{name} is no backup of Likvärd.")
        if said.pop("version", None) != VERSION:
            raise NotWhole(f"{name} was made by a newer Likvärd. Install that version and restore with it.")
        said["parts"] = {part: Part(**one) for part, one in said["parts"].items()}
        manifest = Manifest(**said)
    except (zipfile.BadZipFile, zlib.error, ValueError, TypeError, KeyError, AttributeError) as error:
        raise NotWhole(f"The manifest of {name} cannot be read: {error}") from None
    if bad := [part for part in manifest.parts if not _NAME.fullmatch(part)]:
        raise NotWhole(f"{name} names a file that lies outside of a backup: {bad[0]!r}.")
    if len(names) != len(set(names)) or set(names) != {*manifest.parts, MANIFEST, SEAL}:
        raise NotWhole(f"{name} does not hold the files that its manifest names.")
    return manifest
