"""The pages of a round: made, drawn, started and closed through the browser's own forms, and what each role may do."""

import hashlib
import io
import json
import zipfile

import pytest
from django.urls import reverse

from likvard.documents.actions import add_document
from likvard.ledger.models import Event
from likvard.organisations.models import Organisation
from likvard.reports.archive import verify
from likvard.reviews.actions import rounds as actions
from likvard.reviews.models import CaseDocument, Draw, Participant, Round
from likvard.reviews.queries.round_status import STEPS, Cell, RoundStatus, Row
from likvard.rulebook.permissions import Role
from likvard.web.views.rounds.page import _next_step
from tests.factories import NOW, TODAY, a_participant, a_round, a_unit, a_user, an_organiser

pytestmark = pytest.mark.django_db


@pytest.fixture
def authority():
    return an_organiser("Granskningsverket", kind=Organisation.Kind.AUTHORITY)


@pytest.fixture
def lead(authority):
    return a_user(Role.REVIEW_LEAD, authority, name="Leila Ledare")


@pytest.fixture
def country():
    found = []
    for i in range(8):
        one = an_organiser(f"Kommun {i}", municipality_code=f"018{i}")
        for j in range(2):
            a_unit(one, f"Skola {i}{j}", municipality_code=one.municipality_code)
        found.append(one)
    return found


@pytest.fixture
def round_(authority, lead):
    return a_round(authority, title="Pedagogisk segregation", lead=lead)


def at(name: str, round_: Round, *more) -> str:
    return reverse(f"rounds:{name}", args=[round_.pk, *more])


def drawing(**fields) -> dict:
    return {
        "target": "organisers", "method": "simple", "n": "3", "units_each": "1", "seed": "frö", "stratify": "",
        "allocation": "proportional", "draw": "1",
    } | fields  # fmt: skip


def test_a_round_is_made_drawn_started_and_closed(client_of, authority, lead, country):
    browser = client_of(lead)
    made = browser.post(
        reverse("rounds:create"),
        {"holder": authority.pk, "kind": "thematic_quality_audit", "title": "Segregation", "theme": "Hur?",
         "method": "Telefon", "opened_on": TODAY.isoformat(), "case_number": "SI 2026:9"},
    )  # fmt: skip
    round_ = Round.objects.get()
    assert made["Location"] == at("round", round_)
    assert (round_.kind_version, len(round_.areas), round_.individual_decisions) == ("2026-11-01", 4, False)
    page = browser.get(at("round", round_)).content.decode()
    assert at("draw", round_) in page

    chosen = browser.post(at("areas", round_), {"area_1": ["1.1", "1.2"], "area_4": ["4.1"]})
    assert chosen.status_code == 302
    round_.refresh_from_db()
    assert [a["key"] for a in round_.areas] == ["1", "4"]

    drawn = browser.post(at("draw", round_), drawing())
    assert drawn["Location"] == at("drawn", round_, 1)
    shown = browser.get(drawn["Location"]).content.decode()
    assert "frö" in shown
    assert Draw.objects.get().checksum in shown

    assert browser.post(at("start", round_)).status_code == 302
    round_.refresh_from_db()
    assert round_.state == "running"
    assert Participant.objects.filter(round=round_, case__state="announced").count() == 3

    refused = browser.post(at("close", round_), {"day": TODAY.isoformat(), "grounds": "Klart."})
    assert refused.status_code == 422
    closed = browser.post(
        at("close", round_), {"day": TODAY.isoformat(), "grounds": "Klart.", "why_left": "Uppdraget drogs in."}
    )
    assert closed.status_code == 302
    page = browser.get(at("round", round_)).content.decode()
    assert "Uppdraget drogs in." in page
    assert at("close", round_) not in page
    assert browser.post(at("reopen", round_), {"reason": "Ett sent svar."}).status_code == 302
    round_.refresh_from_db()
    assert round_.state == "running"


