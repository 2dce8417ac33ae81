"""What everybody may read: what is published, and nothing of anything else."""

import csv
import io
import json
import xml.etree.ElementTree as ET
from urllib.parse import quote
from uuid import uuid4

import pypdfium2
import pytest
from django.core.cache import cache
from django.urls import reverse

from likvard.reviews.actions import publications as actions
from likvard.reviews.actions.publishing import publish_overall_report, write_overall_text
from likvard.reviews.models import Publication
from likvard.reviews.queries.publications import built
from likvard.rulebook.permissions import Role
from tests.factories import NOW, TODAY, a_participant, a_round, a_user, an_organiser, judge_all
from tests.factories.decisions import a_decision, issued
from tests.factories.publications import a_publication, published
from tests.web.addresses import addresses

pytestmark = pytest.mark.django_db
SECRET = "Siv Tärnlund"
LISTS = [a for a in addresses() if str(a).startswith("public:") and not a.parameters]
OF_ONE = [a for a in addresses() if str(a).startswith("public:") and a.parameters == ("published_code",)]


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    settings.MEDIA_ROOT = tmp_path / "originals"


@pytest.fixture
def authority():
    return an_organiser("Verket", kind="authority")


@pytest.fixture
def reader(authority):
    return a_user(Role.REVIEWER, authority, name="Ylva Ett", title="utredare")


@pytest.fixture
def lead(authority):
    return a_user(Role.REVIEW_LEAD, authority, name="Sara Chef", title="enhetschef")


def decided(authority, reader, lead, name="Almviks kommun", number="2026-7"):
    round_ = a_round(authority, kind="planned_quality_audit", state="running", case_number=f"V {number}")
    participant = a_participant(round_, an_organiser(name), investigator=reader)
    judge_all(participant, reader)
    words = f"{SECRET}s anmälan kom i mars."
    return issued(a_decision(participant, reader, lead, number=number, introduction=words))


@pytest.fixture
def decision(authority, reader, lead):
    return decided(authority, reader, lead)


@pytest.fixture
def one(decision, reader, lead):
    return published(decision, reader, lead, masks={SECRET: "pupil_identity"}, news="Almviks kommun ska utveckla")


def bodies(client, code, query=""):
    """Every public address, those of this publication too."""
    found = {}
    for address in LISTS + OF_ONE:
        response = client.get(address.of(published_code=code) + query)
        found[str(address)] = (response.status_code, response.content.decode("utf-8", "replace"))
    return found


def test_an_installation_publishes_nothing_by_itself(client, decision):
    page = client.get(reverse("public:index")).content.decode()
    assert "Inget är publicerat här än." in page
    found = bodies(client, uuid4())
    assert {name: status for name, (status, _) in found.items() if name in map(str, LISTS)} == {
        str(a): 200 for a in LISTS
    }
    assert [name for name, (_, body) in found.items() if "Almvik" in body or "2026-7" in body] == []


def test_what_is_not_published_is_not_to_be_guessed(client, decision, reader, lead):
    """A draft, an approved one and an address of nothing give the same answer."""
    draft = a_publication(decision, reader, masks={SECRET: "pupil_identity"})
    nothing = bodies(client, uuid4())
    as_draft = bodies(client, draft.code)
    actions.approve_publication(publication=draft, checksum=built(draft).checksum, by=lead, at=NOW)
    as_approved = bodies(client, draft.code)
    for found in (as_draft, as_approved):
        for address in map(str, OF_ONE):
            assert found[address][0] == nothing[address][0] == 404
        assert [name for name, (_, body) in found.items() if "Almvik" in body] == []
    for wrong in (draft.pk, decision.pk, decision.participant_id):
        assert client.get(reverse("public:publication", args=[wrong])).status_code == 404


def test_no_public_address_says_what_is_masked(client, one, decision):
    found = bodies(client, one.code)
    assert {status for status, _ in found.values()} == {200}
    assert [name for name, (_, body) in found.items() if "Tärnlund" in body] == []
    pdf = client.get(reverse("public:pdf", args=[one.code])).content
    text = "".join(page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(pdf))
    assert ("Tärnlund" in text, "[maskat 1]" in text, "2026-7" in text) == (False, True, True)


