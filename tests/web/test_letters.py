"""The reviewer's pages of letters and documents, and the e-mails themselves."""

import email
import io
import re
from datetime import date
from email import policy

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from likvard.organisations.models import Organisation
from likvard.reviews.actions.contacts import send_contact
from likvard.reviews.actions.dispatching import Outgoing, send_dispatches
from likvard.reviews.models import (
    CaseDocument,
    Dispatch,
    DocumentRequest,
    Letter,
    LetterAddress,
    LetterTemplate,
    RequestItem,
)
from likvard.rulebook.permissions import Role
from likvard.web.letter_mail import deliver_by_mail, message_of
from tests.factories import NOW, a_document, a_unit, a_user, an_organiser
from tests.factories.letters import a_listed_item, a_running_round, a_template, an_address
from tests.factories.rounds import a_participant
from tests.reviews.test_bounces import a_report

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "originals"


@pytest.fixture
def round_():
    return a_running_round(an_organiser("Granskningsmyndigheten", kind=Organisation.Kind.AUTHORITY))


@pytest.fixture
def participant(round_):
    organiser = an_organiser("Almviks kommun")
    found = a_participant(round_, organiser, (a_unit(organiser, "Björkskolan"),))
    an_address(found)
    return found


@pytest.fixture
def lead(round_, client_of):
    return client_of(a_user(Role.REVIEW_LEAD, round_.holder))


def to(page, round_, *args):
    return reverse(page, args=[round_.pk, *args])


def written(template: LetterTemplate) -> dict:
    """The form as the page sends it back."""
    fields = {
        "subject": template.subject, "answer_by": "2026-12-09", "weeks_from": "2027-01-18", "weeks_to": "2027-03-12",
        "interviewees": template.interviewees, "contact_name": "Ida Berg", "contact_email": "ida@example.org",
        "appendices": template.appendices, "version": template.version,
    }  # fmt: skip
    for number, part in enumerate(template.parts):
        fields |= {f"heading_{number}": part["heading"], f"text_{number}": part["text"]}
    return fields


def test_written_from_the_proposal(round_, participant, lead):
    path = to("letters:template", round_, "opening")
    page = lead.get(path)
    template = page.context["form"].template
    response = lead.post(path, written(template))
    assert response["Location"] == to("letters:preview", round_, participant.pk, "opening")
    assert "Björkskolan" in lead.get(response["Location"]).content.decode()
    assert LetterTemplate.objects.get().answer_by == date(2026, 12, 9)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"subject": "Till {kommunen}"}, "{kommunen}"),
        ({"text_0": "Hej {huvudman"}, "Hej {huvudman"),
        ({"weeks_to": "2026-01-01"}, "Den sista veckan ligger före den första."),
        ({"contact_email": "ida"}, "ida"),
    ],
)
def test_what_cannot_be_saved_is_said_and_kept(round_, participant, lead, changes, said):
    template = a_template(round_)
    response = lead.post(to("letters:template", round_, "opening"), written(template) | changes)
    assert (response.status_code, said in response.content.decode()) == (422, True)
    template.refresh_from_db()
    assert template.version == 1


def test_somebody_elses_wording_is_not_written_over(round_, participant, lead):
    template = a_template(round_)
    LetterTemplate.objects.update(version=2, subject="Deras")
    response = lead.post(to("letters:template", round_, "opening"), written(template) | {"subject": "Mitt"})
    assert (response.status_code, "Mitt" in response.content.decode()) == (409, True)
    assert LetterTemplate.objects.get().subject == "Deras"


def test_sent_once_by_the_button(round_, participant, lead):
    a_template(round_)
    for _ in range(2):
        assert lead.post(to("letters:send", round_, "opening")).status_code == 302
    assert (Letter.objects.count(), Dispatch.objects.count()) == (1, 1)


def test_only_who_runs_the_round_sends(round_, participant, client_of):
    a_template(round_)
    reviewer = client_of(a_user(Role.REVIEWER, round_.holder))
    assert reviewer.post(to("letters:send", round_, "opening")).status_code == 403
    assert reviewer.get(to("letters:index", round_)).status_code == 200
    assert Letter.objects.count() == 0


def test_nothing_leaves_before_the_round_is_started(round_, participant, lead):
    a_template(round_)
    round_.state = "planned"
    round_.save()
    assert lead.post(to("letters:send", round_, "opening")).status_code == 409
    assert Letter.objects.count() == 0


