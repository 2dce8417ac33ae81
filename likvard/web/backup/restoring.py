"""Puts an installation back as it was at a backup.

Everything is first unpacked beside its place and every checksum reckoned; until then nothing that stands here is
touched. From the first change to the last a mark lies in the data folder: a restore that is broken off there is seen,
and is done again from the start by the same command. What stood here before is moved aside, never removed.
"""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from likvard.documents import originals
from likvard.documents.models import Document
from likvard.ledger.queries import Verdict, verify

from . import contents, database, keys
from .archive import Manifest, Opened


class CannotRestore(Exception):  # noqa: N818 - read aloud where it is raised
    """The words are for people."""


@dataclass(frozen=True, slots=True)
class Restored:
    manifest: Manifest
    verdict: Verdict  # of the ledger, read after the restore
    same_end: bool  # the ledger ends where it did at the backup
    missing: tuple[str, ...]  # checksums of originals that the database names and the folder has not
    aside: Path | None  # where what stood here before lies now


def is_unfinished() -> bool:
    """Whether a restore was broken off here."""
    return (Path(settings.DATA_DIR) / contents.UNFINISHED).exists()


def restore(
    backup: Opened,
    *,
    at: datetime,
    over: bool = False,
    key_file: Path | None = None,
    without_keys: bool = False,
    told: Callable[[int, int], None] = lambda done, of: None,
) -> Restored:
    """Raises `CannotRestore`, `archive.NotWhole`, `keys.KeysMissing` and `database.DatabaseRefuses`, each before
    anything here has changed."""
    folder, file, manifest = Path(settings.DATA_DIR).resolve(), database.file_of(), backup.manifest
    database.check_steps(manifest.migrations, manifest.database)
    stands = (next(contents.kept_files(folder, file), None) is not None) or database.is_used()
    if stands and not over and not is_unfinished():
        raise CannotRestore(
            f"There is an installation in {folder} already. With --over it is moved aside and the backup put in its "
            "place; make a backup of it first."
        )
    offered = keys.read(key_file) if key_file else {}
    if manifest.keys_within:
        offered = {name.removeprefix("keys/"): b"".join(backup.each(name)).decode()
                   for name in manifest.parts if name.startswith("keys/")} | offered  # fmt: skip
    placed = {} if without_keys else keys.those_needed(manifest.keys, offered, folder)
    if file:
        database.check_rest(file)
    _has_room(folder, manifest)
    unpacked = _unpack(backup, folder / contents.UNPACKING, told)
    _mark(folder, manifest)
    aside = folder / f"{contents.ASIDE}{at:%Y%m%dT%H%M%S}" if stands else None
    if not file:
        try:
            database.load_tables(backup)
        except Exception:  # its rows are as they were, and no file has been touched
            shutil.rmtree(unpacked, ignore_errors=True)
            (folder / contents.UNFINISHED).unlink()
            raise
    if aside:
        contents.put_aside(folder, aside, file)
    contents.put_in_place(unpacked / "files", folder)
    keys.place(placed, folder)
    if file:
        connection.close()
        for end in ("-wal", "-shm"):  # of another database, they would be read into this one
            Path(f"{file}{end}").unlink(missing_ok=True)
        file.parent.mkdir(parents=True, exist_ok=True)
        (unpacked / database.FILE).replace(file)
    if database.lacks_steps():
        call_command("migrate", verbosity=0)
    (folder / contents.UNFINISHED).unlink()
    shutil.rmtree(unpacked, ignore_errors=True)
    return Restored(
        manifest=manifest,
        verdict=verify(),
        same_end=database.ledger_end() == (manifest.ledger_events, manifest.ledger_hash),
        missing=_missing(),
        aside=aside if aside and aside.exists() else None,
    )


def _has_room(folder: Path, manifest: Manifest) -> None:
    needed = sum(part.size for part in manifest.parts.values())
    free = shutil.disk_usage(folder).free if folder.exists() else needed
    if free < needed:
        raise CannotRestore(f"The backup needs {needed // 10**6 + 1} MB and there are {free // 10**6} MB on the disk.")


def _unpack(backup: Opened, into: Path, told: Callable[[int, int], None]) -> Path:
    """Every part but keys and tables as a file, each checked; the tables are read twice instead."""
    shutil.rmtree(into, ignore_errors=True)
    into.mkdir(parents=True, mode=0o700)
    try:
        for number, name in enumerate(backup.manifest.parts, 1):
            if name.startswith("files/") or name == database.FILE:
                # An original is never altered, not even by its owner.
                backup.extract(name, into / name, 0o400 if name.startswith("files/originals/") else 0o600)
            else:
                for _piece in backup.each(name):
                    pass
            told(number, len(backup.manifest.parts))
    except BaseException:
        shutil.rmtree(into, ignore_errors=True)
        raise
    return into


def _mark(folder: Path, manifest: Manifest) -> None:
    with (folder / contents.UNFINISHED).open("w", encoding="utf-8") as mark:
        mark.write(f"A restore of the backup of {manifest.made_at} was begun here. Run it again to finish it.\n")


def _missing() -> tuple[str, ...]:
    named = Document.objects.order_by("checksum").values_list("checksum", flat=True).distinct()
    return tuple(one for one in named.iterator() if one and not originals.path_of(one).is_file())