def test_a_reader_finds_the_facts(client, one):
    page = client.get(reverse("public:publication", args=[one.code])).content.decode()
    for words in ("Almviks kommun", "2026-7", "Verket", "23 kap. 5 § offentlighets- och sekretesslagen", "[maskat 1]"):
        assert words in page
    news = client.get(reverse("public:news", args=[one.code])).content.decode()
    for words in ("Almviks kommun ska utveckla", "Pia Press", "010-123 45 67"):
        assert words in news
    assert "Almviks kommun ska utveckla" in client.get(reverse("public:news_list")).content.decode()


def test_the_search_filters_and_pages(client, one, authority, reader, lead):
    published(decided(authority, reader, lead, "Granby kommun", "2026-8"), reader, lead, masks={SECRET: "health"})

    def names(query):
        body = client.get(reverse("public:index") + query).content.decode()
        listed = body.split('class="lv-public__list"')[1].split("</ul>\n")[0]
        return {name for name in ("Almviks kommun", "Granby kommun") if name in listed}

    both = {"Almviks kommun", "Granby kommun"}
    assert names("") == both
    assert names("?q=granby") == {"Granby kommun"}
    assert names("?huvudman=Almviks+kommun") == {"Almviks kommun"}
    assert names(f"?ar={one.decided_on.year}") == both
    assert names("?ar=1999") == names("?q=tarnlund") == names("?form=planned_supervision") == set()
    assert names("?ar=x&form=inget&typ=inget&sida=99") == both  # what means nothing asks for nothing


def test_the_feed_can_be_subscribed_to(client, one):
    response = client.get(reverse("public:feed"), {"huvudman": "Almviks kommun"})
    assert response["Content-Type"].startswith("application/atom+xml")
    root = ET.fromstring(response.content)
    atom = "{http://www.w3.org/2005/Atom}"
    (entry,) = root.findall(f"{atom}entry")
    assert entry.find(f"{atom}id").text == one.code.urn
    assert entry.find(f"{atom}title").text == "Almviks kommun ska utveckla"
    assert "huvudman=Almviks" in root.find(f"{atom}link[@rel='self']").get("href")
    assert ET.fromstring(client.get(reverse("public:feed"), {"huvudman": "X"}).content).findall(f"{atom}entry") == []


def test_no_character_breaks_the_feed_or_the_search(client, decision, reader, lead):
    published(decision, reader, lead, masks={SECRET: "health"}, news="Ett\x0bbeslut \x1b")
    ET.fromstring(client.get(reverse("public:feed")).content)
    assert client.get(reverse("public:index"), {"q": "\x00a\x0b"}).status_code == 200


def test_whoever_asks_again_gets_a_short_answer_until_something_changes(client, one, lead):
    first = client.get(reverse("public:feed"))
    assert "max-age" in first["Cache-Control"]
    assert client.get(reverse("public:feed"), headers={"if-none-match": first["ETag"]}).status_code == 304
    actions.withdraw_publication(publication=one, reason="Fel.", today=TODAY, by=lead, at=NOW)
    assert client.get(reverse("public:feed"), headers={"if-none-match": first["ETag"]}).status_code == 200


def test_the_list_as_json_and_as_a_table(client, one):
    told = json.loads(client.get(reverse("public:decisions_json")).content)
    (row,) = told["decisions"]
    assert (row["organiser"], row["number"], row["masked_under"]) == ("Almviks kommun", "2026-7", ["pupil_identity"])
    assert len(row["pdf_sha256"]) == 64
    text = client.get(reverse("public:decisions_csv")).content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    assert [r["area_name"] for r in rows] == [area["name"] for area in row["areas"]]
    assert {r["organiser"] for r in rows} == {"Almviks kommun"}


def test_a_name_is_no_formula(client, authority, reader, lead):
    published(decided(authority, reader, lead, "=HYPERLINK(1)"), reader, lead, masks={SECRET: "health"})
    text = client.get(reverse("public:decisions_csv")).content.decode("utf-8-sig")
    assert {row["organiser"] for row in csv.DictReader(io.StringIO(text), delimiter=";")} == {"'=HYPERLINK(1)"}


def test_statistics_are_of_what_is_published(client, one):
    page = client.get(reverse("public:statistics")).content.decode()
    assert str(one.decided_on.year) in page
    rows = list(
        csv.reader(io.StringIO(client.get(reverse("public:statistics_csv")).content.decode("utf-8-sig")), delimiter=";")
    )
    assert rows[1][2:] == ["Beslut om huvudmän", "", "1"]


