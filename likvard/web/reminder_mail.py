"""Reminders as e-mail: plain text in the person's language, and nothing in it that she may not see."""

import smtplib
from collections.abc import Callable
from email.utils import formataddr
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from likvard.reviews.queries.reminders import Letter, ReminderLine
from likvard.web.labels import label
from likvard.web.templatetags.lv import day


def message_of(letter: Letter) -> EmailMessage:
    """The e-mail itself. Subject lines are read on locked phones: they name no case."""
    host = urlsplit(settings.BASE_URL).hostname or "localhost"
    with override(letter.language):
        lines = [
            {
                "act": _act(line)[:1].upper() + _act(line)[1:],
                "case": line.case_title,
                "number": line.case_number,
                "note": line.note,
                "day": day(line.day).replace("\xa0", " "),
                "left": _left(line),
                "address": _address(line),
            }
            for line in letter.lines
        ]
        body = render_to_string(
            "home/reminder.txt",
            {"name": letter.name, "lines": lines, "home": settings.BASE_URL + reverse("home:index")},
        )
        subject = _subject(letter)
    return EmailMessage(
        subject=subject,
        body=body,
        from_email=formataddr(("Likvärd", settings.DEFAULT_FROM_EMAIL)),
        to=[letter.to],
        headers={
            "Message-ID": f"<{letter.message}@{host}>",
            "List-Id": f"Likvärd reminders <reminders.{host}>".replace("ä", "a"),
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
            "Content-Language": letter.language,
        },
    )


def deliver_by_mail() -> Callable[[Letter], None]:
    """One connection for the letters of a run; it is opened at the first."""
    connection = get_connection()

    def deliver(letter: Letter) -> None:
        message = message_of(letter)
        message.connection = connection
        try:
            message.send()
        except smtplib.SMTPServerDisconnected:
            connection.close()  # the server tired of waiting; the next letter opens a new one
            raise
        except ValueError as error:  # an address that no mail can go to
            raise OSError(str(error)) from error

    return deliver


def _subject(letter: Letter) -> str:
    first = letter.lines[0]
    if len(letter.lines) == 1:
        words = {"act": _act(first), "day": day(first.day).replace("\xa0", " ")}
        if first.days_left < 0:
            return _("Overdue: %(act)s, last day %(day)s") % words
        return _("Reminder: %(act)s by %(day)s") % words
    return ngettext("Reminder: %(count)d last day", "Reminder: %(count)d last days", len(letter.lines)) % {
        "count": len(letter.lines)
    }


def _act(line: ReminderLine) -> str:
    return label("deadline", line.what)


def _left(line: ReminderLine) -> str:
    if line.days_left == 0:
        return _("today is the last day")
    if line.days_left < 0:
        return ngettext("%(n)d day overdue", "%(n)d days overdue", -line.days_left) % {"n": -line.days_left}
    return ngettext("%(n)d day left", "%(n)d days left", line.days_left) % {"n": line.days_left}


def _address(line: ReminderLine) -> str:
    try:
        return settings.BASE_URL + reverse("reviews:case", args=[line.case])
    except NoReverseMatch:
        return settings.BASE_URL
