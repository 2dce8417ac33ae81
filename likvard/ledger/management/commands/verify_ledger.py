"""`likvard ledger verify`: is the history whole? Exit code 0 when it is, 1 when not, 2 when there is none to read."""

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, connection
from rich.console import Console
from rich.progress import Progress

from likvard.ledger.models import Event, Head
from likvard.ledger.queries import Break, Verdict, verify

WORDS = {
    "number": "an event is missing before this one",
    "previous": "does not follow from the event before it",
    "content": "has been changed since it was written",
    "length": "the end of the chain is missing",
    "head": "the end of the chain is not the event that was written last",
}


class Command(BaseCommand):
    help = "Reads the whole ledger and tells whether any event was changed, removed or added out of order."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="one JSON object instead of words")

    def handle(self, *args: Any, **options: Any) -> None:
        self._must_have_ledger()
        verdict = verify() if options["json"] or not sys.stderr.isatty() else self._with_progress()
        if options["json"]:
            self.stdout.write(json.dumps(self._plain(verdict)))
        elif verdict.holds:
            self.stdout.write(f"The ledger is whole: {verdict.events} events, one unbroken chain.")
        else:
            for one in verdict.breaks:
                self.stdout.write(f"Event {one.number}: {WORDS[one.code]}.")
            self.stdout.write(f"The ledger is not whole: {len(verdict.breaks)} faults in {verdict.events} events.")
        if not verdict.holds:
            sys.exit(1)

    def _must_have_ledger(self) -> None:
        """Raises `CommandError` when the database cannot be reached or has not been prepared."""
        try:
            tables = set(connection.introspection.table_names())
        except DatabaseError as error:
            raise CommandError(f"The database cannot be reached: {error}", returncode=2) from None
        if not {Event._meta.db_table, Head._meta.db_table} <= tables:
            raise CommandError(
                "There is no ledger in this database yet. Prepare the database first: likvard site migrate",
                returncode=2,
            )

    def _with_progress(self) -> Verdict:
        with Progress(console=Console(stderr=True), transient=True) as progress:
            task = progress.add_task("Reading the ledger", total=None)
            return verify(lambda done, of: progress.update(task, completed=done, total=of))

    def _plain(self, verdict: Verdict) -> dict:
        def fault(one: Break) -> dict:
            return {"event": one.number, "code": one.code, "what": WORDS[one.code]}

        return {"holds": verdict.holds, "events": verdict.events, "faults": [fault(one) for one in verdict.breaks]}
