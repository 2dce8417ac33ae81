"""Send every reminder that is due now, once."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from likvard.reviews.actions.reminders import send_reminders
from likvard.web.reminder_mail import deliver_by_mail


class Command(BaseCommand):
    help = "Send the reminders of last days that are due. Safe to run as often as one likes."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print the counts as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        outcome = send_reminders(at=timezone.now(), deliver=deliver_by_mail())
        if options["json"]:
            counts = {"queued": outcome.queued, "sent": outcome.sent, "failed": outcome.failed}
            self.stdout.write(json.dumps(counts))
        else:
            self.stdout.write(
                f"{outcome.sent} sent, {outcome.failed} failed and will be tried again, {outcome.queued} new lines"
            )
