"""An editor gathers what several reviews found, sorts it, sees the circle, and issues it for the board to read."""

import pytest
from playwright.sync_api import expect

from likvard.rulebook.permissions import Role
from tests.factories import TODAY, a_case, a_finding, a_unit, a_user, an_organiser
from tests.journeys.words import Words, speak

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(("language", "size"), [("sv", "desk"), ("en", "phone")])
def test_from_many_findings_to_an_issued_inventory(language, signed_in, assert_accessible):
    t = Words(language)
    organiser = an_organiser("Almviks kommun")
    unit = a_unit(organiser, "Björkskolan")
    case = a_case(organiser, organiser=organiser, title="Granskning av Björkskolan", decided_on=TODAY)
    a_finding(case, text="Huvudmannens styrning är svag.", school_unit=unit)
    a_finding(case, text="Lokalerna är slitna.", school_unit=unit)
    a_finding(case, text="Personalen agerar olika när det blir stökigt.", school_unit=unit)
    page = signed_in(a_user(Role.EDITOR, organiser, name="Elsa Bergkvist"))
    page.goto("/")
    speak(page, t)

    page.goto("/erfarenheter/")
    assert_accessible(page)
    page.locator(".lv-next").get_by_role("link", name=t("New inventory")).click()
    page.get_by_label(t.of("inventory", "Title")).fill("Vad vi har lärt oss")
    page.get_by_label(t("From and including")).fill("2025-01-01")
    page.get_by_label(t("To and including")).fill("2027-12-31")
    page.get_by_role("button", name=t("Begin the inventory")).click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Vad vi har lärt oss")
    assert_accessible(page)
    page.locator("li", has_text="styrning är svag").get_by_role("button", name=t("That is right")).click()
    expect(page.locator("li", has_text="styrning är svag").get_by_role("status")).to_be_visible()
    rooms = page.locator("li", has_text="Lokalerna är slitna")
    rooms.get_by_label(t("Or leave it out, because")).fill("Inget av områdena")
    rooms.get_by_role("button", name=t("Save")).click()
    expect(rooms.get_by_role("status")).to_contain_text("Inget av områdena")
    calm = page.locator("li", has_text="Personalen agerar olika")
    calm.get_by_label({"sv": "Studiero", "en": "Calm to study"}[language], exact=True).check()
    calm.get_by_role("button", name=t("Save")).click()
    expect(page.locator("#inventory-left")).to_contain_text(t("Everything is sorted."))
    assert_accessible(page)

    page.get_by_role("link", name=t("What it shows")).click()
    expect(page.locator(".lv-spiral")).to_contain_text({"sv": "studiero", "en": "calm to study"}[language])
    assert_accessible(page)
    page.locator(".lv-next").get_by_role("link", name=t("Write the main point")).click()
    page.get_by_label(t("The main point")).fill("Styrningen och studieron hänger ihop.")
    page.get_by_role("button", name=t("Save")).click()
    page.locator(".lv-next").get_by_role("link", name=t("Read the report")).click()
    assert_accessible(page)
    page.get_by_role("button", name=t("Issue the inventory")).click()
    expect(page.get_by_text(t("The inventory is issued. What it says never changes."))).to_be_visible()

    board = signed_in(a_user(Role.BOARD_READER, organiser, name="Per Lundin"))
    board.goto("/erfarenheter/")
    board.get_by_role("link", name="Vad vi har lärt oss").click()
    expect(board.get_by_text("Styrningen och studieron hänger ihop.")).to_be_visible()
    assert_accessible(board)
