"""A planned audit from the judgements to its end, by both sides: judged with evidence and read blind a second time,
decided by four eyes, answered with effect and with activity only, followed up twice, closed on a signed reason.

The whole way is walked in Swedish at a desk and in English on a telephone.
"""

import io
from datetime import timedelta

import docx
import pikepdf
import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from likvard.reviews.actions.following_up import WHY
from likvard.reviews.models import Case, Decision, FollowUpFinding, Judgement
from likvard.rulebook.loading import rulebook
from likvard.rulebook.permissions import Role
from tests.factories import a_participant, a_protocol, a_round, a_statement, a_user, an_organiser
from tests.journeys.deciding import Walk, fetched, send, words_of_pdf, write
from tests.journeys.words import Words

pytestmark = pytest.mark.django_db(transaction=True)
AREAS = [
    {
        "key": "1", "name": "Huvudmannens analys", "level": "organiser",
        "legal_basis": ["4 kap. 3 § skollagen", "5 kap. 3 § skollagen"],
        "criteria": [
            {"key": "1.1", "text": "Huvudmannen söker orsaker.", "legal_basis": ["4 kap. 3 § skollagen"]}
        ],
    },
    {
        "key": "2", "name": "Huvudmannens kompensatoriska arbete", "level": "organiser",
        "legal_basis": ["1 kap. 9 § skollagen", "4 kap. 7 § skollagen"],
        "criteria": [
            {"key": "2.1", "text": "Insatserna går dit behoven är störst.", "legal_basis": ["1 kap. 9 § skollagen"]}
        ],
    },
]  # fmt: skip
CAUSES = "Huvudmannen behöver söka orsaker till skillnader mellan skolor."
STEER = "Huvudmannen behöver rikta insatser som går att följa upp."


@pytest.fixture(params=["sv", "en"])
def language(request) -> str:
    return request.param


@pytest.fixture
def size(language) -> str:
    return {"sv": "desk", "en": "phone"}[language]


def refusal(t: Words, code: str) -> str:
    return WHY[code].text(t.language)


def work_on(page: Page, t: Words, finding, today) -> None:
    """Causes, a measure and what shows its effect, in the organiser's own case."""
    row = page.locator(f"#finding-{finding.pk}")
    row.locator("summary").click()
    row.get_by_role("link", name=f"{t('Write')} {t('causes')}").click()
    row.get_by_role("textbox", name=t("Causes")).fill("Rektorerna frågas inte varför resultaten skiljer sig.")
    row.get_by_role("button", name=t("Save")).click()
    expect(row.get_by_text("Rektorerna frågas inte varför")).to_be_visible()
    row.get_by_role("link", name=t("New measure")).click()
    row.get_by_role("textbox", name=t("What is to be done")).fill("Analysdagar med varje rektor")
    row.get_by_label(t.of("measure", "Who does it")).select_option(label="Karin Ås, skolchef")
    row.get_by_label(t("Until when")).fill(str(today))
    row.get_by_role("button", name=t("Save the measure")).click()
    expect(row.get_by_text("Analysdagar med varje rektor").first).to_be_visible()
    row.get_by_role("link", name=t("New evidence")).click()
    row.get_by_role("textbox", name=t("What was seen")).fill("Skillnaden i läsprov: 20 punkter i fjol, 8 i år.")
    row.get_by_role("button", name=t("Save the evidence")).click()
    expect(row.get_by_text("20 punkter i fjol").first).to_be_visible()


