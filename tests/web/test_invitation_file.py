"""Invitations as calendar programs read them: RFC 5545 parsed back, over the change to summer time, by real e-mail."""

import email
from datetime import UTC, datetime, timedelta
from email import policy
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from icalendar import Calendar

from likvard.access.queries import grants_of
from likvard.reviews.actions import interviews as actions
from likvard.reviews.models import Invitation, Round
from likvard.reviews.queries.interviews import meetings_of
from likvard.rulebook.permissions import Role
from likvard.web.calendar_file import calendar_file
from likvard.web.interview_mail import deliver_invitations
from likvard.web.invitation_file import invitation_file
from tests.factories import NOW, TODAY, a_participant, a_round, a_slot, a_unit, a_user, an_interview, an_organiser

pytestmark = pytest.mark.django_db
STOCKHOLM = ZoneInfo("Europe/Stockholm")
# Two days with the clock's change between them, and one far into winter.
TIMES = [datetime(2027, 3, 26, 9, 0, tzinfo=STOCKHOLM), datetime(2027, 3, 29, 9, 0, tzinfo=STOCKHOLM)]
LONG = (
    "Vi vill förstå hur huvudmannen följer upp åtgärder för elever med sämre förutsättningar; ta gärna med, om ni kan, "
    * 3
)


@pytest.fixture
def rut():
    return a_user(Role.REVIEW_LEAD, an_organiser("Granskningsmyndigheten", kind="authority"), name="Rut Ek, utredare")


@pytest.fixture
def elsa():
    return a_user(Role.EDITOR, an_organiser())


@pytest.fixture
def interview(rut, elsa):
    holder = rut.memberships.get().organisation
    almvik = elsa.memberships.get().organisation
    unit = a_unit(almvik)
    round_ = a_round(holder, state=Round.State.RUNNING)
    participant = a_participant(round_, almvik, (unit,), investigator=rut)
    return an_interview(
        participant, unit, people=(("Åsa Öhman", "asa@almvik.example"),), note=LONG, place="Skolgatan 1; rum 2, plan 3"
    )


def parsed(content: bytes):
    calendar = Calendar.from_ical(content)
    (event,) = calendar.walk("VEVENT")
    return calendar, event


def test_every_line_is_folded_and_ended_as_the_standard_says(interview, rut):
    slot = a_slot(interview, rut, TIMES[0])
    actions.offer(slots=[slot], by=rut, at=NOW)
    content = invitation_file(Invitation.objects.get(), slot=slot, host="likvard.example")
    assert content.endswith(b"\r\n")
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert max(len(line) for line in content.split(b"\r\n")) <= 75
    assert content == invitation_file(Invitation.objects.get(), slot=slot, host="likvard.example")


@pytest.mark.parametrize("starts", TIMES)
def test_the_invitation_has_what_a_calendar_needs_and_the_hour_is_the_wall_clocks(interview, rut, starts):
    slot = a_slot(interview, rut, starts)
    actions.offer(slots=[slot], by=rut, at=NOW)
    calendar, event = parsed(invitation_file(Invitation.objects.get(), slot=slot, host="likvard.example"))
    assert (calendar["METHOD"], calendar["VERSION"], bool(calendar["PRODID"])) == ("REQUEST", "2.0", True)
    (zone,) = calendar.walk("VTIMEZONE")
    assert zone["TZID"] == "Europe/Stockholm"
    assert {part.name for part in zone.subcomponents} == {"STANDARD", "DAYLIGHT"}
    assert event["DTSTART"].params["TZID"] == "Europe/Stockholm"
    assert event.decoded("DTSTART") == starts
    assert event.decoded("DTSTART").strftime("%H:%M") == "09:00"
    assert event.decoded("DTEND") - event.decoded("DTSTART") == timedelta(hours=1)
    assert event.decoded("DTSTAMP").utcoffset() == timedelta(0)
    assert (event["UID"], event["SEQUENCE"], event["STATUS"]) == (
        f"interview-{interview.pk}@likvard.example", 0, "TENTATIVE",
    )  # fmt: skip
    assert (str(event["ORGANIZER"]), event["ORGANIZER"].params["CN"]) == (f"mailto:{rut.email}", "Rut Ek, utredare")
    attendee = event["ATTENDEE"]
    assert str(attendee) == "mailto:asa@almvik.example"
    assert {k: attendee.params[k] for k in ("CN", "ROLE", "PARTSTAT", "RSVP")} == {
        "CN": "Åsa Öhman", "ROLE": "REQ-PARTICIPANT", "PARTSTAT": "NEEDS-ACTION", "RSVP": "TRUE",
    }  # fmt: skip
    assert str(event["SUMMARY"]) == "Intervju: rektor, Björkskolan"
    assert str(event["LOCATION"]) == "Skolgatan 1; rum 2, plan 3"
    assert LONG.strip() in str(event["DESCRIPTION"])


