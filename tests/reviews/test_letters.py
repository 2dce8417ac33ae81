"""Letters of a round: merged, refused, put in line once, sent once, come back, and laid in both cases."""

from datetime import date, timedelta

import pytest

from likvard.documents import originals
from likvard.ledger.models import Event
from likvard.organisations.models import Organisation
from likvard.quality.actions import ChangedMeanwhile
from likvard.reports.letter import from_json
from likvard.reviews.actions.dispatching import record_bounce, send_dispatches
from likvard.reviews.actions.letters import (
    LetterRefused,
    Queued,
    mark_posted,
    queue_letters,
    save_template,
    set_address,
)
from likvard.reviews.actions.rounds import RoundRefuses
from likvard.reviews.models import Case, Deadline, Dispatch, Letter, Participant, PublicLink
from likvard.reviews.queries.letters import letter_status
from likvard.reviews.queries.links import link_for
from likvard.reviews.queries.merging import Unfilled, Unknown, merged, merger, problems_of, unknown_fields
from likvard.rulebook.permissions import Role
from tests.factories import NOW, TODAY, a_unit, a_user, an_organiser
from tests.factories.letters import ANSWER_BY, a_running_round, a_template, an_address
from tests.factories.rounds import a_participant

pytestmark = pytest.mark.django_db


@pytest.fixture
def authority():
    return an_organiser("Granskningsmyndigheten", kind=Organisation.Kind.AUTHORITY)


@pytest.fixture
def round_(authority):
    return a_running_round(authority, theme="Hur huvudmannen motverkar skillnader.", method="Vi intervjuar.")


@pytest.fixture
def participant(round_):
    organiser = an_organiser("Almviks kommun")
    units = (a_unit(organiser, "Björkskolan"), a_unit(organiser, "Granskolan"))
    found = a_participant(round_, organiser, units)
    an_address(found, attention="Registrator")
    return found


class Mailbox:
    """Takes every e-mail until it is told to fail; `crash` dies after the server has taken it."""

    def __init__(self, *, fails=0, crash=False):
        self.mails, self.fails, self.crash = [], fails, crash

    def __call__(self, mail):
        if self.fails:
            self.fails -= 1
            raise OSError("the server is away")
        self.mails.append(mail)
        if self.crash:
            raise KeyboardInterrupt


def queue(template, at=NOW):
    return queue_letters(template=template, on=TODAY, by=None, at=at)


# Merging


def test_a_letter_says_what_concerns_its_receiver(round_, participant):
    content = merger(a_template(round_)).letter(participant, on=TODAY)
    text = "\n".join(f"{part.heading}\n{part.text}" for part in content.parts)
    assert content.receiver == ("Almviks kommun", "Registrator")
    assert content.subject == "Huvudmannens kompensatoriska arbete: vi granskar er verksamhet"
    assert "rektorerna för Björkskolan och Granskolan" in text
    assert "veckorna 3–10, 2027" in text
    assert "senast den 9\xa0december\xa02026" in text
    assert "Ida Berg, telefon 08-123 45 67, e-post ida.berg@example.org" in text
    assert "Hur huvudmannen motverkar skillnader." in text
    assert "{" not in text


def test_a_sentence_without_its_value_is_left_out(round_):
    alone = a_participant(round_, an_organiser("Ensamby kommun"))
    round_.method = ""
    round_.save()
    content = merger(a_template(round_)).letter(alone, on=TODAY)
    told = {part.heading: part.text for part in content.parts}
    assert told["Så går det till"].startswith("Intervjuerna är planerade till veckorna 3–10, 2027. Vi hör av oss")
    assert [line[:10] for line in told["Vilka vi vill tala med"].splitlines()] == ["- presidie", "- företräd"]


@pytest.mark.parametrize("kind", ["other", "planned_supervision", "quality_dialogue", "targeted_supervision"])
@pytest.mark.parametrize("occasion", ["opening", "documents"])
def test_every_kind_has_a_letter_to_begin_from_that_can_be_merged(authority, kind, occasion):
    one = a_running_round(authority, kind=kind)
    alone = a_participant(one, an_organiser("Ensamby kommun"), case=None)
    template = a_template(one, occasion)
    assert problems_of(template) == ()
    content = merger(template).letter(alone, on=TODAY)
    assert "9\xa0december\xa02026" in str(content.parts).replace("\\xa0", "\xa0")
    assert "{" not in "".join(part.text + part.heading for part in content.parts) + content.subject


def test_a_replaced_unit_is_not_named(round_, participant):
    participant.units.filter(school_unit__name="Granskolan").update(replaced_reason="Skolan läggs ner.")
    content = merger(a_template(round_)).letter(participant, on=TODAY)
    assert "Granskolan" not in str(content)


