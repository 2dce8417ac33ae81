"""Reminders as e-mail: plain text in the person's language, and nothing in it that she may not see."""

from collections.abc import Callable
from email.utils import formataddr

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from likvard.reviews.queries.reminders import Letter, ReminderLine
from likvard.web.labels import label
from likvard.web.mailing import host, over_one_connection
from likvard.web.templatetags.lv import day


def message_of(letter: Letter) -> EmailMessage:
    """The e-mail itself. Subject lines are read on locked phones: they name no case."""
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
            "Message-ID": f"<{letter.message}@{host()}>",
            "List-Id": f"Likvärd reminders <reminders.{host()}>".replace("ä", "a"),
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
            "Content-Language": letter.language,
        },
    )


def deliver_by_mail() -> Callable[[Letter], None]:
    return over_one_connection(message_of)


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
