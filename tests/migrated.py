"""The migrated database, made once: every later run of the tests begins with a copy of it.

Each run of the tests migrates an empty database from the first step, which takes longer than most of the tests asked
for. The result depends on nothing but the migrations and the libraries, so it is kept under their checksum in var/ and
copied into the memory of the next run. PostgreSQL is migrated step by step each time.
"""

import hashlib
import os
import sqlite3
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / "var" / "tests"
# The same as a second database in memory, from which a test that commits is undone.
EMPTY: list[sqlite3.Connection] = []


def keep(connection: sqlite3.Connection) -> None:
    EMPTY[:] = [sqlite3.connect(":memory:")]
    connection.backup(EMPTY[0])


def undo(connection: sqlite3.Connection) -> bool:
    """Makes the database as it was before the first test, in a hundredth of the time it takes to empty each table."""
    if not EMPTY:
        return False
    try:
        EMPTY[0].backup(connection)
    except sqlite3.OperationalError:  # a thread of the test still reads it
        return False
    return True


def _checksum() -> str:
    whole = hashlib.sha256()
    files = [ROOT / "requirements-dev.lock", *sorted(ROOT.glob("likvard/*/migrations/*.py"))]
    # What the migrations call, and what is written after each migration.
    files += [ROOT / "likvard" / "config" / "settings.py", *sorted(ROOT.glob("likvard/*/models/*.py"))]
    for file in files:
        whole.update(f"{file.relative_to(ROOT)}\0".encode() + file.read_bytes() + b"\0")
    return whole.hexdigest()[:16]


@pytest.fixture(scope="session", autouse=True)
def _migrated_once():
    """Puts the kept database in the place of `migrate` when Django makes the database of the tests."""
    from django.core import management  # noqa: PLC0415 - Django's settings must be read first
    from django.db import connection  # noqa: PLC0415

    if connection.vendor != "sqlite":
        yield
        return
    plain, kept = management.call_command, KEPT / f"{_checksum()}.sqlite3"

    def begin(command, *args, **options):
        if command != "migrate":
            return plain(command, *args, **options)
        management.call_command = plain  # a test that migrates does so in earnest
        connection.ensure_connection()
        if kept.exists():
            with sqlite3.connect(f"file:{kept}?mode=ro", uri=True) as source:
                source.backup(connection.connection)
            source.close()
            keep(connection.connection)
            return None
        plain(command, *args, **options)
        keep(connection.connection)
        KEPT.mkdir(parents=True, exist_ok=True)
        for old in set(KEPT.glob("*.sqlite3")) - {kept}:
            old.unlink(missing_ok=True)
        half = KEPT / f"{os.getpid()}.half"
        with sqlite3.connect(half) as target:
            connection.connection.backup(target)
        target.close()
        half.replace(kept)
        return None

    management.call_command = begin
    yield
    management.call_command = plain
    for empty in EMPTY:
        empty.close()
