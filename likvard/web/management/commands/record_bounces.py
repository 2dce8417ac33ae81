"""Notes the letters that came back, from e-mails saved as EML or mbox."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from likvard.reviews.actions.dispatching import record_bounce
from likvard.reviews.forms.bounces import LARGEST, bounces_in
from likvard.reviews.models import Dispatch


class Command(BaseCommand):
    help = "Note letters that came back. FILE is an .eml or .mbox; - reads one e-mail from standard input."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="+", help="returned e-mails")

    def handle(self, *args: Any, **options: Any) -> None:
        noted = passed = 0
        for name in options["file"]:
            for bounce in bounces_in(self._content(name)):
                row = Dispatch.objects.filter(pk=bounce.dispatch).first()
                if row is None or bounce.action != "failed":
                    passed += 1
                    continue
                record_bounce(dispatch=row, status=bounce.status, note=bounce.note, at=timezone.now())
                noted += 1
        self.stdout.write(f"{noted} noted, {passed} passed over (delayed, or not of this site)")

    def _content(self, name: str) -> bytes:
        if name == "-":
            return sys.stdin.buffer.read(LARGEST)
        try:
            content = Path(name).read_bytes()
        except OSError as error:
            raise CommandError(f"{name}: {error.strerror}") from error
        if len(content) > LARGEST:
            raise CommandError(f"{name}: larger than {LARGEST // 1_000_000} MB; split it")
        return content
