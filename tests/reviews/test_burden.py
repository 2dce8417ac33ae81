"""What a round asks of those it reviews: documents not yet in and hours of interviews, of those still in it."""

from datetime import timedelta

import pytest

from likvard.reviews.models import DocumentRequest, Interview, RequestItem
from likvard.reviews.queries.burden import Burden, burden_of
from likvard.reviews.queries.round_status import round_status
from likvard.rulebook.permissions import Role
from tests.factories import NOW, TODAY, a_document, a_participant, a_round, a_user, an_organiser

pytestmark = pytest.mark.django_db


def asked(participant, *, items=0, spared=0, interviews=(), cancelled=0):
    """A request of so many documents and interviews of so many minutes each."""
    request = DocumentRequest.objects.create(participant=participant, last_day=TODAY + timedelta(days=9), made_at=NOW)
    for number in range(items + spared):
        RequestItem.objects.create(
            request=request, ordering=number, text=f"Handling {number}",
            already=a_document(participant.round.holder) if number >= items else None,
        )  # fmt: skip
    for number, minutes in enumerate((*interviews, *[45] * cancelled)):
        off = number >= len(interviews)
        Interview.objects.create(
            participant=participant, role="principal", minutes=minutes, mode="video", created_at=NOW,
            state="cancelled" if off else "needed", state_reason="Sjuk" if off else "",
        )  # fmt: skip


@pytest.fixture
def authority():
    return an_organiser("Verket", kind="authority")


def test_nothing_is_asked_for_yet(authority):
    round_ = a_round(authority)
    assert burden_of(round_status(round_, today=TODAY)) is None
    a_participant(round_, an_organiser())
    assert burden_of(round_status(round_, today=TODAY)) is None


def test_counts_and_medians_of_those_still_in_the_round(authority, settings, tmp_path, client_of):
    settings.MEDIA_ROOT = tmp_path
    round_ = a_round(authority, state="running")
    one, two, _three = (a_participant(round_, an_organiser()) for _ in range(3))
    gone = a_participant(round_, an_organiser(), state="withdrawn", reason="Nedlagd")
    asked(one, items=4, spared=1, interviews=(60, 45), cancelled=1)
    asked(two, items=2, interviews=(60,))
    asked(gone, items=9, interviews=(300,))
    asked(a_participant(a_round(authority), an_organiser()), items=7, interviews=(60,))
    assert burden_of(round_status(round_, today=TODAY)) == Burden(
        participants=3, items=6, spared=1, median_items=2, interviews=3, minutes=165, median_minutes=60
    )
    page = client_of(a_user(Role.REVIEWER, authority)).get(f"/granskningar/{round_.pk}/").content.decode()
    assert "Vad den begär av de granskade" in page
    assert "2 handlingar och 1,0 timmar" in page.replace("\N{NO-BREAK SPACE}", " ")
