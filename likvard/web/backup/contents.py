"""What of the data folder belongs in a backup: all but the database, the keys, and what is made again by itself."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from .keys import NAMES as KEYS

# Made again when they are needed, or of use to no one after a restart.
LEFT_OUT = frozenset({
    "cache", "reckoned", "pages", "static", "packed-static", "originals/incoming", "datasets/incoming", "datasets/runs",
})  # fmt: skip
# Of the backups themselves: what is being gathered or put back, and what stood here before a restore.
GATHERING, UNPACKING, UNFINISHED, ASIDE = ".backup-", ".restoring", "restore-unfinished", "before-restore-"


def _belongs(folder: Path) -> bool:
    own = len(folder.parts) == 1 and folder.name.startswith((GATHERING, UNPACKING, ASIDE))
    return not own and folder.as_posix() not in LEFT_OUT


def kept_files(folder: Path, database: Path | None) -> Iterator[tuple[str, Path]]:
    """The name of each file below the folder, with "/" between, and where it lies."""
    beside = {f"{database.name}{end}" for end in ("", "-wal", "-shm", "-journal")} if database else set()
    for at, folders, files in os.walk(folder, followlinks=True):
        here = Path(at).relative_to(folder)
        folders[:] = sorted(name for name in folders if _belongs(here / name))
        for name in sorted(files):
            top = here == Path()
            if top and (name in KEYS or name == UNFINISHED):
                continue
            if database and name in beside and Path(at).resolve() == database.parent.resolve():
                continue
            yield (here / name).as_posix(), Path(at) / name


def gather(folder: Path, into: Path, database: Path | None) -> dict[str, Path]:
    """Holds on to each file as it is now, by a second name in `into`: taking it away meanwhile does not lose it. Where
    the disk knows no second names the file itself is told."""
    found: dict[str, Path] = {}
    for name, path in kept_files(folder, database):
        held = into / name
        if not held.exists():
            held.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            try:
                os.link(path, held)
            except FileNotFoundError:  # taken away since the folder was read
                continue
            except OSError:
                held = path
        found[name] = held
    return found


def put_aside(folder: Path, aside: Path, database: Path | None) -> None:
    """Moves everything that a backup would hold, keys and database too, to a folder beside."""
    names = [name for name, _ in kept_files(folder, database)]
    names += [name for name in KEYS if (folder / name).exists()]
    for name in names:
        _move(folder / name, aside / name)
    if database:
        for end in ("", "-wal", "-shm"):
            if (path := Path(f"{database}{end}")).exists():
                _move(path, aside / path.name)


def put_in_place(unpacked: Path, folder: Path) -> None:
    for path in sorted(unpacked.rglob("*")):
        if path.is_file():
            _move(path, folder / path.relative_to(unpacked))


def _move(path: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        path.replace(target)
    except OSError:  # another disk: whole beside its place, and then its name in one step
        beside = target.with_name(f"{target.name}.moving")
        shutil.copy2(path, beside)
        beside.replace(target)
        path.unlink()
