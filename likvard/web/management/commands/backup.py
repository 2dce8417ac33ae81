"""`likvard site backup TO`: the database, the data folder and, when asked for, the keys, in one file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from likvard.web.backup import archive, keys, making


class Command(BaseCommand):
    help = (
        "Makes a backup of the whole installation while it runs: database, originals, published figures. The keys "
        "are left out unless asked for, so that the backup alone opens no names; keep them somewhere else, for "
        "without them nobody ever opens those names again. The backup is read through before it gets its name."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("to", type=Path, help="a folder, or the name of a new file")
        which = parser.add_mutually_exclusive_group()
        which.add_argument("--with-keys", action="store_true", help="put the keys into the backup too")
        which.add_argument("--keys-to", type=Path, metavar="FILE", help="write the keys to a new file apart")

    def handle(self, *args: Any, **options: Any) -> None:
        now, to, key_file = timezone.now(), options["to"], options["keys_to"]
        if to.is_dir():
            to /= f"likvard-{timezone.localtime(now):%Y-%m-%dT%H%M%S}.zip"
        if key_file and key_file.exists():
            raise CommandError(f"{key_file.name} is there already. Keys are never written over others.")
        try:
            made = making.make(to=to, at=now, with_keys=options["with_keys"])
            if key_file:
                keys.write(keys.in_files(making.data_folder()), key_file, made.made_at)
        except (making.CannotMake, archive.NotWhole, OSError) as error:
            raise CommandError(f"No backup was made: {error}") from None
        size = to.stat().st_size / 1e6
        self.stdout.write(f"{to}: {len(made.parts)} files, {size:.1f} MB, {made.ledger_events} events in the ledger.")
        if options["with_keys"]:
            self.stdout.write("The keys are in it: whoever has this file can read everything. Lock it away.")
        elif key_file:
            self.stdout.write(f"The keys are in {key_file}. Keep it somewhere else than the backup.")
        else:
            self.stdout.write("The keys are not in it. See that you have them: --keys-to FILE writes them apart.")
        if outside := sorted(set(made.keys) - set(keys.in_files(making.data_folder()))):
            names = ", ".join(keys.VARIABLES[name] for name in outside)
            self.stdout.write(f"Kept by you in the environment, and in no file: {names}.")
