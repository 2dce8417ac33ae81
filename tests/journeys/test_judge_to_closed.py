"""From a judgement to a closed case, by both sides: judged, read a second time, decided, answered, followed up."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from likvard.reviews.actions import answers, judging
from likvard.reviews.actions.conflicts import fingerprint
from likvard.reviews.models import Case, Decision, Judgement
from likvard.rulebook.permissions import Role
from tests.factories import NOW, a_participant, a_round, a_user, an_organiser

pytestmark = pytest.mark.django_db(transaction=True)
AREAS = [
    {
        "key": "1", "name": "Huvudmannens analys", "level": "organiser", "legal_basis": ["4 kap. 3 § skollagen"],
        "criteria": [
            {"key": "1.1", "text": "Huvudmannen analyserar orsaker.", "legal_basis": ["4 kap. 3 § skollagen"]}
        ],
    },
]  # fmt: skip


@pytest.fixture
def authority(transactional_db):
    return an_organiser("Granskningsverket", kind="authority")


def judge(page, base, slot, level, *, evidence=True):
    """One judgement by hand: level, reasons, what was seen, done."""
    page.goto(f"{base}{slot}/")
    if evidence:
        page.get_by_role("link", name="Lägg till underlag").click()
        page.get_by_role("link", name="Iakttagelse").click()
        page.get_by_role("textbox", name="Vad man såg").fill(
            "Besöket den 3 november: statistiken läses, orsaker söks inte."
        )
        page.get_by_role("button", name="Lägg till").click()
    page.get_by_label(level).check()
    page.get_by_role("textbox", name="Skäl").fill("Huvudmannen sammanställer resultat men söker inte orsaker.")
    page.get_by_role("button", name="Spara och markera som klar").click()
    expect(page.get_by_text("Bedömningen är klar.").first).to_be_visible()


def test_from_judgement_to_closed(authority, signed_in, signed_in_beside, assert_accessible):
    organiser = an_organiser("Almviks kommun")
    reader = a_user(Role.REVIEWER, authority, name="Ylva Ett", title="utredare")
    second = a_user(Role.REVIEWER, authority, name="Bo Två", title="utredare")
    lead = a_user(Role.REVIEW_LEAD, authority, name="Sara Chef", title="enhetschef")
    director = a_user(Role.DIRECTOR, organiser, name="Karin Ås", title="skolchef")
    round_ = a_round(authority, kind="planned_quality_audit", state="running", areas=AREAS, case_number="GV 2026:1")
    participant = a_participant(round_, organiser, investigator=reader)
    today = timezone.localdate()
    base = f"/granskningar/{round_.pk}/bedomningar/{participant.pk}/"

    # The lead asks for a second reader; the first reader judges, with evidence and something to develop.
    judging.ask_second_reader(participant=participant, user=second, by=lead, at=NOW)
    page = signed_in(reader)
    page.goto(f"/granskningar/{round_.pk}/bedomningar/")
    assert_accessible(page)
    page.get_by_role("link", name="Almviks kommun").click()
    assert_accessible(page)
    page.goto(f"{base}0:1:1.1/")
    page.get_by_text("Anteckna en styrka eller något att utveckla").click()
    page.get_by_label("utvecklingsområde").check()
    page.get_by_role("textbox", name="Vad som framkom").fill("Huvudmannen behöver söka orsaker till skillnader.")
    assert_accessible(page)
    page.get_by_role("button", name="Anteckna", exact=True).click()
    judge(page, base, "0:1:1.1", "i låg utsträckning")
    judge(page, base, "0:1:-", "i låg utsträckning", evidence=False)

    # The second reader meets nothing of it, judges, and then sees that they agree.
    other = signed_in_beside(second)
    other.goto(f"{base}0:1:1.1/")
    expect(other.get_by_text("dold för dig tills din egen är klar")).to_be_visible()
    expect(other.get_by_text("söker inte orsaker")).to_have_count(0)
    assert_accessible(other)
    judge(other, base, "0:1:1.1", "i flera delar")
    other.goto(f"{base}0:1:1.1/")
    expect(other.get_by_text("läsningarna skiljer sig åt")).to_be_visible()
    assert Judgement.objects.filter(done_at__isnull=False).count() == 3
    page.goto(f"/granskningar/{round_.pk}/bedomningar/jamforelse/")
    expect(page.get_by_text("överens om 0 av 1")).to_be_visible()
    assert_accessible(page)

    # The decision: begun, written, approved by the one who decides, issued.
    page.goto(f"/granskningar/{round_.pk}/beslut/")
    assert_accessible(page)
    page.get_by_role("button", name="Påbörja").click()
    page.get_by_role("link", name="Skriv uppgifter", exact=True).first.click()
    page.get_by_label("Dag för beslutet").fill(str(today))
    page.get_by_label("Beslutar").select_option(label="Sara Chef, enhetschef")
    page.get_by_label("Huvudmannen ska redovisa").check()
    page.get_by_label("Sista dag för redovisningen").fill(str(today + timedelta(days=90)))
    page.get_by_label("Dag för uppföljningen").fill(str(today + timedelta(days=120)))
    assert_accessible(page)
    page.get_by_role("button", name="Spara").click()
    expect(page.get_by_text("Inget saknas.")).to_be_visible()
    assert_accessible(page)
    decision = Decision.objects.get()
    chief = signed_in_beside(lead)
    chief.goto(f"/granskningar/{round_.pk}/beslut/{decision.pk}/")
    chief.get_by_role("button", name="Godkänn den här lydelsen").click()
    chief.get_by_role("button", name="Fatta beslutet").click()
    expect(chief.get_by_text("fattat och kan inte längre ändras").first).to_be_visible()
    assert_accessible(chief)

    # The organiser answers in its own case; the answer comes back.
    own = Case.objects.get(holder=organiser)
    finding = own.findings.get()
    director_page = signed_in_beside(director)
    director_page.goto(f"/arenden/{own.pk}/")
    expect(director_page.get_by_text("söka orsaker till skillnader").first).to_be_visible()
    draft = answers.begin_answer(case=own, by=director, at=timezone.now())
    answers.write_item(
        answer=draft, finding=finding, by=director, at=timezone.now(),
        texts={"effect": "activity_only", "measures": "Vi har haft möten."},
        seen={"effect": fingerprint(""), "measures": fingerprint("")},
    )  # fmt: skip
    director_page.goto(f"/redovisning/{own.pk}/skicka/")
    director_page.locator("#id_gaps_known").check()
    director_page.get_by_role("main").get_by_role("button").first.click()
    director_page.wait_for_url("**/version/1/")

    # Activity only is not enough for "in line" without a signed reason; then the case ends.
    page.goto(f"/granskningar/{round_.pk}/beslut/uppfoljning/{participant.pk}/")
    expect(page.get_by_text("Bara aktivitet: ingen effekt visas")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("link", name="Följ upp nästa").click()
    page.locator("input[name=outcome][value=in_line]").check()
    page.get_by_role("textbox", name="Skäl").fill("Arbetet har börjat.")
    page.get_by_label("visad effekt").check()
    page.get_by_role("button", name="Underteckna och spara").click()
    expect(page.get_by_text("berättar bara om aktiviteter").first).to_be_visible()
    assert_accessible(page)
    page.get_by_label("inget av dem behövdes").check()
    page.get_by_role("button", name="Underteckna och spara").click()
    page.get_by_role("button", name="Skriv beslutet efter uppföljning").click()
    page.get_by_role("link", name="Skriv uppgifter", exact=True).first.click()
    page.get_by_label("Dag för beslutet").fill(str(today))
    page.get_by_label("Beslutar").select_option(label="Sara Chef, enhetschef")
    page.get_by_label("Ärendet avslutas").check()
    page.get_by_role("button", name="Spara").click()
    expect(page.get_by_text("Inget saknas.")).to_be_visible()
    second_decision = Decision.objects.get(kind="follow_up")
    chief.goto(f"/granskningar/{round_.pk}/beslut/{second_decision.pk}/")
    chief.get_by_role("button", name="Godkänn den här lydelsen").click()
    chief.get_by_role("button", name="Fatta beslutet").click()
    expect(chief.get_by_text("fattat och kan inte längre ändras").first).to_be_visible()
    own.refresh_from_db()
    assert (own.state, own.findings.get().state) == ("closed", "in_line")
    director_page.goto(f"/arenden/{own.pk}/")
    assert_accessible(director_page)
