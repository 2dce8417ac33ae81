"""Protocols on the reviewer's pages and on the organiser's, signed in and by link, and what is refused."""

import io
import re
from datetime import timedelta

import pikepdf
import pytest
from django.urls import reverse
from django.utils import timezone
from docx import Document

from likvard.reviews.actions import protocols as actions
from likvard.reviews.actions.links import make_link
from likvard.reviews.forms.protocols import seen_of
from likvard.reviews.models import Correction, Protocol, Round
from likvard.rulebook.permissions import Role
from tests.factories import a_participant, a_protocol, a_round, a_statement, a_unit, a_user, an_organiser

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def authority():
    return an_organiser("Granskningsmyndigheten", kind="authority")


@pytest.fixture
def rut(authority):
    return a_user(Role.REVIEW_LEAD, authority, name="Rut Ek")


@pytest.fixture
def almvik():
    return an_organiser()


@pytest.fixture
def elsa(almvik):
    return a_user(Role.EDITOR, almvik, name="Elsa Berg")


@pytest.fixture
def participant(authority, almvik, elsa):
    return a_participant(a_round(authority, state=Round.State.RUNNING), almvik, (a_unit(almvik),))


@pytest.fixture
def protocol(participant, rut):
    return a_protocol(participant, by=rut)


@pytest.fixture
def statement(protocol):
    return a_statement(protocol)


@pytest.fixture
def sent(protocol, statement, rut):
    until = timezone.localdate() + timedelta(days=10)
    return actions.send_for_check(protocol=protocol, until=until, by=rut, at=timezone.now())


def page(name, *args):
    return reverse(f"protocols:{name}", args=[getattr(a, "pk", a) for a in args])


def own(name, protocol, *args):
    return reverse(f"participation:{name}", args=[protocol.delivered_to_id, *(a.pk for a in args)])


def words(response):
    return response.content.decode()


def test_a_protocol_is_begun_written_and_handed_over(participant, rut, client_of):
    browser, round_ = client_of(rut), participant.round
    assert browser.get(page("index", round_)).status_code == 200
    begun = browser.post(page("index", round_), {"participant": participant.pk, "title": "Intervju med rektor"})
    protocol = Protocol.objects.get()
    assert begun["Location"] == page("protocol", round_, protocol)
    assert browser.post(page("add", round_, protocol)).status_code == 302
    statement = protocol.statements.get()
    written = {"text": "Skolan har\r\n200 elever.", "criterion_key": "2.1", "speaker_role": "principal"}
    saved = browser.post(page("write", round_, protocol, statement), written | seen_of(statement), headers=HTMX)
    assert "Sparat kl." in words(saved)
    statement.refresh_from_db()
    assert (statement.text, statement.criterion_key, statement.speaker_role) == (
        "Skolan har\n200 elever.", "2.1", "principal",
    )  # fmt: skip
    until = timezone.localdate() + timedelta(days=10)
    assert browser.post(page("send", round_, protocol), {"until": timezone.localdate()}).status_code == 422
    assert browser.post(page("send", round_, protocol), {"until": until}).status_code == 302
    protocol.refresh_from_db()
    assert (protocol.state, protocol.check_until) == ("checking", until)


def test_two_who_write_the_same_are_shown_both_wordings(protocol, statement, rut, client_of):
    browser, round_ = client_of(rut), protocol.participant.round
    seen, address = seen_of(statement), page("write", round_, protocol, statement)
    browser.post(address, {"text": "Rutens."} | seen, headers=HTMX)
    told = words(browser.post(address, {"text": "Mina ord."} | seen, headers=HTMX))
    assert ("Rutens." in told, "Mina ord." in told, "data-overwrite" in told) == (True, True, True)
    without_script = browser.post(address, {"text": "Mina ord."} | seen)
    assert (without_script.status_code, "Mina ord." in words(without_script)) == (409, True)
    browser.post(address, {"text": "Mina ord.", "theirs": "1"} | seen, headers=HTMX)
    statement.refresh_from_db()
    assert statement.text == "Rutens."
    assert "Mina ord." in set(protocol.participant.case.text_versions.values_list("text", flat=True))


