"""The letter to an invited person, in the person's own language."""

from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMessage
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from likvard.access import invitations
from likvard.access.models import User
from likvard.organisations.models import Organisation


def send(request: HttpRequest, *, user: User, inviter: User, organisation: Organisation | None, at: datetime) -> None:
    """One e-mail: a link to choose a password, or word of a new role to somebody who already has one.

    Raises what the mail back end raises (`SMTPException`, `OSError`) when the letter cannot be sent.
    """
    with translation.override(user.language):
        if user.has_usable_password():
            address, days = settings.BASE_URL + "/", 0
        else:
            link = reverse("welcome", args=[invitations.token(user, at=at)])
            address, days = settings.BASE_URL + link, invitations.VALID.days
        context = {
            "person": user,
            "inviter": inviter,
            "organisation": organisation,
            "address": address,
            "days": days,
        }
        letter = EmailMessage(
            subject=_("You are invited to Likvärd") if days else _("You have a new role in Likvärd"),
            body=render_to_string("access/mail/invitation.txt", context),
            to=[user.email],
        )
    letter.send()
