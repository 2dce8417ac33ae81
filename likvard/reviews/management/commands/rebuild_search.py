"""Makes the search index anew from the stored documents and cases. Nothing else changes."""

from django.core.management.base import BaseCommand

from likvard.documents import actions as documents
from likvard.reviews.actions.searching import rebuild_cases


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: object, **options: object) -> None:
        done = 0
        for done in documents.rebuild_index():
            if done % 100 == 0:
                self.stdout.write(f"{done} documents", ending="\r")
                self.stdout.flush()
        cases = rebuild_cases()
        self.stdout.write(f"{done} documents and {cases} cases are in the search index.")
