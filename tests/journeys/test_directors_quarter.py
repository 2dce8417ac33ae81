"""A school director's quarter: from a dialogue to what was agreed, its effect, and the report that the board reads.

Once on own figures of a municipality that does not exist, in Swedish; once on a real municipality's open figures, in
English.
"""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from likvard.quality.models import Agreement, QualityReport, YearEvent
from likvard.reports.boardreport import HEADINGS
from likvard.rulebook.permissions import Role
from tests.factories import a_user
from tests.factories.boardreport import a_directed_measure, ended
from tests.factories.dialogues import a_dialogue, a_party, a_series
from tests.journeys.test_figure_to_measure import almvik, borlange
from tests.journeys.words import Words, speak

pytestmark = pytest.mark.django_db(transaction=True)
AGREED = "Lika mycket lästid i alla klasser"


def hold(page: Page, t: Words, dialogue) -> None:
    """The dialogue ends in something agreed on, and what came of it is said."""
    today = timezone.localdate()
    page.goto(f"/samtal/samtal/{dialogue.pk}/")
    page.get_by_role("link", name=t("Note what you agree on")).click()
    page.get_by_label(t("What you agree on")).fill(AGREED)
    page.get_by_label(t("Responsible")).select_option(label="Karin Holmstrand")
    page.get_by_label(t("Last day")).fill(str(today + timedelta(days=30)))
    page.get_by_role("button", name=t("Note what you agree on")).click()
    page.get_by_role("link", name=t("It has been held")).click()
    page.get_by_role("button", name=t("Mark as held")).click()
    expect(page.get_by_text(t("Noted. What you agreed on comes back before the next dialogue."))).to_be_visible()
    page.goto(f"/samtal/overenskommelser/{Agreement.objects.get().pk}/")
    page.get_by_label(t("It is done")).check()
    page.locator("input[name=effect][value=effect]").check()
    page.get_by_label(t("What you see, or why it will not be done")).fill("Skillnaden mellan klasserna är borta.")
    page.get_by_role("button", name=t("Note what came of it")).click()
    expect(page.get_by_role("button", name=t("Note what came of it"))).to_have_count(0)


def end_section(page: Page, t: Words, key: str, ending: str) -> None:
    part = page.locator(f"#{key}")
    part.locator(f"input[name=ending][value={ending}]").check()
    if ending == "decision":
        part.get_by_label(t("What the board is to decide")).fill(
            "Nämnden ger förvaltningen i uppdrag att följa lästiden"
        )
    elif ending == "measure":
        part.get_by_label("Lästid på schemat").check()
    else:
        part.get_by_label(t("No change, because"), exact=True).fill("Det går åt rätt håll.")
    expect(page.locator(f"#left-{key}")).to_contain_text(t.of("section of a report", "finished"))


@pytest.mark.parametrize(("place", "language", "size"), [(almvik, "sv", "desk"), (borlange, "en", "phone")])
def test_a_directors_quarter(place, language, signed_in, signed_in_beside, assert_accessible):
    organiser, unit = place()
    t, today = Words(language), timezone.localdate()
    director = a_user(Role.DIRECTOR, organiser, name="Karin Holmstrand")
    board = a_user(Role.BOARD_READER, organiser, name="Nämndens Läsare")
    a_directed_measure(organiser, "Lästid på schemat", owner=director)
    dialogue = a_dialogue(a_party(a_series(organiser), unit), day=today, held_by=director)
    page = signed_in(director)
    page.goto("/")
    speak(page, t)

    # The year: what is national is taken up, what is the municipality's own is added.
    page.goto("/aret/")
    assert_accessible(page)
    page.get_by_role("button", name=t("Take up the national events")).click()
    page.get_by_role("link", name=t("Add an event")).click()
    page.get_by_label(t("What happens")).fill("Kvartalssamtal")
    page.get_by_label(t("First day")).fill(str(today))
    page.get_by_label(t("Responsible")).select_option(label="Karin Holmstrand")
    assert_accessible(page)
    page.get_by_role("button", name=t("Add the event")).click()
    expect(page.get_by_role("link", name="Kvartalssamtal")).to_be_visible()
    assert_accessible(page)
    page.goto("/")
    expect(page.get_by_role("link", name="Kvartalssamtal")).to_be_visible()

    hold(page, t, dialogue)

    # The report begins with what is recorded, and is not issued while a section leads to nothing.
    page.goto("/aret/rapporter/")
    assert_accessible(page)
    page.locator(".lv-next").get_by_role("link", name=t("Begin a quality report")).click()
    page.get_by_label(t("School year")).select_option(index=0)
    page.get_by_label(t("To which board")).fill("Barn- och utbildningsnämnden")
    assert_accessible(page)
    page.get_by_role("button", name=t("Begin the report")).click()
    expect(page.locator("#id_dialogues_text")).to_have_value(re.compile(re.escape(AGREED)))
    end_section(page, t, "state", "decision")
    end_section(page, t, "effects", "measure")
    end_section(page, t, "dialogues", "no_change")
    page.locator(".lv-next").get_by_role("link", name=t("Issue the report")).click()
    told = page.get_by_role("alert").filter(has_text=t.of("section of a report", "Absence"))
    expect(told.get_by_role("listitem")).to_have_count(len(HEADINGS) - 3)
    assert_accessible(page)

    # Every section ends in something; then the board reads it, and nobody changes it.
    report = QualityReport.objects.get()
    ended(report, except_for=("state", "effects", "dialogues"))
    page.locator(".lv-next").get_by_role("link", name=t("Issue the report")).click()
    page.get_by_role("button", name=t("Issue the report")).click()
    expect(page.get_by_text(t("The report is issued: it never changes, and the board can read it."))).to_be_visible()
    assert_accessible(page)
    reader = signed_in_beside(board)
    reader.goto("/aret/rapporter/")
    speak(reader, t)
    expect(reader.get_by_text("Nämnden ger förvaltningen i uppdrag att följa lästiden")).to_be_visible()
    assert_accessible(reader)
    reader.get_by_role("link", name=report.title).first.click()
    expect(reader.get_by_text("Skillnaden mellan klasserna är borta.")).to_be_visible()
    assert_accessible(reader)

    report.refresh_from_db()
    assert (report.issued_on, len(report.checksum)) == (today, 64)
    assert Agreement.objects.get().effect == "effect"
    assert YearEvent.objects.filter(national="count_day").exists()
