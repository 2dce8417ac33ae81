"""A year of dialogues with an independent actor: from the board's mandate to the memo back to the board, by both sides.

In Swedish at a desk and in English on a telephone. The actor works in its own organisation and sees nothing else.
"""

import io
import re
from datetime import timedelta

import docx
import pypdfium2
import pytest
from django.urls import get_resolver
from django.utils import timezone
from playwright.sync_api import Page, expect

from likvard.organisations.models import Organisation
from likvard.quality.models import Agreement, Dialogue, Mandate, Memo, Series
from likvard.rulebook.permissions import Role
from tests.factories import a_unit, a_user, an_organiser
from tests.journeys.words import Words, speak

pytestmark = pytest.mark.django_db(transaction=True)
READING = "Läsgrupper i årskurs 4 till 6"


@pytest.fixture(params=["sv", "en"])
def language(request) -> str:
    return request.param


@pytest.fixture
def size(language) -> str:
    return {"sv": "desk", "en": "phone"}[language]


def note_mandates(page: Page, t: Words, looked_at) -> None:
    """Two of the board's: one that the dialogues will carry out, one that nobody has touched."""
    today = timezone.localdate()
    for what, paragraph, late in (
        ("Inför kvalitetssamtal på prov.", "§ 56", 100),
        ("Redovisa hur lokaler fördelas.", "§ 12", 30),
    ):
        page.goto("/samtal/")
        page.get_by_role("link", name=t("Note a mandate from the board")).click()
        page.get_by_label(t("What is to be done")).fill(what)
        page.get_by_label(t("Who decided")).fill("Barn- och utbildningsnämnden")
        page.get_by_label(t("Day of the decision")).fill(str(today - timedelta(days=500)))
        page.get_by_label(t("Paragraph")).fill(paragraph)
        page.get_by_label(t("Last day")).fill(str(today - timedelta(days=late)))
        if late == 100:
            looked_at(page, "mandate-new")
        page.get_by_role("button", name=t("Note the mandate")).click()
        said = t.many(
            "Decided and not done: %(count)s day late.", "Decided and not done: %(count)s days late.", late, count=late
        )
        expect(page.get_by_text(said)).to_be_visible()
    page.goto("/samtal/")
    expect(page.get_by_role("heading", name=t("Decided and not done"))).to_be_visible()
    looked_at(page, "director")


def decide_the_model(page: Page, t: Words, looked_at) -> Series:
    today = timezone.localdate()
    page.get_by_role("link", name="Inför kvalitetssamtal på prov.").click()
    looked_at(page, "mandate")
    page.get_by_role("link", name=t("Propose dialogues for it")).click()
    page.locator("input[name=template][value=independent]").check()
    page.get_by_label(t("What you call it")).fill("Kvalitetssamtal")
    looked_at(page, "propose")
    page.get_by_role("button", name=t("Propose"), exact=True).click()
    page.get_by_role("heading", level=1, name="Kvalitetssamtal").wait_for()
    page.get_by_role("link", name=t("Note the decision")).click()
    page.get_by_label(t("Day of the decision")).fill(str(today - timedelta(days=30)))
    page.get_by_label(t("Paragraph")).fill("§ 61")
    page.get_by_label(t("On trial until")).fill(str(today + timedelta(days=300)))
    page.get_by_label(t("The evaluation is due")).fill(str(today + timedelta(days=280)))
    looked_at(page, "decide")
    page.get_by_role("button", name=t("Note the decision")).click()
    page.get_by_role("main").get_by_role("link", name=t("Add parties")).first.click()
    page.get_by_label("Friskolan Eken AB").check()
    page.get_by_role("button", name=t("Add"), exact=True).click()
    expect(page.get_by_role("row", name=re.compile("Friskolan Eken AB"))).to_be_visible()
    return Series.objects.get()


def plan_one(page: Page, t: Words, series: Series, number: int, looked_at) -> Dialogue:
    page.goto(f"/samtal/{series.id}/")
    page.get_by_role("link", name=t("Plan dialogues")).click()
    page.get_by_label(t("Day"), exact=True).fill(str(timezone.localdate()))
    page.get_by_label("Friskolan Eken AB").check()
    if number == 1:
        looked_at(page, "plan")
    page.get_by_role("button", name=t("Plan"), exact=True).click()
    page.get_by_role("heading", level=1, name="Kvalitetssamtal").wait_for()
    expect(page.get_by_role("row", name=re.compile("Friskolan Eken AB")).get_by_role("link")).to_have_count(number + 1)
    return Dialogue.objects.get(state="planned")