def test_a_planned_audit_from_judgement_to_end(
    t, transactional_db, settings, tmp_path, signed_in_beside, looked_at
):  # fmt: skip
    settings.MEDIA_ROOT = tmp_path / "originals"
    authority, organiser = an_organiser("Granskningsverket", kind="authority"), an_organiser("Almviks kommun")
    investigator = a_user(Role.REVIEWER, authority, name="Ylva Ett", title="utredare")
    second = a_user(Role.REVIEWER, authority, name="Bo Två", title="utredare")
    lead = a_user(Role.REVIEW_LEAD, authority, name="Sara Chef", title="enhetschef")
    director = a_user(Role.DIRECTOR, organiser, name="Karin Ås", title="skolchef")
    round_ = a_round(
        authority, kind="planned_quality_audit", state="running", areas=AREAS, case_number="GV 2026:1",
        title="Planerad kvalitetsgranskning av grundskolan",
    )  # fmt: skip
    participant = a_participant(round_, organiser, investigator=investigator)
    protocol = a_protocol(participant, "Intervju med skolchef", by=investigator)
    a_statement(protocol, "Vi läser resultaten varje år, men frågar inte varför.", criterion_key="1.1")
    today = timezone.localdate()
    decided, due, followed, again = (today - timedelta(days=n) for n in (200, 14, 7, 3))
    rounds = f"/granskningar/{round_.pk}"
    base = f"{rounds}/bedomningar/{participant.pk}/"
    walk = Walk(t, signed_in_beside)

    # The lead asks for a second reader; the investigator judges, with evidence and something to develop.
    chief = walk.come(lead)
    chief.goto(base)
    chief.get_by_role("link", name=t("Choose a second reader")).click()
    chief.get_by_label(t("Second reader")).select_option(label="Bo Två, utredare")
    chief.get_by_role("main").get_by_role("button").first.click()
    expect(chief.get_by_text("Bo Två").first).to_be_visible()
    page = walk.come(investigator)
    page.goto(f"{rounds}/bedomningar/")
    looked_at(page, "judgements")
    page.get_by_role("link", name="Almviks kommun").click()
    looked_at(page, "participant")
    page.goto(f"{base}0:1:1.1/")
    walk.find(page, "development_area", CAUSES)
    looked_at(page, "judge")

    def statement(page: Page) -> None:
        page.get_by_label(t("Statement of a protocol")).select_option(index=1)
        looked_at(page, "evidence")

    def figure(page: Page) -> None:
        page.get_by_role("link", name=t.code("evidence_kind", "figure")).click()
        page.get_by_label(t("Figure"), exact=True).fill("72 % i årskurs 9, våren 2026")
        page.get_by_label(t("Source of the figure")).fill("Skolverkets betygsstatistik 2026")

    walk.judge(page, f"{base}0:1:1.1/", "low", "Huvudmannen läser resultat men söker inte orsaker.", statement)
    walk.judge(page, f"{base}0:1:-/", "low", "Analysen stannar vid resultaten.")
    page.goto(f"{base}0:2:2.1/")
    walk.find(page, "development_area", STEER)
    walk.find(page, "strength", "Elevhälsan följer upp frånvaron samma dag.")
    walk.judge(page, f"{base}0:2:2.1/", "low", "Insatserna är lika för alla skolor.", figure)
    walk.judge(page, f"{base}0:2:-/", "low", "Stödet fördelas lika, inte efter behov.")

    # The second reader meets nothing of it, judges, and then sees that they differ.
    other = walk.come(second)
    other.goto(f"{base}0:1:1.1/")
    expect(other.get_by_text(t("The other reading is hidden from you until your own is done."))).to_be_visible()
    expect(other.get_by_text("söker inte orsaker")).to_have_count(0)
    assert other.request.get(f"{rounds}/beslut/uppfoljning/{participant.pk}/").status == 404
    walk.judge(other, f"{base}0:1:1.1/", "some", "Det finns några försök till orsaksanalys.", statement)
    other.goto(f"{base}0:1:1.1/")
    expect(other.get_by_text(t("the readings differ"))).to_be_visible()
    looked_at(other, "second")
    assert Judgement.objects.filter(done_at__isnull=False).count() == 5
    page.goto(f"{rounds}/bedomningar/jamforelse/")
    looked_at(page, "calibration")

    # The decision: built from areas and wordings, refused to its writer, approved word for word, issued.
    page.goto(f"{rounds}/beslut/")
    looked_at(page, "decisions")
    page.get_by_role("button", name=t("Begin")).click()
    expect(page.get_by_text(CAUSES).first).to_be_visible()
    walk.details(page, decided, "open", response=due, follow_up=followed)
    expect(page.get_by_role("button", name=t("Approve these words"))).to_have_count(0)
    looked_at(page, "draft")
    decision = Decision.objects.get()
    address = f"{rounds}/beslut/{decision.pk}/"
    walk.decide(chief, address)
    looked_at(chief, "issued")
    pdf, word = (
        fetched(chief, t("PDF, accessible and for the archive")), fetched(chief, t("Word, to go on writing in"))
    )  # fmt: skip
    closed_words = rulebook().on("planned_quality_audit", today)
    read = words_of_pdf(pdf)
    for said in (CAUSES.rstrip("."), STEER.rstrip("."), "i låg utsträckning", "enhetschef Sara Chef", "SFS 2022:940"):
        assert said in read, said
    assert "överklaga" not in read  # an audit can not be appealed
    with pikepdf.open(io.BytesIO(pdf)) as paper:
        assert paper.Root.MarkInfo.Marked
        assert str(paper.Root.Lang).startswith("sv")
        with paper.open_metadata() as data:
            assert (data["pdfuaid:part"], data["pdfaid:part"]) == ("1", "2")
    headings = [p.text for p in docx.Document(io.BytesIO(word)).paragraphs if p.style.name.startswith("Heading")]
    assert {"Huvudmannens analys", "Huvudmannens kompensatoriska arbete"} <= set(headings)

    # Delivered at once; the receipt is noted. Then the answer is late, and the authority sees it.
    chief.get_by_text(t("Note the receipt")).click()
    chief.get_by_label(t("Received on")).fill(str(decided + timedelta(days=1)))
    chief.get_by_label(t("Received by")).fill("registrator Ida Ek")
    chief.get_by_role("button", name=t("Note"), exact=True).first.click()
    expect(chief.get_by_text("registrator Ida Ek")).to_be_visible()
    page.goto(f"{rounds}/beslut/")
    expect(page.get_by_text(t("The answer was due on %(day)s.", day=t.day(due)))).to_be_visible()

    # The organiser meets it among what is to be done, and works in its own case.
    own = Case.objects.get(holder=organiser)
    director_page = walk.come(director)
    looked_at(director_page, "todo")
    director_page.get_by_role("link", name=t("report measures")).first.click()
    expect(director_page.get_by_role("heading", level=1)).to_have_text(t("Answer to the authority"))
    director_page.goto(f"/arenden/{own.pk}/")
    looked_at(director_page, "own_case")
    first, last = own.findings.order_by("area__ordering")
    work_on(director_page, t, first, today)
    looked_at(director_page, "worked")

    # The answer: effect that is shown for the one, activity only for the other.
    director_page.goto(f"/redovisning/{own.pk}/")
    director_page.get_by_role("button", name=t("Begin the answer")).click()
    director_page.locator("#id_introduction").fill("Vi har arbetat med beslutet i ledningsgruppen under året.")
    write(director_page, first, effect="effect", result="Skillnaden har minskat från 20 till 8 punkter.",
          remains="Inget.")  # fmt: skip
    write(director_page, last, measures="Vi har haft möten.", done_when="våren", by_whom="Karin Ås",
          effect="activity_only", result="Ingen ännu.", remains="Att rikta insatserna.")  # fmt: skip
    looked_at(director_page, "answer")
    send(director_page, t, own, decided + timedelta(days=180))
    looked_at(director_page, "sent")

    # The first follow-up: one area in line on shown effect; the other needs more, with a second day.
    page.goto(f"{rounds}/beslut/")
    expect(page.get_by_text(t("The follow-up was planned for %(day)s.", day=t.day(followed)))).to_be_visible()
    page.goto(f"{rounds}/beslut/uppfoljning/{participant.pk}/")
    expect(page.get_by_text(t("Activity only: no effect is shown"))).to_be_visible()
    looked_at(page, "follow_up")
    page.get_by_role("link", name=t("Follow up the next finding")).click()
    walk.follow_up(page, "in_line", "Orsaker söks nu vid varje skola och skillnaden har minskat.", "effect")
    page.get_by_role("link", name=t("Follow up the next finding")).click()
    walk.follow_up(page, "in_line", "Arbetet har börjat.", "effect")
    expect(page.get_by_text(refusal(t, "activity_only")).first).to_be_visible()
    looked_at(page, "refused")
    walk.follow_up(page, "further_needed", "Möten är inte insatser. Effekt saknas.")
    page.get_by_role("button", name=t("Write the decision after follow-up")).click()
    walk.details(page, again, "open", response=today + timedelta(days=60), follow_up=today + timedelta(days=90))
    looked_at(page, "follow_up_draft")
    followed_up = Decision.objects.get(kind="follow_up")
    walk.decide(chief, f"{rounds}/beslut/{followed_up.pk}/")
    expect(chief.get_by_text(f"Huvudmannens analys: {closed_words.follow_up['in_line'].sv}.")).to_be_visible()
    own.refresh_from_db()
    assert [f.state for f in own.findings.order_by("area__ordering")] == ["in_line", "further_needed"]

    # The organiser answers once more; the case ends on a signed reason, and what lives on is told.
    director_page.goto(f"/redovisning/{own.pk}/")
    director_page.get_by_role("button", name=t("Write the next answer")).click()
    write(director_page, last, measures="Resurser går efter behov.", done_when="hösten", by_whom="Karin Ås",
          effect="activity_only", result="Fördelningen är beslutad.", remains="Effekten syns om ett år.")  # fmt: skip
    send(director_page, t, own, today)
    page.goto(f"{rounds}/beslut/uppfoljning/{participant.pk}/")
    page.get_by_role("link", name=t("Follow up the next finding")).click()
    walk.follow_up(page, "in_line", "Fördelningen är beslutad; ett besök ger inget mer i år.", "neither")
    page.get_by_role("button", name=t("Write the decision after follow-up")).click()
    walk.details(page, today, "closed")
    walk.decide(chief, f"{rounds}/beslut/{Decision.objects.get(kind='follow_up', state='draft').pk}/")
    assert FollowUpFinding.objects.get(basis="neither").signed_by == investigator
    own.refresh_from_db()
    assert (own.state, {f.state for f in own.findings.all()}) == ("closed", {"in_line"})
    director_page.goto(f"/arenden/{own.pk}/")
    looked_at(director_page, "closed")
    page.goto(f"{rounds}/beslut/")
    row = page.get_by_role("row").filter(has_text="Almviks kommun")
    assert [cell.strip() for cell in row.locator("td[data-figure]").all_inner_texts()] == ["180", "17", "3"]
    expect(page.get_by_role("heading", name=t("Overdue"))).to_have_count(0)
    looked_at(page, "days")
