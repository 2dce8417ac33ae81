"""`likvard publish`: make what was imported the present store."""

import json
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone

from likvard.datasets.actions import publish
from likvard.organisations.management.manual import ManualCommand


class Command(ManualCommand):
    name = "publish"
    help = "Publishes the newest version of every dataset: from then on pages and analyses read it."
    manual = """
Until the last moment everybody reads the earlier figures; a broken run leaves them as they were.

Examples:
  likvard publish
  likvard publish --json

Exit code: 0 published.
"""

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="one JSON object instead of words")

    def handle(self, *args: Any, **options: Any) -> None:
        publication = publish(by=None, at=timezone.now())
        if options["json"]:
            self.stdout.write(json.dumps({"figures": publication.rows, "checksum": publication.checksum}))
        else:
            self.stdout.write(f"Published: {publication.rows} figures.")
