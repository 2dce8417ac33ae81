"""`likvard ledger verify`: is the history whole? Exit code 0 when it is, 1 when it is not."""

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from rich.console import Console
from rich.progress import Progress

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

    def _with_progress(self) -> Verdict:
        with Progress(console=Console(stderr=True), transient=True) as progress:
            task = progress.add_task("Reading the ledger", total=None)
            return verify(lambda done, of: progress.update(task, completed=done, total=of))

    def _plain(self, verdict: Verdict) -> dict:
        def fault(one: Break) -> dict:
            return {"event": one.number, "code": one.code, "what": WORDS[one.code]}

        return {"holds": verdict.holds, "events": verdict.events, "faults": [fault(one) for one in verdict.breaks]}
