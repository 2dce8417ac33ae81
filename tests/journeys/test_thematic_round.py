"""A thematic audit of twelve organisers with only an overall report: from the frame to the archive, by both sides.

The whole way is walked in Swedish at a desk and in English on a telephone. What is only the same once more, for the
eleventh organiser as for the first, is done by the site's own actions.
"""

import io
import re
import zipfile
from dataclasses import dataclass
from datetime import timedelta

import docx
import openpyxl
import pypdfium2
import pytest
from click.testing import CliRunner
from django.core import mail
from django.urls import get_resolver
from django.utils import timezone
from icalendar import Calendar
from playwright.sync_api import Page, expect

from likvard.cli.archive import verify_archive
from likvard.organisations.models import Organisation
from likvard.planning.interviews import Effort
from likvard.reviews.actions import interviews
from likvard.reviews.actions.contacts import send_contact
from likvard.reviews.actions.letters import set_address
from likvard.reviews.actions.requests import answer_item, finish_request
from likvard.reviews.models import (
    ContactAnswer,
    Draw,
    InterviewSlot,
    ItemFile,
    Participant,
    PlanRun,
    Protocol,
    RequestItem,
    Round,
    Statement,
)
from likvard.reviews.queries.interviews import settings_of
from likvard.reviews.queries.judgements import slots_of
from likvard.rulebook.permissions import Role
from likvard.web.interview_mail import deliver_invitations
from likvard.web.tasks import send_waiting
from tests.factories import a_case, a_unit, a_user, an_organiser
from tests.factories.judgements import a_judgement, judge_all
from tests.journeys.conftest import SIZES
from tests.journeys.words import Words, speak

pytestmark = pytest.mark.django_db(transaction=True)
TITLE = "Huvudmannens arbete mot pedagogisk segregation"
TEMPLATE = [  # by telephone with those who lead, as the letter says
    {"role": "principal", "level": "unit", "minutes": 60, "mode": "telephone"},
    {"role": "administration", "level": "organiser", "minutes": 60, "mode": "telephone"},
    {"role": "presidium", "level": "organiser", "minutes": 45, "mode": "telephone"},
]


@pytest.fixture(params=["sv", "en"])
def language(request) -> str:
    return request.param


@pytest.fixture
def size(language) -> str:
    return {"sv": "desk", "en": "phone"}[language]


@pytest.fixture
def telephone(browser, live_server, language):
    """The contact person's own, without any account, in the language that it is set to."""
    locale = {"sv": "sv-SE", "en": "en-GB"}[language]
    context = browser.new_context(viewport=SIZES["phone"], locale=locale, base_url=live_server.url, has_touch=True)
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()


@dataclass
class Register:
    authority: Organisation
    towns: list[Organisation]
    recent: Organisation  # audited last year


@pytest.fixture
def register(transactional_db, settings, live_server, tmp_path) -> Register:
    """Fifteen municipalities in four counties, each with three schools."""
    settings.BASE_URL, settings.MEDIA_ROOT = live_server.url, tmp_path / "originals"
    authority = an_organiser("Granskningsmyndigheten", kind=Organisation.Kind.AUTHORITY)
    names = ("Al", "Björk", "Ceder", "Ek", "En", "Gran", "Hassel", "Lind", "Lönn", "Oxel", "Rönn", "Sälg", "Tall",
             "Vide", "Ask")  # fmt: skip
    codes = [f"{county}{n}" for county in ("018", "038", "058", "128") for n in range(1, 5)]
    towns = []
    for name, code in zip(names, codes, strict=False):
        town = an_organiser(f"{name}dalens kommun", municipality_code=code)
        for school in ("Norra", "Södra", "Östra"):
            a_unit(town, f"{school} {name.lower()}skolan", municipality_code=code)
        towns.append(town)
    recent = towns[-1]
    last_year = timezone.localdate() - timedelta(days=300)
    a_case(authority, organiser=recent, title="Tidigare granskning", opened_on=last_year, decided_on=last_year)
    return Register(authority, towns, recent)


def words_of_pdf(content: bytes) -> str:
    with pypdfium2.PdfDocument(content) as paper:
        return " ".join(" ".join(page.get_textpage().get_text_bounded() for page in paper).split())


