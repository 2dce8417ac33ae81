"""Exchange the key of the vault of names."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from likvard.signals.actions import reseal_all
from likvard.signals.queries.sealed import sealed_by_older
from likvard.signals.vault import KeysAreGiven, VaultIsShut, add_key, forget_older_keys, keys_held

_GIVEN = (
    "The keys come from LIKVARD_VAULT_KEY. Put the new key first there, keep the old one after a comma, start the site "
    "again and run this without options; when it is done the old key can be taken away."
)


class Command(BaseCommand):
    help = (
        "Seal everything in the vault of signals anew by the newest key: all of it or nothing. Safe to repeat, and to "
        "run while people work. --new-key makes a new key first; --forget-old takes the older keys away afterwards."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--new-key", action="store_true", help="make a new key and seal everything by it")
        parser.add_argument(
            "--forget-old", action="store_true",
            help="then leave the newest key alone; the older ones are moved to vault-key.before",
        )  # fmt: skip

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["new_key"]:
                add_key()
            made = reseal_all(by=None, at=timezone.now())
            self.stdout.write(
                f"{made.people} people, {made.texts} texts and {made.measures} measures are sealed by the newest key"
            )
            if options["forget_old"]:
                self._forget()
        except KeysAreGiven as error:
            raise CommandError(_GIVEN) from error
        except VaultIsShut as error:
            raise CommandError(
                "Nothing has been changed: something in the vault is opened by none of the keys. Put the key that "
                "sealed it after the others, with a comma between, and try again."
            ) from error

    def _forget(self) -> None:
        if left := sealed_by_older():
            raise CommandError(f"{left} rows were sealed by an older key meanwhile. Run this once more.")
        held = keys_held()
        forget_older_keys()
        self.stdout.write(
            f"{held - 1} older keys are in vault-key.before: keep them with the backups they sealed, away from here"
        )
