"""Returned e-mails: reports as the standard has them, texts of servers that have no standard, and what is none."""

import email.mime.message
import mailbox
from email.message import EmailMessage, Message
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from likvard.reviews.forms.bounces import Bounce, bounces_in

OURS = UUID("9b2d7c1e-51a4-4b57-8a2c-0d0c3d6a5f10")


def a_report(action="failed", status="5.1.1", note="smtp; 550 5.1.1 mailbox unknown", original="message/rfc822"):
    """A delivery status notification as RFC 3464 lays it out."""
    report = MIMEMultipart("report", **{"report-type": "delivery-status"})
    report["From"], report["To"], report["Subject"] = "MAILER-DAEMON@post.example", "us@example.org", "Returned"
    report.attach(MIMEText("Your message could not be delivered."))
    status_part = MIMEBase("message", "delivery-status")
    about, receiver = Message(), Message()
    about["Reporting-MTA"] = "dns; post.example"
    receiver["Final-Recipient"], receiver["Action"], receiver["Status"] = "rfc822; x@example.org", action, status
    receiver["Diagnostic-Code"] = note
    status_part.set_payload([about, receiver])
    report.attach(status_part)
    sent = EmailMessage()
    sent["Message-ID"], sent["Subject"] = f"<{OURS}@granskning.example>", "Brev"
    sent.set_content("Hej")
    if original == "message/rfc822":
        report.attach(email.mime.message.MIMEMessage(sent))
    else:
        headers = MIMEText("".join(f"{k}: {v}\n" for k, v in sent.items()), "rfc822-headers")
        report.attach(headers)
    return report


@pytest.mark.parametrize("original", ["message/rfc822", "text/rfc822-headers"])
def test_a_report_of_the_standard(original):
    assert list(bounces_in(a_report(original=original).as_bytes())) == [
        Bounce(OURS, "failed", "5.1.1", "550 5.1.1 mailbox unknown")
    ]


def test_a_letter_that_is_only_late_is_told_apart():
    assert [b.action for b in bounces_in(a_report(action="delayed", status="4.4.1").as_bytes())] == ["delayed"]


@pytest.mark.parametrize("action", ["delivered", "relayed", "expanded", ""])
def test_notices_of_delivery_are_no_bounces(action):
    assert list(bounces_in(a_report(action=action, status="2.0.0").as_bytes())) == []


def a_text(sender="Mail Delivery System <MAILER-DAEMON@old.example>", body=""):
    message = EmailMessage()
    message["From"], message["Subject"] = sender, "Undelivered"
    message.set_content(body)
    return message.as_bytes()


def test_a_server_without_the_standard():
    body = f"Kunde inte levereras.\n<x@example.org>: 550 5.7.1 nekad\n\nMessage-ID: <{OURS}@granskning.example>\n"
    assert list(bounces_in(a_text(body=body))) == [Bounce(OURS, "failed", "5.7.1", "<x@example.org>: 550 5.7.1 nekad")]


@pytest.mark.parametrize(
    ("sender", "body"),
    [
        ("Registrator <reg@example.org>", f"Tack! 5.1.1 <{OURS}@x.example>"),  # a person's answer
        ("MAILER-DAEMON@x.example", "550 5.1.1 unknown"),  # not of ours
        ("MAILER-DAEMON@x.example", f"Allt väl <{OURS}@x.example>"),  # no code
        ("MAILER-DAEMON@x.example", "5.1.1 <not-a-number@x.example>"),
    ],
)
def test_what_is_no_bounce(sender, body):
    assert list(bounces_in(a_text(sender, body))) == []


def test_a_folder_of_them(tmp_path):
    box = mailbox.mbox(tmp_path / "returned.mbox")
    for message in (a_report().as_bytes(), a_text(), a_report(status="5.2.2").as_bytes()):
        box.add(message)
    box.close()
    assert [b.status for b in bounces_in((tmp_path / "returned.mbox").read_bytes())] == ["5.1.1", "5.2.2"]


@given(st.binary(max_size=400))
def test_whatever_lies_in_the_file_nothing_breaks(content):
    list(bounces_in(content))


def test_a_torn_report_does_not_break():
    whole = a_report().as_bytes()
    for end in range(0, len(whole), 97):
        list(bounces_in(whole[:end]))
