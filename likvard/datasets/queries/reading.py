"""Opening the present store, read-only; before anything is published, the extract that ships with the product."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from likvard.datasets import places
from likvard.datasets.store import BOUNDS, extract_folder

from .listing import present_publication

_lock = threading.Lock()
_open: dict[str, duckdb.DuckDBPyConnection] = {}


def store() -> duckdb.DuckDBPyConnection:
    """A cursor of one's own on the store that was published last. A store that is replaced stays readable for whoever
    has it open."""
    publication = present_publication()
    path = str(places.store_path(publication.file_name)) if publication else ""
    with _lock:
        if path not in _open:
            for old in list(_open):
                del _open[old]  # closed when its last reader has let go of it
            _open[path] = _connect(path)
        return _open[path].cursor()


@contextmanager
def reading(of: Path | None) -> Iterator[duckdb.DuckDBPyConnection]:
    """The present store, or one that is not published yet."""
    if of is None:
        yield store()
        return
    with _connect(str(of)) as opened:
        yield opened


def _connect(path: str) -> duckdb.DuckDBPyConnection:
    if path:
        connection = duckdb.connect(path, read_only=True)
        connection.execute("set enable_external_access = false")
        return connection
    connection = duckdb.connect()
    # What stands at the end of the file is read once, not for each question.
    connection.execute("set parquet_metadata_cache = true")
    folder: Path = extract_folder()
    figures, sources, units = (str(folder / f"{name}.parquet").replace("'", "''") for name in
                               ("figures", "sources", "units"))  # fmt: skip
    connection.execute(
        f"create view figures as select * {BOUNDS}, 'extract:' || source as version, '' as holder, 'unit' as level, "  # noqa: S608 - files of our own
        f"true as current from read_parquet('{figures}')"
    )
    connection.execute(f"create view units as select * from read_parquet('{units}')")  # noqa: S608
    connection.execute(
        f"create view sources as select 'extract:' || source as version, '' as holder, title, publisher, licence, "  # noqa: S608
        f"file_name, checksum, fetched_on, null::varchar as imported_at from read_parquet('{sources}')"
    )
    return connection
