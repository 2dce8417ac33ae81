"""Empty signals whose time is out."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from likvard.signals.actions import erase_due


class Command(BaseCommand):
    help = (
        "Erase people and words of signals that were closed so long ago that they are not to be kept. Safe to repeat."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        erased = erase_due(at=timezone.now())
        self.stdout.write(f"{erased.signals} signals emptied, {erased.people} people erased")
