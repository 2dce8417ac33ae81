"""A round from the first page to its start: made, drawn, explained on paper, started; and an own kind published."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from likvard.organisations.models import Organisation
from likvard.reviews.models import Draw, OwnDefinition, Round
from likvard.rulebook.permissions import Role
from tests.factories import a_unit, a_user, an_organiser


@pytest.fixture
def lead(transactional_db):
    authority = an_organiser("Skolgranskningen", kind=Organisation.Kind.AUTHORITY)
    for i in range(8):
        town = an_organiser(f"Almvik {i} kommun", municipality_code=f"018{i}")
        for j in range(2):
            a_unit(town, f"Björkskolan {i}{j}", municipality_code=town.municipality_code)
    return a_user(Role.REVIEW_LEAD, authority, name="Leila Ledare", language="sv")


def test_a_round_is_made_drawn_printed_and_started(signed_in, lead, assert_accessible):
    start = reverse("rounds:index")  # reads every page's module before the browser waits for the first one
    page = signed_in(lead)
    page.goto(start)
    page.get_by_role("link", name="Ny granskning").click()
    page.get_by_label("Granskningsform").select_option(label="Tematisk kvalitetsgranskning")
    page.get_by_label("Granskningens namn").fill("Arbete mot pedagogisk segregation")
    page.get_by_label("Tema").fill("Finns de skickligaste lärarna där de behövs mest?")
    assert_accessible(page)
    page.get_by_role("button", name="Skapa granskningen").click()

    page.get_by_role("link", name="Dra vilka som ska granskas").click()
    page.get_by_label("I grupper: så många ur varje").check()
    page.get_by_label("Grupper efter").select_option(label="Län")
    page.get_by_label("Hur många", exact=True).fill("3")
    page.get_by_label("Skolenheter som dras hos varje huvudman").fill("1")
    page.get_by_label("Frö", exact=True).fill("vinter 2026")
    expect(page.get_by_label("Siffror i poängen")).to_be_hidden()
    page.get_by_role("button", name="Se på ramen").click()
    expect(page.get_by_text("8 kan väljas. 0 lämnas utanför.")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Dra urvalet").click()

    expect(page.get_by_role("heading", name="Så valdes de som granskas")).to_be_visible()
    expect(page.get_by_text("Draget igen nyss: samma urval")).to_be_visible()
    expect(page.get_by_text(Draw.objects.get().checksum)).to_be_visible()
    assert_accessible(page)
    paper = page.request.get(page.get_by_role("link", name="Skriv ut som PDF").get_attribute("href"))
    assert paper.body().startswith(b"%PDF")

    page.get_by_role("link", name="Översikt").click()
    page.get_by_role("link", name="Starta granskningen").click()
    page.get_by_role("button", name="Starta granskningen").click()
    expect(page.get_by_text("Granskningen är startad.", exact=False)).to_be_visible()
    expect(page.get_by_text("3 huvudmän. Något saknas hos 3.")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("link", name="Varje kriterium: vad som saknas").click()
    expect(page.get_by_role("heading", name="Vad som saknas")).to_be_visible()
    assert_accessible(page)
    assert Round.objects.get().state == "running"


def test_an_own_kind_is_written_and_published(signed_in, lead, assert_accessible):
    page = signed_in(lead)
    page.goto("/granskningsformer/")
    page.get_by_label("Utgå från").select_option(label="Egen granskning, 2026-11-01")
    assert_accessible(page)
    page.get_by_role("button", name="Börja ett utkast").click()
    text = page.get_by_label("Definitionen")
    text.fill(text.input_value().replace("Elever som lätt når målen får större utmaningar.", "Alla elever utmanas."))
    page.get_by_role("button", name="Spara utkastet").click()
    expect(page.get_by_role("heading", name="Kriterium 1.3: ändrat")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Publicera").click()
    expect(page.get_by_text("och ändras aldrig", exact=False)).to_be_visible()
    assert_accessible(page)
    assert OwnDefinition.objects.get().state == "published"
