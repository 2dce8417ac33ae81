"""A database file of its own for a test whose threads need connections of their own, or that looks at the file.

The other tests keep their database in memory. There is one connection to such a database, and the site's threads
would use it in the midst of the test's statements. A file is what the site runs on, locks included.
"""

import itertools
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connection, connections

_numbers = itertools.count(1)


def keep_empty(folder: Path) -> Path | None:
    """The database of the tests as it is before the first of them, as a file in the folder; none but SQLite has one."""
    if connection.vendor != "sqlite":
        return None
    folder.mkdir(parents=True, exist_ok=True)
    kept = folder / "empty.sqlite3"
    kept.unlink(missing_ok=True)
    connection.ensure_connection()
    target = sqlite3.connect(kept)
    connection.connection.backup(target)
    target.execute("PRAGMA journal_mode=WAL")
    target.close()
    return kept


@contextmanager
def a_database(kept: Path | None) -> Iterator[Path]:
    """A copy of the kept file is `connection` here and in every thread that begins meanwhile.

    Each copy has a name of its own: a thread that is still at work on the last test keeps to the old file.
    """
    if kept is None:
        pytest.skip("needs SQLite")
    file = kept.with_name(f"{next(_numbers)}.sqlite3")
    shutil.copyfile(kept, file)
    plain, in_memory = connections.settings["default"], connections["default"]
    # Nobody needs what a power cut would take.
    begin = plain["OPTIONS"]["init_command"].replace("synchronous=NORMAL", "synchronous=OFF")
    connections.settings["default"] = {
        **plain, "NAME": str(file), "OPTIONS": {**plain["OPTIONS"], "init_command": begin}
    }  # fmt: skip
    connections["default"] = connections.create_connection("default")
    try:
        yield file
    finally:
        connections["default"].close()
        connections.settings["default"] = plain
        connections["default"] = in_memory
        for end in ("", "-wal", "-shm"):
            Path(f"{file}{end}").unlink(missing_ok=True)
