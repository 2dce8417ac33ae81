"""A year of dialogues: the mandate, the model, both sides, what they agree on, the evaluation, the memo."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from likvard.quality.models import Agreement, Dialogue, Memo, Series
from likvard.rulebook.permissions import Role
from tests.factories import a_unit, a_user, an_organiser

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def almvik(transactional_db):
    return an_organiser(municipality_code="9999")


def test_a_year_of_dialogues(almvik, signed_in, signed_in_beside, assert_accessible):
    unit = a_unit(almvik, "Björkbackens skola")
    director = a_user(Role.DIRECTOR, almvik, name="Karin Ås", title="skolchef")
    principal = a_user(Role.PRINCIPAL, almvik, [unit], name="Johan Ek")
    today = timezone.localdate()

    # The school director notes the mandate and proposes a model for it.
    page = signed_in(director)
    page.goto("/samtal/uppdrag/nytt/")
    page.get_by_label("Vad som ska göras").fill("Inför kvalitetssamtal på prov.")
    page.get_by_label("Vem som beslutade").fill("Barn- och utbildningsnämnden")
    page.get_by_label("Dag för beslutet").fill(str(today - timedelta(days=500)))
    page.get_by_label("Paragraf").fill("§ 56")
    page.get_by_label("Sista dag").fill(str(today - timedelta(days=100)))
    assert_accessible(page)
    page.get_by_role("button", name="Anteckna uppdraget").click()
    expect(page.get_by_text("Beslutat men inte gjort: 100 dagar sent.")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("link", name="Föreslå samtal för det").click()
    page.get_by_label("Kvalitetsdialog med egna enheter").check()
    page.get_by_label("Vad ni kallar det").fill("Kvalitetsdialog")
    assert_accessible(page)
    page.get_by_role("button", name="Föreslå").click()
    page.get_by_role("heading", level=1, name="Kvalitetsdialog").wait_for()
    assert_accessible(page)

    # The board decides; the parties and a first dialogue.
    page.get_by_role("link", name="Anteckna beslutet").click()
    page.get_by_label("Dag för beslutet").fill(str(today - timedelta(days=30)))
    page.get_by_label("Paragraf").fill("§ 61")
    page.get_by_label("På prov till och med").fill(str(today + timedelta(days=300)))
    page.get_by_role("button", name="Anteckna beslutet").click()
    page.get_by_role("main").get_by_role("link", name="Lägg till parter").first.click()
    page.get_by_label("Björkbackens skola").check()
    page.get_by_role("button", name="Lägg till").click()
    page.get_by_role("link", name="Planera samtal").click()
    page.get_by_label("Dag", exact=True).fill(str(today))
    page.get_by_label("Björkbackens skola").check()
    assert_accessible(page)
    page.get_by_role("button", name="Planera").click()
    page.get_by_role("heading", level=1, name="Kvalitetsdialog").wait_for()
    dialogue = Dialogue.objects.get()
    assert_accessible(page)

    # Both prepare; the principal's words are hers until she shares them.
    page.goto(f"/samtal/samtal/{dialogue.id}/")
    page.locator("#id_results_holder_text").fill("Svenskan faller i årskurs 6.")
    expect(page.locator("#form-results-holder .lv-saved")).to_contain_text("Sparat kl.")
    other = signed_in_beside(principal)
    other.goto(f"/samtal/samtal/{dialogue.id}/")
    expect(other.get_by_text("skrivet, inte delat än").first).to_be_visible()
    other.locator("#id_results_party_text").fill("Vi har bytt metod.")
    expect(other.locator("#form-results-party .lv-saved")).to_contain_text("Sparat kl.")
    assert_accessible(other)
    other.reload()
    other.get_by_role("button", name="Dela din förberedelse").click()
    expect(other.get_by_text("den andra parten kan läsa")).to_be_visible()
    page.reload()
    expect(page.get_by_text("Vi har bytt metod.")).to_be_visible()
    assert_accessible(page)

    # It cannot be held without anything agreed on; then it is.
    page.goto(f"/samtal/samtal/{dialogue.id}/hallet/")
    page.get_by_role("button", name="Markera som hållet").click()
    expect(page.get_by_role("alert")).to_contain_text("Ett samtal slutar i något ni kommer överens om")
    assert_accessible(page)
    page.goto(f"/samtal/samtal/{dialogue.id}/overenskommelse/")
    page.get_by_label("Det ni kommer överens om").fill("Läsgrupper i årskurs 4 till 6")
    page.get_by_label("Ansvarig").select_option(label="Johan Ek")
    page.get_by_label("Sista dag").fill(str(today + timedelta(days=60)))
    assert_accessible(page)
    page.get_by_role("button", name="Anteckna det ni kommer överens om").click()
    expect(page.get_by_role("link", name="Läsgrupper i årskurs 4 till 6")).to_be_visible()
    page.goto(f"/samtal/samtal/{dialogue.id}/hallet/")
    page.get_by_role("button", name="Markera som hållet").click()
    expect(page.get_by_text("kommer tillbaka inför nästa samtal")).to_be_visible()
    assert_accessible(page)

    # The principal tells what came of it, and is asked for the effect.
    agreement = Agreement.objects.get()
    other.goto(f"/samtal/overenskommelser/{agreement.id}/")
    other.get_by_label("Det är gjort").check()
    other.get_by_label("Vad ni ser").fill("Två av tre grupper läser bättre.")
    other.get_by_role("button", name="Anteckna vad det blev av det").click()
    expect(other.get_by_role("alert")).to_contain_text("Säg om det har haft effekt")
    other.get_by_label("Effekt är visad", exact=True).check()
    other.get_by_role("button", name="Anteckna vad det blev av det").click()
    expect(other.get_by_text("effekt är visad", exact=True)).to_be_visible()
    assert_accessible(other)

    # Both evaluate, and the memo to the board is written from what is recorded.
    series = Series.objects.get()
    other.goto(f"/samtal/{series.id}/utvardering/{today.year}/")
    other.get_by_label("3", exact=True).first.check()
    other.get_by_label("Att ändra").fill("Kortare dagordning")
    other.get_by_role("button", name="Spara svaret").click()
    expect(other.get_by_text("Tack.")).to_be_visible()
    assert_accessible(other)
    page.goto(f"/samtal/{series.id}/utvardering/{today.year}/")
    expect(page.get_by_text("1 av 2 har svarat.")).to_be_visible()
    assert_accessible(page)
    page.goto(f"/samtal/{series.id}/")
    page.get_by_role("button", name="Skriv av det som är antecknat").click()
    expect(page.get_by_label("Bakgrund")).to_have_value(re.compile("^Modellen beslutades den"))
    page.get_by_label("Ekonomiska konsekvenser").fill("Förslaget ryms inom budget.")
    page.get_by_label("Barnets bästa").fill("Skolorna blir bättre.")
    assert_accessible(page)
    page.get_by_role("button", name="Spara").click()
    page.get_by_role("link", name="Gör skrivelsen färdig").click()
    page.get_by_role("button", name="Gör skrivelsen färdig").click()
    expect(page.get_by_role("article")).to_contain_text("1 överenskommelse")
    assert_accessible(page)
    memo = Memo.objects.get()
    assert memo.content["proposals"] == [
        f"Utvärderingen av kvalitetsdialog {today.year} godkänns.",
        "Modellen fastställs och gäller tills vidare.",
    ]
    page.goto("/samtal/")
    expect(page.get_by_role("heading", name="Beslutat men inte gjort")).to_be_visible()
    assert_accessible(page)
