"""The database in a backup: one moment of it while the site goes on writing, and the way back, whole or not at all.

SQLite gives a file, by its own online backup. PostgreSQL gives the rows of each table in its COPY form, all read in
one REPEATABLE READ transaction: no client program of PostgreSQL is needed, nor one of the same version. Sessions are
left out: nobody whose access ended after the backup shall be signed in again by it.
"""

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader

from .archive import Opened, Writer, pieces

FILE, TABLES = "database/likvard.sqlite3", "database/tables/"
SESSIONS, MIGRATIONS = "django_session", "django_migrations"
COLUMNS = "database/columns.json"


class DatabaseRefuses(Exception):  # noqa: N818 - read aloud where it is raised
    """The words are for people."""


@dataclass(frozen=True, slots=True)
class Moment:
    """What the database was at the moment of the backup."""

    migrations: list[str]
    ledger_events: int
    ledger_hash: str


def file_of() -> Path | None:
    """The file of an SQLite database; nothing for one in memory or on a server."""
    if connection.vendor != "sqlite" or connection.is_in_memory_db():
        return None
    return Path(connection.settings_dict["NAME"]).resolve()


def snapshot(writer: Writer, gathering: Path) -> Moment:
    """Adds the database to the backup. `gathering` is a folder for what lies on the disk meanwhile."""
    return _snapshot_of_file(writer, gathering) if connection.vendor == "sqlite" else _snapshot_of_tables(writer)


def _snapshot_of_file(writer: Writer, gathering: Path) -> Moment:
    path = gathering / "snapshot.sqlite3"
    connection.ensure_connection()
    copy = sqlite3.connect(path)
    try:
        connection.connection.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
        copy.execute("PRAGMA secure_delete=ON")
        copy.execute(f"DELETE FROM {SESSIONS}")  # noqa: S608 - a name of our own
        copy.commit()
        moment = _moment(lambda sql: copy.execute(sql).fetchall())
    finally:
        copy.close()
    writer.add(FILE, pieces(path), packed=True)
    path.unlink()
    return moment


def _snapshot_of_tables(writer: Writer) -> Moment:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        moment = _moment(lambda sql: _rows(cursor, sql))
        columns = {}
        for table in _tables(cursor):
            columns[table] = _columns(cursor, table)
            with cursor.copy(f"COPY {_listed(table, columns[table])} TO STDOUT") as copy:
                writer.add(f"{TABLES}{table}", (bytes(one) for one in copy), packed=True)
    writer.add(COLUMNS, [json.dumps(columns).encode()])
    return moment


def _moment(asked: Callable[[str], list[Any]]) -> Moment:
    migrations = [f"{app}.{name}" for app, name in asked("SELECT app, name FROM django_migrations ORDER BY app, name")]
    events, last = (asked("SELECT length, hash FROM ledger_head") or [(0, "")])[0]
    return Moment(migrations, events, last)


def _rows(cursor: Any, sql: str) -> list[Any]:
    cursor.execute(sql)
    return cursor.fetchall()


def _tables(cursor: Any) -> list[str]:
    names = connection.introspection.table_names(cursor)
    return sorted(set(names) - {SESSIONS, MIGRATIONS})


def _columns(cursor: Any, table: str) -> list[str]:
    """Those that hold what was written; the database itself works out the others."""
    cursor.execute(
        "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped "
        "AND attgenerated = '' ORDER BY attnum",
        [connection.ops.quote_name(table)],
    )
    return [name for (name,) in cursor.fetchall()]


def _listed(table: str, columns: Iterable[str]) -> str:
    quote = connection.ops.quote_name
    return f"{quote(table)} ({', '.join(quote(one) for one in columns)})"


# ── The way back


def is_used() -> bool:
    """Whether anybody has an account here, or anything has been noted in the history."""
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        return any(
            table in tables and bool(_rows(cursor, f"SELECT 1 FROM {table} LIMIT 1"))  # noqa: S608 - our own tables
            for table in ("access_user", "ledger_event")
        )


