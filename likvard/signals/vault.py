"""The vault: what identifies people in signals is sealed before it reaches the database and opened only on purpose.

Fernet (AES-128-CBC with HMAC-SHA-256, authenticated) from `cryptography`. The keys lie outside the database: in
LIKVARD_VAULT_KEY (several, the newest first, parted by commas), else in a file of the data folder that only its owner
reads. Whoever has a copy of the database alone has no names. `MultiFernet` lets a key be exchanged: what was sealed
by an older key opens as long as that key is listed, and `reseal` makes it the newest key's.
"""

import os
from functools import lru_cache
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


class VaultIsShut(RuntimeError):  # noqa: N818 - read aloud where it is raised
    """None of the keys opens this: the data folder's key is another than the one that sealed it."""


def _keys() -> str:
    if given := os.environ.get("LIKVARD_VAULT_KEY", ""):
        return given
    path = Path(settings.DATA_DIR) / "vault-key"
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    key = Fernet.generate_key().decode("ascii")
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(key)
        file.flush()
        os.fsync(file.fileno())
    return key


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
    """The same words, sealed by the newest key."""
    return _box(_keys()).rotate(token) if token else b""
