"""Contact persons: a draft, an answer with a receipt, a correction, and reminders to those who are silent."""

from datetime import date, datetime, timedelta

import pytest

from likvard.ledger.models import Event
from likvard.organisations.models import Organisation
from likvard.reviews.actions.contacts import receipt_number, save_contact, send_contact
from likvard.reviews.actions.dispatching import queue_participant_reminders, send_dispatches
from likvard.reviews.actions.letters import queue_letters
from likvard.reviews.actions.links import make_link
from likvard.reviews.actions.rounds import RoundRefuses
from likvard.reviews.models import Case, ContactAnswer, Dispatch, PublicLink
from likvard.reviews.queries.letters import letter_status
from likvard.rulebook.permissions import Role
from tests.factories import NOW, TODAY, a_user, an_organiser
from tests.factories.letters import ANSWER_BY, a_running_round, a_template, an_address
from tests.factories.rounds import a_participant

pytestmark = pytest.mark.django_db

VALUES = {"name": "Kim Lund", "title": "utvecklare", "phone": "070-123 45 67", "email": "kim.lund@example.org"}


@pytest.fixture
def round_():
    return a_running_round(an_organiser("Granskningsmyndigheten", kind=Organisation.Kind.AUTHORITY))


@pytest.fixture
def participant(round_):
    found = a_participant(round_, an_organiser("Almviks kommun"))
    an_address(found)
    return found


def send(participant, values=VALUES, **given):
    return send_contact(participant=participant, values=values, **{"by": None, "link": None, "at": NOW, **given})


def on(day: date, hour: int = 9) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=NOW.tzinfo)


def test_a_draft_is_gone_on_with(participant):
    save_contact(participant=participant, values={"name": "Kim"}, by=None, link=None, at=NOW)
    save_contact(participant=participant, values={"name": "Kim", "phone": "070"}, by=None, link=None, at=NOW)
    draft = ContactAnswer.objects.get()
    assert (draft.name, draft.phone, draft.sent_at, draft.receipt) == ("Kim", "070", None, None)
    answer = send(participant)
    assert ContactAnswer.objects.get() == answer
    assert Event.objects.values_list("action", flat=True).last() == "contact_person_named"


def test_the_same_words_twice_give_the_same_receipt(participant):
    first = send(participant)
    save_contact(participant=participant, values={"name": "K"}, by=None, link=None, at=NOW)
    assert send(participant, at=NOW + timedelta(hours=1)).receipt == first.receipt
    assert ContactAnswer.objects.count() == 1
    assert Dispatch.objects.filter(what="contact_receipt").count() == 1


def test_a_correction_keeps_the_earlier_answer(round_, participant):
    first = send(participant)
    later = send(participant, {**VALUES, "name": "Alex Ek"}, at=NOW + timedelta(days=1))
    assert [a.name for a in ContactAnswer.objects.order_by("sent_at")] == ["Kim Lund", "Alex Ek"]
    assert first.receipt != later.receipt
    assert letter_status(round_)[participant.pk].contact_name == "Alex Ek"


def test_a_receipt_can_be_read_out():
    number = receipt_number("K")
    assert (len(number), number[:2], set(number) & set("O01IQ")) == (11, "K-", set())


def test_the_receipt_goes_to_the_contact_person(round_, participant):
    answer, mails = send(participant), []
    send_dispatches(at=NOW, deliver=mails.append)
    assert [(m.to, m.what, m.receipt) for m in mails] == [("kim.lund@example.org", "contact_receipt", answer.receipt)]


def test_the_own_last_day_is_met(round_, participant):
    a_user(Role.DIRECTOR, participant.organiser)
    queue_letters(template=a_template(round_), on=TODAY, by=None, at=NOW)
    send_dispatches(at=NOW, deliver=lambda mail: None)
    participant.refresh_from_db()
    send(participant)
    deadline = Case.objects.get(holder=participant.organiser).deadlines.get()
    assert (deadline.what, deadline.met_on) == ("contact_person", TODAY)