def test_update_and_cancel_change_the_same_entry(interview, rut, elsa):
    slot = a_slot(interview, rut, TIMES[0])
    actions.offer(slots=[slot], by=rut, at=NOW)
    actions.accept(slot=slot, by=elsa, at=NOW)
    interview.refresh_from_db()
    actions.cancel_interview(interview=interview, reason="Skolan stänger.", by=rut, at=NOW)
    told = []
    for row in Invitation.objects.order_by("sequence"):
        calendar, event = parsed(invitation_file(row, slot=slot, host="h.example"))
        told.append((str(calendar["METHOD"]), event["SEQUENCE"], str(event["STATUS"]), str(event["UID"])))
    uid = f"interview-{interview.pk}@h.example"
    assert told == [
        ("REQUEST", 0, "TENTATIVE", uid), ("REQUEST", 1, "CONFIRMED", uid), ("CANCEL", 2, "CANCELLED", uid),
    ]  # fmt: skip


def test_the_e_mail_carries_the_entry_for_programs_and_words_for_people(interview, rut, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    slot = a_slot(interview, rut, TIMES[0])
    actions.offer(slots=[slot], by=rut, at=NOW)
    assert actions.send_invitations(at=NOW, deliver=deliver_invitations()).sent == 1
    (sent,) = mail.outbox
    letter = email.message_from_bytes(sent.message().as_bytes(), policy=policy.default)
    assert letter["To"] == "Åsa Öhman <asa@almvik.example>"
    assert letter["Reply-To"] == rut.email
    assert letter["Subject"].strip() == "Intervju: rektor, Björkskolan, 26 mars 2027 kl. 09.00"
    parts = {part.get_content_type(): part for part in letter.walk()}
    assert "26 mars 2027 kl. 09.00" in parts["text/plain"].get_content()
    entry = parts["text/calendar"]
    assert entry.get_param("method") == "REQUEST"
    assert entry.get_content_charset() == "utf-8"
    _, event = parsed(entry.get_payload(decode=True))
    assert event.decoded("DTSTART") == TIMES[0]
    assert parts["application/ics"].get_filename() == "invitation.ics"


def test_the_feed_has_the_interviews_of_both_sides(interview, rut, elsa):
    slot = a_slot(interview, rut, TIMES[1])
    actions.offer(slots=[slot], by=rut, at=NOW)
    actions.accept(slot=slot, by=elsa, at=NOW)
    said = {}
    for user in (rut, elsa):
        mine = grants_of(user, TODAY)
        content = calendar_file(
            (), language="sv", base_url="https://likvard.example", host="likvard.example",
            meetings=meetings_of(user, mine, since=NOW), reader=user,
        )  # fmt: skip
        calendar, event = parsed(content)
        assert len(calendar.walk("VTIMEZONE")) == 1
        assert (event.decoded("DTSTART"), event["STATUS"]) == (TIMES[1], "CONFIRMED")
        said[user] = (str(event["SUMMARY"]), str(event["URL"]))
    assert said == {
        rut: (
            "Intervju: rektor, Björkskolan – Almviks kommun",
            f"https://likvard.example/granskningar/{interview.participant.round_id}/intervjuer/{interview.pk}/",
        ),
        elsa: (
            "Intervju: rektor, Björkskolan",
            f"https://likvard.example/arenden/{own_case(interview)}/tider/",
        ),
    }
    assert slot.starts.astimezone(UTC).hour == 7


def own_case(interview):
    interview.participant.case.refresh_from_db()
    return interview.participant.case.counterpart_id