def words_of_word(content: bytes) -> str:
    paper = docx.Document(io.BytesIO(content))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    return " ".join([*(one.text for one in paper.paragraphs), *cells])


def fetched(page: Page, link: str) -> bytes:
    answer = page.request.get(page.get_by_role("link", name=link, exact=True).get_attribute("href"))
    assert answer.ok, answer.status
    return answer.body()


def section(page: Page, t: Words, name: str) -> None:
    """Another part of the round, by its tabs."""
    page.get_by_role("navigation", name=t("Parts of the round")).get_by_role("link", name=t(name), exact=True).click()


def way_in(receiver: str) -> str:
    """What the last e-mail to somebody gives as the address to answer at."""
    letter = next(one for one in reversed(mail.outbox) if one.to == [receiver])
    return re.search(r"https?://\S+/lank/\S+", letter.body).group()


# --- the selection ----------------------------------------------------------------------------------------------


def draw_twelve(page: Page, t: Words, register: Register, looked_at) -> Round:
    page.goto("/granskningar/", timeout=120_000)
    speak(page, t)
    page.get_by_role("link", name=t("New round")).click()
    page.get_by_label(t("Kind of review")).select_option("thematic_quality_audit")
    page.get_by_label(t("Name of the round")).fill(TITLE)
    page.get_by_label(t("Theme")).fill("Finns de skickligaste lärarna där de behövs mest?")
    page.get_by_label(t("Method")).fill("Vi läser dokument och intervjuar per telefon.")
    page.get_by_label(t("Case number")).fill("GM 2026:17")
    looked_at(page, "create")
    page.get_by_role("button", name=t("Make the round")).click()
    expect(page.get_by_role("heading", level=1, name=TITLE)).to_be_visible()
    looked_at(page, "planned")

    # The theme needs only some of what the kind judges by.
    page.get_by_role("link", name=t("Choose what it judges by")).click()
    page.get_by_role("checkbox", name=re.compile("^2.3 ")).uncheck()
    looked_at(page, "areas")
    page.get_by_role("button", name=t("Judge by these")).click()
    expect(page.get_by_text(t("The round judges by what you chose."))).to_be_visible()

    page.get_by_role("link", name=t("Draw whom to review")).click()
    page.get_by_label(t("Leave these out by hand")).fill(f"{register.towns[0].municipality_code}; jäv")
    page.get_by_label(t("By groups: so many of each")).check()
    page.get_by_label(t("Groups by")).select_option("county")
    page.get_by_label(t("How many"), exact=True).fill("12")
    page.get_by_label(t("School units drawn within each organiser")).fill("2")
    page.get_by_label(t("Seed"), exact=True).fill("vinter 2026")
    expect(page.get_by_label(t("Figures in the points"))).to_be_hidden()
    page.get_by_role("button", name=t("Look at the frame")).click()
    expect(page.get_by_text(t("%(size)s could be drawn. %(left)s are left out.", size=13, left=2))).to_be_visible()
    page.get_by_text(t("Left out: %(n)s", n=2)).click()
    expect(page.get_by_text(register.recent.name)).to_be_visible()
    looked_at(page, "frame")
    page.get_by_role("button", name=t("Draw"), exact=True).click()
    expect(page.get_by_text(t("Drawn again just now: the same"))).to_be_visible()
    draw = Draw.objects.get()
    expect(page.get_by_text(draw.checksum)).to_be_visible()
    looked_at(page, "drawn")
    paper = words_of_pdf(fetched(page, t("Print as PDF")))
    assert ("vinter 2026" in paper, TITLE in paper) == (True, True)

    page.get_by_role("link", name=t("Selection"), exact=True).first.click()
    looked_at(page, "selection")
    chosen = Participant.objects.filter(state="selected")
    assert (chosen.count(), sum(one.units.count() for one in chosen)) == (12, 24)
    assert not chosen.filter(organiser__in=[register.recent, register.towns[0]]).exists()

    page.get_by_role("link", name=t("Who works with whom")).click()
    page.get_by_role("button", name=t("Share out the rest evenly")).click()
    expect(page.get_by_text(t("The work is shared out."))).to_be_visible()
    looked_at(page, "assign")
    round_ = Round.objects.get()
    page.goto(f"/granskningar/{round_.pk}/")
    page.get_by_role("link", name=t("Start the round")).click()
    looked_at(page, "start")
    page.get_by_role("button", name=t("Start the round")).click()
    expect(page.get_by_text(t("The round is started. The letters can be written and sent."))).to_be_visible()
    page.get_by_role("link", name=t("Every criterion: what is missing")).click()
    expect(page.get_by_role("heading", level=1, name=t("What is missing"))).to_be_visible()
    looked_at(page, "missing")
    page.go_back()
    return Round.objects.get()