def test_what_is_withdrawn_says_why_and_nothing_more(client, one, lead):
    actions.withdraw_publication(publication=one, reason="En uppgift var fel.", today=TODAY, by=lead, at=NOW)
    found = bodies(client, one.code)
    for address in map(str, OF_ONE):
        status, body = found[address]
        assert (status, "En uppgift var fel." in body) == (410, True)
    assert [name for name, (_, body) in found.items() if "Almvik" in body] == []


def test_a_closed_public_side_is_not_there(client, settings, one):
    settings.PUBLIC = False
    assert {status for status, _ in bodies(client, one.code).values()} == {404}


def test_the_pages_set_no_cookie_and_are_the_same_for_everybody(client, client_of, one, reader):
    for address in LISTS + OF_ONE:
        path = address.of(published_code=one.code)
        response = client.get(path)
        assert (str(address), dict(response.cookies)) == (str(address), {})
        assert response["Cache-Control"] == "public, max-age=300"
        assert client.post(path).status_code == 405
    page = reverse("public:publication", args=[one.code])
    assert client.get(page).content == client_of(reader).get(page).content


def test_a_reader_chooses_the_language_in_the_address(client, one):
    page = client.get(reverse("public:publication", args=[one.code]) + "?sprak=en").content.decode()
    assert ("Download (PDF)" in page, "?sprak=en" in page, "Almviks kommun" in page) == (True, True, True)
    assert "Ladda ner (PDF)" in client.get(reverse("public:publication", args=[one.code])).content.decode()


# -- the pages on which it is prepared ------------------------------------------------------------------------------


def test_an_officer_masks_and_another_publishes(client_of, client, decision, reader, lead):
    round_id = decision.participant.round_id
    officer, other = client_of(reader), client_of(lead)
    assert "Förbered publicering" in officer.get(reverse("publications:index", args=[round_id])).content.decode()
    response = officer.post(reverse("publications:begin", args=[round_id, decision.pk]))
    one = Publication.objects.get()
    assert response["Location"] == reverse("publications:mask", args=[round_id, one.pk])
    page = officer.get(response["Location"]).content.decode()
    assert SECRET in page
    wrong = {"place": "introduction#0", "words": "Siv Ternlund", "reach": "everywhere", "ground": "pupil_identity"}
    assert officer.post(response["Location"], wrong).status_code == 422
    masked = officer.post(response["Location"], wrong | {"words": SECRET})
    assert (masked.status_code, "#passage-" in masked["Location"]) == (302, True)
    assert '<del class="lv-masked">' in officer.get(response["Location"]).content.decode()

    at = {name: reverse(f"publications:{name}", args=[round_id, one.pk]) for name in
          ("news", "details", "approve", "publish", "publication", "withdraw", "pdf")}  # fmt: skip
    drafted = officer.get(at["news"]).content.decode()
    assert "Almviks kommun" in drafted
    assert SECRET not in drafted
    told = {"version": 0, "heading": "Ett beslut", "lead": "Kort.", "contact1_name": "Pia Press"}
    assert officer.post(at["news"], told).status_code == 302
    assert officer.post(at["details"], {"tags": "Trygghet\nStudiero"}).status_code == 302
    one.refresh_from_db()
    assert officer.get(at["pdf"]).content[:5] == b"%PDF-"
    officer.post(at["approve"], {"checksum": built(one).checksum})
    assert Publication.objects.get().state == "draft"  # not by whoever masked
    officer.post(at["publish"])
    assert Publication.objects.get().state == "draft"
    page = other.get(at["publication"]).content.decode()
    assert SECRET not in page
    other.post(at["approve"], {"checksum": built(one).checksum})
    other.post(at["publish"])
    assert Publication.objects.get().state == "published"
    assert "Ett beslut" in client.get(reverse("public:index")).content.decode()
    other.post(at["withdraw"], {"reason": "Fel fil."})
    assert client.get(reverse("public:publication", args=[one.code])).status_code == 410


def test_proposals_are_answered_on_the_page(client_of, decision, reader):
    one = actions.begin_publication(decision=decision, by=reader, at=NOW)
    path = reverse("publications:proposals", args=[decision.participant.round_id, one.pk])
    given = {"words0": SECRET, "what0": "mask", "ground0": "pupil_identity", "words1": "Verket", "what1": "mask"}
    client_of(reader).post(path, given)
    assert list(one.masks.values_list("words", "place", "ground")) == [(SECRET, "", "pupil_identity")]


