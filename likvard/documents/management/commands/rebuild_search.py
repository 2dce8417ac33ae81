"""Makes the documents' part of the search index anew, from the texts that are stored."""

from django.core.management.base import BaseCommand

from likvard.documents import actions


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: object, **options: object) -> None:
        done = 0
        for done in actions.rebuild_index():
            if done % 100 == 0:
                self.stdout.write(f"{done} documents", ending="\r")
                self.stdout.flush()
        self.stdout.write(f"{done} documents in the search index.")