def prepare(page: Page, other: Page, t: Words, dialogue: Dialogue, looked_at) -> None:
    """Both write; the actor's words are its own until it shares them."""
    kept = re.compile(r"\d\d[.:]\d\d")
    page.goto(f"/samtal/samtal/{dialogue.id}/")
    page.locator("#id_results_holder_text").fill("Svenskan faller i årskurs 6.")
    expect(page.locator("#form-results-holder .lv-saved")).to_contain_text(kept)
    other.goto("/samtal/")
    speak(other, t)
    other.get_by_role("link", name=re.compile("Friskolan Eken AB")).click()
    expect(other.get_by_text(t("written, not shared yet")).first).to_be_visible()
    expect(other.get_by_text("Svenskan faller i årskurs 6.")).to_have_count(0)
    other.locator("#id_results_party_text").fill("Vi har bytt metod.")
    expect(other.locator("#form-results-party .lv-saved")).to_contain_text(kept)
    looked_at(other, "prepare")
    other.reload()
    other.get_by_role("button", name=t("Share your preparation")).click()
    expect(other.get_by_text(t("Shared: the other side can read what you have prepared."))).to_be_visible()
    page.reload()
    expect(page.get_by_text("Vi har bytt metod.")).to_be_visible()
    page.get_by_role("button", name=t("Share your preparation")).click()
    expect(page.get_by_text(t("Shared: the other side can read what you have prepared."))).to_be_visible()
    other.reload()
    expect(other.get_by_text("Svenskan faller i årskurs 6.")).to_be_visible()


def hold_first(page: Page, t: Words, dialogue: Dialogue, looked_at) -> None:
    """It cannot be held without anything agreed on; then it is."""
    today = timezone.localdate()
    page.get_by_role("link", name=t("It has been held")).click()
    page.get_by_role("button", name=t("Mark as held")).click()
    expect(page.get_by_role("alert")).to_contain_text(
        t("A dialogue ends in something agreed on. Go back and note it, or say here why nothing was needed.")
    )
    looked_at(page, "not-yet-held")
    page.goto(f"/samtal/samtal/{dialogue.id}/")
    page.locator("#id_results_notes_text").fill("Vi läser resultaten tillsammans i mars.")
    expect(page.locator("#form-results-notes .lv-saved")).not_to_be_empty()
    page.get_by_role("link", name=t("Note what you agree on")).click()
    page.get_by_label(t("What you agree on")).fill(READING)
    page.get_by_label(t("Responsible")).select_option(label="Johan Ek")
    page.get_by_label(t("Last day")).fill(str(today + timedelta(days=60)))
    looked_at(page, "agree")
    page.get_by_role("button", name=t("Note what you agree on")).click()
    expect(page.get_by_role("link", name=READING)).to_be_visible()
    page.goto(f"/samtal/samtal/{dialogue.id}/")
    page.get_by_role("link", name=t("It has been held")).click()
    page.get_by_role("button", name=t("Mark as held")).click()
    expect(page.get_by_text(t("Noted. What you agreed on comes back before the next dialogue."))).to_be_visible()
    looked_at(page, "held")


def second_dialogue(page: Page, other: Page, t: Words, dialogue: Dialogue, looked_at) -> None:
    """What was agreed comes back; the actor says what came of it and is asked for the effect."""
    carried = page.locator("section[aria-labelledby=carried-heading]")
    page.goto(f"/samtal/samtal/{dialogue.id}/")
    expect(carried.get_by_role("link", name=READING)).to_be_visible()
    looked_at(page, "second")
    other.goto(f"/samtal/samtal/{dialogue.id}/")
    other.locator("section[aria-labelledby=carried-heading]").get_by_role("link", name=READING).click()
    other.get_by_label(t("It is done")).check()
    other.get_by_label(t("What you see, or why it will not be done")).fill("Två av tre grupper läser bättre.")
    other.get_by_role("button", name=t("Note what came of it")).click()
    expect(other.get_by_role("alert")).to_contain_text(
        t("Say whether it has had an effect. That it was done is not an effect.")
    )
    looked_at(other, "what-came")
    other.locator("input[name=effect][value=effect]").check()
    other.get_by_role("button", name=t("Note what came of it")).click()
    expect(other.locator("main")).to_contain_text("Två av tre grupper läser bättre.")
    expect(other.get_by_role("button", name=t("Note what came of it"))).to_have_count(0)
    page.goto(f"/samtal/samtal/{dialogue.id}/hallet/")
    page.get_by_label(t("If nothing was agreed: why nothing was needed")).fill("Arbetet går vidare som det är.")
    page.get_by_role("button", name=t("Mark as held")).click()
    expect(page.get_by_text(t("Noted. What you agreed on comes back before the next dialogue."))).to_be_visible()
    expect(carried).to_contain_text("Två av tre grupper läser bättre.")


