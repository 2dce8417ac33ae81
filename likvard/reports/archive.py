"""An archive package: a ZIP whose manifest names every file with its sha256, so that anybody can verify it for ever."""

import hashlib
import json
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath
from typing import IO, Any

MANIFEST = "manifest.json"
FORMAT = "likvard-archive"
VERSION = 1
_CHUNK = 1 << 20
# A fixed time on every entry: the same content makes the same package.
_ENTRY_TIME = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of a package. `content` is bytes, or a file open for reading; `about` says what it is in words."""

    path: str
    content: bytes | IO[bytes]
    about: str


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a package: `missing`, `altered`, `extra`, `unsafe`, `no_manifest` or `not_a_package`."""

    code: str
    path: str = ""


def write(target: IO[bytes], entries: Iterable[Entry], *, about: dict[str, Any], made_at: datetime) -> dict[str, Any]:
    """Writes the package and gives its manifest, which is also the last file in it. Raises `ValueError` for a path
    that is not plain and relative, or that comes twice."""
    files: list[dict[str, Any]] = []
    seen: set[str] = set()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as package:
        for entry in entries:
            if not _plain(entry.path) or entry.path == MANIFEST or entry.path in seen:
                raise ValueError(f"{entry.path!r} cannot be a file of a package")
            seen.add(entry.path)
            checksum, size = _put(package, entry)
            files.append({"path": entry.path, "sha256": checksum, "bytes": size, "about": entry.about})
        manifest = {
            "format": FORMAT,
            "version": VERSION,
            "made_at": made_at.isoformat(),
            "about": about,
            "files": files,
        }
        package.writestr(_info(MANIFEST), json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True))
    return manifest


def _plain(path: str) -> bool:
    parts = PurePosixPath(path).parts
    return bool(parts) and not path.startswith("/") and ".." not in parts and "\\" not in path and "\0" not in path


def _info(path: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(path, _ENTRY_TIME)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    return info


def _put(package: zipfile.ZipFile, entry: Entry) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    with package.open(_info(entry.path), "w", force_zip64=True) as file:
        for chunk in _chunks(entry.content):
            digest.update(chunk)
            size += len(chunk)
            file.write(chunk)
    return digest.hexdigest(), size


def _chunks(content: bytes | IO[bytes]) -> Iterator[bytes]:
    if isinstance(content, bytes):
        yield content
        return
    while chunk := content.read(_CHUNK):
        yield chunk


def verify(source: IO[bytes]) -> tuple[Fault, ...]:
    """Everything that is wrong with a package; empty = each file is there, unaltered, and nothing else is."""
    try:
        with zipfile.ZipFile(source) as package:
            names = package.namelist()
            if MANIFEST not in names:
                return (Fault("no_manifest"),)
            try:
                manifest = json.loads(package.read(MANIFEST))
                listed = {row["path"]: row for row in manifest["files"]}
            except (ValueError, KeyError, TypeError):
                return (Fault("no_manifest"),)
            faults = [Fault("unsafe", name) for name in names if not _plain(name)]
            faults += [Fault("extra", name) for name in names if name != MANIFEST and name not in listed]
            for path, row in listed.items():
                if path not in names:
                    faults.append(Fault("missing", path))
                elif _checksum(package, path) != row["sha256"]:
                    faults.append(Fault("altered", path))
            return tuple(sorted(faults, key=lambda fault: (fault.path, fault.code)))
    except (zipfile.BadZipFile, OSError, EOFError):
        return (Fault("not_a_package"),)


def _checksum(package: zipfile.ZipFile, path: str) -> str:
    digest = hashlib.sha256()
    try:
        with package.open(path) as file:
            for chunk in iter(lambda: file.read(_CHUNK), b""):
                digest.update(chunk)
    except (zipfile.BadZipFile, OSError, EOFError):  # its own checksum does not hold
        return ""
    return digest.hexdigest()


FAULT_WORDS = {
    "sv": {
        "missing": "saknas", "altered": "är ändrad", "extra": "står inte i förteckningen",
        "unsafe": "har ett farligt namn",
        "no_manifest": "Paketet har ingen förteckning.", "not_a_package": "Filen är inget paket.",
        "sound": "Alla {n} filer finns och är oförändrade.",
    },
    "en": {
        "missing": "is missing", "altered": "has been altered", "extra": "is not in the manifest",
        "unsafe": "has a dangerous name", "no_manifest": "The package has no manifest.",
        "not_a_package": "The file is no package.", "sound": "All {n} files are there and unaltered.",
    },
}  # fmt: skip


def in_words(fault: Fault, language: str = "sv") -> str:
    words = FAULT_WORDS[language][fault.code]
    return f"{fault.path} {words}" if fault.path else words
