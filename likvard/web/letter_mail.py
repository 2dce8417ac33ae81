"""Letters, reminders and receipts of a round as e-mail: text and HTML, the letter as PDF, in Swedish."""

import re
from collections.abc import Callable
from email.utils import formataddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from likvard.reviews.actions.dispatching import Outgoing
from likvard.reviews.models import PublicLink
from likvard.web.mailing import host, over_one_connection
from likvard.web.templatetags.lv import day

PAGES = {
    PublicLink.Purpose.CONTACT: "links:contact",
    PublicLink.Purpose.DOCUMENTS: "links:documents",
    PublicLink.Purpose.SLOTS: "links:times",
    PublicLink.Purpose.FACT_CHECK: "links:fact_checks",
}
KINDS = {
    "letter": "letter",
    "contact_reminder": "reminder",
    "documents_reminder": "reminder",
    "interviews_reminder": "reminder",
    "fact_check_reminder": "reminder",
    "contact_receipt": "receipt",
    "documents_receipt": "receipt",
}


def message_id(pk: object) -> str:
    """Of the e-mail of one row, the same each time it is tried; a bounce names it and is known by it."""
    return f"<{pk}@{host()}>"


def address_of(purpose: str, secret: str) -> str:
    """Where something is answered without an account."""
    return settings.BASE_URL + reverse(PAGES[purpose], args=[secret])


def message_of(mail: Outgoing) -> EmailMultiAlternatives:
    """The e-mail itself. The address with the secret stands only here."""
    with override("sv"):
        context = {
            "mail": mail,
            "address": address_of(mail.purpose, mail.secret),
            "day": day(mail.answer_by).replace("\xa0", " ") if mail.answer_by else "",
            "asks": mail.purpose,
        }
        kind = KINDS[mail.what]
        message = EmailMultiAlternatives(
            subject=re.sub(r"\s+", " ", _subject(mail, context["day"])).strip(),
            body=render_to_string(f"letters/mail/{kind}.txt", context),
            from_email=formataddr((_plain(mail.authority), settings.DEFAULT_FROM_EMAIL)),
            to=[mail.to],
            reply_to=[formataddr((_plain(mail.sender_name), mail.reply_to))] if mail.reply_to else None,
            headers={
                "Message-ID": message_id(mail.id),
                "Content-Language": "sv",
                "Auto-Submitted": "auto-generated",
            },
        )
        message.attach_alternative(render_to_string(f"letters/mail/{kind}.html", context), "text/html")
    for name, content in mail.attachments:
        message.attach(name, content, "application/pdf")
    return message


def _plain(name: str) -> str:
    """A name that a header can hold."""
    return re.sub(r"[\r\n\t]+", " ", name).strip()


def _subject(mail: Outgoing, last: str) -> str:
    if KINDS[mail.what] == "letter":
        return f"{mail.subject} ({mail.case_number})" if mail.case_number else mail.subject
    if KINDS[mail.what] == "receipt":
        return _("Receipt %(number)s: we have your answer") % {"number": mail.receipt}
    late = mail.days_left is not None and mail.days_left < 0
    overdue = {
        PublicLink.Purpose.CONTACT: _("Overdue: name a contact person"),
        PublicLink.Purpose.DOCUMENTS: _("Overdue: send in documents"),
        PublicLink.Purpose.SLOTS: _("Overdue: answer which times suit"),
        PublicLink.Purpose.FACT_CHECK: _("Overdue: check the protocol"),
    }
    ahead = {
        PublicLink.Purpose.CONTACT: _("Reminder: name a contact person by %(day)s"),
        PublicLink.Purpose.DOCUMENTS: _("Reminder: send in documents by %(day)s"),
        PublicLink.Purpose.SLOTS: _("Reminder: answer which times suit by %(day)s"),
        PublicLink.Purpose.FACT_CHECK: _("Reminder: check the protocol by %(day)s"),
    }
    return (overdue if late else ahead)[PublicLink.Purpose(mail.purpose)] % {"day": last}


def deliver_by_mail() -> Callable[[Outgoing], None]:
    return over_one_connection(message_of)
