"""A decision comes in and becomes a case: with the keyboard alone, at a desk and on a telephone."""

import re

import pytest
from playwright.sync_api import expect

from likvard.documents import queries
from likvard.documents.models import Document
from likvard.reviews.models import Case
from tests.documents.readings import OUTCOME, TEXT, a_read_document
from tests.factories import a_user, an_organiser

DECISION = """Skolinspektionen

Beslut
2024-05-16
Dnr SI 2024:4711

Almviks kommun

Beslut efter planerad kvalitetsgranskning av grundskolan i Almviks kommun

Huvudmannens analys av studieresultat och trygghet

Författningsstöd
1 kap. 9 §, 4 kap. 3 § skollagen

Bedömningen är att huvudmannen i låg utsträckning gör relevanta analyser av studieresultat och trygghet.

Ett utvecklingsarbete behöver inledas inom följande delar:
- Huvudmannen behöver analysera orsakerna till skillnader i resultat mellan skolorna.
- Huvudmannen behöver följa upp hur trygga eleverna i årskurs 1 till 3 är.

Huvudmannen ska senast den 18 november 2024 redovisa till Skolinspektionen vilka åtgärder som har vidtagits.

På Skolinspektionens vägnar

Kim Kronblom
enhetschef

Robin Rönnqvist
utredare, föredragande
"""


@pytest.fixture(autouse=True)
def own_folders(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "originals"
    settings.DATA_DIR = tmp_path
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}


def tab_to(page, name):
    """Press Tab until the thing of that name has the focus: what cannot be reached that way fails."""
    for _ in range(200):
        page.keyboard.press("Tab")
        words = page.evaluate("(document.activeElement.innerText || document.activeElement.value || '').trim()")
        if re.search(name, words):
            return
    pytest.fail(f"no way to {name} with the keyboard")


def test_a_decision_becomes_a_case(transactional_db, signed_in, size, assert_accessible, tmp_path):
    holder = an_organiser()
    page = signed_in(a_user(organisation=holder, name="Eva Ek"))
    file = tmp_path / "beslut.txt"
    file.write_text(DECISION, encoding="utf-8")

    page.goto("/dokument/")
    expect(page.get_by_text("Inga dokument än")).to_be_visible()
    assert_accessible(page)
    # That a key opens the browser's own window of files is the browser's word; that the keyboard gets there is ours.
    files = page.get_by_label("Lägg in dokument")
    files.focus()
    expect(files).to_be_focused()
    files.set_input_files(file)
    title = page.get_by_role("link", name=re.compile("Beslut"))
    expect(title).to_be_visible()
    assert_accessible(page)
    title.focus()
    page.keyboard.press("Enter")

    counter = page.locator("#left")
    expect(counter).to_contain_text("kvar att granska")
    assert_accessible(page)
    document = Document.objects.get()
    record = queries.reviewed(document.reading)
    page.keyboard.press("j" if size == "phone" else "ArrowUp")
    first = page.locator("[data-value]:focus")
    expect(first).to_have_count(1)

    # Dismiss the first value, take it back, correct it, and confirm the others.
    slug = first.get_attribute("data-value")
    page.keyboard.press("d")
    expect(page.locator(f"#v-{slug}")).to_have_attribute("data-verdict", "dismissed")
    page.keyboard.press("u")
    expect(page.locator(f"#v-{slug}")).not_to_have_attribute("data-verdict", "dismissed")
    expect(page.locator(f"#v-{slug}")).to_be_focused()
    left = int(counter.get_attribute("data-left"))
    for _ in range(left):
        row = page.locator("[data-value]:focus")
        expect(row).to_have_attribute("data-left", "")
        now = int(counter.get_attribute("data-left"))
        page.keyboard.press("Enter" if row.locator("[data-act=confirm]").count() else "d")
        expect(counter).to_have_attribute("data-left", str(now - 1))
    expect(counter).to_contain_text("Allt är genomgånget.")
    # On a telephone the switch and the next step float over a scrolled page: look at all of it at once.
    window = page.viewport_size
    page.set_viewport_size(window | {"height": 8000})
    assert_accessible(page)
    page.set_viewport_size(window)
    assert queries.reviewed(Document.objects.get().reading)["case_number"] == record["case_number"] == "SI 2024:4711"

    expect(page.get_by_role("link", name="Skapa ärende")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name="Skapa ärende")).to_be_visible()
    assert_accessible(page)
    for select in page.locator("#case-form select").all():
        select.focus()
        page.keyboard.press("ArrowDown")
    tab_to(page, "^Skapa ärende$")
    page.keyboard.press("Enter")
    page.wait_for_url("**/arenden/*/")
    case = Case.objects.get()
    assert (case.case_number, case.findings.count()) == ("SI 2024:4711", 2)

    page.keyboard.press("/")
    page.keyboard.type("trygga elever")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name="Sök")).to_be_visible()
    expect(page.locator("mark").first).to_have_text(re.compile("trygg", re.IGNORECASE))
    assert_accessible(page)


