"""Invitations to interviews as e-mail: plain words, and the calendar entry that programs read."""

from collections.abc import Callable
from email.utils import formataddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from likvard.reviews.models import InterviewSlot, Invitation
from likvard.web.invitation_file import invitation_file, what_of
from likvard.web.mailing import host, over_one_connection
from likvard.web.templatetags.lv import moment


def message_of(invitation: Invitation, *, language: str = "sv") -> EmailMultiAlternatives:
    """The e-mail itself. The reviewed write Swedish; so does the invitation unless something else is asked for."""
    interview = invitation.interview
    cancelled = invitation.method == Invitation.Method.CANCEL
    slot = (
        InterviewSlot.objects.filter(interview=interview, starts=invitation.starts)
        .select_related("investigator")
        .order_by("-created_at")
        .first()
    )
    with override(language):
        when = moment(invitation.starts).replace("\xa0", " ")
        words = {"what": what_of(interview), "when": when}
        if cancelled:
            subject = _("Cancelled: %(what)s, %(when)s") % words
        elif invitation.sequence:
            subject = _("Changed: %(what)s, %(when)s") % words
        else:
            subject = _("%(what)s, %(when)s") % words
        body = render_to_string(
            "interviews/mail/invitation.txt",
            {
                "invitation": invitation,
                "interview": interview,
                "cancelled": cancelled,
                "what": words["what"],
                "when": when,
                "slot": slot,
                "authority": interview.participant.round.holder.name,
                "title": interview.participant.round.title,
            },
        )
    message = EmailMultiAlternatives(
        subject=subject,
        body=body,
        from_email=formataddr((interview.participant.round.holder.name, settings.DEFAULT_FROM_EMAIL)),
        to=[formataddr((invitation.to_name, invitation.to_email))],
        reply_to=[slot.investigator.email] if slot else [],
        headers={"Message-ID": f"<{invitation.pk}@{host()}>", "Content-Language": language},
    )
    calendar = invitation_file(invitation, slot=slot, host=host(), language=language)
    method = "CANCEL" if cancelled else "REQUEST"
    # Calendar programs act on this part (RFC 6047, 2.4); the attachment is for those that do not.
    message.attach_alternative(calendar.decode(), f"text/calendar; method={method}")
    message.attach("invitation.ics", calendar, "application/ics")
    return message


def deliver_invitations() -> Callable[[Invitation], None]:
    return over_one_connection(message_of)