def test_a_link_that_was_used_is_noted(participant):
    made = make_link(
        participant=participant, purpose=PublicLink.Purpose.CONTACT, expires_at=NOW + timedelta(days=9), by=None, at=NOW
    )
    send(participant, link=made.link)
    made.link.refresh_from_db()
    assert made.link.last_used_at == NOW
    assert Event.objects.filter(action="contact_person_named").get().reason == "by_link"


def test_a_closed_round_takes_no_answers(round_, participant):
    round_.state, round_.closed_on, round_.closing_grounds = "closed", TODAY, "Klart"
    round_.save()
    with pytest.raises(RoundRefuses):
        send(participant)
    assert ContactAnswer.objects.count() == 0


def test_the_history_knows_no_names(participant):
    send(participant)
    told = str(Event.objects.values_list("after", "before", "reason"))
    assert [word for word in VALUES.values() if word in told] == []


# Reminders


def everybody_gets_a_letter(round_):
    queue_letters(template=a_template(round_), on=TODAY, by=None, at=NOW)
    send_dispatches(at=NOW, deliver=lambda mail: None)


def test_only_the_silent_are_reminded_before_and_after_the_last_day(round_, participant):
    silent = a_participant(round_, an_organiser("Tysta kommun"))
    an_address(silent, "tyst@example.org")
    everybody_gets_a_letter(round_)
    send(participant)
    got, day = [], TODAY
    while day <= ANSWER_BY + timedelta(days=40):
        send_dispatches(at=on(day), deliver=lambda mail, day=day: got.append((day, mail.to, mail.what, mail.days_left)))
        day += timedelta(days=1)
    assert [row for row in got if row[2] == "contact_reminder"] == [
        (date(2026, 11, 25), "tyst@example.org", "contact_reminder", 14),
        (date(2026, 12, 4), "tyst@example.org", "contact_reminder", 5),
        (ANSWER_BY, "tyst@example.org", "contact_reminder", 0),
        (date(2026, 12, 10), "tyst@example.org", "contact_reminder", -1),
    ]
    assert letter_status(round_, today=date(2026, 12, 11))[silent.pk].reminders == 4
    assert letter_status(round_, today=date(2026, 12, 11))[silent.pk].contact == "overdue"


def test_a_reminder_in_line_is_dropped_when_the_answer_comes(round_, participant):
    everybody_gets_a_letter(round_)
    at = on(ANSWER_BY)
    assert (queue_participant_reminders(at=at), queue_participant_reminders(at=at)) == (1, 0)
    send(participant, at=at)
    mails = []
    send_dispatches(at=at, deliver=mails.append)
    assert [mail.what for mail in mails] == ["contact_receipt"]


def test_nobody_is_reminded_before_the_letter_or_the_day_it_comes(round_, participant):
    template = a_template(round_, answer_by=TODAY + timedelta(days=10))
    assert queue_participant_reminders(at=NOW) == 0
    queue_letters(template=template, on=TODAY, by=None, at=NOW)
    send_dispatches(at=NOW, deliver=lambda mail: None)
    assert queue_participant_reminders(at=NOW) == 0


def test_whoever_is_reminded_in_the_own_case_is_not_reminded_twice(round_, participant):
    a_user(Role.DIRECTOR, participant.organiser, email="REGISTRATOR@example.org")
    everybody_gets_a_letter(round_)
    assert queue_participant_reminders(at=on(ANSWER_BY)) == 0


def test_a_closed_round_reminds_nobody(round_, participant):
    everybody_gets_a_letter(round_)
    queue_participant_reminders(at=on(ANSWER_BY))
    round_.state, round_.closed_on, round_.closing_grounds = "closed", TODAY, "Klart"
    round_.save()
    mails = []
    send_dispatches(at=on(ANSWER_BY), deliver=mails.append)
    assert mails == []
