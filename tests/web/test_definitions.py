"""The editor of own review kinds."""

import pytest
from django.urls import reverse

from likvard.reviews.models import OwnDefinition, Round
from likvard.rulebook.permissions import Role
from tests.factories import TODAY, a_user, an_organiser

pytestmark = pytest.mark.django_db


@pytest.fixture
def holder():
    return an_organiser()


@pytest.fixture
def browser(client_of, holder):
    return client_of(a_user(Role.DIRECTOR, holder))


def test_a_version_is_drafted_changed_published_and_picked_by_a_round(browser, holder, settings, monkeypatch):
    begun = browser.post(reverse("definitions:index"), {"holder": holder.pk, "base": "own_review/2026-11-01"})
    one = OwnDefinition.objects.get()
    assert begun["Location"] == reverse("definitions:edit", args=[one.pk])
    page = browser.get(begun["Location"])
    assert (page.context["fault"], page.context["changes"]) == (None, [])

    text = one.text.replace("Elever som lätt når målen får större utmaningar.", "Alla elever utmanas.")
    browser.post(begun["Location"], {"text": text.replace("\n", "\r\n"), "version": one.version})
    page = browser.get(begun["Location"])
    assert [(c.what, c.key) for _word, c in page.context["changes"]] == [("criterion", "1.3")]
    assert "Alla elever utmanas." in page.content.decode()

    one.refresh_from_db()
    assert "\r" not in one.text
    wrong = one.text.replace('key = "1.3"', 'key = "1.2"')
    browser.post(begun["Location"], {"text": wrong, "version": one.version})
    page = browser.get(begun["Location"], headers={"Accept-Language": "sv"}).content.decode()
    assert "area[0].criterion" in page
    refused = browser.post(reverse("definitions:publish", args=[one.pk]), {"day": "2099-01-01"})
    assert refused.status_code == 422
    one.refresh_from_db()
    browser.post(begun["Location"], {"text": text, "version": one.version})
    refused = browser.post(reverse("definitions:publish", args=[one.pk]), {"day": "2020-01-01"})
    assert refused.status_code == 422

    day = page_day(browser, begun["Location"])
    published = browser.post(reverse("definitions:publish", args=[one.pk]), {"day": day})
    assert published.status_code == 302
    one.refresh_from_db()
    assert one.state == "published"
    made = browser.post(
        reverse("rounds:create"),
        {"holder": holder.pk, "kind": str(one.pk), "title": "Egen", "opened_on": TODAY.isoformat()},
    )
    assert made.status_code == 302
    round_ = Round.objects.get()
    assert round_.kind_checksum == one.checksum
    assert "Alla elever utmanas." in str(round_.areas)
    assert browser.get(reverse("definitions:text", args=[one.pk])).content.decode() == one.text


def page_day(browser, address) -> str:
    return browser.get(address).context["publish"].initial["day"].isoformat()


def test_another_organisation_neither_sees_nor_picks_it(browser, client_of, holder):
    browser.post(reverse("definitions:index"), {"holder": holder.pk, "base": "own_review/2026-11-01"})
    one = OwnDefinition.objects.get()
    day = page_day(browser, reverse("definitions:edit", args=[one.pk]))
    browser.post(reverse("definitions:publish", args=[one.pk]), {"day": day})
    other = an_organiser("Granby kommun")
    stranger = client_of(a_user(Role.DIRECTOR, other))
    assert stranger.get(reverse("definitions:edit", args=[one.pk])).status_code == 404
    assert stranger.get(reverse("definitions:text", args=[one.pk])).status_code == 404
    made = stranger.post(
        reverse("rounds:create"),
        {"holder": other.pk, "kind": str(one.pk), "title": "Lånad", "opened_on": TODAY.isoformat()},
    )
    assert made.status_code == 422
    assert client_of(a_user(Role.EDITOR, holder)).get(reverse("definitions:index")).status_code == 403


def test_a_draft_is_thrown_away(browser, holder):
    browser.post(reverse("definitions:index"), {"holder": holder.pk, "base": "planned_quality_audit/2026-11-01"})
    one = OwnDefinition.objects.get()
    assert browser.post(reverse("definitions:drop", args=[one.pk])).status_code == 302
    assert OwnDefinition.objects.count() == 0