@pytest.mark.parametrize(
    ("kind", "ticked", "made"),
    [
        ("planned_supervision", False, True), ("thematic_quality_audit", False, False),
        ("thematic_quality_audit", True, True),
    ],
)  # fmt: skip
def test_a_kind_that_always_decides_needs_no_tick(client_of, authority, lead, kind, ticked, made):
    given = {"holder": authority.pk, "kind": kind, "title": "Granskning", "opened_on": str(TODAY)}
    client_of(lead).post(reverse("rounds:create"), {**given, **({"individual_decisions": "on"} if ticked else {})})
    round_ = Round.objects.get()
    assert round_.individual_decisions is made
    page = client_of(lead).get(reverse("overall:index", args=[round_.pk])).content.decode()
    assert ("Ingen är utvald än." in page, "Allt är bedömt" in page) == (True, False)


def test_a_running_round_says_what_is_next(client_of, authority, lead, round_, country):
    """First the letters, then what waits in order, and at the end to close; a reader gets no button."""
    round_.state = "running"
    can = dict.fromkeys(("run", "work", "judge", "decide"), True)

    def step(done: set[str], **may: bool) -> str:
        cells = {s: Cell("done" if s in done else "waiting", 0, 1) for s in STEPS}
        return _next_step(round_, {**can, **may}, RoundStatus((Row(None, 0, cells),), ()))[0]

    everything = set(STEPS)
    assert step(set()) == reverse("letters:index", args=[round_.pk])
    assert step({"letter"}) == reverse("interviews:index", args=[round_.pk])
    assert step({"letter", "interviews", "protocols"}) == reverse("judgements:index", args=[round_.pk])
    assert step(everything - {"decisions"}) == reverse("decisions:index", args=[round_.pk])
    assert step(everything - {"answer"}) == ""  # it is the reviewed's to do
    assert step(everything) == reverse("rounds:close", args=[round_.pk])
    assert step(set(), run=False, work=False, judge=False, decide=False) == ""


def test_looking_at_the_frame_draws_nothing(client_of, lead, round_, country):
    fields = drawing(look="1", reviewed_within="4", municipalities="Upplands Väsby, 0181") | {"kinds": ["municipality"]}
    del fields["draw"]
    fields["municipalities"] = "0181, 0182"
    page = client_of(lead).post(at("draw", round_), fields)
    assert page.status_code == 200
    assert [c.name for c in page.context["frame"]["longest"]] == ["Kommun 1", "Kommun 2"]
    assert page.context["frame"]["too_few"] is True
    assert Draw.objects.count() == 0


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"municipalities": "Ankeborg"}, "municipalities"),
        ({"by_hand": "0181"}, "by_hand"),
        ({"figures": "kod\n0181"}, "figures"),
        ({"figures": "kod;a;a\n0181;1;2"}, "figures"),
        ({"figures": "kod;merit\n0181;bra"}, "figures"),
        ({"figures": "kod;merit\n0181;1\n0181;2"}, "figures"),
        ({"method": "stratified"}, "stratify"),
        ({"method": "stratified", "stratify": "kind", "allocation": "neyman"}, "spread_of"),
        ({"method": "stratified", "stratify": "kind", "allocation": "neyman", "spread_of": "okänd"}, "spread_of"),
        ({"method": "risk"}, "factors"),
        ({"method": "risk", "factors": "merit; 2; låg"}, "factors"),
        ({"method": "risk", "factors": "antal enheter; noll; hög"}, "factors"),
        ({"method": "risk", "factors": "antal enheter; 1; hög", "comparison": "3"}, "comparison"),
        ({"method": "size", "target": "units"}, "size_of"),
        ({"least_units": "3", "most_units": "2"}, "most_units"),
        ({"n": "0"}, "n"),
        ({"seed": " "}, "seed"),
        ({"n": "9"}, "__all__"),
    ],
)
def test_a_draw_that_cannot_be_made_says_what_to_mend(client_of, lead, round_, country, fields, field):
    response = client_of(lead).post(at("draw", round_), drawing(**fields))
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {field}
    assert Draw.objects.count() == 0


