"""A rektor's analysis day: the package with own figures, causes written, the report sent, read and given back.

Once at the demo's school with the organiser's own survey, once at a real school with the open figures that ship.
"""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from likvard.datasets.queries.state import units_of_municipality
from likvard.quality.models import Goal, UnitReport
from likvard.rulebook.permissions import Role
from likvard.surveys.models import Survey
from tests.factories import NOW, a_unit, a_user, an_organiser
from tests.factories.surveys import a_survey, answered

pytestmark = pytest.mark.django_db(transaction=True)


def almvik():
    """A school of the demo's kind: no open figures, but a survey of its own and a goal."""
    organiser = an_organiser("Almviks kommun", municipality_code="9999")
    unit = a_unit(organiser, "Björkbackens skola")
    survey = a_survey(organiser, [unit])
    answered(survey, unit, [("girl", 1)] * 8 + [("boy", 2)] * 8)
    Survey.objects.update(opens_on=date(2026, 11, 1), last_day=date(2026, 11, 10))
    today = timezone.localdate()
    last_year = today.year - (1 if today.month >= 7 else 2)
    Goal.objects.create(
        holder=organiser, unit=unit, school_year=last_year, what="Fler ska läsa flytande",
        indicator="läsprov", baseline_words="62 procent", target="80 procent", pupils="årskurs 3",
        due_on=date(2026, 6, 15), state=Goal.State.NOT_REACHED, ended_on=date(2026, 6, 20),
        outcome_words="71 procent", created_at=NOW,
    )  # fmt: skip
    return organiser, unit, "I er egen enkät får"


def borlange():
    organiser = an_organiser("Borlänge kommun", municipality_code="2081")
    code = next(code for code, name in units_of_municipality("2081").items() if name == "Maserskolan")
    unit = a_unit(organiser, "Maserskolan", school_unit_code=code, municipality_code="2081")
    return organiser, unit, "skolor med liknande elever"


@pytest.mark.parametrize(("place", "size"), [(almvik, "phone"), (borlange, "desk")])
def test_an_analysis_day(place, signed_in, signed_in_beside, assert_accessible):
    organiser, unit, raised = place()
    principal = a_user(Role.PRINCIPAL, organiser, [unit], name="Johan Ek")
    today = timezone.localdate()

    # The organiser makes the packages.
    editor = signed_in(a_user(Role.EDITOR, organiser))
    editor.goto("/analysdagar/nya/")
    editor.get_by_label("Vad ni kallar dem").fill("Analysdagar i juni")
    editor.get_by_label("Analysdag", exact=True).fill(str(today))
    editor.get_by_label("Sista dag för enhetsrapporterna").fill(str(today + timedelta(days=14)))
    editor.get_by_label(unit.name).check()
    editor.get_by_label("Era egna frågor").fill("Når stödet fram i tid?")
    assert_accessible(editor)
    editor.get_by_role("button", name="Ta fram underlagen").click()
    expect(editor.get_by_text("0 av 1 rapporter har kommit.")).to_be_visible()
    assert_accessible(editor)

    # The rektor opens it from To do, sees figures and questions, and writes.
    rektor = signed_in_beside(principal)
    rektor.goto("/")
    rektor.get_by_role("link", name=f"Skriv enhetsrapporten för {unit.name}").click()
    expect(rektor.get_by_role("heading", level=2).filter(has_text=raised).first).to_be_visible()
    assert_accessible(rektor)
    rektor.locator("#id_1_why").fill("Det beror på att vikarier har haft undervisningen hela våren.")
    expect(rektor.locator("#form-1 .lv-saved")).to_contain_text("Sparat kl.")
    rektor.locator("#id_2_why").fill("Andelen har sjunkit jämfört med förra året.")
    expect(rektor.locator("#form-2 .lv-saved")).to_contain_text("Sparat kl.")
    rektor.reload()
    expect(rektor.get_by_text("namnger en orsak")).to_be_visible()
    rektor.get_by_role("link", name="siffror om enheten").click()
    assert_accessible(rektor)
    rektor.go_back()
    rektor.get_by_role("link", name="Skicka enhetsrapporten").click()
    rektor.get_by_label("Vi skickar den fast några frågor saknar svar").check()
    assert_accessible(rektor)
    rektor.get_by_role("button", name="Skicka enhetsrapporten").click()
    expect(rektor.get_by_text("står kvar som den var").first).to_be_visible()

    # The organiser sees where to read again, and gives it back.
    editor.reload()
    editor.get_by_role("link", name="några svar namnger ingen orsak").click()
    expect(editor.get_by_text("verkar återge siffrorna").first).to_be_visible()
    assert_accessible(editor)
    editor.get_by_role("link", name="Lämna tillbaka rapporten").click()
    editor.get_by_label("Vad du vill att enheten går vidare med").fill("Vad ligger bakom nedgången?")
    editor.get_by_role("button", name="Lämna tillbaka").click()
    rektor.reload()
    expect(rektor.get_by_text("Vad ligger bakom nedgången?")).to_be_visible()
    assert UnitReport.objects.get().answers.count() == 2
