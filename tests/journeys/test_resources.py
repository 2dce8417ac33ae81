"""A director opens a pot, compares two proposals, records the decision and notes what was paid.

Once in a municipality that does not exist, in Swedish, with figures pasted in; once on a real municipality's open
figures, in English on a telephone.
"""

import pytest
from playwright.sync_api import expect

from likvard.organisations.models import Organisation
from likvard.quality.models import Allocation, Payment
from likvard.rulebook.permissions import Role
from tests.factories import a_unit, a_user, an_organiser
from tests.journeys.words import Words, speak

pytestmark = pytest.mark.django_db(transaction=True)
TABLE = "Skola\tElever\tIndex\tBelopp i dag\nBjörkskolan\t300\t80\t4 900 000\nHamnskolan\t200\t130\t3 300 000\n"


def almvik() -> Organisation:
    organiser = an_organiser("Almviks kommun", municipality_code="9999")
    for name in ("Björkskolan", "Hamnskolan"):
        a_unit(organiser, name)
    return organiser


def borlange() -> Organisation:
    """No register is imported: every school of the municipality stands there with its open figures."""
    return an_organiser("Borlänge kommun", municipality_code="2081")


@pytest.mark.parametrize(("place", "language", "size"), [(almvik, "sv", "desk"), (borlange, "en", "phone")])
def test_from_a_pot_to_what_was_paid(place, language, signed_in, assert_accessible):
    organiser = place()
    t = Words(language)
    page = signed_in(a_user(Role.DIRECTOR, organiser, name="Karin Holmstrand"))
    page.goto("/")
    speak(page, t)

    page.goto("/resurser/")
    assert_accessible(page)
    page.get_by_role("link", name=t("Open a pot")).click()
    page.get_by_label(t("The whole pot, kronor")).fill("8 200 000")
    if place is almvik:
        for name in ("Björkskolan", "Hamnskolan"):
            page.get_by_label(name).check()
    assert_accessible(page)
    page.get_by_role("button", name=t("Open the pot")).click()

    if place is almvik:
        page.locator(".lv-next").get_by_role("link", name=t("Fill in the units")).click()
        page.get_by_label(t("Paste the table here")).fill(TABLE.replace("130", "etthundra"))
        page.get_by_role("button", name=t("Read the table")).click()
        expect(page.get_by_role("alert").get_by_text("Rad 3, Index: ”etthundra”")).to_be_visible()
        assert_accessible(page)
        page.get_by_label(t("Paste the table here")).fill(TABLE)
        page.get_by_role("button", name=t("Read the table")).click()
        expect(page.get_by_role("row", name="Hamnskolan")).to_contain_text("130")
        page.get_by_role("link", name=f"{t('Compulsory school')} ", exact=False).first.click()

    # Two proposals beside each other.
    for number, share in enumerate(("5", "15"), 1):
        page.locator(".lv-next").get_by_role("link", name=t("Make a proposal")).click()
        if place is almvik:
            page.get_by_label(t("An index of your own, imported or typed")).check()
        page.get_by_label(t("Part of the pot that goes by need, per cent")).fill(share)
        if number == 1:
            assert_accessible(page)
        page.get_by_role("button", name=t("Work it out"), exact=True).click()
        expect(page.get_by_role("heading", name=t("The formula"))).to_be_visible()
        if number == 1:
            assert_accessible(page)
            page.get_by_role("link", name=f"{t('Compulsory school')} ", exact=False).first.click()
    page.get_by_role("link", name=f"{t('Compulsory school')} ", exact=False).first.click()
    expect(page.get_by_role("heading", name=t("The proposals beside each other"))).to_be_visible()
    assert_accessible(page)

    # The second is decided, and locked.
    page.get_by_role("row").filter(has_text="15").get_by_role("link").first.click()
    page.locator(".lv-next").get_by_role("link", name=t("Record the decision")).click()
    page.get_by_label(t("Decided by")).fill("Barn- och utbildningsnämnden")
    page.get_by_label(t("Paragraph")).fill("§ 56")
    assert_accessible(page)
    page.get_by_role("button", name=t("Record the decision")).click()
    expect(page.get_by_role("heading", name=t("The decided allocation"))).to_be_visible()
    assert_accessible(page)
    allocation = Allocation.objects.get()
    assert sum(one.amount for one in allocation.units.all()) == 8_200_000
    assert (allocation.paragraph, allocation.content["share"]) == ("§ 56", 0.15)

    # What was paid.
    page.get_by_role("link", name=t("Follow the money")).click()
    assert_accessible(page)
    page.locator(".lv-next").get_by_role("link", name=t("Note what was paid")).click()
    unit = allocation.units.first()
    page.locator(f"input[name='paid-{unit.code}']").fill("4 000 000")
    assert_accessible(page)
    page.get_by_role("button", name=t("Save"), exact=True).click()
    expect(page.get_by_role("row", name=unit.name)).to_contain_text("4")
    assert list(Payment.objects.values_list("allocated__code", "paid")) == [(unit.code, 4_000_000)]
