"""Reminders as e-mail, and the commands that send them."""

import email
import json
import uuid
from datetime import date, timedelta
from email import policy
from io import StringIO

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone

from likvard.reviews.queries.reminders import Letter, ReminderLine
from likvard.rulebook.permissions import Role
from likvard.web.management.commands import run_scheduler
from likvard.web.reminder_mail import message_of
from tests.factories import a_case, a_deadline, a_user, an_organiser

MESSAGE = uuid.UUID("6f0c3b9e-0000-4000-8000-000000000001")


def a_line(**changes):
    values = {
        "deadline": uuid.uuid4(), "case": uuid.uuid4(), "case_title": "Planerad kvalitetsgranskning av Björkskolan",
        "case_number": "SI 2025:1234", "what": "response", "note": "", "day": date(2027, 1, 15), "days_left": 3,
        "occasion": "3_days",
    }  # fmt: skip
    return ReminderLine(**(values | changes))


def a_letter(*lines, language="sv"):
    return Letter(MESSAGE, "asa@example.org", "Åsa Öberg", language, lines or (a_line(),))


def parsed(letter):
    raw = message_of(letter).message().as_bytes()
    return email.message_from_bytes(raw, policy=policy.default)


def subject_of(message):
    return message["Subject"].strip()  # a folded header keeps the blank of its fold


def test_the_letter_is_well_formed_and_in_swedish(settings):
    settings.BASE_URL = "https://likvard.example.org"
    message = parsed(a_letter())
    assert subject_of(message) == "Påminnelse: redovisa åtgärder senast 15 januari 2027"
    assert message["Message-ID"] == f"<{MESSAGE}@likvard.example.org>"
    assert message["List-Id"].endswith("<reminders.likvard.example.org>")
    assert message["Auto-Submitted"] == "auto-generated"
    assert message.get_content_type() == "text/plain"
    assert message.get_content_charset() == "utf-8"
    body = message.get_content()
    assert body.startswith("Hej Åsa Öberg!\n\nDe här sista dagarna rör dig:")
    assert "– Redovisa åtgärder: 15 januari 2027 (3 dagar kvar)" in body
    assert "Planerad kvalitetsgranskning av Björkskolan, SI 2025:1234" in body
    assert "https://likvard.example.org/arenden/" in body
    assert "\xa0" not in body
    assert not message.defects


@pytest.mark.parametrize(
    ("lines", "subject"),
    [
        ([a_line(days_left=0, occasion="last_day")], "Påminnelse: redovisa åtgärder senast 15 januari 2027"),
        ([a_line(days_left=-1, occasion="overdue")], "Förfallet: redovisa åtgärder, sista dag 15 januari 2027"),
        ([a_line(), a_line()], "Påminnelse: 2 sista dagar"),
    ],
)
def test_subjects_name_no_case(lines, subject):
    message = parsed(a_letter(*lines))
    assert subject_of(message) == subject
    assert "Björkskolan" not in subject_of(message)


def test_the_letter_follows_the_persons_language():
    assert subject_of(parsed(a_letter(language="en"))) == "Reminder: report measures by 15 January 2027"


def test_a_name_cannot_add_headers():
    letter = a_letter(a_line(case_title="Granskning\nBcc: alla@example.org", note="<b>&amp;</b>"))
    message = parsed(letter)
    assert message["Bcc"] is None
    assert "<b>&amp;</b>" in message.get_content()


@pytest.fixture
def due(db):
    holder = an_organiser()
    editor = a_user(Role.EDITOR, holder, email="bo@example.org")
    a_deadline(a_case(holder), timezone.localdate() + timedelta(days=1), owner=editor)
    return editor


def test_the_command_sends_once_and_counts(due):
    def run():
        out = StringIO()
        call_command("send_reminders", "--json", stdout=out)
        return json.loads(out.getvalue())

    assert run() == {"queued": 1, "sent": 1, "failed": 0}
    assert run() == {"queued": 0, "sent": 0, "failed": 0}
    assert [m.to for m in mail.outbox] == [["bo@example.org"]]


def test_the_scheduler_makes_rounds_and_stops(due, monkeypatch):
    # The test's own transaction lives in the connection that a round would rightly let go of.
    monkeypatch.setattr(run_scheduler, "close_old_connections", lambda: None)
    call_command("run_scheduler", "--rounds", "2", "--seconds", "0", "--at-any-hour")
    assert len(mail.outbox) == 1


def test_a_mail_server_that_is_away_stops_no_round(due, monkeypatch):
    def away(self, messages):
        raise ConnectionRefusedError

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", away)
    out = StringIO()
    call_command("send_reminders", "--json", stdout=out)
    assert json.loads(out.getvalue()) == {"queued": 1, "sent": 0, "failed": 1}


def test_files_as_they_are_written_in_development(due, settings, tmp_path):
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path)
    call_command("send_reminders", stdout=StringIO())
    [file] = tmp_path.iterdir()
    message = email.message_from_bytes(file.read_bytes().split(b"\n-----")[0], policy=policy.default)
    assert message["To"] == "bo@example.org"
    assert "Den sista dagen räknas med." in message.get_content()
