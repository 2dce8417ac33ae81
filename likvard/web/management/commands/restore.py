"""`likvard site restore FROM`: puts an installation back as it was at a backup. Exit code 0 when everything is there,
1 when nothing was done, 2 when it was put back and something in it is not whole."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from rich.console import Console
from rich.progress import Progress

from likvard.web.backup import archive, database, keys, restoring


class Command(BaseCommand):
    help = (
        "Puts an installation back as it was at a backup. Stop the web server, the worker and the scheduler first. "
        "Everything is checked before anything here is touched; what stood here is moved aside, never removed."
    )
    requires_system_checks = []  # one of them says that a restore was broken off, which this mends

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("source", type=Path, metavar="FROM", help="the backup")
        parser.add_argument("--check-only", action="store_true", help="read it through and change nothing")
        parser.add_argument("--over", action="store_true", help="put it in the place of the installation that is here")
        which = parser.add_mutually_exclusive_group()
        which.add_argument("--keys-from", type=Path, metavar="FILE", help="the keys, when they were kept apart")
        which.add_argument("--without-keys", action="store_true", help="go on though keys are lost")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with archive.opened(options["source"]) as backup, Progress(
                console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()
            ) as progress:  # fmt: skip
                task = progress.add_task("Reading the backup", total=None)

                def told(done: int, of: int) -> None:
                    progress.update(task, completed=done, total=of)

                if options["check_only"]:
                    backup.check(told)
                    made = backup.manifest
                    self.stdout.write(
                        f"The backup is whole: {len(made.parts)} files, made {made.made_at}, "
                        f"{made.ledger_events} events in the ledger."
                    )
                    return
                done = restoring.restore(
                    backup, at=timezone.now(), over=options["over"], key_file=options["keys_from"],
                    without_keys=options["without_keys"], told=told,
                )  # fmt: skip
        except keys.KeysMissing as error:
            raise CommandError(
                f"Nothing was changed. {error}\nGive the keys with --keys-from FILE or in the environment, or say "
                "--without-keys to go on without them."
            ) from None
        except (archive.NotWhole, database.DatabaseRefuses, restoring.CannotRestore) as error:
            raise CommandError(f"Nothing was changed. {error}") from None
        self._tell(done)

    def _tell(self, done: restoring.Restored) -> None:
        self.stdout.write(f"The installation is as it was at {done.manifest.made_at}.")
        if done.aside:
            self.stdout.write(f"What stood here before lies in {done.aside}. Remove it when you are sure.")
        if not done.verdict.holds or not done.same_end:
            self.stdout.write("The ledger is NOT whole: see  likvard ledger verify")
        else:
            self.stdout.write(f"The ledger is whole: {done.verdict.events} events, one unbroken chain.")
        if done.missing:
            self.stdout.write(f"{len(done.missing)} originals are named in the database and were not in the backup:")
            for checksum in done.missing:
                self.stdout.write(f"  {checksum}")
        self.stdout.write("Reminders and letters that went out after the backup may go out again: see docs/drift.md.")
        if not done.verdict.holds or not done.same_end or done.missing:
            sys.exit(2)