def test_statements_are_moved_removed_and_put_back(protocol, rut, client_of):
    browser, round_ = client_of(rut), protocol.participant.round
    one, two = a_statement(protocol, "Ett."), a_statement(protocol, "Två.")
    browser.post(page("move", round_, protocol, two), {"step": "up"})
    assert list(protocol.statements.values_list("number", flat=True)) == [2, 1]
    browser.post(page("remove", round_, protocol, one), {"reason": " "})
    one.refresh_from_db()
    assert one.removed_at is None
    browser.post(page("remove", round_, protocol, one), {"reason": "Sades inte."})
    assert "Sades inte." in words(browser.get(page("protocol", round_, protocol)))
    browser.post(page("restore", round_, protocol, one))
    one.refresh_from_db()
    assert one.removed_at is None


def test_the_fact_check_by_both_sides(sent, statement, rut, elsa, client_of):
    theirs, ours, round_ = client_of(elsa), client_of(rut), sent.participant.round
    assert theirs.get(own("fact_checks", sent))["Location"] == own("fact_check", sent, sent)
    assert "Skolan har 200 elever." in words(theirs.get(own("fact_check", sent, sent)))
    assert theirs.post(own("propose", sent, sent, statement), {"text": " "}).status_code == 422
    theirs.post(own("propose", sent, sent, statement), {"text": "Skolan har 250 elever.", "grounds": "Registret."})
    assert "250" in words(theirs.get(own("fact_check", sent, sent)))
    # As a word of its own: ids and tokens of the page may have the same three signs in them.
    assert not re.search(r"\b250\b", words(ours.get(page("protocol", round_, sent)))), "not yet handed over"
    theirs.post(own("finish_check", sent, sent))
    assert "250" in words(ours.get(page("protocol", round_, sent)))
    assert theirs.post(own("propose", sent, sent, statement), {"text": "Till."}).status_code == 409
    answer = {"verdict": "accepted", "text": "Skolan har 250 elever.", "reason": "Hemligt tills vidare."}
    assert ours.post(page("answer", round_, sent, statement), answer | {"reason": ""}).status_code == 422
    assert ours.post(page("answer", round_, sent, statement), answer).status_code == 302
    assert "Hemligt" not in words(theirs.get(own("fact_check", sent, sent))), "answers come with the final protocol"
    ours.post(page("finish", round_, sent))
    sent.refresh_from_db()
    assert sent.state == "final"
    for seen in (words(theirs.get(own("fact_check", sent, sent))), words(ours.get(page("protocol", round_, sent)))):
        assert sent.checksum in seen
        assert "Hemligt tills vidare." in seen
        # Not by colour alone: what is gone and what is new is said, and struck and underlined.
        assert ('<del class="lv-gone">' in seen, '<ins class="lv-new">' in seen) == (True, True)


def test_the_paper_is_tagged_and_says_what_changed(sent, statement, rut, elsa, client_of):
    actions.propose(statement=statement, text="Skolan har 250 elever.", grounds="", by=elsa, at=timezone.now())
    actions.answer_check(protocol=sent, by=elsa, at=timezone.now())
    correction = Correction.objects.get()
    actions.answer_correction(correction=correction, accepted=True, reason="Ja.", by=rut, at=timezone.now())
    browser, round_ = client_of(rut), sent.participant.round
    browser.post(page("finish", round_, sent))
    for response in (browser.get(page("pdf", round_, sent)), client_of(elsa).get(own("fact_check_pdf", sent, sent))):
        with pikepdf.open(io.BytesIO(response.content)) as pdf:
            assert (bool(pdf.Root.MarkInfo.Marked), str(pdf.Root.Lang)) == (True, "sv-SE")
    document = Document(io.BytesIO(browser.get(page("word", round_, sent)).content))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert "Skolan har [-200-]{+250+} elever." in text
    assert "Uttalande 1 – rektor" in text


