"""Where things lie in the data folder, and the installation's own key for pseudonyms."""

import fcntl
import os
import re
import secrets
import shutil
from collections.abc import Iterator, Set
from contextlib import contextmanager, suppress
from pathlib import Path

from django.conf import settings

_held: dict[Path, int] = {}


def root() -> Path:
    return Path(settings.DATA_DIR) / "datasets"


def version_folder(version_id: object) -> Path:
    """The Parquet files of one version."""
    return root() / "versions" / _name(version_id)


def store_path(file_name: str) -> Path:
    """A published store."""
    if not re.fullmatch(r"store-[0-9a-f]{32}\.duckdb", file_name):
        raise ValueError("not the name of a store")
    return root() / "published" / file_name


def waiting_path(file_id: object) -> Path:
    return root() / "waiting" / _name(file_id)


def lay_down(path: Path, content: bytes) -> None:
    """A file that waits: whole or not there, readable by its owner alone."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    beside = path.with_suffix(".beside")
    beside.touch(mode=0o600)
    beside.write_bytes(content)
    through_to_disk(beside)
    beside.replace(path)


def keep_only(*, waiting: Set[str], runs: Set[str]) -> None:
    """Takes away waiting files that no row names, left by a request that was broken off, and the locks of runs that
    are over."""
    for folder, named in (("waiting", waiting), ("runs", runs)):
        for path in (root() / folder).glob("*"):
            if path.name not in named:
                path.unlink(missing_ok=True)


def _lock_path(run_id: object) -> Path:
    return root() / "runs" / _name(run_id)


@contextmanager
def held(run_id: object) -> Iterator[None]:
    """Holds a run for as long as the process lives, and no longer than that."""
    path = _lock_path(run_id)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def is_held(run_id: object) -> bool:
    """Whether a living process holds the run."""
    with suppress(FileNotFoundError):
        handle = os.open(_lock_path(run_id), os.O_RDONLY)
        try:
            fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        finally:
            os.close(handle)
    return False


def incoming() -> Path:
    """A new, empty folder that nobody reads; readable by its owner alone. Held until `remove`, or until the process
    ends in whatever way: `clear_incoming` takes away those that nobody holds."""
    while True:
        folder = root() / "incoming" / secrets.token_hex(16)
        folder.mkdir(parents=True, mode=0o700)
        try:
            handle = os.open(folder, os.O_RDONLY)
        except FileNotFoundError:  # taken away before it was held
            continue
        fcntl.flock(handle, fcntl.LOCK_EX)
        if folder.exists():
            _held[folder] = handle
            return folder
        os.close(handle)


def clear_incoming() -> None:
    """Takes away what was left by work that was broken off."""
    for folder in (root() / "incoming").glob("*"):
        try:
            handle = os.open(folder, os.O_RDONLY)
        except FileNotFoundError:  # its own work took it away
            continue
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(folder, ignore_errors=True)
        except BlockingIOError:  # somebody works in it
            pass
        finally:
            os.close(handle)


def _name(identity: object) -> str:
    text = str(identity)
    if not re.fullmatch(r"[0-9a-f-]{36}", text):
        raise ValueError("not an id")
    return text


def through_to_disk(path: Path) -> None:
    """So that what is in the database after a loss of power is on the disk too."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def remove(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    handle = _held.pop(folder, None)
    if handle is not None:
        os.close(handle)


def pseudonym_key() -> bytes:
    """From LIKVARD_PSEUDONYM_KEY (64 hexadecimal digits), else made once and kept beside the database, readable by its
    owner alone. Without the same key no later file can be tied to earlier ones."""
    given = os.environ.get("LIKVARD_PSEUDONYM_KEY", "")
    if given:
        return bytes.fromhex(given)
    path = Path(settings.DATA_DIR) / "pseudonym-key"
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return bytes.fromhex(path.read_text(encoding="ascii").strip())
    key = secrets.token_bytes(32)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(key.hex())
        file.flush()
        os.fsync(file.fileno())
    return key
