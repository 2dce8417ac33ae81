"""Takes away what broken uploads left behind more than a day ago."""

from datetime import timedelta

from django.core.management.base import BaseCommand
from django.utils import timezone

from likvard.documents import originals


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: object, **options: object) -> None:
        gone = originals.clear_incoming(before=timezone.now() - timedelta(days=1))
        self.stdout.write(f"{gone} pieces taken away.")