def test_what_the_organiser_reads_before_the_end_is_what_was_sent(sent, statement, rut, elsa, client_of):
    """The reviewer's work on the wording is nobody else's until the protocol is final."""
    actions.propose(statement=statement, text="Annat.", grounds="", by=elsa, at=timezone.now())
    actions.answer_check(protocol=sent, by=elsa, at=timezone.now())
    actions.answer_correction(
        correction=Correction.objects.get(), accepted=True, text="Omskrivet.", reason="R.", by=rut, at=timezone.now()
    )
    seen = words(client_of(elsa).get(own("fact_check", sent, sent)))
    assert ("Skolan har 200 elever." in seen, "Omskrivet." in seen) == (True, False)


def test_drafts_and_others_protocols_are_not_to_be_had(protocol, statement, authority, rut, elsa, client_of):
    """The reviewed: no draft by any address. Another participant: nothing at all, by its own case or link."""
    round_ = protocol.participant.round
    granby = an_organiser("Granby kommun")
    neighbour = a_user(Role.DIRECTOR, granby)
    other = a_participant(round_, granby)
    theirs = a_protocol(other, "Granbys protokoll")
    a_statement(theirs, "Granbys ord.")
    until = timezone.localdate() + timedelta(days=10)
    theirs = actions.send_for_check(protocol=theirs, until=until, by=rut, at=timezone.now())
    for user in (elsa, neighbour):
        browser = client_of(user)
        for address in (page("index", round_), page("protocol", round_, protocol), page("pdf", round_, protocol)):
            assert browser.get(address).status_code == 404
    # Almvik has a case of its own, and no protocol in it yet.
    draft_case = actions.send_for_check(
        protocol=a_filled(protocol), until=until, by=rut, at=timezone.now()
    ).delivered_to
    new_draft = a_protocol(protocol.participant, "Nytt utkast")
    browser = client_of(elsa)
    for forbidden in (new_draft, theirs):
        for name in ("fact_check", "fact_check_pdf"):
            assert browser.get(reverse(f"participation:{name}", args=[draft_case.pk, forbidden.pk])).status_code == 404
        wrong = reverse("participation:propose", args=[draft_case.pk, forbidden.pk, statement.pk])
        assert browser.post(wrong, {"text": "x"}).status_code == 404
    assert "Nytt utkast" not in words(
        browser.get(reverse("participation:fact_checks", args=[draft_case.pk]), follow=True)
    )


def a_filled(protocol):
    protocol.statements.update(text="Ord.")
    return protocol


def test_a_link_opens_one_participants_fact_check_and_nothing_else(sent, statement, participant, rut, client):
    at = timezone.now()
    link = make_link(participant=participant, purpose="fact_check", expires_at=at + timedelta(days=9), by=rut, at=at)
    other = make_link(participant=participant, purpose="slots", expires_at=at + timedelta(days=9), by=rut, at=at)

    def address(name, *args, secret=link.secret):
        return reverse(f"links:{name}", args=[secret, *(a.pk for a in args)])

    assert "Skolan har 200 elever." in words(client.get(address("fact_check", sent)))
    assert client.get(address("fact_check", sent, secret=other.secret)).status_code == 404
    assert client.get(address("fact_check", sent, secret="gissning")).status_code == 404
    draft = a_protocol(participant, "Utkast")
    assert client.get(address("fact_check", draft)).status_code == 404
    client.post(address("propose", sent, statement), {"text": "Skolan har 250 elever."})
    assert client.post(address("finish_check", sent), {"name": ""}).status_code == 422
    assert client.post(address("finish_check", sent), {"name": "Per Holm"}).status_code == 302
    sent.refresh_from_db()
    assert (sent.state, sent.answered_name, sent.answered_by) == ("checked", "Per Holm", None)


def test_who_has_nobody_here_gets_an_address(authority, rut, client_of, client):
    participant = a_participant(a_round(authority, state=Round.State.RUNNING), an_organiser("Granby kommun"))
    protocol = a_protocol(participant)
    a_statement(protocol)
    browser, round_ = client_of(rut), participant.round
    browser.post(page("send", round_, protocol), {"until": timezone.localdate() + timedelta(days=10)})
    seen = words(browser.get(page("protocol", round_, protocol)))
    address = re.search(r'value="http://[^/]+(/lank/[^"]+)"', seen)[1]
    assert "Skolan har 200 elever." in words(client.get(address, follow=True))
