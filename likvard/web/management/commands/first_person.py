"""`likvard site first_person EMAIL NAME`: the first account of an installation, whose person invites the others."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from likvard.access import actions, invitations
from likvard.access.models import User
from likvard.rulebook.permissions import Role


class Command(BaseCommand):
    help = (
        "Makes a system owner, who looks after the installation and invites the others, and prints the link where she "
        "chooses her password. Run again for a new link while no password is chosen. No e-mail is sent."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("name")

    def handle(self, *args: Any, **options: Any) -> None:
        email, now = options["email"].strip(), timezone.now()
        try:
            validate_email(email)
        except ValidationError:
            raise CommandError(f"{email} is no e-mail address.") from None
        user = User.objects.filter(email__iexact=email).first()
        if user is None:
            with transaction.atomic():
                user = actions.create_person(email=email, name=options["name"].strip(), by=None, at=now)
                actions.give_role(user=user, role=Role.SYSTEM_OWNER, organisation=None, by=None, at=now)
        elif user.has_usable_password() or not user.is_active:
            raise CommandError(f"{email} has an account already. A forgotten password is chosen anew on the site.")
        link = reverse("welcome", args=[invitations.token(user, at=now)])
        self.stdout.write(f"{settings.BASE_URL}{link}")
        self.stdout.write(f"Open it within {invitations.VALID.days} days. It lets in whoever has it.")
