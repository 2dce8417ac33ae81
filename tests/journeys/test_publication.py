"""An officer masks a decision, a colleague approves it, and the public reads it, downloads it and subscribes."""

import pypdfium2
import pytest
from playwright.sync_api import expect

from likvard.rulebook.permissions import Role
from tests.factories import a_participant, a_round, a_user, an_organiser, judge_all
from tests.factories.decisions import a_decision, issued
from tests.journeys.words import Words, speak

pytestmark = pytest.mark.django_db(transaction=True)
SECRET = "Siv Tärnlund"


@pytest.mark.parametrize(("language", "size"), [("sv", "desk"), ("en", "phone")])
def test_from_masks_to_a_reader(language, signed_in_beside, looked_at, page):
    t = Words(language)
    authority = an_organiser("Verket", kind="authority")
    officer = a_user(Role.REVIEWER, authority, name="Ylva Ett", title="utredare")
    lead = a_user(Role.REVIEW_LEAD, authority, name="Sara Chef", title="enhetschef")
    round_ = a_round(authority, kind="planned_quality_audit", state="running", case_number="V 2026:41")
    participant = a_participant(round_, an_organiser("Almviks kommun"), investigator=officer)
    judge_all(participant, officer)
    words = f"{SECRET} anmälde i mars. Elevens skola är nöjd."
    issued(a_decision(participant, officer, lead, number="2026-7", introduction=words))

    desk = signed_in_beside(officer)
    desk.goto("/")
    speak(desk, t)
    desk.goto(f"/granskningar/{round_.pk}/publicering/")
    looked_at(desk, "to publish")
    desk.get_by_role("button", name=t("Prepare for publication")).click()
    expect(desk.get_by_role("heading", level=1)).to_have_text(t("Mask"))
    asked = desk.get_by_role("group", name=SECRET)
    asked.get_by_label(t("Mask everywhere")).check()
    looked_at(desk, "proposals")
    desk.get_by_role("button", name=t("Save the answers")).click()
    expect(desk.locator("del.lv-masked").first).to_contain_text(SECRET)
    passage = desk.locator("li.lv-passage", has_text="Elevens skola")
    passage.locator("summary").press("Enter")
    passage.get_by_label(t("Words to mask")).fill("Elevens skola")
    passage.get_by_label(t("By which provision")).select_option("pupil_identity")
    passage.get_by_role("button", name=t("Mask")).press("Enter")
    expect(desk.locator("del.lv-masked", has_text="Elevens skola")).to_be_visible()
    looked_at(desk, "masked")
    desk.locator(".lv-next").get_by_role("link", name=t("Read the masked version")).click()
    desk.get_by_role("link", name=t("Draft news")).click()
    desk.get_by_label(t.of("news", "Heading")).fill("Almviks kommun ska utveckla sitt arbete")
    looked_at(desk, "news")
    desk.get_by_role("button", name=t("Save")).click()
    expect(desk.locator(".lv-news")).to_contain_text("Almviks kommun ska utveckla sitt arbete")
    where = desk.url

    other = signed_in_beside(lead)
    other.goto("/")
    speak(other, t)
    other.goto(where)
    looked_at(other, "to approve")
    other.get_by_role("button", name=t("Approve these words")).click()
    other.get_by_role("button", name=t("Publish"), exact=True).click()
    expect(other.get_by_text(t("Published. Everybody can read it now."))).to_be_visible()

    page.goto(f"/offentligt/?sprak={language}")
    looked_at(page, "published")
    page.get_by_label(t("Search")).fill("almvik")
    page.get_by_role("button", name=t("Show"), exact=True).click()
    page.get_by_role("heading", name="Almviks kommun").get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Almviks kommun")
    expect(page.locator("body")).not_to_contain_text(SECRET)
    expect(page.locator("body")).to_contain_text("[maskat 1]")
    looked_at(page, "decision")
    with page.expect_response(lambda r: r.url.endswith("beslut.pdf")) as fetched:
        page.evaluate("async (url) => { await fetch(url) }", page.url.split("?")[0] + "beslut.pdf")
    pdf = pypdfium2.PdfDocument(fetched.value.body())
    assert SECRET not in "".join(one.get_textpage().get_text_bounded() for one in pdf)
    page.get_by_role("link", name=t("Read the news")).click()
    looked_at(page, "read news")
    page.get_by_role("link", name=t("Statistics")).click()
    looked_at(page, "statistics")
    feed = page.request.get("/offentligt/flode.atom?huvudman=Almviks+kommun")
    assert "Almviks kommun ska utveckla sitt arbete" in feed.text()