def test_own_figures_make_a_score(client_of, lead, round_, country):
    figures = "kommunkod;Meritvärde;Trygghet\n" + "\n".join(f"018{i};{200 + i},5;{i}" for i in range(8))
    fields = drawing(
        method="risk", figures=figures, factors="Meritvärde; 2; låg\nTrygghet; 1; låg\nantal enheter; 1", comparison="1"
    )
    browser = client_of(lead)
    assert browser.post(at("draw", round_), fields).status_code == 302
    one = Draw.objects.get()
    assert [row["name"] for row in one.result["chosen"][:2]] == ["Kommun 0", "Kommun 1"]
    page = browser.get(at("drawn", round_, 1)).content.decode()
    assert "Meritvärde" in page
    sheet = browser.get(at("drawn_frame", round_, 1))
    assert sheet["Content-Type"].startswith("text/csv")
    lines = sheet.content.decode("utf-8-sig").splitlines()
    assert lines[0] == "key;name;stratum;size;last_reviewed;Meritvärde;Trygghet;open_findings;units;years_since"
    assert lines[1].startswith("0180;Kommun 0;;2.0;;200.5;0.0;0.0;2.0;")
    assert browser.get(at("drawn_pdf", round_, 1)).content.startswith(b"%PDF")


def test_a_cell_that_would_be_a_formula_is_harmless(client_of, lead, round_):
    bad = an_organiser("=HYPERLINK(1)", municipality_code="0180")
    a_unit(bad, "Skola")
    client_of(lead).post(at("draw", round_), drawing(n="1"))
    assert "'=HYPERLINK" in client_of(lead).get(at("drawn_frame", round_, 1)).content.decode()


def test_somebody_is_added_replaced_and_taken_out(client_of, lead, round_, country):
    browser = client_of(lead)
    found = browser.get(at("add", round_), {"q": "kommun 3"})
    assert f"?huvudman={country[3].pk}" in found.content.decode()
    unit = country[3].school_units.first()
    add = at("add", round_) + f"?huvudman={country[3].pk}"
    assert browser.post(add, {"units": [unit.pk]}).status_code == 422  # without a reason
    assert browser.post(add, {"units": [unit.pk], "reason": "En signal."}).status_code == 302
    one = Participant.objects.get()
    assert (one.reason, one.units.get().school_unit) == ("En signal.", unit)
    assert browser.post(add, {"reason": "Igen"}).status_code == 422
    other = country[4]
    replace = at("replace", round_, one.pk) + "?q=kommun+4"
    assert browser.post(replace, {"organiser": other.pk, "reason": "Jäv."}).status_code == 302
    one.refresh_from_db()
    assert (one.state, one.replaced_by.organiser) == ("replaced", other)
    page = browser.get(at("selection", round_)).content.decode()
    assert "Jäv." in page
    coming = one.replaced_by
    assert browser.post(at("units", round_, coming.pk), {"units": [], "reason": "Inga."}).status_code == 302
    assert browser.post(at("withdraw", round_, coming.pk), {"reason": "Upphörde."}).status_code == 302
    assert browser.get(at("withdraw", round_, coming.pk)).status_code == 404


def test_the_rest_of_the_work_is_shared_out_evenly(client_of, authority, lead, round_):
    people = [lead, a_user(Role.REVIEWER, authority, name="Una Utredare")]
    for i in range(4):
        a_participant(round_, an_organiser(f"Huvudman {i}"))
    first = round_.participants.first()
    data = {f"p_{first.pk.hex}": str(people[1].pk), "share": "1"}
    assert client_of(lead).post(at("assign", round_), data).status_code == 302
    held = [p.investigator for p in round_.participants.all()]
    assert sorted(held.count(person) for person in people) == [2, 2]


def test_a_reviewer_reads_and_a_lead_runs(client_of, authority, lead, round_, country):
    reviewer = client_of(a_user(Role.REVIEWER, authority))
    a_participant(round_, country[0])
    for name in ("round", "selection", "missing"):
        assert reviewer.get(at(name, round_)).status_code == 200
    for name in ("change", "areas", "start", "close", "reopen", "assign", "draw", "add"):
        assert (name, reviewer.get(at(name, round_)).status_code) == (name, 403)
        assert (name, reviewer.post(at(name, round_)).status_code) == (name, 403)