# --- letters, contact persons, documents ------------------------------------------------------------------------


def send_letters(page: Page, t: Words, round_: Round, own: Participant, lead, looked_at) -> None:
    last = timezone.localdate() + timedelta(days=14)
    section(page, t, "Letters")
    looked_at(page, "letters-none")
    page.get_by_role("link", name=t("Write the letter")).click()
    page.get_by_label(t("Subject")).fill("{huvudman} är {okänt}")
    page.get_by_label(re.compile(f"^{t('Last day to answer')}")).fill(last.isoformat())
    page.get_by_label(re.compile(f"^{t('Interviews from the week of')}")).fill((last + timedelta(days=20)).isoformat())
    page.get_by_label(re.compile(f"^{t('to the week of')}")).fill((last + timedelta(days=60)).isoformat())
    page.get_by_label(t("Whom to ask: telephone")).fill("08-123 45 67")
    page.get_by_role("button", name=t("Save and read")).click()
    expect(page.get_by_role("link", name=re.compile("okänt"))).to_be_visible()  # the fault leads to its field
    page.get_by_label(t("Subject")).fill("{huvudman} är utvald till en granskning")
    looked_at(page, "letter-wording")
    page.get_by_role("button", name=t("Save and read")).click()
    expect(
        page.get_by_role("heading", level=1, name=re.compile(t("Letter to %(organiser)s", organiser="")))
    ).to_be_visible()
    looked_at(page, "letter")

    section_of = f"/granskningar/{round_.pk}/brev/"
    page.goto(section_of)
    page.get_by_role("link", name=t("the address of %(organiser)s", organiser=own.organiser.name)).click()
    page.get_by_label(t("E-mail address")).fill("registrator@almvik.example.org")
    looked_at(page, "address")
    page.get_by_role("button", name=t("Save")).click()
    expect(page.get_by_role("row", name=re.compile(own.organiser.name))).to_contain_text(
        "registrator@almvik.example.org"
    )
    for number, one in enumerate(round_.participants.filter(state="selected").exclude(pk=own.pk)):
        set_address(
            participant=one, email=f"kommun{number}@example.org", attention="", postal="", by=lead, at=timezone.now()
        )
    page.reload()
    looked_at(page, "letters")
    page.get_by_role("link", name=t("Send the letters")).click()
    looked_at(page, "send-letters")
    page.get_by_role("button", name=t.many("Send %(n)s letter", "Send %(n)s letters", 12, n=12)).click()
    expect(page.get_by_text(t.of("letter", "in line")).first).to_be_visible()
    send_waiting.call()
    assert len(mail.outbox) == 12
    for one in mail.outbox:
        (name, content, kind), *rest = one.attachments
        assert (name, kind, rest, content[:5]) == ("brev.pdf", "application/pdf", [], b"%PDF-")
    letter = next(one for one in mail.outbox if one.to == ["registrator@almvik.example.org"])
    said = words_of_pdf(letter.attachments[0][1])
    assert own.organiser.name in said
    assert all(unit.school_unit.name in said for unit in own.units.all())
    page.reload()
    expect(page.get_by_role("row", name=re.compile(own.organiser.name))).to_contain_text(t.of("letter", "sent"))


