"""In by invitation, out again, and everything beside the door."""

import re

import pytest
from django.core import mail

from likvard.access.models import User
from likvard.rulebook.permissions import Role
from tests.factories import a_unit, a_user, an_organiser

PASSWORD = "blanka-stolar-regnar-uppåt"


@pytest.fixture
def director(transactional_db):
    organiser = an_organiser()
    a_unit(organiser, "Björkskolan")
    user = a_user(Role.DIRECTOR, organiser, name="Karin Holm", email="karin@example.org")
    user.set_password(PASSWORD)
    user.save()
    return user


def sign_in(page, email, password):
    page.goto("/konto/logga-in/")
    page.get_by_label("E-postadress").fill(email)
    page.get_by_label("Lösenord").fill(password)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_from_invitation_to_signing_out(director, page, assert_accessible, settings, live_server):
    settings.BASE_URL = live_server.url
    sign_in(page, "karin@example.org", "fel lösenord helt och hållet")
    assert "hör inte ihop" in page.get_by_role("alert").inner_text()
    assert_accessible(page)
    sign_in(page, "karin@example.org", PASSWORD)
    assert_accessible(page)

    page.goto("/administration/")
    assert_accessible(page)
    page.get_by_role("link", name="Bjud in en person").click()
    page.get_by_role("heading", name="Bjud in en person").wait_for()
    assert_accessible(page)
    page.get_by_role("button", name="Skicka inbjudan").click()
    page.get_by_label("Namn").fill("Johan Ek")
    page.get_by_label("E-postadress").fill("johan@example.org")
    page.get_by_label("Rektor").check()
    with page.expect_navigation():
        page.get_by_role("button", name="Skicka inbjudan").click()
    assert "minst en skolenhet" in page.get_by_role("alert").inner_text()
    assert_accessible(page)
    page.get_by_label("Björkskolan").check()
    page.get_by_role("button", name="Skicka inbjudan").click()
    page.get_by_role("link", name="Johan Ek").wait_for()
    assert_accessible(page)

    # The menu by keyboard, and out.
    page.locator(".lv-person > summary").focus()
    page.keyboard.press("Enter")
    assert_accessible(page)
    page.get_by_role("button", name="Logga ut").click()
    page.get_by_role("heading", name="Logga in").wait_for()

    # The invited person's own letter and first password.
    link = re.search(r"http\S+", mail.outbox[0].body).group()
    page.goto(link)
    assert_accessible(page)
    page.get_by_label("Välj ett lösenord").fill(PASSWORD)
    page.get_by_label("Lösenordet en gång till").fill(PASSWORD)
    page.get_by_role("button", name="Spara lösenordet").click()
    page.get_by_role("heading", name="Logga in").wait_for()
    page.goto(link)
    assert "fungerar inte längre" in page.get_by_role("heading").first.inner_text()
    assert_accessible(page)
    sign_in(page, "johan@example.org", PASSWORD)
    page.goto("/konto/")
    assert "Björkskolan" in page.get_by_role("complementary").inner_text()
    assert_accessible(page)


def test_language_stays_with_the_person(director, signed_in, assert_accessible):
    page = signed_in(director)
    page.goto("/konto/")
    page.locator(".lv-person > summary").click()
    page.get_by_role("button", name="In English").click()
    page.get_by_role("heading", name="My account").wait_for()
    assert page.locator("html").get_attribute("lang") == "en"
    assert_accessible(page)
    assert User.objects.get(pk=director.pk).language == "en"


def test_forgotten_password(director, page, assert_accessible):
    page.goto("/konto/losenord/glomt/")
    assert_accessible(page)
    page.get_by_label("E-post").fill("karin@example.org")
    page.get_by_role("button", name="Skicka länken").click()
    page.get_by_role("heading", name="Titta i din inkorg").wait_for()
    assert_accessible(page)
    path = re.search(r"http://[^/]+(/\S+)", mail.outbox[0].body).group(1)
    page.goto(path)
    assert_accessible(page)
    for field in page.locator("input[type=password]").all():
        field.fill("en-helt-annan-lång-mening")
    page.get_by_role("button", name="Spara lösenordet").click()
    page.get_by_role("heading", name="Lösenordet är ändrat").wait_for()
    sign_in(page, "karin@example.org", "en-helt-annan-lång-mening")
    assert "logga-in" not in page.url


@pytest.mark.parametrize("path", ["/finns/inte/", "/administration/personer/00000000-0000-0000-0000-000000000000/"])
def test_what_is_not_there_is_said_kindly(director, signed_in, assert_accessible, path):
    page = signed_in(director)
    page.goto(path)
    page.get_by_role("heading", name="Sidan finns inte här").wait_for()
    assert_accessible(page)


def test_roles_are_ended_only_after_a_question(director, signed_in, assert_accessible):
    colleague = a_user(Role.EDITOR, director.memberships.get().organisation, name="Elsa Berg")
    page = signed_in(director)
    page.goto(f"/administration/personer/{colleague.pk}/")
    page.locator("summary", has_text="Avsluta").click()
    assert_accessible(page)
    page.keyboard.press("Escape")
    assert page.get_by_role("button", name="Avsluta rollen").is_hidden()
    page.locator("summary", has_text="Avsluta").click()
    page.get_by_role("button", name="Avsluta rollen").click()
    page.get_by_text("Rollen är avslutad.").wait_for()
    assert_accessible(page)


def test_the_slash_key_goes_to_the_search(director, signed_in):
    page = signed_in(director)
    page.goto("/konto/")
    page.locator("main").click()
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "site-search"