def test_nothing_is_published_where_the_public_side_is_closed(client_of, settings, decision, reader, lead):
    one = a_publication(decision, reader, masks={SECRET: "health"})
    actions.approve_publication(publication=one, checksum=built(one).checksum, by=lead, at=NOW)
    settings.PUBLIC = False
    client_of(lead).post(reverse("publications:publish", args=[one.round_id, one.pk]))
    one.refresh_from_db()
    assert one.state == "approved"


def test_an_overall_report_is_published_too(client_of, client, decision, reader, lead):
    """Masked like a decision, in the words that people wrote; its figures were withheld when it was made."""
    round_ = decision.participant.round
    write_overall_text(
        round_=round_, summary=f"Vi såg {SECRET} i mars.", method="Intervjuer.", method_changed="", version=0,
        by=reader, at=NOW,
    )  # fmt: skip
    report = publish_overall_report(round_=round_, published_on=TODAY, by=lead, at=NOW)
    client_of(reader).post(reverse("publications:begin_report", args=[round_.pk, report.number]))
    one = Publication.objects.get()
    actions.answer_proposals(publication=one, answers={SECRET: "data_protection"}, by=reader, at=NOW)
    one.refresh_from_db()
    assert SECRET not in client_of(reader).get(reverse("publications:news", args=[round_.pk, one.pk])).content.decode()
    actions.approve_publication(publication=one, checksum=built(one).checksum, by=lead, at=NOW)
    actions.publish(publication=one, today=TODAY, by=reader, at=NOW)
    found = bodies(client, one.code)
    assert [name for name, (_, body) in found.items() if SECRET in body] == []
    assert "Vi såg [maskat 1] i mars." in found["public:publication"][1]
    assert round_.title in found["public:index"][1]
    assert client.get(reverse("public:index") + "?typ=report").content.decode().count("lv-public__row") == 1
    (row,) = json.loads(client.get(reverse("public:decisions_json")).content)["decisions"]
    assert (row["subject"], row["organiser"], row["areas"]) == ("report", "", [])


def test_the_reviewed_organiser_does_not_come_to_what_is_being_masked(client_of, decision, reader):
    one = a_publication(decision, reader, masks={SECRET: "health"})
    director = client_of(a_user(Role.DIRECTOR, decision.participant.organiser))
    for name in ("publication", "mask", "news", "pdf"):
        assert director.get(reverse(f"publications:{name}", args=[one.round_id, one.pk])).status_code == 404


# -- national figures without an account ----------------------------------------------------------------------------

ALL_SUBJECTS = "year9_all_subjects_share|compulsory|9|||"


def test_national_figures_of_any_place_with_their_source(client):
    """The figures that ship with the product; nobody's own are among them."""
    listed = client.get(reverse("public:figures"), {"kommun": "0138"}).content.decode()
    assert "Nyboda skola" in listed
    page = client.get(reverse("public:figures_of", args=["kommun-0138"])).content.decode()
    assert f"serie={quote(ALL_SUBJECTS, safe='')}" in page
    one = client.get(reverse("public:figure", args=["kommun-0138"]), {"serie": ALL_SUBJECTS})
    assert ("Skolverket" in one.content.decode(), dict(one.cookies)) == (True, {})
    table = client.get(reverse("public:figure_csv", args=["kommun-0138"]), {"serie": ALL_SUBJECTS})
    rows = list(csv.DictReader(io.StringIO(table.content.decode("utf-8-sig")), delimiter=";"))
    assert rows[0]["Plats"] == "Tyresö"
    assert "sha256" in rows[0]["Källa"]


def test_an_organisers_own_figures_have_no_public_address(client, client_of, authority):
    organiser = an_organiser("Tranviks kommun")
    director = client_of(a_user(Role.DIRECTOR, organiser))
    for browser in (client, director):
        for place in (f"huvudman-{organiser.pk}", "kommun-9999", "skola-1", "x"):
            for view in ("figures_of", "figure", "figure_csv"):
                assert browser.get(reverse(f"public:{view}", args=[place])).status_code == 404
    serie = {"serie": "own:results:all_subjects_share||9||girls|"}
    assert director.get(reverse("public:figure", args=["kommun-0138"]), serie).status_code == 404


def test_whoever_asks_for_very_many_figures_waits(client, monkeypatch):
    cache.clear()
    monkeypatch.setattr("likvard.web.views.public.school_figures.MOST", 1)
    page = reverse("public:figures_of", args=["kommun-0138"])
    assert [client.get(page).status_code for _ in range(2)] == [200, 429]
    cache.clear()