def test_the_catalogue_names_this_kind_first(round_, participant):
    content = merger(a_template(round_)).letter(participant, on=TODAY)
    scope = next(a for a in content.appendices if a.kind == "scope")
    assert [m.name for m in scope.models if m.this_one] == ["tematisk kvalitetsgranskning"]
    assert scope.models[0].this_one
    assert {m.name for m in scope.models} >= {"planerad kvalitetsgranskning", "planerad tillsyn", "riktad tillsyn"}
    assert [m.name for m in scope.models if "samtal" in m.name or "egen" in m.name] == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Till {huvudman} om {skolenheter}.", []),
        ("{ huvudman }", []),
        ("{kommun} och {rektor} och {kommun}", ["kommun", "rektor"]),
        ("{}", [""]),
        ("en lös { klammer", ["en lös { klammer"]),
        ("{huvudman.__class__}", ["huvudman.__class__"]),
        ("{{huvudman}}", ["{}"]),
    ],
)
def test_fields_that_no_letter_knows(text, names):
    assert unknown_fields(text) == tuple(Unknown(name) for name in names)


def test_what_people_typed_is_never_a_field():
    assert merged("{huvudman}", {"huvudman": "{tema}"}) == "{tema}"


def test_a_template_is_refused_with_the_fields_name(round_):
    template = a_template(round_)
    parts = [{"key": "now", "heading": "", "text": "Till {kommunen}"}]
    with pytest.raises(LetterRefused, match="kommunen") as refused:
        save_template(template=template, values={"parts": parts}, version=1, by=None, at=NOW)
    assert refused.value.problems == (Unknown("kommunen"),)


def test_what_is_missing_is_told_before_anything_leaves(round_, participant):
    template = a_template(round_, answer_by=None, weeks_to=None, interviewees="")
    assert problems_of(template) == (Unfilled("sista_dag"), Unfilled("veckor"), Unfilled("intervjupersoner"))
    with pytest.raises(LetterRefused):
        queue(template)
    assert Letter.objects.count() == 0


def test_two_who_write_the_template_are_told(round_):
    template = a_template(round_)
    save_template(template=template, values={"subject": "En"}, version=1, by=None, at=NOW)
    with pytest.raises(ChangedMeanwhile):
        save_template(template=template, values={"subject": "Två"}, version=1, by=None, at=NOW)


# In line, sent, come back


def test_queued_once_and_sent_once(round_, participant):
    template, box = a_template(round_), Mailbox()
    assert queue(template) == Queued(merged=1, queued=1, to_post=0)
    assert queue(template) == Queued(merged=0, queued=0, to_post=0)
    assert letter_status(round_)[participant.pk].state == "queued"
    for _ in range(3):
        send_dispatches(at=NOW, deliver=box)
    assert [(m.to, m.what, m.attachments[0][1][:5]) for m in box.mails] == [
        ("registrator@example.org", "letter", b"%PDF-")
    ]
    status = letter_status(round_, today=TODAY)[participant.pk]
    assert (status.state, status.contact, status.contact_day) == ("sent", "waiting", ANSWER_BY)
    assert queue(template).queued == 0


def test_the_address_in_the_letter_opens_the_contact_form_and_is_not_in_the_pdf(round_, participant):
    box = Mailbox()
    queue(a_template(round_))
    send_dispatches(at=NOW, deliver=box)
    mail = box.mails[0]
    assert link_for(mail.secret, PublicLink.Purpose.CONTACT, NOW).participant == participant
    letter = Letter.objects.get()
    assert mail.secret not in str(letter.content)
    assert mail.secret.encode() not in originals.path_of(letter.document.checksum).read_bytes()


def test_a_crash_after_the_server_took_it_sends_the_same_message_again(round_, participant):
    queue(a_template(round_))
    box = Mailbox(crash=True)
    with pytest.raises(KeyboardInterrupt):
        send_dispatches(at=NOW, deliver=box)
    calm = Mailbox()
    send_dispatches(at=NOW + timedelta(minutes=1), deliver=calm)
    assert calm.mails == []  # somebody may still be at it
    send_dispatches(at=NOW + timedelta(minutes=16), deliver=calm)
    assert [m.id for m in calm.mails] == [m.id for m in box.mails]
    assert Letter.objects.get().participant.case.documents.count() == 1


def test_one_that_fails_does_not_stop_the_others_and_is_tried_again(round_, participant):
    other = a_participant(round_, an_organiser("Grannby kommun"))
    an_address(other, "kommun@example.org")
    queue(a_template(round_))
    box = Mailbox(fails=1)
    outcome = send_dispatches(at=NOW, deliver=box)
    assert (outcome.sent, outcome.failed) == (1, 1)
    send_dispatches(at=NOW + timedelta(hours=1), deliver=box)
    assert {m.to for m in box.mails} == {"registrator@example.org", "kommun@example.org"}


