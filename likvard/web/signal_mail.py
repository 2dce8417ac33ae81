"""A line by e-mail that something waits: a number and an address, nothing else. Sent after the report is kept; a mail
server that is away stops no report, since the errand stands on To do whatever happens."""

import logging
from collections.abc import Iterable
from datetime import date
from email.utils import formataddr

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from likvard.access.models import User
from likvard.signals.models import Signal
from likvard.signals.queries.chain import moments_of
from likvard.signals.queries.reading import receivers_of

log = logging.getLogger("likvard.signals")


def tell_of_report(signal: Signal, *, on: date) -> None:
    """The principals of the unit, or the organiser's handlers when the organiser is the one who knows."""
    organiser = "to_organiser" in moments_of(signal) or not signal.process.principal_sees
    people = [one for one in receivers_of(signal, on=on, organiser=organiser) if one.pk != signal.reporter_id]
    if not people and not organiser:
        people = receivers_of(signal, on=on, organiser=True)  # a unit without a principal in the installation
    _send(signal, people)


def tell_organiser(signal: Signal, *, on: date) -> None:
    _send(signal, receivers_of(signal, on=on, organiser=True))


def _send(signal: Signal, people: Iterable[User]) -> None:
    connection = get_connection()
    for user in people:
        with override(user.language):
            address = settings.BASE_URL + reverse("signals:case", args=[signal.pk])
            lines = (
                _("Case %(number)s waits for you. Sign in to read it:") % {"number": signal.reference},
                address,
                "",
                _("This message names nobody."),
            )
            message = EmailMessage(
                subject=_("Something waits for you in Likvärd"),
                body="\n".join(lines),
                from_email=formataddr(("Likvärd", settings.DEFAULT_FROM_EMAIL)),
                to=[user.email],
                connection=connection,
                headers={"Auto-Submitted": "auto-generated", "Content-Language": user.language},
            )
        try:
            message.send()
        except (OSError, ValueError):
            log.warning("a line about %s could not be sent", signal.pk)
