"""The supervision of a municipality with its units, by both sides: a decision for the municipality and one for each
unit, an order that must be concrete, the appeal where the law gives one, answers by the municipality and by each
principal for the own unit, a follow-up that ends some deficiencies and not others.

The whole way is walked in Swedish at a desk and in English on a telephone.
"""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from likvard.reports.paper import written_date
from likvard.reviews.actions import judging
from likvard.reviews.models import Case, Decision, Judgement
from likvard.reviews.queries.decisions import WHY as LACKING
from likvard.reviews.queries.judgements import SlotKey
from likvard.rulebook.deadlines import appeal_day
from likvard.rulebook.loading import rulebook
from likvard.rulebook.permissions import Role
from tests.factories import (
    NOW,
    a_case,
    a_judgement,
    a_participant,
    a_round,
    a_unit,
    a_user,
    an_area,
    an_organiser,
)
from tests.journeys.deciding import Walk, fetched, send, words_of_pdf, write

pytestmark = pytest.mark.django_db(transaction=True)
OWN, UNITS = "Huvudmannens arbete mot kränkningar", "Trygghet och studiero"
AREAS = [
    {
        "key": "1", "name": OWN, "level": "organiser", "legal_basis": ["6 kap. 10 § skollagen"],
        "criteria": [{"key": "1.1", "text": "Kränkningar utreds.", "legal_basis": ["6 kap. 10 § skollagen"]}],
    },
    {
        "key": "2", "name": UNITS, "level": "unit", "legal_basis": ["5 kap. 3 § skollagen"],
        "criteria": [{"key": "2.1", "text": "Eleverna har studiero.", "legal_basis": ["5 kap. 3 § skollagen"]}],
    },
]  # fmt: skip
LATE = "Uppgifter om kränkningar når huvudmannen för sent."
NOISE, FEAR = "Eleverna har inte studiero på lektionerna.", "Elever är rädda i korridorerna."
COURT = "Förvaltningsrätten i Stockholm"


@pytest.fixture(params=["sv", "en"])
def language(request) -> str:
    return request.param


@pytest.fixture
def size(language) -> str:
    return {"sv": "desk", "en": "phone"}[language]


def judged(participant, reader, unit, area: str, text: str, law: str) -> None:
    """A deficiency with its evidence, the area standing on its criterion. By hand it is done in the planned audit."""
    made = a_judgement(participant, reader, SlotKey(unit, area, f"{area}.1"), "deficiency", done=False)
    judging.add_judged_finding(judgement=made, kind="deficiency", text=text, legal_basis=[law], by=reader, at=NOW)
    judging.finish_judgement(judgement=Judgement.objects.get(pk=made.pk), by=reader, at=NOW)
    a_judgement(participant, reader, SlotKey(unit, area, ""), "deficiency")


def intervene(page: Page, walk: Walk, code: str, *, what="", shown="", last_day=None, fine="") -> None:
    t = walk.t
    page.get_by_role("link", name=t("Intervention and wording")).click()
    page.get_by_label(t("Intervention"), exact=False).first.select_option(value=code)
    if what:
        page.get_by_label(t("Measure %(n)d", n=1)).first.fill(what)
        page.get_by_label(t("How measure %(n)d can be checked", n=1)).fill(shown)
    if last_day:
        page.get_by_label(t("Last day")).first.fill(str(last_day))
    if fine:
        page.get_by_label(t("Fine in kronor")).fill(fine)
    page.get_by_role("button", name=t("Save")).click()
    expect(page.get_by_text(t("Saved.")).first).to_be_visible()


