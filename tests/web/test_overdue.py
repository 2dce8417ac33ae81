"""The authority's own list of what is overdue: in all its rounds, the longest first, nothing of another's."""

from datetime import timedelta

import pytest
from django.urls import reverse

from likvard.access.queries import grants_of
from likvard.reviews.models import FollowUp, ReceivedAnswer
from likvard.reviews.queries.clocks import overdue, overdue_everywhere
from likvard.rulebook.permissions import Role
from tests.factories import NOW, TODAY, a_deadline, a_participant, a_round, a_user, an_organiser

pytestmark = pytest.mark.django_db


def ago(days: int):
    return TODAY - timedelta(days=days)


@pytest.fixture
def authority():
    return an_organiser("Verket", kind="authority")


@pytest.fixture
def rounds(authority):
    """Two rounds of the authority and one closed; and another authority's with as much."""
    one, two = a_round(authority, state="running", title="Ett"), a_round(authority, state="running", title="Två")
    ended = a_round(authority, state="closed", closed_on=TODAY, closing_grounds="Klart.")
    late, owes, waits, read, prompt, gone = (
        a_participant(round_, an_organiser(name))
        for round_, name in (
            (one, "Sen"), (two, "Skyldig"), (one, "Väntar"), (one, "Läst"), (two, "I tid"), (ended, "Slut")
        )
    )  # fmt: skip
    theirs = a_participant(
        a_round(an_organiser("Annat verk", kind="authority"), state="running"), an_organiser("Annan")
    )
    for participant in (late, gone, theirs):
        FollowUp.objects.create(case=participant.case, number=1, planned_on=ago(10), created_at=NOW)
    a_deadline(owes.case, ago(30), "response")
    a_deadline(prompt.case, TODAY, "response")
    for participant, days in ((waits, 61), (read, 90), (prompt, 60)):
        ReceivedAnswer.objects.create(case=participant.case, number=1, received_on=ago(days), registered_at=NOW)
    FollowUp.objects.create(case=read.case, number=1, planned_on=ago(80), done_on=ago(80), created_at=NOW)
    return one, two


def test_all_rounds_the_longest_first(authority, rounds):
    found = overdue_everywhere(grants_of(a_user(Role.REVIEW_LEAD, authority), TODAY), today=TODAY)
    assert [(one.what, one.case.organiser.name, one.days) for one in found] == [
        ("unread", "Väntar", 61), ("response", "Skyldig", 30), ("follow_up", "Sen", 10),
    ]  # fmt: skip
    assert [one.case.organiser.name for one in overdue(rounds[0], today=TODAY)] == ["Väntar", "Sen"]


def test_the_page_asks_as_much_however_long_the_list(
    authority, rounds, client_of, django_assert_max_num_queries, monkeypatch
):
    browser = client_of(a_user(Role.REVIEW_LEAD, authority))
    for number in range(20):
        a_deadline(a_participant(rounds[0], an_organiser(f"Kommun {number}")).case, ago(400), "response")
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *args: TODAY)
    browser.get(reverse("rounds:late"))
    with django_assert_max_num_queries(12):
        page = browser.get(reverse("rounds:late")).content.decode()
    assert "2 saker är våra att göra. 21 redovisningar har inte kommit." in page
    assert ("Skyldig" in page, "Annan" in page, "Slut" in page) == (True, False, False)


def test_nothing_is_overdue_and_who_may_read(authority, client_of):
    page = client_of(a_user(Role.REVIEWER, authority)).get(reverse("rounds:late")).content.decode()
    assert "Inget är försenat" in page
    assert client_of(a_user(Role.PRINCIPAL, an_organiser())).get(reverse("rounds:late")).status_code == 403
