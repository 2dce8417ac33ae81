"""Makes a backup while the site runs."""

import secrets
import shutil
from datetime import datetime, timedelta
from importlib.metadata import version
from pathlib import Path

from django.conf import settings
from django.db import connection

from . import contents, database, keys
from .archive import Manifest, Writer, opened, pieces

DAY = timedelta(days=1)


class CannotMake(Exception):  # noqa: N818 - read aloud where it is raised
    """The words are for people."""


def data_folder() -> Path:
    return Path(settings.DATA_DIR).resolve()


def make(*, to: Path, at: datetime, with_keys: bool = False) -> Manifest:
    """Writes the backup to the file `to`, reads it through, and gives it its name only then.

    The files are held on to before and after the moment of the database, so that every file that its rows name is
    there, whatever is laid down or taken away meanwhile. Raises `CannotMake`.
    """
    folder, file = data_folder(), database.file_of()
    to = to.resolve()
    if to.exists():
        raise CannotMake(f"{to.name} is there already. A backup is never written over another.")
    if not to.parent.is_dir():
        raise CannotMake(f"The folder {to.parent} is not there.")
    if folder == to.parent or folder in to.parents:
        raise CannotMake("The backup would lie in the data folder, and be lost together with it. Choose another place.")
    sweep(folder, before=at - DAY)
    gathering = folder / f"{contents.GATHERING}{secrets.token_hex(8)}"
    gathering.mkdir(parents=True, mode=0o700)
    half = to.with_name(f"{to.name}.half-{secrets.token_hex(4)}")
    writer = None
    try:
        writer = Writer(half)
        files = contents.gather(folder, gathering / "files", file)
        moment = database.snapshot(writer, gathering)
        files |= contents.gather(folder, gathering / "files", file)
        for name in sorted(files):
            try:
                writer.add(f"files/{name}", pieces(files[name]))
            except FileNotFoundError:  # a disk without second names, and it was taken away
                continue
        if with_keys:
            for name, key in keys.in_files(folder).items():
                writer.add(f"keys/{name}", [key.encode()])
        writer.close(
            made_at=at.isoformat(timespec="seconds"),
            product=version("likvard"),
            database=connection.vendor,
            migrations=moment.migrations,
            ledger_events=moment.ledger_events,
            ledger_hash=moment.ledger_hash,
            keys={name: keys.fingerprint(key) for name, key in keys.in_use(folder).items()},
            keys_within=with_keys,
        )
        with opened(half) as backup:
            backup.check()
            manifest = backup.manifest
        half.rename(to)
    finally:
        if writer is not None:
            writer.abandon()
        half.unlink(missing_ok=True)
        shutil.rmtree(gathering, ignore_errors=True)
    return manifest


def sweep(folder: Path, *, before: datetime) -> None:
    """Takes away what a backup that was killed has left behind."""
    for path in folder.glob(f"{contents.GATHERING}*"):
        if path.stat().st_mtime < before.timestamp():
            shutil.rmtree(path, ignore_errors=True)