def test_the_reviewed_sees_nothing_of_the_round(client_of, round_, country):
    a_participant(round_, country[0])
    director = client_of(a_user(Role.DIRECTOR, country[0]))
    assert director.get(at("round", round_)).status_code == 404
    assert "Pedagogisk" not in director.get(reverse("rounds:index")).content.decode()


def test_a_closed_round_has_no_doors_to_change_it(client_of, lead, round_, country):
    one = a_participant(round_, country[0])
    actions.close_round(round_=round_, day=TODAY, grounds="Klart.", why_left="Nej.", by=lead, at=NOW)
    browser = client_of(lead)
    posts = {
        "change": {"title": "x", "version": 2, "theme": "", "method": "", "case_number": "", "lead": ""},
        "areas": {"area_1": ["1.1"]},
        "start": {},
        "draw": drawing(),
        "assign": {f"p_{one.pk.hex}": str(lead.pk)},
    }
    got = {name: browser.post(at(name, round_), data).status_code for name, data in posts.items()}
    got["withdraw"] = browser.post(at("withdraw", round_, one.pk), {"reason": "x"}).status_code
    got["units"] = browser.post(at("units", round_, one.pk), {"reason": "x"}).status_code
    got["add"] = browser.post(at("add", round_) + f"?huvudman={country[1].pk}", {"reason": "x"}).status_code
    assert set(got.values()) == {409, 422}, got
    round_.refresh_from_db()
    one.refresh_from_db()
    assert (round_.state, one.state) == ("closed", "selected")


def test_the_round_page_filters_by_what_is_missing(client_of, lead, round_, country):
    for one in country[:3]:
        a_participant(round_, one)
    browser = client_of(lead)
    assert len(browser.get(at("round", round_), {"visa": "letter"}).context["rows"]) == 3
    assert len(browser.get(at("round", round_), {"visa": "answer"}).context["rows"]) == 0
    fragment = browser.get(at("round", round_), {"visa": "saknas"}, headers={"HX-Request": "true"})
    assert "<html" not in fragment.content.decode()
    missing = browser.get(at("missing", round_))
    assert missing.context["left"] == 3 * 3
    assert "Huvudmannen analyserar skillnader" in missing.content.decode()


def test_the_pages_ask_a_fixed_number_of_questions(client_of, lead, round_, country, django_assert_max_num_queries):
    browser = client_of(lead)
    for i, one in enumerate(country):
        a_participant(round_, one, tuple(one.school_units.all()), investigator=lead if i else None)
    for name, most in (("round", 26), ("missing", 27), ("selection", 14)):
        with django_assert_max_num_queries(most):
            assert browser.get(at(name, round_)).status_code == 200


def test_an_archive_package_holds_everything_and_is_noted(client_of, lead, round_, country):
    one = a_participant(round_, country[0], tuple(country[0].school_units.all()), investigator=lead)
    document = add_document(holder=round_.holder, name="beslut.txt", content=[b"Beslutet."], by=lead, at=NOW).document
    CaseDocument.objects.create(case=one.case, document=document, part="decision", added_at=NOW)
    browser = client_of(lead)
    assert browser.get(at("archive", round_)).status_code == 200
    response = browser.post(at("archive", round_))
    content = b"".join(response.streaming_content)
    assert verify(io.BytesIO(content)) == ()
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        names = set(package.namelist())
        assert package.read(f"papers/{document.pk}/beslut.txt") == b"Beslutet."
        assert b'kind = "thematic_quality_audit"' in package.read("definition.toml")
        people = json.loads(package.read("data/people.json"))
        everything = b"".join(package.read(name) for name in names)
    assert {p["name"] for p in people} == {"Leila Ledare"}
    assert {"data/judgements.json", "data/ledger.json", "tables/participants.csv"} <= names
    assert b"secret_sha256" not in everything
    event = Event.objects.get(action="round_archived")
    assert event.after["checksum"] == hashlib.sha256(content).hexdigest()
    assert client_of(a_user(Role.REVIEWER, round_.holder)).post(at("archive", round_)).status_code == 403
