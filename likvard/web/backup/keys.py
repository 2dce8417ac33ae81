"""The installation's keys, which a backup holds only when that is asked for.

Whoever has a backup without keys has no names of children and staff in signals, and no way from a pseudonym to a
person. Whoever has lost the keys has lost those too, so they must be kept somewhere: in the backup, in a file apart,
or in the environment that the installation is started with. The manifest has a fingerprint of each, so that a restore
with others is seen before it is begun.
"""

import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path

FORMAT = "likvard-keys"
# Each key's file in the data folder, the variable that wins over it, and what is lost with it.
VARIABLES = {
    "secret-key": "LIKVARD_SECRET_KEY",
    "vault-key": "LIKVARD_VAULT_KEY",
    "pseudonym-key": "LIKVARD_PSEUDONYM_KEY",
}
LOST = {
    "secret-key": "links that were sent out to choose a password or accept an invitation stop working",
    "vault-key": "nobody can ever open the names in signals again",
    "pseudonym-key": "later files about persons cannot be tied to those that are imported",
}
OLDER = "vault-key.before"  # opens what older backups sealed
NAMES = (*VARIABLES, OLDER, "vault-key.new")


class KeysMissing(Exception):  # noqa: N818 - read aloud where it is raised
    """The words are for people."""


def fingerprint(key: str) -> str:
    """Tells two keys apart and gives neither away: they are random, and too long to be guessed."""
    return hashlib.sha256(f"likvard key {key.strip()}".encode()).hexdigest()[:16]


def in_use(folder: Path) -> dict[str, str]:
    """Each key that the installation has, by name."""
    found = {name: os.environ.get(variable) or _read(folder / name) for name, variable in VARIABLES.items()}
    return {name: key for name, key in found.items() if key}


def in_files(folder: Path) -> dict[str, str]:
    """The keys that lie in the data folder; what comes from the environment is kept by those who set it."""
    found = {name: _read(folder / name) for name in (*VARIABLES, OLDER) if not os.environ.get(VARIABLES.get(name, ""))}
    return {name: key for name, key in found.items() if key}


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return ""


def write(keys: Mapping[str, str], path: Path, made_at: str) -> None:
    """A file that its owner alone reads. Raises `FileExistsError`."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump({"format": FORMAT, "made_at": made_at, "keys": dict(keys)}, file, indent=1)
        file.flush()
        os.fsync(file.fileno())


def read(path: Path) -> dict[str, str]:
    """Raises `KeysMissing` for what is no file of keys."""
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        if said["format"] != FORMAT:
            raise ValueError
        return {str(name): str(key) for name, key in said["keys"].items() if name in (*VARIABLES, OLDER)}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise KeysMissing(f"{path.name} is no file of keys from a backup of Likvärd.") from None


def those_needed(wanted: Mapping[str, str], offered: Mapping[str, str], folder: Path) -> dict[str, str]:
    """The keys to put into the data folder so that each one wanted (name: fingerprint) is there.

    `offered` come with the backup or with the file of keys; what lies in the folder or in the environment already is
    as good. Raises `KeysMissing` with what is lacking and what that would cost.
    """
    to_place, faults = {OLDER: offered[OLDER]} if OLDER in offered else {}, []
    for name, mark in wanted.items():
        given = os.environ.get(VARIABLES.get(name, ""))
        if given and fingerprint(given) == mark:
            continue
        if given:
            faults.append(f"{VARIABLES[name]} is another key than the one of the backup: {LOST[name]}.")
        elif name in offered and fingerprint(offered[name]) == mark:
            to_place[name] = offered[name]
        elif name in offered:
            faults.append(f"The {name} that you gave is another than the one of the backup: {LOST[name]}.")
        elif (here := _read(folder / name)) and fingerprint(here) == mark:
            to_place[name] = here
        else:
            faults.append(f"The {name} is not here: without it, {LOST.get(name, 'something is lost')}.")
    if faults:
        raise KeysMissing("\n".join(faults))
    return to_place


def place(keys: Mapping[str, str], folder: Path) -> None:
    """Each in its file, as a whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, key in keys.items():
        beside = folder / f"{name}.placing"
        beside.unlink(missing_ok=True)
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(key)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(folder / name)