def name_contact_person(telephone: Page, t: Words, looked_at) -> None:
    """By the secret address in the letter; half of it on another occasion."""
    telephone.goto(way_in("registrator@almvik.example.org"))
    looked_at(telephone, "contact")
    telephone.get_by_label(t("Name")).fill("Kim Lund")
    telephone.get_by_role("button", name=t("Save and go on later")).click()
    expect(telephone.get_by_role("status")).to_contain_text(
        t("Saved. Come back by the same address to go on. Nothing is sent yet.")
    )
    expect(telephone.get_by_label(t("Name"))).to_have_value("Kim Lund")
    telephone.get_by_label(t.of("person", "Title")).fill("utvecklare")
    telephone.get_by_label(t("Telephone number")).fill("070-123 45 67")
    telephone.get_by_label(t("E-mail address")).fill("kim@almvik.example.org")
    telephone.get_by_role("button", name=t("Send"), exact=True).click()
    expect(telephone.get_by_role("heading", level=1, name=t("Thank you, we have your answer"))).to_be_visible()
    looked_at(telephone, "contact-receipt")
    assert ContactAnswer.objects.get().receipt in telephone.inner_text("main")


def contact_persons_of_the_rest(round_: Round, own: Participant) -> None:
    for number, one in enumerate(round_.participants.filter(state="selected").exclude(pk=own.pk)):
        values = {
            "name": f"Kontakt {number}",
            "title": "utvecklare",
            "phone": "070-1",
            "email": f"k{number}@example.org",
        }
        send_contact(participant=one, values=values, by=None, link=None, at=timezone.now())


def ask_for_documents(
    page: Page, telephone: Page, t: Words, round_: Round, own: Participant, looked_at, tmp_path
) -> None:
    last = timezone.localdate() + timedelta(days=30)
    section(page, t, "Requests")
    for text, level in (("Plan för kvalitetsarbetet", "organiser"), ("Resultat per årskurs", "unit")):
        page.locator("details > summary", has_text=t("Add a line")).click()
        page.get_by_label(t("Document"), exact=True).fill(text)
        page.locator(f"input[name=level][value={level}], select[name=level]").first.evaluate(
            "(field, value) => { if (field.tagName === 'SELECT') field.value = value; else field.checked = true; }",
            level,
        )
        page.get_by_role("button", name=t("Add"), exact=True).click()
        expect(page.get_by_role("heading", name=re.compile(text))).to_be_visible()
    page.get_by_label(t("Last day"), exact=True).fill(last.isoformat())
    page.get_by_role("button", name=t("Make the lists")).click()
    answered = t("%(done)s of %(of)s", done=0, of=3)
    expect(page.get_by_role("row", name=re.compile(f"{own.organiser.name}.*{answered}"))).to_be_visible()
    looked_at(page, "requests")
    page.get_by_role("link", name=t("Send the letters")).click()
    page.get_by_role("link", name=t("Write the letter")).click()
    page.get_by_label(re.compile(f"^{t('Last day to answer')}")).fill(last.isoformat())
    page.get_by_role("button", name=t("Save and read")).click()
    page.get_by_role("link", name=t("All letters")).click()
    page.get_by_role("link", name=t("Send the letters")).click()
    page.get_by_role("button", name=t.many("Send %(n)s letter", "Send %(n)s letters", 12, n=12)).click()
    expect(page.get_by_text(t.of("letter", "in line")).first).to_be_visible()
    send_waiting.call()

    # The contact person answers over a line that drops once.
    telephone.goto(way_in("kim@almvik.example.org"))
    looked_at(telephone, "documents")
    dropped = []
    telephone.route(
        re.compile(r"/delar/[0-9a-f-]{36}/$"),
        lambda route: route.continue_() if dropped else (dropped.append(1), route.abort())[1],
    )
    plan = tmp_path / "plan.txt"
    plan.write_bytes(b"Vi arbetar systematiskt.\n" * 100_000)
    lines = telephone.locator(".lv-asked__line")
    expect(lines).to_have_count(3)
    lines.nth(0).locator("input[type=file]").set_input_files(plan)
    expect(lines.nth(0).get_by_role("button", name=re.compile("plan.txt"))).to_be_visible(timeout=60_000)
    assert dropped == [1]
    for number in (1, 2):
        lines.nth(number).locator("summary").click()
        lines.nth(number).get_by_label(t("It does not exist")).check()
        lines.nth(number).get_by_role("button", name=re.compile(t("Save the answer"))).click()
        expect(lines.nth(number)).to_have_attribute("data-state", "done")
    telephone.get_by_role("button", name=t("This is all")).click()
    expect(telephone.get_by_role("heading", level=1, name=t("Thank you, we have your documents"))).to_be_visible()
    looked_at(telephone, "documents-receipt")
    assert ItemFile.objects.get().document.size == plan.stat().st_size

    for item in RequestItem.objects.exclude(request__participant=own).select_related("request__participant__round"):
        answer_item(item=item, answer="missing", note="", version=0, by=None, link=None, at=timezone.now())
    for one in round_.participants.filter(state="selected").exclude(pk=own.pk):
        finish_request(request=one.document_request, by=None, link=None, at=timezone.now())
    section_of = f"/granskningar/{round_.pk}/underlag/"
    page.goto(section_of)
    page.get_by_role("link", name=own.organiser.name).click()
    expect(page.get_by_role("link", name="plan.txt")).to_be_visible()
    looked_at(page, "documents-in")


