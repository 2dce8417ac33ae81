"""Letters out, a contact person named on a telephone, documents by another address over a bad line, and the status."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from likvard.organisations.models import Organisation
from likvard.reviews.actions.dispatching import send_dispatches
from likvard.reviews.models import ContactAnswer, DocumentRequest, ItemFile
from likvard.rulebook.permissions import Role
from likvard.web.letter_mail import address_of, message_of
from tests.factories import a_unit, a_user, an_organiser
from tests.factories.letters import a_listed_item, a_running_round, a_template, an_address
from tests.factories.rounds import a_participant
from tests.journeys.conftest import SIZES


@pytest.fixture
def size() -> str:
    """The reviewer sits at a desk; the reviewed answers on a telephone of its own below."""
    return "desk"


@pytest.fixture
def round_(transactional_db, settings, live_server, tmp_path):
    settings.BASE_URL, settings.MEDIA_ROOT = live_server.url, tmp_path / "originals"
    authority = an_organiser("Granskningsmyndigheten", kind=Organisation.Kind.AUTHORITY)
    round_ = a_running_round(authority, title="Arbetet mot pedagogisk segregation", method="Vi intervjuar per telefon.")
    for name in ("Almviks kommun", "Björkdals kommun"):
        organiser = an_organiser(name)
        an_address(
            a_participant(round_, organiser, (a_unit(organiser, f"{name[:4]}skolan"),)), f"{name[:4]}@example.org"
        )
    return round_


@pytest.fixture
def telephone(browser, live_server):
    context = browser.new_context(viewport=SIZES["phone"], locale="sv-SE", base_url=live_server.url, has_touch=True)
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()


def sent_to(receiver: str) -> str:
    """What waits goes out; the address in the e-mail to `receiver`."""
    mails = []
    send_dispatches(at=timezone.now(), deliver=mails.append)
    mail = next(mail for mail in mails if mail.to == receiver and mail.what == "letter")
    address = address_of(mail.purpose, mail.secret)
    assert address in message_of(mail).body
    return address


def test_from_the_letter_to_what_has_come_in(round_, signed_in, telephone, assert_accessible, tmp_path):
    last = timezone.localdate() + timedelta(days=14)
    desk = signed_in(a_user(Role.REVIEW_LEAD, round_.holder, name="Ida Berg"))

    # The letter: written from the proposal, read, sent. The first page of a run waits for the whole site to load.
    desk.goto(f"/granskningar/{round_.pk}/brev/", timeout=120_000)
    desk.get_by_role("link", name="Skriv brevet").click()
    desk.get_by_label("Ämne").fill("{huvudman} är {okänt}")
    desk.get_by_label(re.compile("^Sista dag att svara")).fill(last.isoformat())
    desk.get_by_label(re.compile("^Intervjuer från")).fill((last + timedelta(days=20)).isoformat())
    desk.get_by_label(re.compile("^till och med veckan")).fill((last + timedelta(days=60)).isoformat())
    desk.get_by_label("Vem man frågar: namn").fill("Ida Berg")
    desk.get_by_label("Vem man frågar: e-post").fill("ida.berg@example.org")
    desk.get_by_role("button", name="Spara och läs").click()
    expect(desk.get_by_role("link", name=re.compile("Ämne: .*okänt"))).to_be_visible()
    assert_accessible(desk)
    desk.get_by_label("Ämne").fill("{huvudman} är utvald till en granskning")
    desk.get_by_role("button", name="Spara och läs").click()
    expect(desk.get_by_role("heading", name="Almviks kommun är utvald till en granskning")).to_be_visible()
    assert_accessible(desk)
    desk.goto(f"/granskningar/{round_.pk}/brev/opening/skicka/")
    assert_accessible(desk)
    desk.get_by_role("button", name="Skicka 2 brev").click()
    expect(desk.get_by_text("i kö").first).to_be_visible()

    # The contact person, on a telephone, half of it on another occasion.
    telephone.goto(sent_to("Almv@example.org"))
    assert_accessible(telephone)
    telephone.get_by_label("Namn").fill("Kim Lund")
    telephone.get_by_role("button", name="Spara och fortsätt senare").click()
    expect(telephone.get_by_text("Inget är skickat ännu.")).to_be_visible()
    expect(telephone.get_by_label("Namn")).to_have_value("Kim Lund")
    telephone.get_by_label("Titel").fill("utvecklare")
    telephone.get_by_label("Telefonnummer").fill("070-123 45 67")
    telephone.get_by_label("E-postadress").fill("kim@example.org")
    telephone.get_by_role("button", name="Skicka", exact=True).click()
    expect(telephone.get_by_role("heading", level=1, name="Tack, vi har fått ert svar")).to_be_visible()
    assert_accessible(telephone)
    assert ContactAnswer.objects.get().receipt in telephone.inner_text("main")

    # Documents: asked for in a second letter, sent over a line that drops once.
    a_listed_item(round_, "Plan för kvalitetsarbetet")
    a_listed_item(round_, "Delegationsordning")
    desk.goto(f"/granskningar/{round_.pk}/underlag/")
    desk.get_by_label("Sista dag").fill(last.isoformat())
    desk.get_by_role("button", name="Gör listorna").click()
    expect(desk.get_by_role("row", name=re.compile("Almviks kommun.*inte skickad.*0 av 2"))).to_be_visible()
    assert_accessible(desk)
    a_template(round_, "documents", answer_by=last)
    desk.goto(f"/granskningar/{round_.pk}/brev/documents/skicka/")
    desk.get_by_role("button", name="Skicka 2 brev").click()
    expect(desk.get_by_text("i kö").first).to_be_visible()
    telephone.goto(sent_to("kim@example.org"))
    assert_accessible(telephone)
    dropped = []
    telephone.route(
        re.compile(r"/delar/[0-9a-f-]{36}/$"),
        lambda route: route.continue_() if dropped else (dropped.append(1), route.abort())[1],
    )
    plan = tmp_path / "plan.txt"
    plan.write_bytes(b"Vi arbetar systematiskt.\n" * 100_000)
    first = telephone.get_by_role("listitem").filter(has=telephone.get_by_role("heading", name="1. Plan"))
    first.locator("input[type=file]").set_input_files(plan)
    expect(first.get_by_role("button", name="Ta tillbaka plan.txt")).to_be_visible(timeout=60_000)
    assert dropped == [1]
    second = telephone.get_by_role("listitem").filter(
        has=telephone.get_by_role("heading", name="2. Delegationsordning")
    )
    second.get_by_text("Ingen fil att skicka").click()
    second.get_by_label("Den finns inte").check()
    second.get_by_role("button", name=re.compile("Spara svaret")).click()
    expect(telephone.get_by_text("2 av 2 rader är besvarade.")).to_be_visible()
    telephone.get_by_role("button", name="Det här är allt").click()
    expect(telephone.get_by_role("heading", level=1, name="Tack, vi har fått ert underlag")).to_be_visible()
    assert_accessible(telephone)
    assert DocumentRequest.objects.get(participant__organiser__name="Almviks kommun").receipt
    assert ItemFile.objects.get().document.size == plan.stat().st_size

    # What the reviewer sees.
    desk.goto(f"/granskningar/{round_.pk}/brev/")
    expect(desk.get_by_role("row", name=re.compile("Almviks kommun.*skickat.*besvarat.*Kim Lund"))).to_be_visible()
    assert_accessible(desk)
    desk.goto(f"/granskningar/{round_.pk}/underlag/")
    expect(desk.get_by_role("row", name=re.compile("Almviks kommun.*besvarat.*2 av 2"))).to_be_visible()
    desk.get_by_role("link", name="Almviks kommun").click()
    expect(desk.get_by_role("link", name="plan.txt")).to_be_visible()
    assert_accessible(desk)