def test_a_value_and_its_place_find_each_other(transactional_db, signed_in, size):
    holder = an_organiser()
    page = signed_in(a_user(organisation=holder))
    document = a_read_document(holder)
    page.goto(f"/dokument/{document.id}/")
    row = page.locator("#v-case-number")
    row.locator("[data-place]").click()
    mark = page.locator("[data-marks~='case-number']")
    expect(mark).to_be_in_viewport()
    expect(mark).to_have_attribute("data-here", "")
    expect(mark).to_have_text("SI 2024:4711")
    other = page.locator("[data-marks~='areas-0-judgement']")
    other.click()
    expect(page.locator("#v-areas-0-judgement")).to_be_focused()
    expect(page.locator("#v-areas-0-judgement")).to_be_in_viewport()


def test_correcting_a_doubtful_day(transactional_db, signed_in, assert_accessible):
    holder = an_organiser()
    page = signed_in(a_user(organisation=holder))
    document = a_read_document(holder)
    page.goto(f"/dokument/{document.id}/#v-doubtful-1")
    expect(page.locator("#v-doubtful-1")).to_be_focused()
    page.keyboard.press("e")
    day = page.locator("#v-doubtful-1 input[type=date]")
    expect(day).to_be_focused()
    assert_accessible(page)
    day.fill("2024-11-20")
    page.keyboard.press("Enter")
    expect(page.locator("#v-doubtful-1")).to_have_attribute("data-verdict", "corrected")
    expect(page.locator("#x-doubtful-1")).to_have_text(re.compile(r"20\s*november\s*2024, redovisa åtgärder"))
    (last_day,) = queries.reviewed(document.reading)["deadlines"]
    assert last_day == {"date": "2024-11-20", "what": "response", "key": "doubtful[1]"}


def test_without_a_script_everything_works_too(transactional_db, browser, live_server, settings, size):
    from django.test import Client  # noqa: PLC0415 - Django's settings must be read first

    holder = an_organiser()
    client = Client()
    client.force_login(a_user(organisation=holder), backend="django.contrib.auth.backends.ModelBackend")
    document = a_read_document(holder, outcome=OUTCOME, text=TEXT)
    plain = browser.new_context(java_script_enabled=False, base_url=live_server.url, locale="sv-SE")
    name = settings.SESSION_COOKIE_NAME
    plain.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
    page = plain.new_page()
    page.goto(f"/dokument/{document.id}/")
    page.locator("#v-date button[value=confirmed]").click()
    expect(page.locator("#left")).to_contain_text("12 kvar att granska")
    page.locator("#v-case-number summary").click()
    page.locator("#v-case-number input[type=text]").fill("SI 2024:4712")
    page.locator("#v-case-number .lv-edit button[type=submit]").first.click()
    expect(page.locator("#x-case-number")).to_have_text("SI 2024:4712")
    plain.close()