# --- interviews and protocols -----------------------------------------------------------------------------------


def plan_interviews(page: Page, t: Words, round_: Round, lead, looked_at) -> int:
    interviews.save_settings(
        round_=round_,
        weeks=[],
        rules=settings_of(round_).rules,
        template=TEMPLATE,
        version=0,
        by=lead,
        at=timezone.now(),
    )
    page.goto(f"/granskningar/{round_.pk}/intervjuer/")
    looked_at(page, "interviews-none")
    page.get_by_role("button", name=t("Add interviews by the template")).first.click()
    page.get_by_role("link", name=t("Say in which weeks")).click()
    monday = timezone.localdate() + timedelta(days=63 - timezone.localdate().weekday())
    page.get_by_label(t("First day")).fill(monday.isoformat())
    page.get_by_label(t("Last day"), exact=True).fill((monday + timedelta(days=67)).isoformat())
    looked_at(page, "interview-weeks")
    page.get_by_role("button", name=t("Save")).click()
    page.get_by_role("button", name=t("Make a plan")).click()
    expect(page.get_by_text(t("The plan waits for its turn"))).to_be_visible()
    run = PlanRun.objects.get()
    interviews.make_plan(run_id=run.pk, clock=timezone.now, effort=Effort(work=2, seconds=20, workers=2))
    offer = page.get_by_role("button", name=t.many("Offer %(n)s time", "Offer %(n)s times", 48, n=48)).first
    expect(offer).to_be_visible()  # the page has noticed by itself that the plan is made
    looked_at(page, "interviews-week")
    page.goto(f"/granskningar/{round_.pk}/intervjuer/?vy=lista")
    looked_at(page, "interviews-list")
    offer.click()
    expect(page.get_by_role("button", name=re.compile(t("Make the plan again")))).to_be_visible()
    return InterviewSlot.objects.filter(state="offered").count()


def agree_on_times(page: Page, organiser: Page, t: Words, round_: Round, own: Participant, lead, looked_at) -> None:
    """On the organiser's own case: one time is taken, another proposed; the rest suit."""
    organiser.goto("/arenden/")
    speak(organiser, t)
    organiser.get_by_role("link", name=TITLE).first.click()
    looked_at(organiser, "own-case")
    organiser.get_by_role("link", name=t("Times for interviews")).click()
    waits = t.many("%(n)s time waits for your answer.", "%(n)s times wait for your answer.", 4, n=4)
    expect(organiser.get_by_text(waits)).to_be_visible()
    looked_at(organiser, "times")
    slots = list(InterviewSlot.objects.filter(state="offered", interview__participant=own).order_by("starts", "id"))
    suits, moved = slots[0], slots[-1]
    form = organiser.locator(f'form[action$="{suits.pk}/"]')
    form.get_by_label(t("Yes, it suits")).check()
    form.get_by_role("button", name=t("Send your answer")).click()
    waits = t.many("%(n)s time waits for your answer.", "%(n)s times wait for your answer.", 3, n=3)
    expect(organiser.get_by_text(waits)).to_be_visible()
    wanted = timezone.localtime(moved.starts) + timedelta(days=70)
    form = organiser.locator(f'form[action$="{moved.pk}/"]')
    form.get_by_label(t("No, we propose another time")).check()
    form.get_by_label(t("Day you propose")).fill(wanted.date().isoformat())
    form.get_by_label(t("Time you propose")).fill("10:00")
    form.get_by_label(t("Anything else")).fill("Nämnden sammanträder den dagen.")
    form.get_by_role("button", name=t("Send your answer")).click()
    expect(organiser.get_by_text(t("Your answer is saved."))).to_be_visible()

    # The reviewer takes the other time; the invitation goes to whoever takes part.
    page.goto(f"/granskningar/{round_.pk}/intervjuer/")
    page.locator("#counter-heading + ul a").click()
    expect(page.get_by_text("Nämnden sammanträder den dagen.")).to_be_visible()
    looked_at(page, "counter-proposed")
    page.get_by_role("button", name=t("Take that time")).click()
    expect(page.get_by_text(t.code("slot_state", "accepted")).first).to_be_visible()
    pinned = InterviewSlot.objects.get(pinned=True)
    assert timezone.localtime(pinned.starts).date() == wanted.date()
    mail.outbox.clear()
    interviews.send_invitations(at=timezone.now(), deliver=deliver_invitations())
    sent = [one for one in mail.outbox if one.to and "kim@almvik.example.org" in one.to[0]]
    calendar = Calendar.from_ical(sent[-1].attachments[-1][1])
    assert (calendar["method"], calendar.walk("VEVENT")[0]["dtstart"].dt) == ("REQUEST", pinned.starts)
    for slot in InterviewSlot.objects.filter(state="offered"):
        interviews.accept(slot=slot, by=None, at=timezone.now())


