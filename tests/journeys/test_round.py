"""A review kind of one's own: begun from another, written, compared and published."""

import pytest
from playwright.sync_api import expect

from likvard.organisations.models import Organisation
from likvard.reviews.models import OwnDefinition
from likvard.rulebook.permissions import Role
from tests.factories import a_user, an_organiser


@pytest.fixture
def lead(transactional_db):
    authority = an_organiser("Skolgranskningen", kind=Organisation.Kind.AUTHORITY)
    return a_user(Role.REVIEW_LEAD, authority, name="Leila Ledare", language="sv")


def test_an_own_kind_is_written_and_published(signed_in, lead, assert_accessible):
    page = signed_in(lead)
    page.goto("/granskningsformer/", timeout=120_000)  # the first page of a run waits for the whole site to load
    page.get_by_label("Utgå från").select_option(label="Egen granskning, 2026-11-01")
    assert_accessible(page)
    page.get_by_role("button", name="Börja ett utkast").click()
    page.get_by_role("link", name="Som text").click()
    text = page.get_by_label("Definitionen")
    text.fill(text.input_value().replace("Elever som lätt når målen får större utmaningar.", "Alla elever utmanas."))
    page.get_by_role("button", name="Spara utkastet").click()
    assert_accessible(page)
    page.get_by_role("link", name="Vad den ändrar").click()
    expect(page.get_by_role("heading", name="Kriterium 1.3: ändrat")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Publicera").click()
    expect(page.get_by_text("och ändras aldrig", exact=False)).to_be_visible()
    assert_accessible(page)
    assert OwnDefinition.objects.get().state == "published"
