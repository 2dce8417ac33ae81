"""An incident from report to closed by three roles: a teacher on a phone, the principal, the organiser."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from likvard.ledger.models import Event
from likvard.rulebook.permissions import Role
from likvard.signals.models import Signal
from tests.factories import a_unit, a_user, an_organiser

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def size():
    """A report is made in a corridor: the whole walk is on a phone."""
    return "phone"


def test_an_incident_from_report_to_closed(transactional_db, signed_in, signed_in_beside, assert_accessible):
    almvik = an_organiser()
    unit = a_unit(almvik, "Björkbackens skola")
    teacher = a_user(Role.STAFF, almvik, [unit], name="Lars Lärare")
    principal = a_user(Role.PRINCIPAL, almvik, [unit], name="Johan Ek")
    director = a_user(Role.DIRECTOR, almvik, name="Karin Ås")
    other = a_user(Role.PRINCIPAL, almvik, [a_unit(almvik, "Grannskolan")], name="Rektor Granne")

    # The teacher reports, and sees a receipt without the words.
    page = signed_in(teacher)
    page.goto("/")
    page.get_by_role("link", name="Anmäl kränkande behandling").click()
    page.get_by_label("Vad som hände").fill("Tova knuffades mot skåpen och kallades fula saker.")
    page.get_by_label("Vem som blev utsatt").fill("Tova Brännlund")
    page.get_by_label("Någon utsatt har skyddade personuppgifter").check()
    page.get_by_label("Var", exact=False).and_(page.locator("select[name=place]")).select_option(label="Korridor")
    assert_accessible(page)
    page.get_by_role("button", name="Skicka anmälan").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile(r"Din anmälan K \d{4}-1"))
    expect(page.get_by_text("Tova")).to_have_count(0)
    assert_accessible(page)
    signal = Signal.objects.get()
    address = f"/signaler/arenden/{signal.id}/"

    # The principal finds it on To do, reports on and inquires.
    chief = signed_in_beside(principal)
    chief.goto("/")
    chief.get_by_role("link", name="Anmäl till huvudmannen").click()
    expect(chief.get_by_text("Tova")).to_have_count(0)
    assert_accessible(chief)
    chief.get_by_role("link", name="Anmäl till huvudmannen").click()
    assert_accessible(chief)
    chief.get_by_role("button", name="Anteckna").click()
    chief.get_by_role("button", name="Öppna och läs").click()
    expect(chief.get_by_text("Tova knuffades mot skåpen")).to_be_visible()
    assert_accessible(chief)
    chief.get_by_role("link", name="skyddad person").click()
    chief.get_by_label("Utredningen behöver veta vem det är").check()
    chief.get_by_role("button", name="Visa vem det är").click()
    expect(chief.get_by_text("Tova Brännlund")).to_be_visible()
    assert_accessible(chief)
    chief.goto(address)
    chief.get_by_role("link", name="Börja utreda").click()
    chief.get_by_role("button", name="Anteckna").click()
    chief.get_by_label("Skriv i utredningen").fill("Båda eleverna och deras vårdnadshavare är hörda.")
    chief.get_by_role("button", name="Skriv in").click()
    expect(chief.get_by_text("vårdnadshavare är hörda")).to_be_visible()
    chief.locator("summary", has_text="Lägg till en åtgärd").click()
    chief.get_by_label("Åtgärd", exact=True).fill("En vuxen i korridoren mellan lektionerna.")
    chief.get_by_role("button", name="Lägg till åtgärden").click()
    chief.get_by_role("button", name=re.compile("Det är gjort")).click()
    expect(chief.get_by_text(re.compile("gjord ")).first).to_be_visible()
    chief.get_by_role("link", name="Avsluta utredningen och besluta om åtgärder").click()
    chief.get_by_label("Kränkning är fastställd").check()
    chief.get_by_label("Vad utredningen har kommit fram till").fill("Eleven har blivit kränkt.")
    chief.get_by_label("Följ upp den").fill(str(timezone.localdate() + timedelta(days=14)))
    assert_accessible(chief)
    chief.get_by_role("button", name="Anteckna").click()

    # The organiser follows up and closes.
    head = signed_in_beside(director)
    head.goto(address)
    head.get_by_role("link", name="Det har upphört: anteckna uppföljningen").click()
    head.get_by_label("Vad du ser nu").fill("Eleven säger att det har upphört.")
    head.get_by_role("button", name="Anteckna").click()
    head.get_by_role("link", name="Avsluta ärendet").click()
    head.get_by_label("Varför").fill("Det har upphört och åtgärden fortsätter.")
    head.get_by_role("button", name="Anteckna").click()
    expect(head.get_by_text("Avslutat av huvudmannen").first).to_be_visible()
    head.get_by_role("link", name="Vilka som har läst").click()
    expect(head.get_by_role("row")).to_have_count(3)
    expect(head.get_by_role("main")).to_contain_text("Johan Ek")
    assert_accessible(head)
    head.goto("/signaler/")
    expect(head.get_by_role("heading", name="Kränkande behandling")).to_be_visible()
    assert_accessible(head)

    # Another principal finds no such page, and the teacher sees how it ended.
    stranger = signed_in_beside(other)
    assert stranger.goto(address).status == 404
    page.goto(address)
    expect(page.get_by_text("Ärendet är avslutat.")).to_be_visible()
    openings = Event.objects.filter(subject_id=str(signal.id), action__in=["signal_opened", "identity_opened"])
    assert openings.count() == 2
    signal.refresh_from_db()
    assert signal.closed_at is not None
