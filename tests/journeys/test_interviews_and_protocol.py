"""Interviews planned, offered and moved; what was said written, checked and made final: by both sides."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.urls import get_resolver
from django.utils import timezone
from playwright.sync_api import expect

from likvard.planning.interviews import Effort
from likvard.planning.interviews.days import week_of
from likvard.reviews.actions import interviews
from likvard.reviews.models import InterviewSettings, InterviewSlot, PlanRun, Protocol, Statement
from likvard.rulebook.permissions import Role
from tests.factories import NOW, a_participant, a_round, a_unit, a_user, an_organiser

pytestmark = pytest.mark.django_db(transaction=True)
PICTURES = os.environ.get("LIKVARD_PICTURES", "")  # a folder to keep what the pages look like


def looked_at(page, name, size, assert_accessible):
    assert_accessible(page)
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}-{size}.png", full_page=True)


def saved(response):
    return response.request.method == "POST" and "/uttalanden/" in response.url


def test_from_a_plan_to_a_final_protocol(transactional_db, signed_in, signed_in_beside, assert_accessible, size):
    authority = an_organiser("Granskningsverket", kind="authority")
    almvik = an_organiser("Almviks kommun")
    rut = a_user(Role.REVIEW_LEAD, authority, name="Rut Ek", title="utredare")
    elsa = a_user(Role.EDITOR, almvik, name="Elsa Berg", title="utvecklare")
    round_ = a_round(authority, state="running", case_number="GV 2026:2")
    a_participant(round_, almvik, (a_unit(almvik, "Björkskolan"),), investigator=rut)
    base = f"/granskningar/{round_.pk}/"
    assert get_resolver().url_patterns  # read here, or the first page would wait for it

    # The reviewer: what is needed by the template, the weeks, a plan, and its times offered.
    page = signed_in(rut)
    page.goto(f"{base}intervjuer/")
    looked_at(page, "interviews-empty", size, assert_accessible)
    page.get_by_role("button", name="Lägg till intervjuer enligt mallen").first.click()
    page.get_by_role("link", name="Ange i vilka veckor").click()
    first = timezone.localdate() + timedelta(days=60 - timezone.localdate().weekday())
    page.get_by_label("Första dag").fill(first.isoformat())
    page.get_by_label("Sista dag").fill((first + timedelta(days=18)).isoformat())
    looked_at(page, "interviews-settings", size, assert_accessible)
    page.get_by_role("button", name="Spara").click()
    page.get_by_role("button", name="Gör en plan").click()
    expect(page.get_by_text("Planen väntar på sin tur")).to_be_visible()
    run = PlanRun.objects.get()
    interviews.make_plan(run_id=run.pk, clock=timezone.now, effort=Effort(work=2, seconds=20, workers=2))
    assert InterviewSettings.objects.get().weeks[0] == week_of(first)
    offer = page.get_by_role("button", name="Erbjud 7 tider")
    expect(offer).to_be_visible()  # the page has noticed by itself that the plan is made
    looked_at(page, "interviews-week", size, assert_accessible)
    page.goto(f"{base}intervjuer/?vy=lista")
    looked_at(page, "interviews-list", size, assert_accessible)
    page.get_by_role("button", name="Erbjud 7 tider").first.click()
    expect(page.get_by_text("7 tider är erbjudna.")).to_be_visible()

    # The organiser finds the times on its own case, takes one and proposes another time for one.
    other = signed_in_beside(elsa)
    other.goto("/arenden/")
    other.get_by_role("link", name=round_.title).first.click()
    assert_accessible(other)
    other.get_by_role("link", name="Tider för intervjuer").click()
    expect(other.get_by_text("7 tider väntar på ert svar.")).to_be_visible()
    looked_at(other, "times", size, assert_accessible)
    slots = list(InterviewSlot.objects.filter(state="offered").order_by("starts", "id"))
    suits, moved = slots[0], slots[-1]
    form = other.locator(f'form[action$="{suits.pk}/"]')
    form.get_by_label("Ja, den passar").check()
    form.get_by_role("button", name="Skicka svaret").click()
    expect(other.get_by_text("6 tider väntar på ert svar.")).to_be_visible()
    wanted = timezone.localtime(moved.starts) + timedelta(days=40)
    form = other.locator(f'form[action$="{moved.pk}/"]')
    form.get_by_label("Nej, vi föreslår en annan tid").check()
    form.get_by_label("Dag ni föreslår").fill(wanted.date().isoformat())
    form.get_by_label("Tid ni föreslår").fill("10:00")
    form.get_by_label("Något mer").fill("Nämnden sammanträder den dagen.")
    form.get_by_role("button", name="Skicka svaret").click()
    expect(other.get_by_text("Den första tiden gäller tills granskaren har svarat.")).to_be_visible()

    # The reviewer takes the other time.
    page.goto(f"{base}intervjuer/")
    page.locator("#counter-heading + ul a").click()
    expect(page.get_by_text("Nämnden sammanträder den dagen.")).to_be_visible()
    looked_at(page, "interview", size, assert_accessible)
    page.get_by_role("button", name="Ta den tiden").click()
    expect(page.get_by_text("godtagen").first).to_be_visible()
    assert timezone.localtime(InterviewSlot.objects.get(pinned=True).starts).date() == wanted.date()

    # What was said, written where it saves itself, and handed over.
    page.goto(f"{base}protokoll/")
    looked_at(page, "protocols", size, assert_accessible)
    page.get_by_label("Deltagare").select_option(label="Almviks kommun")
    page.get_by_label("Protokollets namn").fill("Intervju med rektor")
    page.get_by_role("button", name="Börja protokollet").click()
    for number, text in enumerate(("Skolan har 200 elever.", "Kartläggningen görs varje år."), start=1):
        page.get_by_role("button", name="Lägg till ett uttalande").click()
        part = page.locator(f"#statement-{number}")
        # Each field saves itself when it is left; the next waits until the server has answered.
        field = part.get_by_label("Vad som sades")
        with page.expect_response(saved):
            field.fill(text)
            field.press("Tab")
        with page.expect_response(saved):
            part.get_by_label("Vem som sade det").select_option(label="rektor")
        with page.expect_response(saved):
            part.get_by_label("Kriterium").select_option("2.1")
        expect(part.locator(".lv-saved")).to_contain_text("Sparat kl.")
    looked_at(page, "protocol-draft", size, assert_accessible)
    assert list(Statement.objects.order_by("number").values_list("text", "speaker_role", "criterion_key")) == [
        ("Skolan har 200 elever.", "principal", "2.1"), ("Kartläggningen görs varje år.", "principal", "2.1"),
    ]  # fmt: skip
    page.get_by_role("link", name="Lämna för faktagranskning").click()
    assert_accessible(page)
    page.get_by_role("button", name="Lämna", exact=True).click()
    expect(page.get_by_text("Protokollet är lämnat till huvudmannen")).to_be_visible()

    # The organiser corrects one statement and answers.
    other.goto("/arenden/")
    other.get_by_role("link", name=round_.title).first.click()
    other.get_by_role("link", name="Protokoll: Intervju med rektor").click()
    part = other.locator("#statement-1")
    part.get_by_text("Föreslå en annan lydelse").click()
    part.get_by_label("Lydelsen som ni föreslår").fill("Skolan har 250 elever.")
    part.get_by_label("Varför").fill("Se registret för oktober.")
    part.get_by_role("button", name="Spara förslaget").click()
    expect(other.locator("#statement-1 ins")).to_contain_text("250")
    looked_at(other, "fact-check", size, assert_accessible)
    other.get_by_role("button", name="Skicka svaret").click()
    expect(other.get_by_text("Granskaren tar ställning till varje rättelse")).to_be_visible()

    # The reviewer answers with a reason and makes it final; both read the same.
    page.goto(f"{base}protokoll/")
    page.get_by_role("link", name="Intervju med rektor").click()
    part = page.locator("#statement-1")
    part.get_by_label("Godta", exact=True).check()
    part.get_by_label("Skäl").fill("Uppgiften stämmer med registret.")
    looked_at(page, "protocol-answer", size, assert_accessible)
    part.get_by_role("button", name="Spara svaret").click()
    page.get_by_role("button", name="Gör det slutligt").click()
    expect(page.get_by_text("Protokollet är slutligt och kan inte längre ändras.")).to_be_visible()
    looked_at(page, "protocol-final", size, assert_accessible)
    other.reload()
    expect(other.get_by_text("Uppgiften stämmer med registret.")).to_be_visible()
    looked_at(other, "fact-check-final", size, assert_accessible)
    protocol = Protocol.objects.get()
    assert (protocol.state, len(protocol.checksum), protocol.created_at > NOW) == ("final", 64, True)