def saved(response) -> bool:
    return response.request.method == "POST" and "/uttalanden/" in response.url


def write_protocol(page: Page, organiser: Page, t: Words, round_: Round, own: Participant, looked_at) -> None:
    page.goto(f"/granskningar/{round_.pk}/protokoll/")
    looked_at(page, "protocols")
    page.get_by_label(t("Participant")).select_option(label=own.organiser.name)
    page.get_by_label(t("Name of the protocol")).fill("Intervju med rektor")
    page.get_by_role("button", name=t("Begin the protocol")).click()
    for number, text in enumerate(("Skolan har 200 elever.", "Kartläggningen görs varje år."), start=1):
        page.get_by_role("button", name=t("Add a statement")).click()
        part = page.locator(f"#statement-{number}")
        # Each field saves itself when it is left; the next waits until the server has answered.
        with page.expect_response(saved):
            part.get_by_label(t("What was said")).fill(text)
            part.get_by_label(t("What was said")).press("Tab")
        with page.expect_response(saved):
            part.get_by_label(t("Who said it")).select_option("principal")
        with page.expect_response(saved):
            part.get_by_label(t("Criterion")).select_option("1.1")
        expect(part.locator(".lv-saved .lv-saved__words, .lv-saved").first).not_to_be_empty()
    looked_at(page, "protocol")
    assert list(Statement.objects.order_by("number").values_list("text", "speaker_role", "criterion_key")) == [
        ("Skolan har 200 elever.", "principal", "1.1"), ("Kartläggningen görs varje år.", "principal", "1.1"),
    ]  # fmt: skip
    page.get_by_role("link", name=t("Hand over for fact-check")).click()
    looked_at(page, "hand-over")
    page.get_by_role("button", name=t("Hand over"), exact=True).click()
    expect(page.get_by_text(t.code("protocol_state", "checking")).first).to_be_visible()

    # The organiser corrects one statement and answers.
    organiser.goto("/arenden/")
    organiser.get_by_role("link", name=TITLE).first.click()
    organiser.get_by_role("link", name=re.compile("Intervju med rektor")).click()
    part = organiser.locator("#statement-1")
    part.locator("summary").click()
    part.get_by_label(t("The wording you propose")).fill("Skolan har 250 elever.")
    part.get_by_label(t("Why")).fill("Se registret för oktober.")
    part.get_by_role("button", name=t("Save the proposal")).click()
    expect(organiser.locator("#statement-1 ins")).to_contain_text("250")
    looked_at(organiser, "fact-check")
    organiser.get_by_role("button", name=t("Send your answer")).click()
    expect(organiser.get_by_role("button", name=t("Send your answer"))).to_have_count(0)

    # The reviewer answers with a reason and makes it final; both read the same.
    page.goto(f"/granskningar/{round_.pk}/protokoll/")
    page.get_by_role("link", name="Intervju med rektor").click()
    part = page.locator("#statement-1")
    part.locator("input[name=verdict]").first.check()
    part.get_by_label(t("Reason"), exact=True).fill("Uppgiften stämmer med registret.")
    part.get_by_role("button", name=t("Save the answer")).click()
    page.get_by_role("button", name=t("Make it final")).click()
    expect(page.get_by_text(t.of("protocol", "final")).first).to_be_visible()
    looked_at(page, "protocol-final")
    organiser.reload()
    expect(organiser.get_by_text("Uppgiften stämmer med registret.")).to_be_visible()
    looked_at(organiser, "fact-check-final")
    protocol = Protocol.objects.get()
    assert (protocol.state, len(protocol.checksum)) == ("final", 64)


