"""What several journeys do alike on the way from a judgement to a follow-up, in the words of either language."""

import pypdfium2
from django.urls import get_resolver
from playwright.sync_api import Page, expect

from likvard.reviews.models import Case
from tests.journeys.words import Words, speak


class Walk:
    """The people of one audit, each with a page of her own, and what several of them do alike."""

    def __init__(self, t: Words, signed_in_beside) -> None:
        self.t = t
        self._beside = signed_in_beside
        assert get_resolver().url_patterns  # read here, or the first page would wait for it

    def come(self, user) -> Page:
        page = self._beside(user)
        page.goto("/")
        speak(page, self.t)
        return page

    def judge(self, page: Page, address: str, level: str, rationale: str, evidence=None) -> None:
        """One judgement by hand: what it stands on, level, reasons, done."""
        t = self.t
        page.goto(address)
        if evidence:
            page.get_by_role("link", name=t("Add evidence")).click()
            evidence(page)
            page.get_by_role("button", name=t("Add"), exact=True).click()
            expect(page.get_by_role("heading", level=1)).not_to_have_text(t("Add evidence"))
        page.get_by_label(t.code("judgement_level", level)).check()
        page.get_by_role("textbox", name=t("Reasons")).fill(rationale)
        page.get_by_role("button", name=t("Save and mark as done")).click()
        expect(page.get_by_text(t("Done.")).first).to_be_visible()

    def find(self, page: Page, kind: str, text: str) -> None:
        t = self.t
        page.get_by_text(t("Write down something found")).click()
        page.get_by_label(t.code("judged_kind", kind)).check()
        page.get_by_role("textbox", name=t("What was found")).fill(text)
        page.get_by_role("button", name=t("Write down"), exact=True).click()
        expect(page.get_by_role("listitem").filter(has_text=text)).to_be_visible()

    def details(self, page: Page, day, outcome: str, court: str = "", **days) -> None:
        """The decision's own details, by the investigator."""
        t = self.t
        page.get_by_role("link", name=t("Write details"), exact=True).first.click()
        page.get_by_label(t("Day of the decision")).fill(str(day))
        page.get_by_label(t("Decides")).select_option(label="Sara Chef, enhetschef")
        page.get_by_label(t({"open": "The organiser is to answer", "closed": "The case ends"}[outcome])).check()
        for label, value in (("Last day for the answer", "response"), ("Day of the follow-up", "follow_up")):
            if value in days:
                page.get_by_label(t(label)).fill(str(days[value]))
        if court:
            page.get_by_label(t("Court that tries an appeal")).select_option(label=court)
        page.get_by_role("button", name=t("Save")).click()
        expect(page.get_by_text(t("Nothing is missing. It waits for the decider to approve it."))).to_be_visible()

    def decide(self, chief: Page, address: str) -> None:
        """The decider reads, approves these very words, and issues."""
        t = self.t
        chief.goto(address)
        chief.get_by_role("button", name=t("Approve these words")).click()
        chief.get_by_role("button", name=t("Issue the decision")).click()
        expect(chief.get_by_text(t("The decision is issued and can no longer be changed.")).first).to_be_visible()

    def follow_up(self, page: Page, outcome: str, grounds: str, basis: str = "") -> None:
        t = self.t
        page.locator(f"input[name=outcome][value={outcome}]").check()
        page.get_by_role("textbox", name=t("Grounds")).fill(grounds)
        if basis:
            page.get_by_label(t.code("follow_up_basis", basis)).check()
        page.get_by_role("button", name=t("Sign and save")).click()


def fetched(page: Page, link: str) -> bytes:
    got = page.request.get(page.get_by_role("link", name=link).get_attribute("href"))
    assert got.status == 200
    return got.body()


def words_of_pdf(content: bytes) -> str:
    with pypdfium2.PdfDocument(content) as paper:
        return " ".join(" ".join(page.get_textpage().get_text_bounded() for page in paper).split())


def write(page: Page, finding, **texts: str) -> None:
    """What the answer says of one finding; it saves itself."""
    form = page.locator(f"#form-{finding.pk}")
    for name, text in texts.items():
        if name == "effect":
            form.locator(f"input[name=effect][value={text}]").check()
        else:
            form.locator(f"[name={name}]").fill(text)
    form.get_by_role("button").last.click()
    expect(form.locator(".lv-saved")).not_to_be_empty()
    for name, text in texts.items():  # an autosave may have come first; the row has what was typed
        if name != "effect":
            expect(form.locator(f"[name={name}]")).to_have_value(text)


def send(page: Page, t: Words, case: Case, day) -> None:
    page.goto(f"/redovisning/{case.pk}/skicka/")
    page.get_by_label(t("Sent on")).fill(str(day))
    page.get_by_role("button", name=t("Mark as sent")).click()
    page.wait_for_url("**/version/*/")
