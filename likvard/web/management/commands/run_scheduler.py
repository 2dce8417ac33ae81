"""A process that does what is due by the clock: each minute, until it is stopped."""

import logging
import signal
import threading
from argparse import ArgumentParser
from datetime import datetime, timedelta
from typing import Any

from django.core.management.base import BaseCommand
from django.db import Error, close_old_connections
from django.utils import timezone

from likvard.datasets.actions import clear_runs
from likvard.quality.actions.year import begin_years
from likvard.quality.queries.state.kept import is_begun
from likvard.reviews.actions.dispatching import send_dispatches
from likvard.reviews.actions.interviews import send_invitations
from likvard.reviews.actions.packages import clear_packages
from likvard.reviews.actions.protocols import note_silence
from likvard.reviews.actions.reminders import send_reminders
from likvard.reviews.actions.uploads import prune_uploads
from likvard.signals.actions import erase_due
from likvard.web import interview_mail, letter_mail, reminder_mail
from likvard.web.tasks import reckon_later

log = logging.getLogger("likvard.scheduler")

# Nobody wants a letter at night.
FIRST_HOUR, LAST_HOUR = 7, 20
# Whoever sends a file in pieces has a week to come back to it.
ABANDONED = timedelta(days=7)


class Command(BaseCommand):
    help = "Send what is due each minute, between seven and twenty in Sweden, until stopped (SIGTERM, Ctrl+C)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--seconds", type=float, default=60, help="pause between two rounds (default 60)")
        parser.add_argument("--rounds", type=int, default=0, help="stop after so many rounds (default: never)")
        parser.add_argument("--at-any-hour", action="store_true", help="also at night")

    def handle(self, *args: Any, **options: Any) -> None:
        stop = threading.Event()
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGTERM, lambda *_: stop.set())
        done = 0
        try:
            while not stop.is_set():
                self.round(at_any_hour=options["at_any_hour"])
                done += 1
                if options["rounds"] and done >= options["rounds"]:
                    break
                stop.wait(options["seconds"])
        except KeyboardInterrupt:
            pass

    def round(self, *, at_any_hour: bool) -> None:
        """One round; a database or mail server that is away for a while does not stop the ones after it."""
        now = timezone.now()
        self.reckon()
        self.begin_years(now)
        if not at_any_hour and not FIRST_HOUR <= timezone.localtime(now).hour < LAST_HOUR:
            return
        close_old_connections()
        try:
            outcome = send_reminders(at=now, deliver=reminder_mail.deliver_by_mail())
            letters = send_dispatches(at=now, deliver=letter_mail.deliver_by_mail())
            invited = send_invitations(at=now, deliver=interview_mail.deliver_invitations())
            silent, handed = note_silence(at=now)
            pruned = prune_uploads(before=now - ABANDONED)
            erased = erase_due(at=now)
            clear_runs(at=now)
            clear_packages(at=now)
        except Error:
            log.exception("a round of reminders and letters failed; the next one tries again")
            return
        if outcome.sent or outcome.failed:
            log.info("reminders: %d sent, %d failed", outcome.sent, outcome.failed)
        if letters.sent or letters.failed:
            log.info("letters: %d sent, %d failed", letters.sent, letters.failed)
        if invited.sent or invited.failed:
            log.info("invitations: %d sent, %d failed", invited.sent, invited.failed)
        if silent or handed:
            log.info("fact-checks: silence noted of %d, %d handed over on the last day", silent, handed)
        if erased.signals:
            log.info("signals: %d emptied, %d people erased", erased.signals, erased.people)
        if pruned:
            log.info("uploads: %d that nobody went on with taken away", pruned)
        close_old_connections()

    def reckon(self) -> None:
        """The pages of places are reckoned ahead after each publication, wherever it was made from, and after an
        upgrade."""
        close_old_connections()
        try:
            if not is_begun():
                reckon_later()
        except Error:
            log.exception("asking for the places to be reckoned failed; the next round tries again")

    def begin_years(self, at: datetime) -> None:
        """National events stand in the year of whoever has come to work here, by the next minute."""
        close_old_connections()
        try:
            begin_years(at=at)
        except Error:
            log.exception("taking up the national events failed; the next round tries again")