# --- judgements, the report, the end ----------------------------------------------------------------------------


def judge(page: Page, t: Words, round_: Round, own: Participant, investigators, looked_at) -> None:
    """The first criterion by hand: on the protocol's own words, with a strength. The rest by its two investigators."""
    page.goto(f"/granskningar/{round_.pk}/bedomningar/")
    looked_at(page, "judgements")
    page.get_by_role("link", name=own.organiser.name).click()
    looked_at(page, "participant")
    page.get_by_role("link", name=re.compile("^1.1 ")).click()
    page.get_by_role("link", name=t("Add evidence")).click()
    looked_at(page, "evidence")
    page.get_by_label(t("Statement of a protocol")).select_option(index=1)
    page.get_by_role("button", name=t("Add"), exact=True).click()
    expect(page.get_by_text("Skolan har 250 elever.")).to_be_visible()
    page.locator("summary", has_text=t("Write down something found")).click()
    page.locator("input[name=kind][value=strength]").check()
    page.get_by_role("textbox", name=t("What was found")).fill("Nämnden följer varje skola och frågar om orsaker.")
    page.get_by_role("button", name=t("Write down"), exact=True).click()
    expect(page.get_by_text("Nämnden följer varje skola")).to_be_visible()
    page.get_by_label(t.code("judgement_level", "high")).check()
    page.get_by_role("textbox", name=t("Reasons")).fill("Läget är känt vid varje skola och följs varje termin.")
    looked_at(page, "judge")
    page.get_by_role("button", name=t("Save and mark as done")).click()
    expect(page.get_by_text(t("Done.")).first).to_be_visible()
    for number, one in enumerate(round_.participants.filter(state="selected").order_by("organiser__name")):
        if one.pk == own.pk:
            continue
        judge_all(one, investigators[number % 2], ("low", "some", "high")[number % 3], at=timezone.now())
    judge_the_rest(own)
    page.goto(f"/granskningar/{round_.pk}/bedomningar/")
    expect(page.get_by_text(t.of("judgements", "Done"), exact=True)).to_have_count(12)
    page.get_by_role("link", name=t("How judgements spread")).click()
    looked_at(page, "calibration")


def judge_the_rest(own: Participant) -> None:
    done = set(own.judgements.filter(done_at__isnull=False).values_list("area_key", "criterion_key"))
    for slot in slots_of(own):
        if (slot.key.area, slot.key.criterion) not in done:
            a_judgement(own, own.investigator, slot.key, "some", at=timezone.now())