def check_steps(migrations: list[str], kind: str) -> None:
    """Raises `DatabaseRefuses` for a backup of the other kind of database, or by a newer version of the product."""
    if kind != connection.vendor:
        raise DatabaseRefuses(
            f"The backup is of a {kind} database and this installation uses {connection.vendor}: set "
            "LIKVARD_DATABASE_URL as it was where the backup was made."
        )
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    if unknown := sorted(set(migrations) - known):
        raise DatabaseRefuses(
            f"The backup was made by a newer Likvärd, which knows {unknown[-1]}. Install that version first."
        )


def check_rest(path: Path) -> None:
    """Raises `DatabaseRefuses` while somebody uses the SQLite file. What waits beside it is written into it."""
    if not path.exists():
        return
    connection.close()
    alone = sqlite3.connect(path, timeout=1)
    try:
        (mode,) = alone.execute("PRAGMA journal_mode=DELETE").fetchone()
    except sqlite3.OperationalError:
        mode = "in use"
    except sqlite3.DatabaseError:  # no database at all: nobody uses it
        return
    finally:
        alone.close()
    if mode not in ("delete", "memory"):
        raise DatabaseRefuses("The site is at work on this database. Stop the web server, worker and scheduler first.")


def load_tables(backup: Opened) -> None:
    """All rows of a PostgreSQL database in one transaction: either those of the backup stand there, or what stood
    there before. Raises `DatabaseRefuses`."""
    _prepare(backup.manifest.migrations)
    columns = json.loads(b"".join(backup.each(COLUMNS)))
    with transaction.atomic(), connection.cursor() as cursor:
        quote, tables = connection.ops.quote_name, _tables(cursor)
        if set(tables) != set(columns):
            odd = sorted(set(tables) ^ set(columns))
            raise DatabaseRefuses(f"The tables here are others than those of the backup: {', '.join(odd[:3])}.")
        # What guards history and what counts on writing stands aside: the rows come as they were.
        for table in tables:
            cursor.execute(f"ALTER TABLE {quote(table)} DISABLE TRIGGER USER")
        cursor.execute(f"TRUNCATE {', '.join(quote(table) for table in [*tables, SESSIONS])}")
        for table in tables:
            with cursor.copy(f"COPY {_listed(table, columns[table])} FROM STDIN") as copy:
                for piece in backup.each(f"{TABLES}{table}"):
                    copy.write(piece)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in tables:
            cursor.execute(f"ALTER TABLE {quote(table)} ENABLE TRIGGER USER")
        _set_counters(cursor, tables)


def _set_counters(cursor: Any, tables: list[str]) -> None:
    quote = connection.ops.quote_name
    for table in tables:
        for one in connection.introspection.get_sequences(cursor, table):
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence(%s, %s), coalesce(max({quote(one['column'])}), 1), "  # noqa: S608
                f"max({quote(one['column'])}) IS NOT NULL) FROM {quote(table)}",
                [quote(table), one["column"]],
            )


def _prepare(migrations: list[str]) -> None:
    """The tables as they were at the backup; an empty database gets them."""
    if _taken() < set(migrations) and not is_used():
        for app, name in _ends(migrations):
            call_command("migrate", app, name, verbosity=0)
    if _taken() != set(migrations):
        raise DatabaseRefuses(
            "The database here has taken other steps than the one of the backup. Restore into an empty database, "
            "which is brought to the right step by itself."
        )


def _taken() -> set[str]:
    if MIGRATIONS not in connection.introspection.table_names():
        return set()
    with connection.cursor() as cursor:
        return {f"{app}.{name}" for app, name in _rows(cursor, "SELECT app, name FROM django_migrations")}


def _ends(migrations: list[str]) -> Iterator[tuple[str, str]]:
    """The last step of each app among those taken."""
    taken = {tuple(one.split(".", 1)) for one in migrations}
    graph = MigrationLoader(None).graph
    for key in sorted(taken & set(graph.nodes)):
        if not any(child.key in taken and child.key[0] == key[0] for child in graph.node_map[key].children):
            yield key


def lacks_steps() -> bool:
    """Whether this version of the product knows steps that the database has not taken."""
    return not {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations} <= _taken()


def ledger_end() -> tuple[int, str]:
    with connection.cursor() as cursor:
        return tuple((_rows(cursor, "SELECT length, hash FROM ledger_head") or [(0, "")])[0])
