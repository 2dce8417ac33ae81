"""Forms of dialogues: who saves second is told and keeps her words; what may not be saved says why."""

from datetime import date

import pytest
from django.urls import reverse

from likvard.quality.models import Dialogue
from likvard.rulebook.permissions import Role
from tests.factories import a_unit, a_user, an_organiser
from tests.factories.dialogues import a_dialogue, a_party, a_series

pytestmark = pytest.mark.django_db


@pytest.fixture
def series():
    return a_series(an_organiser())


@pytest.fixture
def director(series):
    return a_user(Role.DIRECTOR, series.holder)


@pytest.fixture
def dialogue(series):
    return a_dialogue(a_party(series, a_unit(series.holder)))


@pytest.mark.parametrize(
    ("page", "of", "sent", "kept"),
    [
        ("move", "dialogue", {"day": "2026-12-09", "place": "Ekskolan"}, "Ekskolan"),
        ("cancel", "dialogue", {"reason": "Snöstorm"}, "Snöstorm"),
        ("hold", "dialogue", {"held_on": "2026-06-01", "no_agreement_reason": "Inget återstår"}, "Inget återstår"),
        ("model", "series", {"title": "Annat namn", "times_a_year": "2", "purposes": "Veta", "agenda": "Ro\n- Hur?"},
         "Annat namn"),
        ("decide", "series", {"decided_on": "2026-06-01", "paragraph": "§ 4"}, "§ 4"),
        ("end", "series", {"ended_on": "2026-06-01", "grounds": "Klart"}, "Klart"),
    ],
)  # fmt: skip
def test_who_saves_second_is_told_and_saves_with_the_next_try(
    client_of, director, series, dialogue, page, of, sent, kept
):
    row = {"dialogue": dialogue, "series": series}[of]
    if page in ("model", "decide"):
        series.state, series.decided_on = series.State.PROPOSED, None
        series.save()
    type(row).objects.filter(pk=row.pk).update(version=7)
    browser, address = client_of(director), reverse(f"dialogues:{page}", args=[row.pk])
    behind = browser.post(address, sent | {"version": "6"})
    told = behind.content.decode()
    assert (behind.status_code, kept in told, 'name="version" value="7"' in told) == (409, True, True)
    assert browser.post(address, sent | {"version": "7"}).status_code == 302


def test_a_decided_model_says_why_it_stays(client_of, director, series):
    address = reverse("dialogues:model", args=[series.pk])
    sent = {"title": series.title, "times_a_year": "4", "purposes": "Veta", "agenda": "Ro\n- Hur?"}
    page = client_of(director).post(address, sent | {"version": str(series.version)})
    assert (page.status_code, "nytt beslut" in page.content.decode()) == (422, True)


def test_what_is_over_is_not_moved(client_of, director, dialogue):
    Dialogue.objects.filter(pk=dialogue.pk).update(state="cancelled", cancelled_reason="Snöstorm")
    browser = client_of(director)
    sent = {"day": "2026-12-09", "place": "", "version": str(dialogue.version)}
    assert browser.post(reverse("dialogues:move", args=[dialogue.pk]), sent).status_code == 302
    dialogue.refresh_from_db()
    assert (dialogue.day, dialogue.state) == (date(2026, 12, 1), "cancelled")
