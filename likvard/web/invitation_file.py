"""An interview as a calendar entry: the invitation that goes out by e-mail (RFC 5545, RFC 5546)."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override
from icalendar import Calendar, Event, Timezone, vCalAddress, vText

from likvard.reviews.models import Interview, InterviewSlot, Invitation
from likvard.web.labels import label

ZONE = "Europe/Stockholm"


def uid_of(interview: Interview, host: str) -> str:
    """The same through all changes: a moved or cancelled time changes the entry that people already have."""
    return f"interview-{interview.pk}@{host}"


def in_zone(moment: datetime) -> datetime:
    return moment.astimezone(ZoneInfo(ZONE))


def timezone_of() -> Timezone:
    """VTIMEZONE of Sweden with its changes between summer and winter time."""
    return Timezone.from_tzid(ZONE)


def what_of(interview: Interview) -> str:
    """`Intervju: rektor, Björkskolan`."""
    who = label("interview_role", interview.role)
    if interview.school_unit:
        who += f", {interview.school_unit.name}"
    return _("Interview: %(who)s") % {"who": who}


def described(interview: Interview) -> str:
    participant = interview.participant
    number = participant.case.case_number if participant.case else participant.round.case_number
    lines = [
        _('The interview belongs to the review "%(title)s" by %(authority)s.')
        % {"title": participant.round.title, "authority": participant.round.holder.name},
        label("interview_mode", interview.mode).capitalize(),
        interview.note,
        _("Case number: %(number)s") % {"number": number} if number else "",
    ]
    return "\n".join(line for line in lines if line)


def invitation_file(invitation: Invitation, *, slot: InterviewSlot | None, host: str, language: str = "sv") -> bytes:
    """The .ics of one invitation: METHOD REQUEST, or CANCEL. `slot` names who holds the interview.

    The same invitation gives the same bytes.
    """
    interview = invitation.interview
    cancelled = invitation.method == Invitation.Method.CANCEL
    with override(language):
        calendar = Calendar()
        calendar.add("prodid", f"-//Likvard//Likvard//{language.upper()}")
        calendar.add("version", "2.0")
        calendar.add("calscale", "GREGORIAN")
        calendar.add("method", "CANCEL" if cancelled else "REQUEST")
        calendar.add_component(timezone_of())
        event = Event()
        event.add("uid", uid_of(interview, host))
        event.add("sequence", invitation.sequence)
        event.add("dtstamp", invitation.queued_at.astimezone(UTC).replace(microsecond=0))
        event.add("dtstart", in_zone(invitation.starts))
        event.add("dtend", in_zone(invitation.ends))
        event.add("summary", what_of(interview))
        event.add("description", described(interview))
        if interview.place:
            event.add("location", interview.place)
        event.add("status", "CANCELLED" if cancelled else "CONFIRMED" if invitation.confirmed else "TENTATIVE")
        event.add("transp", "TRANSPARENT" if cancelled else "OPAQUE")
        event.add("class", "PRIVATE")
        event.add("organizer", _organizer(interview, slot))
        event.add("attendee", _attendee(invitation, cancelled=cancelled))
        calendar.add_component(event)
        return calendar.to_ical()


def _organizer(interview: Interview, slot: InterviewSlot | None) -> vCalAddress:
    """Whoever holds the interview; answers to the invitation go there."""
    address = slot.investigator.email if slot else settings.DEFAULT_FROM_EMAIL
    organizer = vCalAddress(f"mailto:{address}")
    name = slot.investigator.name if slot else interview.participant.round.holder.name
    organizer.params["CN"] = vText(name)
    return organizer


def _attendee(invitation: Invitation, *, cancelled: bool) -> vCalAddress:
    attendee = vCalAddress(f"mailto:{invitation.to_email}")
    attendee.params["CN"] = vText(invitation.to_name or invitation.to_email)
    attendee.params["ROLE"] = vText("REQ-PARTICIPANT")
    if not cancelled:
        attendee.params["PARTSTAT"] = vText("NEEDS-ACTION")
        attendee.params["RSVP"] = vText("TRUE")
    return attendee