def test_supervision_of_a_municipality_with_its_units(
    t, transactional_db, settings, tmp_path, signed_in_beside, looked_at
):  # fmt: skip
    settings.MEDIA_ROOT = tmp_path / "originals"
    authority, organiser = an_organiser("Tillsynsverket", kind="authority"), an_organiser("Almviks kommun")
    birch, oak = a_unit(organiser, "Björkskolan"), a_unit(organiser, "Ekskolan")
    investigator = a_user(Role.REVIEWER, authority, name="Ylva Ett", title="utredare")
    lead = a_user(Role.REVIEW_LEAD, authority, name="Sara Chef", title="enhetschef")
    director = a_user(Role.DIRECTOR, organiser, name="Karin Ås", title="skolchef")
    per = a_user(Role.PRINCIPAL, organiser, units=[birch], name="Per Berg", title="rektor")
    eva = a_user(Role.PRINCIPAL, organiser, units=[oak], name="Eva Ek", title="rektor")
    today = timezone.localdate()
    decided, due, followed = (today - timedelta(days=n) for n in (120, 30, 20))
    before = a_case(
        authority, organiser=organiser, title="Tillsyn för fem år sedan", state="closed", outcome="closed",
        opened_on=today - timedelta(days=1800), decided_on=today - timedelta(days=1700),
        closed_on=today - timedelta(days=1500),
    )  # fmt: skip
    an_area(before, OWN, judgement="deficiency")
    round_ = a_round(
        authority, kind="planned_supervision", state="running", areas=AREAS, case_number="TV 2026:7",
        title="Tillsyn av Almviks kommun",
    )  # fmt: skip
    participant = a_participant(round_, organiser, (birch, oak), investigator=investigator)
    units = {row.school_unit_id: row.pk for row in participant.units.all()}
    judged(participant, investigator, None, "1", LATE, "6 kap. 10 § skollagen")
    judged(participant, investigator, units[birch.pk], "2", NOISE, "5 kap. 3 § skollagen")
    judged(participant, investigator, units[oak.pk], "2", FEAR, "5 kap. 3 § skollagen")
    rounds = f"/granskningar/{round_.pk}"
    walk = Walk(t, signed_in_beside)
    page, chief = walk.come(investigator), walk.come(lead)

    # One decision for the municipality, one for each unit; a vague order is refused in words.
    page.goto(f"{rounds}/beslut/")
    looked_at(page, "decisions")
    page.get_by_role("button", name=t("Begin")).first.click()
    intervene(page, walk, "order_with_fine", what="Förbättra arbetet", shown="förbättra arbetet", last_day=due)
    for code in ("shown_by", "fine", "court"):
        expect(page.get_by_text(LACKING[code].text(t.language).format(name=1))).to_be_visible()
    looked_at(page, "vague")
    intervene(
        page, walk, "order_with_fine", what="Ta fram en rutin för anmälan inom ett dygn",
        shown="Beslutad rutin och förteckning över anmälningar med dag", last_day=due, fine="700000",
    )  # fmt: skip
    walk.details(page, decided, "open", response=due, follow_up=followed, court=COURT)
    looked_at(page, "draft")
    whole = Decision.objects.get(unit=None)
    walk.decide(chief, f"{rounds}/beslut/{whole.pk}/")
    last = written_date(appeal_day(decided), "sv").replace("\N{NO-BREAK SPACE}", " ")
    for said in (COURT, f"senast den {last}", "tre veckor från den dag då beslutet fattades", "Tillsynsverket"):
        expect(chief.locator("article").get_by_text(said).first).to_be_visible()
    looked_at(chief, "issued")
    read = words_of_pdf(fetched(chief, t("PDF, accessible and for the archive")))
    for said in ("700 000 kronor", "26 kap. 27 § skollagen", "Beslutad rutin och förteckning", COURT):
        assert said in read, said
    for unit, code, given in (
        (birch, "order", {"what": "Inför två lärare per lektion", "shown": "Schema för varje klass", "last_day": due}),
        (oak, "remark", {}),
    ):
        page.goto(f"{rounds}/beslut/")
        page.get_by_role("button", name=f": Almviks kommun, {unit.name}").click()
        intervene(page, walk, code, **given)
        walk.details(page, decided, "open", response=due, follow_up=followed)  # the court is remembered
        made = Decision.objects.get(unit=units[unit.pk])
        walk.decide(chief, f"{rounds}/beslut/{made.pk}/")
        assert "överklaga" not in words_of_pdf(fetched(chief, t("PDF, accessible and for the archive")))
    page.goto(f"{rounds}/beslut/")
    expect(page.get_by_text(t("Decided %(day)s", day=t.day(decided)))).to_have_count(3)
    looked_at(page, "three_decisions")

    # The organiser's own case holds all three; a principal meets only what is said of the own unit.
    own = Case.objects.get(holder=organiser)
    assert own.deadlines.get(what="appeal").day == appeal_day(decided)
    first, of_birch, of_oak = own.findings.order_by("area__ordering")
    karin = walk.come(director)
    karin.goto(f"/arenden/{own.pk}/")
    for text in (LATE, NOISE, FEAR):
        expect(karin.get_by_text(text).first).to_be_visible()
    looked_at(karin, "own_case")
    karin.goto(f"/redovisning/{own.pk}/")
    karin.get_by_role("button", name=t("Begin the answer")).click()
    karin.locator("#id_introduction").fill("Vi redovisar för kommunen och för båda skolorna.")
    write(karin, first, measures="En rutin är beslutad.", done_when="i maj", by_whom="Karin Ås",
          effect="activity_only", result="Rutinen används vid en skola.", remains="Den andra skolan.")  # fmt: skip
    for principal, finding, unseen, measures, effect in (
        (per, of_birch, (LATE, FEAR, "Ekskolan"), "Två lärare på varje lektion.", "too_early"),
        (eva, of_oak, (LATE, NOISE, "Björkskolan"), "Vuxna i korridorerna.", "effect"),
    ):
        one = walk.come(principal)
        one.goto(f"/arenden/{own.pk}/")
        expect(one.get_by_text(finding.text).first).to_be_visible()
        for text in unseen:
            expect(one.get_by_text(text)).to_have_count(0)
        looked_at(one, "principals_case")
        if effect == "effect":
            evidence(one, t, finding, "Enkät i mars: 92 procent är trygga, mot 70 i fjol.")
        one.goto(f"/redovisning/{own.pk}/")
        for text in unseen:
            expect(one.get_by_text(text)).to_have_count(0)
        write(one, finding, measures=measures, done_when="i april", by_whom=principal.name, effect=effect,
              result="Fler säger att de är trygga.", remains="Att följa upp i höst.")  # fmt: skip
        looked_at(one, "principals_answer")
        assert one.request.get(f"/redovisning/{own.pk}/skicka/").status in (403, 404)
        assert one.request.get(f"{rounds}/beslut/").status in (403, 404)
        one.context.close()
    send(karin, t, own, due)

    # The follow-up: a visit and an effect settle two; what partly remains gets a second day. It has been weak before.
    page.goto(f"{rounds}/beslut/uppfoljning/{participant.pk}/")
    expect(page.get_by_role("heading", name=t("The same area has been weak before"))).to_be_visible()
    expect(page.get_by_role("link", name="Tillsyn för fem år sedan")).to_be_visible()
    looked_at(page, "follow_up")
    for text, outcome, basis, grounds in (
        (LATE, "partly_remaining", "", "Rutinen används bara vid en av skolorna."),
        (NOISE, "remedied", "visit", "Vid besöket hade alla klasser arbetsro."),
        (FEAR, "remedied", "effect", "Enkäten visar att eleverna är trygga."),
    ):
        page.get_by_role("link", name=t("Follow up the next finding")).click()
        expect(page.get_by_text(text).first).to_be_visible()
        if basis == "visit":
            page.get_by_label(t("Day of the visit")).fill(str(today - timedelta(days=2)))
        walk.follow_up(page, outcome, grounds, basis)
    page.get_by_role("button", name=t("Write the decision after follow-up")).click()
    walk.details(page, today, "open", response=today + timedelta(days=60), follow_up=today + timedelta(days=90))
    looked_at(page, "follow_up_draft")
    walk.decide(chief, f"{rounds}/beslut/{Decision.objects.get(kind='follow_up').pk}/")
    words = rulebook().on("planned_supervision", today).follow_up
    expect(chief.get_by_text(f"{OWN}: {words['partly_remaining'].sv}.")).to_be_visible()
    expect(chief.get_by_text(f"{UNITS} – Björkskolan: {words['remedied'].sv}.")).to_be_visible()
    own.refresh_from_db()
    assert own.state == "decided"  # it goes on: an answer is owed again
    assert list(own.findings.order_by("area__ordering").values_list("state", flat=True)) == [
        "partly_remaining", "remedied", "remedied",
    ]  # fmt: skip
    page.goto(f"{rounds}/beslut/uppfoljning/{participant.pk}/")
    expect(page.get_by_text(LATE).first).to_be_visible()
    expect(page.get_by_text(NOISE)).to_have_count(0)
    looked_at(page, "second_follow_up")
    karin.goto(f"/arenden/{own.pk}/")
    looked_at(karin, "some_ended")
    page.goto(f"{rounds}/beslut/")
    row = page.get_by_role("row").filter(has_text="Almviks kommun")
    assert [cell.strip() for cell in row.locator("td[data-figure]").all_inner_texts()] == ["90", "30", "–"]


def evidence(page: Page, t, finding, note: str) -> None:
    """What shows the effect, written by the principal of the unit."""
    row = page.locator(f"#finding-{finding.pk}")
    row.locator("summary").click()
    row.get_by_role("link", name=t("New evidence")).click()
    row.get_by_role("textbox", name=t("What was seen")).fill(note)
    row.get_by_role("button", name=t("Save the evidence")).click()
    expect(row.get_by_text(note).first).to_be_visible()
