"""A case by keyboard: from the list to a finding with owner, causes, a measure and evidence; closed is not fixed."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from likvard.reviews.actions.findings import write_causes
from likvard.reviews.models import Finding
from tests.factories import NOW, a_case, a_deadline, a_finding, a_user, an_area, an_organiser


@pytest.fixture
def editor(transactional_db):
    return a_user(organisation=an_organiser(), name="Karin Lövgren")


@pytest.fixture
def finding(editor):
    holder = editor.memberships.get().organisation
    case = a_case(holder, title="Granskning av Ekskolan")
    area = an_area(case, "Rektors ledarskap")
    a_deadline(case, timezone.localdate() + timedelta(days=12))
    a_finding(case, area, "Rektorn behöver analysera skillnaderna mellan klasser.", owner=editor)
    return a_finding(case, area, "Rektorn behöver följa upp undervisningen i samtliga klasser.")


def tab_to(page, locator, most=90):
    """Walks with the tabulator, as somebody without a mouse does, until the thing has the focus."""
    for _ in range(most):
        if locator.evaluate("(element) => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError("the keyboard never came there")


def test_a_finding_by_keyboard(signed_in, editor, finding, assert_accessible):
    page = signed_in(editor)
    page.goto("/arenden/")
    assert_accessible(page)
    tab_to(page, page.get_by_role("link", name="Granskning av Ekskolan"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/arenden/*-*/")
    assert "Två av två utvecklingsområden saknar åtgärd." in page.locator("#case-lead").inner_text()
    assert_accessible(page)

    row = page.locator(f"#finding-{finding.pk}")
    tab_to(page, row.locator("summary"))
    page.keyboard.press("Enter")
    assert row.get_attribute("open") is not None
    assert_accessible(page)

    tab_to(page, row.get_by_role("link", name="vem som ansvarar"))
    page.keyboard.press("Enter")
    choice = row.get_by_role("combobox", name="Vem som ansvarar")
    choice.wait_for()
    assert choice.evaluate("(element) => element === document.activeElement")
    assert_accessible(page)
    page.keyboard.type("Karin")
    tab_to(page, row.get_by_role("button", name="Spara"))
    page.keyboard.press("Enter")
    row.locator(".lv-finding__owner", has_text="Karin Lövgren").wait_for()
    assert row.locator("summary").evaluate("(element) => element === document.activeElement")

    tab_to(page, row.get_by_role("link", name="Skriv orsaker"))
    page.keyboard.press("Enter")
    row.get_by_role("textbox", name="Orsaker").wait_for()
    page.keyboard.type("Besöken på lektioner är få och ingen sammanställer dem.")
    tab_to(page, row.get_by_role("button", name="Spara"))
    page.keyboard.press("Enter")
    row.get_by_text("ingen sammanställer dem").wait_for()

    tab_to(page, row.get_by_role("link", name="Ny åtgärd"))
    page.keyboard.press("Enter")
    row.get_by_role("textbox", name="Vad som ska göras").wait_for()
    page.keyboard.type("Lektionsbesök i varje klass varje termin")
    tab_to(page, row.get_by_role("button", name="Spara åtgärden"))
    page.keyboard.press("Enter")
    row.get_by_text("Lektionsbesök i varje klass varje termin").first.wait_for()
    page.get_by_text("Ett av två utvecklingsområden saknar åtgärd.").wait_for()
    assert_accessible(page)

    tab_to(page, row.get_by_role("link", name="Nytt underlag"))
    page.keyboard.press("Enter")
    row.get_by_role("textbox", name="Vad man såg").wait_for()
    page.keyboard.press("Escape")
    assert row.get_by_role("textbox", name="Vad man såg").count() == 0
    assert row.get_by_role("link", name="Nytt underlag").evaluate("(e) => e === document.activeElement")


def test_two_versions_side_by_side(signed_in, editor, finding, assert_accessible):
    page = signed_in(editor)
    page.goto(f"/arenden/{finding.case_id}/?oppet={finding.pk}")
    row = page.locator(f"#finding-{finding.pk}")
    row.get_by_role("link", name="Skriv orsaker").click()
    row.get_by_role("textbox", name="Orsaker").fill("Min text.")
    write_causes(finding=finding, causes="Den andras text.", version=1, by=None, at=NOW)
    row.get_by_role("button", name="Spara").click()
    row.get_by_text("Någon annan sparade medan du skrev.").wait_for()
    assert row.get_by_text("Den andras text.").is_visible()
    assert row.get_by_role("textbox", name="Orsaker").input_value() == "Min text."
    assert_accessible(page)
    row.get_by_role("button", name="Sätt ihop båda texterna").click()
    expect(row.get_by_role("textbox", name="Orsaker")).to_have_value("Den andras text.\n\nMin text.")
    row.get_by_role("button", name="Spara min version").click()
    row.locator("summary:focus").wait_for()
    assert Finding.objects.get(pk=finding.pk).causes.replace("\r", "") == "Den andras text.\n\nMin text."


def test_closed_is_not_fixed(signed_in, editor, finding, assert_accessible):
    finding.case.deadlines.all().delete()
    page = signed_in(editor)
    page.goto(f"/arenden/{finding.case_id}/steg/close/")
    assert page.get_by_text("Avslutat är inte åtgärdat.").is_visible()
    assert_accessible(page)
    page.get_by_role("textbox", name="Skäl").fill("Myndigheten har avslutat granskningen.")
    page.get_by_role("button", name="Avsluta ärendet").click()
    page.get_by_text("men två av två utvecklingsområden är inte åtgärdade.").wait_for()
    assert_accessible(page)
    page.goto("/arenden/")
    assert page.get_by_text("Avslutat, inte åtgärdat").is_visible()


def test_a_case_by_hand(signed_in, editor, assert_accessible):
    page = signed_in(editor)
    page.goto("/arenden/")
    assert_accessible(page)
    page.get_by_role("link", name="Skapa ett ärende utan dokument").click()
    assert_accessible(page)
    page.get_by_label("Ärendets namn").fill("Kvartsamtal hösten")
    page.get_by_role("button", name="Skapa ärendet").click()
    page.get_by_role("heading", name="Kvartsamtal hösten").wait_for()
    assert_accessible(page)
