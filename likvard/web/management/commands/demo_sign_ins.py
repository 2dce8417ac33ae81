"""Prints whom one can sign in as in the demo."""

from django.core.management.base import BaseCommand

from likvard.web.demo import story


class Command(BaseCommand):
    help = "Print the demo's sign-ins."

    def handle(self, *args, **options):
        width = max(len(person.email) for person in story.PEOPLE)
        self.stdout.write(f"Sign in with the password  {story.PASSWORD}  as")
        for person in story.PEOPLE:
            self.stdout.write(f"  {person.email:<{width}}  {person.title}: {person.shows}")
