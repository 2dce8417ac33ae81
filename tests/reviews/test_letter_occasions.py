"""Letters about interview times and protocols: to those who have something to answer, with their own, and reminders
to the silent."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils.translation import override

from likvard.organisations.models import Organisation
from likvard.reports.letter import from_json, letter_paper
from likvard.reports.word import render_word
from likvard.reviews.actions.contacts import send_contact
from likvard.reviews.actions.dispatching import queue_participant_reminders, send_dispatches
from likvard.reviews.actions.letters import Queued, mark_posted, queue_letters
from likvard.reviews.actions.letters_to_cases import plain_text
from likvard.reviews.actions.protocols import send_all_for_check, send_for_check
from likvard.reviews.models import Dispatch, InterviewSlot, Letter, Protocol, PublicLink
from likvard.reviews.queries.letter_occasions import MODES, ROLES, RULES, Answers, answers_in
from likvard.reviews.queries.letters import letter_status
from likvard.reviews.queries.links import link_for
from likvard.reviews.queries.merging import problems_of
from likvard.rulebook.permissions import Role
from likvard.web.labels import TABLES
from tests.factories import NOW, TODAY, a_unit, a_user, an_organiser
from tests.factories.interviews import a_protocol, a_slot, a_statement, an_interview
from tests.factories.letters import ANSWER_BY, a_running_round, a_template, an_address
from tests.factories.rounds import a_participant
from tests.reviews.test_letters import Mailbox

pytestmark = pytest.mark.django_db
UNTIL = date(2026, 12, 16)


@pytest.fixture
def round_():
    return a_running_round(an_organiser("Granskningsmyndigheten", kind=Organisation.Kind.AUTHORITY))


@pytest.fixture
def reviewer(round_):
    return a_user(Role.REVIEWER, round_.holder)


def three(round_):
    """Almvik, Boda and Cedra, each with an address."""
    found = []
    for name in ("Almviks kommun", "Boda kommun", "Cedra kommun"):
        organiser = an_organiser(name)
        participant = a_participant(round_, organiser, (a_unit(organiser, f"{name[:5]}skolan"),))
        an_address(participant, f"{name[:5].strip().lower()}@example.org")
        found.append(participant)
    return found


def queue(template, at=NOW):
    return queue_letters(template=template, on=TODAY, by=None, at=at)


def sent(at=NOW):
    box = Mailbox()
    send_dispatches(at=at, deliver=box)
    return sorted(box.mails, key=lambda mail: mail.to)


def words_of(letter: Letter) -> str:
    return plain_text(letter_paper(from_json(letter.content)))


def test_times_go_to_those_who_are_offered_some_each_with_its_own(round_, reviewer):
    almvik, boda, cedra = three(round_)
    nine = datetime(2027, 2, 2, 9, tzinfo=ZoneInfo("Europe/Stockholm"))
    unit = almvik.units.get().school_unit
    a_slot(an_interview(almvik, unit, mode="visit"), reviewer, nine, state="offered")
    a_slot(an_interview(boda, role="presidium"), reviewer, nine + timedelta(hours=3), state="offered")
    a_slot(an_interview(cedra), reviewer, nine + timedelta(days=1), state="proposed")  # the plan's own so far
    template = a_template(round_, "interviews")
    assert queue(template) == Queued(merged=2, queued=2, to_post=0)
    assert queue(template) == Queued(merged=0, queued=0, to_post=0)
    mails = sent()
    assert [(m.to, m.what, m.purpose, m.attachments[0][0]) for m in mails] == [
        ("almvi@example.org", "letter", "slots", "intervjutider.pdf"),
        ("boda@example.org", "letter", "slots", "intervjutider.pdf"),
    ]
    assert link_for(mails[0].secret, PublicLink.Purpose.SLOTS, NOW).participant == almvik
    told = words_of(Letter.objects.get(participant=almvik))
    assert "tisdag 2 februari 2027 kl. 09.00–10.00, besök: rektor, Almviskolan" in told
    assert "12.00" not in told
    assert render_word(letter_paper(from_json(Letter.objects.get(participant=boda).content)))[:2] == b"PK"
    assert almvik.case.documents.get().part == "letter"


def test_reminders_of_times_go_to_the_silent_alone(round_, reviewer):
    almvik, boda, _cedra = three(round_)
    slots = [
        a_slot(an_interview(one), reviewer, NOW + timedelta(days=40 + n), state="offered")
        for n, one in enumerate((almvik, boda))
    ]
    queue(a_template(round_, "interviews"))
    sent()
    InterviewSlot.objects.filter(pk=slots[1].pk).update(state="accepted")
    assert answers_in(round_, "interviews") == {almvik.pk: Answers(0, 1), boda.pk: Answers(1, 1)}
    last = datetime(ANSWER_BY.year, ANSWER_BY.month, ANSWER_BY.day, 8, tzinfo=ZoneInfo("Europe/Stockholm"))
    assert [(m.to, m.what, m.purpose, m.days_left) for m in sent(last)] == [
        ("almvi@example.org", "interviews_reminder", "slots", 0)
    ]
    assert letter_status(round_, occasion="interviews")[almvik.pk].reminders == 1
    assert queue_participant_reminders(at=last) == 0


def test_a_reminder_in_line_is_dropped_when_the_answer_comes(round_, reviewer):
    almvik, *_others = three(round_)
    slot = a_slot(an_interview(almvik), reviewer, state="offered")
    queue(a_template(round_, "interviews"))
    sent()
    last = datetime(ANSWER_BY.year, ANSWER_BY.month, ANSWER_BY.day, 8, tzinfo=ZoneInfo("Europe/Stockholm"))
    assert queue_participant_reminders(at=last) == 1
    InterviewSlot.objects.filter(pk=slot.pk).update(state="declined")
    assert sent(last) == []
    assert Dispatch.objects.get(what="interviews_reminder").dropped_at


def test_protocols_are_handed_over_at_once_and_told_of_each_with_its_own_last_day(round_, reviewer):
    almvik, boda, cedra = three(round_)
    for one in (almvik, boda):
        a_statement(a_protocol(one, f"Intervju i {one.organiser.name}", by=reviewer))
    a_protocol(cedra, by=reviewer)  # nothing in it yet
    went, left = send_all_for_check(round_=round_, until=UNTIL, by=reviewer, at=NOW)
    assert ([p.participant for p in went], [p.participant for p in left]) == ([almvik, boda], [cedra])
    Protocol.objects.filter(participant=boda).update(check_until=UNTIL + timedelta(days=7))

    template = a_template(round_, "fact_check", answer_by=None)
    assert problems_of(template) == ()  # each has a last day of its own
    assert queue(template) == Queued(merged=2, queued=2, to_post=0)
    assert [(m.to, m.purpose, m.answer_by, m.attachments[0][0]) for m in sent()] == [
        ("almvi@example.org", "fact_check", UNTIL, "faktagranskning.pdf"),
        ("boda@example.org", "fact_check", UNTIL + timedelta(days=7), "faktagranskning.pdf"),
    ]
    told = words_of(Letter.objects.get(participant=almvik))
    assert "Intervju i Almviks kommun, senast 16 december 2026" in told
    assert "Boda" not in told
    Protocol.objects.filter(participant=boda).update(state="checked", answered_at=NOW)
    last = datetime(UNTIL.year, UNTIL.month, UNTIL.day, 8, tzinfo=ZoneInfo("Europe/Stockholm"))
    assert [(m.to, m.what, m.days_left) for m in sent(last)] == [("almvi@example.org", "fact_check_reminder", 0)]


def test_what_is_handed_over_later_gets_a_letter_of_its_own(round_, reviewer):
    almvik, boda, *_others = three(round_)
    first = a_protocol(almvik, "Intervju med presidiet", by=reviewer)
    a_statement(first)
    send_for_check(protocol=first, until=UNTIL, by=reviewer, at=NOW)
    template = a_template(round_, "fact_check", answer_by=None)
    assert queue(template) == Queued(merged=1, queued=1, to_post=0)
    assert queue(template) == Queued(merged=0, queued=0, to_post=0)  # nothing new to tell

    second = a_protocol(almvik, "Intervju med rektor", by=reviewer)
    a_statement(second)
    later = UNTIL + timedelta(days=9)
    send_for_check(protocol=second, until=later, by=reviewer, at=NOW)
    assert {pk for pk, one in letter_status(round_, occasion="fact_check").items() if one.untold} == {almvik.pk}
    assert queue(template) == Queued(merged=1, queued=1, to_post=0)
    letters = Letter.objects.filter(participant=almvik, occasion="fact_check")
    assert [(one.number, one.answer_by, list(one.protocols.all())) for one in letters] == [
        (1, UNTIL, [first]), (2, later, [second]),
    ]  # fmt: skip
    told = words_of(letters[1])
    assert "Intervju med rektor" in told
    assert "presidiet" not in told
    assert [m.to for m in sent()] == ["almvi@example.org"] * 2
    assert not Letter.objects.filter(participant=boda).exists()


def test_without_an_address_the_letter_is_posted_and_has_its_way_in(round_, reviewer):
    almvik, *_others = three(round_)
    almvik.letter_address.delete()
    a_slot(an_interview(almvik), reviewer, state="offered")
    assert queue(a_template(round_, "interviews")) == Queued(merged=1, queued=0, to_post=1)
    assert PublicLink.objects.filter(participant=almvik, purpose="slots").count() == 1
    mark_posted(letter=Letter.objects.get(), posted_on=TODAY, by=None, at=NOW)
    assert letter_status(round_, occasion="interviews")[almvik.pk].state == "posted"


def test_the_contact_person_gets_what_comes_after_the_opening_letter(round_, reviewer):
    almvik, *_others = three(round_)
    values = {"name": "Kim", "title": "utvecklare", "phone": "", "email": "kim@example.org"}
    send_contact(participant=almvik, values=values, by=None, link=None, at=NOW)
    Dispatch.objects.all().delete()
    a_slot(an_interview(almvik), reviewer, state="offered")
    queue(a_template(round_, "interviews"))
    assert [m.to for m in sent()] == ["kim@example.org"]


def test_status_asks_the_same_number_of_questions_whatever_the_round(round_, reviewer, django_assert_num_queries):
    for n, one in enumerate(three(round_)):
        a_slot(an_interview(one), reviewer, NOW + timedelta(days=30 + n), state="offered")
    with django_assert_num_queries(1):
        answers_in(round_, "interviews")
    with django_assert_num_queries(1):
        answers_in(round_, "fact_check")


def test_letters_speak_of_roles_as_the_pages_do():
    with override("sv"):
        pages = {code: str(word) for code, word in TABLES["interview_role"].items()}
    assert set(ROLES) == set(pages)
    assert {code for code in ROLES if ROLES[code].split()[0][:5] != pages[code].split()[0][:5]} <= {"director"}
    assert set(MODES) == set(TABLES["interview_mode"])
    assert len({rules.purpose for rules in RULES.values()}) == len(RULES)