def test_a_bounce_is_kept_and_a_new_address_is_tried(round_, participant):
    template, box = a_template(round_), Mailbox()
    queue(template)
    send_dispatches(at=NOW, deliver=box)
    row = Dispatch.objects.get()
    for _ in range(2):
        record_bounce(dispatch=row, status="5.1.1", note="mailbox unknown", at=NOW)
    status = letter_status(round_)[participant.pk]
    assert (status.state, status.bounce) == ("bounced", "5.1.1 mailbox unknown")
    assert queue(template).queued == 0  # the same address would come back again
    set_address(participant=participant, attention="", email="ny@example.org", postal="", by=None, at=NOW)
    assert queue(template).queued == 1
    send_dispatches(at=NOW, deliver=box)
    assert [m.to for m in box.mails] == ["registrator@example.org", "ny@example.org"]
    assert letter_status(round_)[participant.pk].state == "sent"
    assert Event.objects.filter(action="letter_bounced").count() == 1


def test_without_an_address_it_is_posted(round_, participant):
    participant.letter_address.delete()
    template = a_template(round_)
    assert queue(template) == Queued(merged=1, queued=0, to_post=1)
    for _ in range(2):
        mark_posted(letter=Letter.objects.get(), posted_on=TODAY, by=None, at=NOW)
    status = letter_status(round_)[participant.pk]
    assert (status.state, status.day, Dispatch.objects.count()) == ("posted", TODAY, 1)
    assert participant.case.documents.get().part == "letter"


def test_a_posted_letter_is_not_sent_too(round_, participant):
    box = Mailbox()
    queue(a_template(round_))
    mark_posted(letter=Letter.objects.get(), posted_on=TODAY, by=None, at=NOW)
    send_dispatches(at=NOW, deliver=box)
    assert box.mails == []


def test_nobody_who_has_left_the_round_gets_a_letter(round_, participant):
    box = Mailbox()
    queue(a_template(round_))
    Participant.objects.update(state="withdrawn", reason="Skolan är nedlagd.")
    send_dispatches(at=NOW, deliver=box)
    assert (box.mails, Dispatch.objects.get().dropped_at) == ([], NOW)


@pytest.mark.parametrize("state", ["planned", "closed"])
def test_nothing_leaves_a_round_that_is_not_running(round_, participant, state):
    template = a_template(round_)
    round_.state = state
    if state == "closed":
        round_.closed_on, round_.closing_grounds = TODAY, "Klart"
    round_.save()
    with pytest.raises(RoundRefuses):
        queue(template)
    assert Letter.objects.count() == 0


# Delivered


def test_an_organiser_that_works_here_finds_letter_and_last_day_in_its_own_case(round_, participant):
    a_user(Role.DIRECTOR, participant.organiser)
    queue(a_template(round_))
    for _ in range(2):
        send_dispatches(at=NOW, deliver=Mailbox())
    own = Case.objects.get(holder=participant.organiser)
    assert own.state == "announced"
    assert [(d.part, d.document.holder) for d in own.documents.all()] == [("letter", participant.organiser)]
    deadline = Deadline.objects.get(case=own)
    assert (deadline.what, deadline.day, deadline.document) == (
        "contact_person",
        ANSWER_BY,
        own.documents.get().document,
    )
    assert own.documents.get().document.reading.state == "reviewed"
    # The reviewer waits; it owes nothing itself.
    assert participant.case.deadlines.count() == 0


def test_the_letter_can_be_found_by_its_words(round_, participant):
    queue(a_template(round_))
    send_dispatches(at=NOW, deliver=Mailbox())
    reading = Letter.objects.get().document.reading
    assert "rektorerna för Björkskolan" in reading.text
    assert (reading.left, reading.state) == (0, "reviewed")


def test_the_history_holds_no_addresses(round_, participant):
    queue(a_template(round_))
    send_dispatches(at=NOW, deliver=Mailbox())
    assert "@" not in "".join(str(event.__dict__) for event in Event.objects.all())


def test_the_frozen_content_gives_the_same_letter(round_, participant):
    template = a_template(round_)
    queue(template)
    stored = from_json(Letter.objects.get().content)
    assert stored == merger(template).letter(Participant.objects.get(), on=date(2026, 11, 18))


def test_status_asks_the_same_number_of_questions_whatever_the_round(round_, django_assert_max_num_queries):
    for number in range(12):
        one = a_participant(round_, an_organiser(f"Kommun {number}"))
        an_address(one, f"k{number}@example.org")
    queue(a_template(round_))
    with django_assert_max_num_queries(4):
        assert len(letter_status(round_, today=TODAY)) == 12