def evaluate(page: Page, other: Page, t: Words, series: Series, looked_at) -> None:
    year = timezone.localdate().year
    for one, grade, change in ((other, "3", "Kortare dagordning"), (page, "4", "Fler skolor tillsammans")):
        one.goto(f"/samtal/{series.id}/")
        one.get_by_role("link", name=t("Evaluate %(year)s", year=year)).click()
        for number in range(len(series.purposes)):
            one.locator(f"input[name=grade_{number}][value='{grade}']").check()
        one.get_by_label(t("What to change")).fill(change)
        one.get_by_role("button", name=re.compile(t("Save the answer"))).click()
        expect(one.get_by_role("status").or_(one.locator(".lv-messages")).first).to_be_visible()
    looked_at(other, "evaluate")
    page.goto(f"/samtal/{series.id}/utvardering/{year}/")
    expect(page.get_by_text(t("%(answered)s of %(asked)s have answered.", answered=2, asked=2))).to_be_visible()
    expect(page.get_by_role("row", name=re.compile(re.escape(series.purposes[0])))).to_contain_text(
        {"sv": "3,5", "en": "3.5"}[t.language]
    )
    expect(page.get_by_text("Kortare dagordning")).to_be_visible()
    looked_at(page, "evaluation")


def write_memo(page: Page, t: Words, series: Series, looked_at) -> None:
    year = timezone.localdate().year
    page.goto(f"/samtal/{series.id}/")
    looked_at(page, "series")
    page.get_by_role("button", name=t("Write from what is recorded")).click()
    expect(page.get_by_label(t("Background"))).to_have_value(re.compile("^Modellen beslutades den"))
    page.get_by_label(t("What it costs")).fill("Förslaget ryms inom budget.")
    page.get_by_label(t("The child's best")).fill("Skolorna blir bättre.")
    looked_at(page, "memo-draft")
    page.get_by_role("button", name=t("Save")).click()
    page.get_by_role("link", name=t("Finish the memo")).click()
    page.get_by_role("button", name=t("Finish the memo")).click()
    expect(page.get_by_role("article")).to_contain_text("1 överenskommelse")
    looked_at(page, "memo")
    memo = Memo.objects.get()
    assert memo.content["proposals"] == [
        f"Utvärderingen av kvalitetssamtal {year} godkänns.", "Modellen fastställs och gäller tills vidare.",
    ]  # fmt: skip
    files = [
        page.request.get(page.get_by_role("link", name=t(name)).get_attribute("href")).body()
        for name in ("PDF, accessible and for the archive", "Word, to go on writing in")
    ]
    with pypdfium2.PdfDocument(files[0]) as paper:
        pdf = " ".join(" ".join(one.get_textpage().get_text_bounded() for one in paper).split())
    word = " ".join(one.text for one in docx.Document(io.BytesIO(files[1])).paragraphs)
    for text in (
        "Modellen fastställs och gäller tills vidare.",
        "Förslaget ryms inom budget.",
        "Skolorna blir bättre.",
    ):
        assert (text in pdf, text in word) == (True, True), text


def test_a_year_of_dialogues(transactional_db, signed_in, signed_in_beside, language, t, looked_at):
    town = an_organiser(municipality_code="9999")
    actor = an_organiser("Friskolan Eken AB", kind=Organisation.Kind.INDEPENDENT, organisation_number="5560000001")
    a_unit(actor, "Ekens friskola", municipality_code="9999")
    spoken = {"sv": "en", "en": "sv"}[language]
    director = a_user(Role.DIRECTOR, town, name="Karin Ås", title="skolchef", language=spoken)
    head = a_user(Role.DIRECTOR, actor, name="Johan Ek", title="skolchef", language=spoken)
    assert get_resolver().url_patterns  # read here, or the first page would wait for it

    page, other = signed_in(director), signed_in_beside(head)
    page.goto("/samtal/", timeout=120_000)
    speak(page, t)
    note_mandates(page, t, looked_at)
    series = decide_the_model(page, t, looked_at)
    first = plan_one(page, t, series, 1, looked_at)
    prepare(page, other, t, first, looked_at)
    hold_first(page, t, first, looked_at)
    second_dialogue(page, other, t, plan_one(page, t, series, 2, looked_at), looked_at)
    assert Agreement.objects.get().effect == "effect"
    evaluate(page, other, t, series, looked_at)
    write_memo(page, t, series, looked_at)

    # What is done is done; what was decided and not done is still the first thing on the director's page.
    done = Mandate.objects.get(paragraph="§ 56")
    page.goto(f"/samtal/uppdrag/{done.id}/")
    page.locator("input[name=state][value=done]").check()
    page.get_by_label(t("What was done, or which decision took it back")).fill("Två samtal, utvärderade.")
    page.get_by_role("button", name=t("Note how it ended")).click()
    expect(page.get_by_role("button", name=t("It was not done: take it up again"))).to_be_visible()
    page.goto("/samtal/")
    late = page.locator("section[aria-labelledby=late-heading]")
    expect(late.get_by_role("listitem")).to_have_count(1)
    expect(late).to_contain_text("Redovisa hur lokaler fördelas.")
    page.goto("/")
    expect(page.get_by_text("Redovisa hur lokaler fördelas.").first).to_be_visible()
    other.goto("/samtal/")
    expect(other.get_by_text("Redovisa hur lokaler")).to_have_count(0)
