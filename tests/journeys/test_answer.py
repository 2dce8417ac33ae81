"""From a last day on the list to an answer that is sent and locked; two writers; done and undone; the calendar."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from likvard.reviews.actions import answers as actions
from likvard.reviews.actions.conflicts import fingerprint
from likvard.reviews.models import Answer, Case, Deadline, Evidence
from likvard.rulebook.permissions import Role
from tests.factories import NOW, a_case, a_deadline, a_finding, a_measure, a_user, an_area, an_organiser


@pytest.fixture
def holder(transactional_db):
    return an_organiser()


@pytest.fixture
def director(holder):
    return a_user(Role.DIRECTOR, holder, name="Karin Ås", title="skolchef")


@pytest.fixture
def editor(holder):
    return a_user(Role.EDITOR, holder, name="Bo Ek")


@pytest.fixture
def case(holder, director):
    case = a_case(
        holder, title="Planerad kvalitetsgranskning", case_number="SI 2026:1234", authority="Skolinspektionen"
    )
    area = an_area(case)
    finding = a_finding(case, area, "Huvudmannen behöver rikta insatserna.", owner=director)
    a_measure(finding, "Läsgrupper i årskurs 2", owner=director, until=timezone.localdate() + timedelta(days=20))
    Evidence.objects.create(finding=finding, note="Lästest i maj", added_at=NOW)
    a_finding(case, area, "Huvudmannen behöver följa upp insatserna.", owner=director)
    a_deadline(case, timezone.localdate(), owner=director)
    return case


def press(page, locator, key="Enter"):
    """By keyboard alone: to the thing, and press."""
    locator.focus()
    expect(locator).to_be_focused()
    page.keyboard.press(key)


def test_an_answer_by_keyboard(case, director, signed_in, assert_accessible):
    page = signed_in(director)
    page.goto("/")
    assert_accessible(page)
    press(page, page.get_by_role("link", name="Redovisa åtgärder"))
    page.get_by_role("heading", level=1, name="Redovisning till myndigheten").wait_for()
    assert_accessible(page)
    press(page, page.get_by_role("button", name="Börja redovisningen"))
    page.get_by_role("heading", name="Utvecklingsområde 1").wait_for()
    assert_accessible(page)

    # What is missing leads to its place; what is written saves itself and strikes the line.
    gap = page.get_by_role("link", name="Utvecklingsområde 2 saknar åtgärd")
    press(page, gap)
    second = Case.objects.get(pk=case.pk).findings.order_by("ordering").last()
    field = page.locator(f"#id_{second.id}_measures")
    expect(field).to_be_in_viewport()
    field.focus()
    page.keyboard.type("Vi följer upp varje termin.\n- läsning\n- räkning")
    expect(gap).to_have_count(0)
    expect(page.locator(f"#form-{second.id} .lv-saved")).to_contain_text("Sparat kl.")
    page.locator(f"#id_{second.id}_by_whom").focus()
    page.keyboard.type("Karin Ås")
    page.keyboard.press("Shift+Tab")
    page.keyboard.type("varje termin")
    page.locator(f"#id_{second.id}_effect_0").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.locator(f"#id_{second.id}_effect_2")).to_be_checked()
    page.locator(f"#id_{second.id}_remains").focus()
    page.keyboard.type("Första uppföljningen i juni.")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Utvecklingsområde 2")).to_have_count(0)
    assert_accessible(page)

    press(page, page.locator("#readiness").get_by_role("link", name="Förhandsgranska"))
    page.get_by_role("heading", level=1, name="Förhandsgranskning av redovisningen").wait_for()
    expect(page.get_by_role("article")).to_contain_text("Vi följer upp varje termin.")
    assert_accessible(page)

    press(page, page.get_by_role("link", name="Skicka redovisningen"))
    page.get_by_role("heading", level=1, name="Skicka redovisningen").wait_for()
    assert_accessible(page)
    press(page, page.get_by_role("button", name="Markera som skickad"))
    expect(page.get_by_role("alert")).to_contain_text("kryssa för att du skickar ändå")
    assert_accessible(page)
    press(page, page.get_by_label("Skicka trots att något saknas"), "Space")
    press(page, page.get_by_role("button", name="Markera som skickad"))
    page.get_by_role("heading", level=1, name="Redovisning 1").wait_for()
    expect(page.get_by_text("och låst: det du läser är det som skickades")).to_be_visible()
    assert_accessible(page)
    assert Answer.objects.get().sent_by == director
    assert Deadline.objects.get().met_on == timezone.localdate()
    assert Case.objects.get().state == Case.State.ANSWERED

    page.goto("/")
    expect(page.get_by_role("link", name="Besked om redovisningen")).to_be_visible()
    assert_accessible(page)


def test_two_people_write_the_same_text(case, director, editor, signed_in, assert_accessible):
    actions.begin_answer(case=case, by=editor, at=timezone.now())
    finding = case.findings.order_by("ordering").first()
    page = signed_in(director)
    page.goto(f"/redovisning/{case.id}/")
    mine = page.locator(f"#id_{finding.id}_result")
    expect(mine).to_be_visible()
    answer = Answer.objects.get()
    actions.write_item(
        answer=answer, finding=finding, texts={"result": "Bo skrev."}, seen={"result": fingerprint("")}, by=editor,
        at=timezone.now(),
    )  # fmt: skip
    mine.focus()
    page.keyboard.type("Karin skrev.")
    told = page.locator(f"#form-{finding.id} .lv-conflict")
    expect(told).to_contain_text("Bo Ek har ändrat samma text medan du skrev.")
    expect(told).to_contain_text("Bo skrev.")
    expect(told).to_contain_text("Karin skrev.")
    expect(mine).to_have_value("Karin skrev.")
    assert_accessible(page)
    sent = []
    page.on("request", lambda request: sent.append(request.url))
    mine.focus()
    page.keyboard.press("End")
    page.keyboard.type(" Bo skrev också.")
    press(page, told.get_by_role("button", name="Spara det som står i formuläret"))
    expect(page.locator(f"#form-{finding.id} .lv-saved")).to_contain_text("Sparat kl.")
    assert len(sent) == 1, "nothing is saved by itself, and no button moves, while two wordings stand to be compared"
    assert answer.items.get().result == "Karin skrev. Bo skrev också."
    assert [v.text for v in case.text_versions.all()] == ["Bo skrev."]


def test_done_and_undone(case, director, signed_in, assert_accessible):
    page = signed_in(director)
    page.goto("/")
    press(page, page.get_by_role("button", name=re.compile("^Klar.*Redovisa åtgärder, Planerad")))
    undo = page.get_by_role("button", name=re.compile("^Ångra.*Redovisa åtgärder, Planerad"))
    expect(undo).to_be_focused()
    assert_accessible(page)
    assert Deadline.objects.get().met_on == timezone.localdate()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Redovisa åtgärder")).to_be_visible()
    assert Deadline.objects.get().met_on is None


def test_a_moved_day_and_the_calendar(case, director, signed_in, assert_accessible):
    page = signed_in(director)
    row = Deadline.objects.get()
    page.goto(f"/redovisning/{case.id}/sista-dagar/{row.id}/")
    assert_accessible(page)
    page.get_by_label("Ny sista dag").fill((row.day + timedelta(days=30)).isoformat())
    page.get_by_label("Skäl").fill("Anstånd per telefon.")
    press(page, page.get_by_role("button", name="Flytta"))
    expect(page.get_by_role("listitem").filter(has_text="Anstånd per telefon.")).to_be_visible()
    assert_accessible(page)

    page.goto("/kalender/")
    assert_accessible(page)
    press(page, page.get_by_role("button", name="Skapa en kalenderadress"))
    address = page.get_by_label("Din hemliga adress")
    expect(address).to_be_focused()
    assert_accessible(page)
    path = address.input_value().split("/kalender/")[1]
    response = page.request.get(f"/kalender/{path}")
    assert response.status == 200
    assert f"DTSTART;VALUE=DATE:{row.day + timedelta(days=30):%Y%m%d}" in response.text()


def test_what_is_written_survives_a_lost_session(case, director, context, signed_in):
    actions.begin_answer(case=case, by=director, at=timezone.now())
    finding = case.findings.order_by("ordering").first()
    signed_in(director)
    page = context.new_page()  # a page of its own: here the browser is to complain
    page.goto(f"/redovisning/{case.id}/")
    field, told = page.locator(f"#id_{finding.id}_result"), page.locator(f"#form-{finding.id} .lv-saved")
    context.clear_cookies()
    field.focus()
    page.keyboard.type("Skrivet utan inloggning.")
    page.keyboard.press("Tab")
    expect(told).to_contain_text("du har blivit utloggad")
    expect(field).to_have_value("Skrivet utan inloggning.")
    # She signs in again in another tab, which gets a new mark against forgery, and goes on writing here.
    signed_in(director)
    other = context.new_page()
    other.goto(f"/redovisning/{case.id}/")
    field.focus()
    page.keyboard.press("End")
    page.keyboard.type(" Och med.")
    page.keyboard.press("Tab")
    expect(told).to_contain_text("Sparat kl.")
    assert Answer.objects.get().items.get().result == "Skrivet utan inloggning. Och med."
    # The line is gone for a while.
    context.set_offline(True)
    field.focus()
    page.keyboard.press("End")
    page.keyboard.type(" Utan nät.")
    expect(told).to_contain_text("servern svarar inte")
    context.set_offline(False)
    expect(told).to_contain_text("Sparat kl.", timeout=15_000)
    assert Answer.objects.get().items.get().result.endswith("Utan nät.")
