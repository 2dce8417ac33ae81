"""A survey of one's own: prepared, handed out, answered on a phone without scripts, closed and read."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from likvard.rulebook.permissions import Role
from likvard.surveys.actions import make_codes
from likvard.surveys.models import Survey, SurveyUnit
from likvard.surveys.queries.codes import written
from tests.factories import a_unit, a_user, an_organiser
from tests.factories.surveys import answered

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_survey_from_codes_to_results(signed_in, browser, live_server, assert_accessible):
    almvik = an_organiser(municipality_code="9999")
    unit = a_unit(almvik, "Björkbackens skola")
    page = signed_in(a_user(Role.EDITOR, almvik))
    page.goto("/enkater/")
    assert_accessible(page)
    page.get_by_role("link", name="Förbered en enkät").click()
    page.get_by_label("Elever i årskurs 4–6").check()
    page.get_by_label("Vad ni kallar enkäten").fill("Hur har du det?")
    page.get_by_label("Björkbackens skola").check()
    assert_accessible(page)
    page.get_by_role("button", name="Förbered enkäten").click()
    expect(page.get_by_role("heading", level=1, name="Hur har du det?")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("link", name="Skapa koder").click()
    page.get_by_label("Hur många som ska svara").fill("3")
    assert_accessible(page)
    with page.expect_download() as sheet:
        page.get_by_role("button", name="Ta fram koderna").click()
    assert sheet.value.suggested_filename == "koder-hur-har-du-det-bjorkbackens-skola.pdf"

    # A pupil, on a phone where no script may run.
    survey = Survey.objects.get()
    (code,) = make_codes(unit=SurveyUnit.objects.get(), number=1, replace=False, by=None, at=timezone.now())
    phone = browser.new_context(
        viewport={"width": 390, "height": 844}, locale="sv-SE", base_url=live_server.url, java_script_enabled=False
    )
    pupil = phone.new_page()
    pupil.goto("/svara/")
    pupil.get_by_label("Kod").fill(written(code).lower())
    pupil.get_by_role("button", name="Fortsätt").click()
    expect(pupil.get_by_role("heading", level=1, name="Hur har du det?")).to_be_visible()
    pupil.get_by_role("group", name="Jag känner mig trygg i skolan.").get_by_label("Ofta").check()
    pupil.get_by_role("button", name="English").click()
    expect(pupil.get_by_role("group", name="I feel safe at school.").get_by_label("Often")).to_be_checked()
    pupil.get_by_role("button", name="Send my answers").click()
    expect(pupil.get_by_role("heading", name="Thank you! Your answers are sent.")).to_be_visible()
    assert phone.cookies() == []
    phone.close()

    # The same pages, looked at by axe.
    (other,) = make_codes(unit=SurveyUnit.objects.get(), number=1, replace=False, by=None, at=timezone.now())
    page.goto("/svara/")
    assert_accessible(page)
    page.goto(f"/svara/{other}/")
    assert_accessible(page)

    # Enough of the others answer too; the survey is closed and read.
    answered(survey, unit, [("girl", 1)] * 12 + [("boy", 2)] * 12)
    page.goto(f"/enkater/{survey.pk}/")
    expect(page.get_by_text("25 av 29 har svarat")).to_be_visible()
    page.get_by_text("Stäng enkäten nu").click()
    page.get_by_role("button", name="Stäng enkäten", exact=True).click()
    expect(page.get_by_text(re.compile("^Trygghet: 5,0 av 10"))).to_be_visible()
    page.get_by_text("Fråga för fråga: Trygghet").click()
    assert_accessible(page)
