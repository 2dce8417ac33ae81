"""Loads the demo into an empty installation."""

import sys

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from likvard.organisations.models import Organisation
from likvard.web.demo import loading, story


class Command(BaseCommand):
    help = "Load the demo: a municipality that does not exist, its documents, cases and people."
    requires_system_checks = ()  # `migrate` has made them; here they would read every page in for nothing

    def handle(self, *args, **options):
        numbers = [one.organisation_number for one in story.ORGANISATIONS]
        if Organisation.objects.filter(organisation_number__in=numbers).exists():
            self.stdout.write("The demo is there already.")
            return
        with transaction.atomic():  # the whole story or nothing
            for done, of in loading.load(timezone.localdate()):
                if sys.stdout.isatty():
                    self.stdout.write(f"\rLoading the demo: {done} of {of}", ending="")
                    self.stdout.flush()
        self.stdout.write("\nThe demo is loaded." if sys.stdout.isatty() else "The demo is loaded.")