def test_paper_in_both_forms(round_, participant, lead):
    a_template(round_)
    pdf = lead.get(to("letters:pdf", round_, participant.pk, "opening"))
    word = lead.get(to("letters:word", round_, participant.pk, "opening"))
    assert (pdf.content[:5], word.content[:2]) == (b"%PDF-", b"PK")


def test_an_unknown_letter_is_none(round_, participant, lead):
    assert lead.get(to("letters:preview", round_, participant.pk, "beslut")).status_code == 404


def test_an_address_and_a_letter_by_post(round_, participant, lead):
    LetterAddress.objects.all().delete()
    a_template(round_)
    lead.post(to("letters:send", round_, "opening"))
    page = lead.get(to("letters:index", round_)).content.decode()
    assert ("ska postas" in page, Dispatch.objects.count()) == (True, 0)
    paper = lead.get(to("letters:pdf", round_, participant.pk, "opening") + "?post=1")
    plain = lead.get(to("letters:pdf", round_, participant.pk, "opening"))
    assert b"/lank/" in _text(paper.content)
    assert b"/lank/" not in _text(plain.content)
    response = lead.post(to("letters:posted", round_, participant.pk, "opening"), {"posted_on": "2026-11-20"})
    assert (response.status_code, Dispatch.objects.get().posted_on) == (302, date(2026, 11, 20))
    given = {"email": "ny@example.org", "attention": "Kansli", "postal": "Box 1\n123 45 Almvik"}
    assert lead.post(to("letters:address", round_, participant.pk), given).status_code == 302
    assert LetterAddress.objects.get().email == "ny@example.org"


def _text(pdf: bytes) -> bytes:
    import pypdfium2  # noqa: PLC0415

    words = "".join(page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(pdf))
    return re.sub(r"[\u200b\s]", "", words).encode()  # a long address may be broken anywhere


def test_what_came_back_is_noted_from_a_file(round_, participant, lead, settings):
    a_template(round_)
    lead.post(to("letters:send", round_, "opening"))
    row = Dispatch.objects.get()
    from tests.reviews import test_bounces  # noqa: PLC0415

    report = a_report().as_bytes().replace(str(test_bounces.OURS).encode(), str(row.pk).encode())
    path = to("letters:returned", round_)
    for content in (b"nothing", report):
        lead.post(path, {"file": SimpleUploadedFile("studs.eml", content)})
    row.refresh_from_db()
    assert row.bounce_status == "5.1.1"
    stranger = a_running_round(an_organiser("Annan myndighet", kind=Organisation.Kind.AUTHORITY))
    theirs = Dispatch.objects.create(
        participant=a_participant(stranger, an_organiser("Grannby")), what="letter", channel="email", queued_at=NOW
    )
    report = a_report().as_bytes().replace(str(test_bounces.OURS).encode(), str(theirs.pk).encode())
    lead.post(path, {"file": SimpleUploadedFile("studs.eml", report)})
    theirs.refresh_from_db()
    assert theirs.bounced_at is None


# The e-mails


def sent(round_, mailoutbox):
    send_dispatches(at=timezone.now(), deliver=deliver_by_mail())
    return mailoutbox


def test_the_letter_as_e_mail(round_, participant, lead, mailoutbox, settings):
    settings.BASE_URL = "https://granskning.example"
    a_template(round_)
    lead.post(to("letters:send", round_, "opening"))
    (mail,) = sent(round_, mailoutbox)
    parsed = email.message_from_bytes(mail.message().as_bytes(), policy=policy.default)
    kinds = [part.get_content_type() for part in parsed.walk()]
    assert kinds == ["multipart/mixed", "multipart/alternative", "text/plain", "text/html", "application/pdf"]
    assert parsed["Message-ID"] == f"<{Dispatch.objects.get().pk}@granskning.example>"
    assert parsed["Reply-To"] == "Ida Berg <ida.berg@example.org>"
    for kind in ("plain", "html"):
        text = parsed.get_body((kind,)).get_content()
        assert "https://granskning.example/lank/" in text
        assert "9 december 2026" in text
        assert "{" not in text


