"""The vault: what identifies people in signals is sealed before it reaches the database and opened only on purpose.

Fernet (AES-128-CBC with HMAC-SHA-256, authenticated) from `cryptography`. The keys lie outside the database: in
LIKVARD_VAULT_KEY (several, the newest first, parted by commas), else in a file of the data folder that only its owner
reads. Whoever has a copy of the database alone has no names. `MultiFernet` lets a key be exchanged: what was sealed
by an older key opens as long as that key is listed, and `reseal` makes it the newest key's. The command
`reseal_signals` exchanges the key of a whole installation.
"""

import os
from functools import lru_cache
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


class VaultIsShut(RuntimeError):  # noqa: N818 - read aloud where it is raised
    """None of the keys opens this: the data folder's key is another than the one that sealed it."""


class KeysAreGiven(RuntimeError):  # noqa: N818 - read aloud where it is raised
    """The keys come from LIKVARD_VAULT_KEY, which only those who run the installation can change."""


def _path() -> Path:
    return Path(settings.DATA_DIR) / "vault-key"


def _keys() -> str:
    if given := os.environ.get("LIKVARD_VAULT_KEY", ""):
        return given
    path = _path()
    try:
        return path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        key = Fernet.generate_key().decode("ascii")
    try:
        _write(path, key)
    except FileExistsError:  # somebody else made it meanwhile
        return path.read_text(encoding="ascii").strip()
    return key


def _write(path: Path, keys: str) -> None:
    """A file of its own that only its owner reads. Raises `FileExistsError`."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(keys)
        file.flush()
        os.fsync(file.fileno())


def _replace(keys: list[str]) -> None:
    """The key file as a whole or not at all: whoever reads it meanwhile has the one or the other."""
    beside = _path().with_name("vault-key.new")
    beside.unlink(missing_ok=True)
    _write(beside, ",".join(keys))
    beside.replace(_path())


def _listed() -> list[str]:
    return [key.strip() for key in _keys().split(",") if key.strip()]


def keys_held() -> int:
    """How many keys open the vault."""
    return len(_listed())


def add_key() -> None:
    """A new key before the others: what is sealed from now on is sealed by it. Raises `KeysAreGiven`."""
    if os.environ.get("LIKVARD_VAULT_KEY", ""):
        raise KeysAreGiven
    _replace([Fernet.generate_key().decode("ascii"), *_listed()])


def forget_older_keys() -> None:
    """Leaves the newest key alone in its file, and moves the others to `vault-key.before`, for backups that they
    sealed. Raises `KeysAreGiven`."""
    if os.environ.get("LIKVARD_VAULT_KEY", ""):
        raise KeysAreGiven
    newest, *older = _listed()
    if older:
        before = _path().with_name("vault-key.before")
        kept = before.read_text(encoding="ascii").split(",") if before.exists() else []
        before.unlink(missing_ok=True)
        _write(before, ",".join([*older, *(key for key in kept if key and key not in older)]))
        _replace([newest])


@lru_cache(maxsize=4)
def _box(keys: str) -> MultiFernet:
    return MultiFernet([Fernet(key.strip()) for key in keys.split(",") if key.strip()])


def seal(words: str) -> bytes:
    """Nothing stays nothing, so that what has been erased is seen to be empty."""
    return _box(_keys()).encrypt(words.encode("utf-8")) if words else b""


def open_sealed(token: bytes) -> str:
    """Raises `VaultIsShut` for what none of the keys has sealed, or what has been changed since."""
    if not token:
        return ""
    try:
        return _box(_keys()).decrypt(token).decode("utf-8")
    except InvalidToken as error:
        raise VaultIsShut("no key of the vault opens this") from error


def reseal(token: bytes) -> bytes:
    """The same words, sealed by the newest key. Raises `VaultIsShut`."""
    if not token:
        return b""
    try:
        return _box(_keys()).rotate(token)
    except InvalidToken as error:
        raise VaultIsShut("no key of the vault opens this") from error


def is_sealed_by_newest(token: bytes) -> bool:
    """Whether the newest key alone opens it; nothing is opened by every key."""
    if not token:
        return True
    try:
        Fernet(_listed()[0]).decrypt(token)
    except InvalidToken:
        return False
    return True