def report(page: Page, organiser: Page, t: Words, round_: Round, own: Participant, looked_at) -> None:
    page.goto(f"/granskningar/{round_.pk}/rapport/", timeout=120_000)  # the first chart waits for the library
    page.get_by_role("link", name=t("Write the words of the report")).click()
    page.get_by_label(t("Summary")).fill("De flesta vet hur det ser ut, men få söker orsakerna.")
    looked_at(page, "report-words")
    page.get_by_role("button", name=t("Save")).click()
    expect(page.get_by_text("De flesta vet hur det ser ut")).to_be_visible()
    page.get_by_role("button", name=t("Publish the report")).click()
    expect(page.get_by_text(t("The report is published, and each participant has its own result."))).to_be_visible()
    expect(page.get_by_text("Nämnden följer varje skola")).to_be_visible()
    looked_at(page, "report")
    paper = words_of_pdf(fetched(page, t("PDF, accessible and for the archive")))
    word = words_of_word(fetched(page, t("Word, to go on writing in")))
    for text in (TITLE, "De flesta vet hur det ser ut", "Nämnden följer varje skola", "Kunskap om läget"):
        assert (text in paper, text in word) == (True, True), text
    book = openpyxl.load_workbook(io.BytesIO(fetched(page, t("Workbook with tables and chart"))))
    cells = {str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None}
    assert any("Kunskap om läget" in cell for cell in cells)
    assert any(sheet._charts for sheet in book)

    # The organiser finds its own result on its own case, and nobody else's.
    organiser.goto("/arenden/")
    organiser.get_by_role("link", name=TITLE).first.click()
    organiser.get_by_role("link", name=t("Your result beside the others")).click()
    expect(organiser.get_by_role("heading", name="Kunskap om läget")).to_be_visible()
    expect(organiser.locator("main")).to_contain_text(t.code("judgement_level", "some"))
    others = round_.participants.exclude(pk=own.pk).values_list("organiser__name", flat=True)
    assert not [name for name in others if name in organiser.inner_text("main")]
    looked_at(organiser, "own-result")


def close_and_keep(page: Page, t: Words, round_: Round, looked_at, tmp_path, letters: int = 24) -> None:
    """Two letters to each of the twelve; the report and the protocol beside them."""
    page.goto(f"/granskningar/{round_.pk}/")
    looked_at(page, "round")
    page.get_by_role("link", name=t("Close the round")).click()
    page.get_by_label(t("Grounds")).fill("Rapporten är publicerad och varje deltagare har sitt resultat.")
    looked_at(page, "close")
    why = page.get_by_label(t("Why the rest is left unanswered"))
    if why.count():
        why.fill("Ingenting mer behövs för rapporten.")
    page.get_by_role("button", name=t("Close the round")).click()
    expect(page.get_by_text(t("The round is closed and can only be read."))).to_be_visible()
    looked_at(page, "closed")
    page.get_by_role("link", name=t("Archive package")).click()
    looked_at(page, "archive")
    with page.expect_download() as started:
        page.get_by_role("button", name=t("Take out the package")).click()
    package = tmp_path / "arkiv.zip"
    started.value.save_as(package)
    with zipfile.ZipFile(package) as opened:
        names = opened.namelist()
    assert sum(name.endswith(".pdf") for name in names) == letters + 2
    checked = CliRunner().invoke(verify_archive, [str(package), "--language", t.language])
    assert checked.exit_code == 0, checked.output


def test_a_thematic_round(
    register, signed_in, signed_in_beside, telephone, language, t, looked_at, tmp_path, mailoutbox
):
    other = {"sv": "en", "en": "sv"}[language]
    lead = a_user(Role.REVIEW_LEAD, register.authority, name="Leila Ledare", title="projektledare", language=other)
    investigators = [
        a_user(Role.REVIEWER, register.authority, name=name, title="utredare", language=language)
        for name in ("Ida Berg", "Rut Ek")
    ]
    assert get_resolver().url_patterns  # read here, or the first page would wait for it
    page = signed_in(lead)
    round_ = draw_twelve(page, t, register, looked_at)
    own = (
        round_.participants.filter(state="selected", investigator__in=investigators).order_by("organiser__name").first()
    )
    director = a_user(Role.DIRECTOR, own.organiser, name="Karin Ås", title="skolchef", language=other)

    send_letters(page, t, round_, own, lead, looked_at)
    name_contact_person(telephone, t, looked_at)
    contact_persons_of_the_rest(round_, own)
    page.reload()
    expect(page.get_by_role("row", name=re.compile(own.organiser.name))).to_contain_text("Kim Lund")
    ask_for_documents(page, telephone, t, round_, own, looked_at, tmp_path)

    assert plan_interviews(page, t, round_, lead, looked_at) == 48
    organiser = signed_in_beside(director)
    agree_on_times(page, organiser, t, round_, own, lead, looked_at)
    write_protocol(page, organiser, t, round_, own, looked_at)

    judge(signed_in(own.investigator), t, round_, own, investigators, looked_at)
    report(signed_in(lead), organiser, t, round_, own, looked_at)
    close_and_keep(page, t, round_, looked_at, tmp_path)
    assert Round.objects.get().state == "closed"