def test_the_receipt_as_e_mail(round_, participant, mailoutbox):
    values = {"name": "Kim", "title": "t", "phone": "070", "email": "kim@example.org"}
    answer = send_contact(participant=participant, values=values, by=None, link=None, at=timezone.now())
    (mail,) = sent(round_, mailoutbox)
    assert (mail.to, answer.receipt in mail.subject, answer.receipt in mail.body) == (["kim@example.org"], True, True)


def an_outgoing(**fields) -> Outgoing:
    values = {
        "id": "9b2d7c1e-51a4-4b57-8a2c-0d0c3d6a5f10", "what": "contact_reminder", "occasion": "opening",
        "to": "a@example.org", "organiser": "Almviks <b>kommun</b>", "authority": "Verket\r\nBcc: x@example.org",
        "title": "Titel", "case_number": "GM 1", "subject": "Ämne\r\nBcc: y@example.org",
        "answer_by": date(2026, 12, 9), "days_left": 3, "purpose": "contact", "secret": "0" * 64,
        "reply_to": "ida@example.org", "sender_name": "Ida\nBerg", "receipt": "", "attachments": (),
    }  # fmt: skip
    return Outgoing(**values | fields)


@pytest.mark.parametrize(
    ("fields", "subject"),
    [
        ({}, "Påminnelse: utse en kontaktperson senast den 9 december 2026"),
        ({"days_left": -1}, "Sista dagen har passerat: utse en kontaktperson"),
        (
            {"what": "documents_reminder", "purpose": "documents"},
            "Påminnelse: skicka in underlag senast den 9 december 2026",
        ),
        ({"what": "letter"}, "Ämne Bcc: y@example.org (GM 1)"),
    ],
)
def test_subjects_and_names_carry_no_header(fields, subject):
    message = message_of(an_outgoing(**fields))
    assert message.subject == subject
    assert message.recipients() == ["a@example.org"]
    assert "<b>" not in message.alternatives[0][0]
    message.message().as_bytes()


# Documents


def test_the_list_and_the_participants_lists(round_, participant, lead):
    path = to("requests:index", round_)
    assert lead.post(to("requests:begin", round_)).status_code == 302
    assert lead.post(path, {"text": "Budget", "level": "organiser", "help_text": ""}).status_code == 302
    assert lead.post(path, {"text": "", "level": "organiser"}).status_code == 422
    item = round_.requested_items.first()
    lead.post(to("requests:change_item", round_, item.pk), {"text": "Ny text", "level": "unit", "help_text": ""})
    item.refresh_from_db()
    assert (item.text, item.level) == ("Ny text", "unit")
    lead.post(to("requests:remove_item", round_, item.pk))
    lead.post(to("requests:make", round_), {"last_day": "2026-12-18"})
    assert round_.requested_items.count() == RequestItem.objects.count() == 7
    assert "0 av 7" in lead.get(path).content.decode()
    assert "Budget" in lead.get(to("requests:participant", round_, participant.pk)).content.decode()


def test_a_document_of_the_case_is_chosen_and_no_other(round_, participant, lead):
    a_listed_item(round_, "Delegationsordning")
    lead.post(to("requests:make", round_), {"last_day": "2026-12-18"})
    item = RequestItem.objects.get()
    ours, foreign = a_document(round_.holder, "x.pdf"), a_document(an_organiser("Annan"), "y.pdf")
    CaseDocument.objects.create(case=participant.case, document=ours, part="evidence", added_at=NOW)
    path = to("requests:already", round_, participant.pk, item.pk)
    lead.post(path, {"document": str(foreign.pk)})
    item.refresh_from_db()
    assert item.already is None
    lead.post(path, {"document": str(ours.pk)})
    item.refresh_from_db()
    assert item.already == ours
    lead.post(path)
    item.refresh_from_db()
    assert item.already is None


def test_the_documents_letter_lists_what_is_asked(round_, participant, lead):
    a_listed_item(round_, "Delegationsordning")
    lead.post(to("requests:make", round_), {"last_day": "2026-12-18"})
    a_template(round_, "documents")
    lead.post(to("letters:send", round_, "documents"))
    send_dispatches(at=timezone.now(), deliver=lambda mail: None)
    assert DocumentRequest.objects.get().delivered_at is not None
    word = lead.get(to("letters:word", round_, participant.pk, "documents"))
    import docx  # noqa: PLC0415

    tables = docx.Document(io.BytesIO(word.content)).tables
    assert [cell.text for cell in tables[-1].rows[1].cells][1:3] == ["Delegationsordning", "Huvudmannen"]
