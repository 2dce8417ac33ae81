"""Laying in documents, the reading page, originals: what each person may see and do."""

import re
from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from likvard.documents import actions, queries
from likvard.documents.models import Document, Reading, ValueReview
from likvard.organisations.models import Organisation
from likvard.reviews.models import Case
from tests.documents.readings import OUTCOME, TEXT, a_read_document
from tests.factories import NOW, a_case, a_unit, a_user, an_organiser

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folders(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "originals"
    settings.DATA_DIR = tmp_path
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}


@pytest.fixture
def holder():
    return an_organiser()


@pytest.fixture
def eva(holder):
    return a_user(organisation=holder, name="Eva Ek", language="sv")


@pytest.fixture
def neighbour():
    return a_user(organisation=an_organiser("Bergviks kommun"))


@pytest.fixture
def document(holder, eva):
    return a_read_document(holder, eva)


def address(name, document, *more):
    return reverse(f"documents:{name}", args=[document.id, *more])


def send(browser, *files, **more):
    return browser.post(reverse("documents:add"), {"files": [SimpleUploadedFile(n, c) for n, c in files], **more})


def test_files_are_stored_and_read(client_of, eva, holder):
    answer = send(client_of(eva), ("a.txt", TEXT.encode()), ("b.txt", b"Beslut om Almvik"))
    assert answer.headers["Location"] == reverse("documents:index")
    kept = Document.objects.order_by("name")
    assert [(d.name, d.holder, d.uploaded_by) for d in kept] == [("a.txt", holder, eva), ("b.txt", holder, eva)]
    assert {d.reading.state for d in kept} <= {Reading.State.READ, Reading.State.REVIEWED}


def test_one_file_leads_to_its_reading_page(client_of, eva):
    answer = send(client_of(eva), ("a.txt", TEXT.encode()))
    assert answer.headers["Location"] == address("reading", Document.objects.get())


def test_the_same_file_twice_is_told(client_of, eva, document):
    answer = client_of(eva).post(
        reverse("documents:add"), {"files": SimpleUploadedFile("igen.txt", TEXT.encode())}, headers={"X-One-File": "1"}
    )
    assert "Filen fanns redan" in answer.content.decode()
    assert Document.objects.count() == 1


def test_a_file_that_cannot_be_read_is_refused_with_what_to_do(client_of, eva):
    browser = client_of(eva)
    one = browser.post(
        reverse("documents:add"),
        {"files": SimpleUploadedFile("spel.exe", b"MZ\x90\x00" * 9)},
        headers={"X-One-File": "1"},
    )
    assert one.status_code == 422
    assert "Välj en PDF" in one.content.decode()
    both = send(browser, ("spel.exe", b"MZ\x90\x00" * 9), ("a.txt", TEXT.encode()))
    page = browser.get(both.headers["Location"]).content.decode()
    assert "spel.exe: Filtypen kan inte läsas" in page
    assert Document.objects.count() == 1


def test_a_file_that_is_too_large_is_cut_on_its_way_and_refused(client_of, eva, settings, tmp_path):
    settings.MAX_DOCUMENT_BYTES = 1_000_000
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path
    answer = client_of(eva).post(
        reverse("documents:add"), {"files": SimpleUploadedFile("a.txt", b"x" * 5_000_000)}, headers={"X-One-File": "1"}
    )
    assert answer.status_code == 422
    assert "större än 1 MB" in answer.content.decode()
    assert Document.objects.count() == 0


def test_no_file_is_an_error_of_the_form(client_of, eva):
    answer = client_of(eva).post(reverse("documents:add"), {})
    assert answer.status_code == 422
    assert "Välj minst en fil." in answer.content.decode()


def test_documents_go_only_to_an_organisation_of_ones_own(client_of, eva, neighbour):
    theirs = Organisation.objects.get(name="Bergviks kommun")
    answer = send(client_of(eva), ("a.txt", TEXT.encode()), holder=str(theirs.id))
    assert answer.status_code == 422
    assert Document.objects.count() == 0


@pytest.mark.parametrize("role", ["principal", "board_reader", "system_owner"])
def test_others_lay_in_nothing(client_of, holder, role):
    person = a_user(role, None if role == "system_owner" else holder)
    assert send(client_of(person), ("a.txt", b"text")).status_code == 403
    assert Document.objects.count() == 0


def test_the_list_shows_own_documents_and_nobody_elses(client_of, eva, neighbour, document):
    assert "beslut.txt" in client_of(eva).get(reverse("documents:index")).content.decode()
    assert "beslut.txt" not in client_of(neighbour).get(reverse("documents:index")).content.decode()


def test_the_list_asks_the_database_as_often_for_three_as_for_one(client_of, eva, holder, document):
    browser = client_of(eva)
    browser.get(reverse("documents:index"))
    with CaptureQueriesContext(connection) as one:
        browser.get(reverse("documents:index"))
    for n in range(2):
        a_read_document(holder, text=f"{TEXT} {n}", name=f"{n}.txt")
    with CaptureQueriesContext(connection) as three:
        browser.get(reverse("documents:index"))
    assert len(one) == len(three)


@pytest.mark.parametrize(
    ("name", "more", "method"),
    [
        ("reading", (), "get"), ("state", (), "get"), ("original", (), "get"), ("page_image", (1,), "get"),
        ("case", (), "get"), ("review", (), "post"), ("confirm_sure", (), "post"), ("read_again", (), "post"),
    ],
)  # fmt: skip
def test_for_a_neighbour_the_document_does_not_exist(client_of, neighbour, document, name, more, method):
    answer = getattr(client_of(neighbour), method)(address(name, document, *more))
    assert answer.status_code == 404
    assert ValueReview.objects.count() == 0


@pytest.mark.parametrize("name", ["reading", "original"])
def test_a_board_reader_reads_cases_not_documents(client_of, holder, document, name):
    assert client_of(a_user("board_reader", holder)).get(address(name, document)).status_code == 403


def test_a_principal_sees_documents_of_own_units_cases_only(client_of, holder, document):
    mine, other = a_unit(holder, "Björkskolan"), a_unit(holder, "Kärrskolan")
    principal = a_user("principal", holder, units=[mine])
    browser = client_of(principal)
    assert browser.get(address("reading", document)).status_code == 404
    case = a_case(holder)
    case.documents.create(document=document, part="decision", added_at=NOW)
    unit = case.units.create(printed_name="Kärrskolan", school_unit=other)
    assert browser.get(address("original", document)).status_code == 404
    unit.school_unit = mine
    unit.save()
    page = browser.get(address("reading", document))
    assert page.status_code == 200
    assert "data-act" not in page.content.decode()
    assert browser.post(address("review", document), {"field": "date", "verdict": "confirmed"}).status_code == 403


def test_the_reading_page_says_which_pages_could_not_be_read(client_of, eva, document):
    browser = client_of(eva)
    assert "kunde inte läsas" not in browser.get(address("reading", document)).content.decode()
    document.reading.notes = ["ocr:1", "ocr_failed:2", "ocr_failed:4"]
    document.reading.save()
    assert "Sidorna 2, 4 kunde inte läsas." in browser.get(address("reading", document)).content.decode()
    document.reading.notes = ["ocr_failed:3"]
    document.reading.save()
    assert "Sidan 3 kunde inte läsas." in browser.get(address("reading", document)).content.decode()


def test_the_reading_page_shows_values_places_and_what_is_left(client_of, eva, document):
    page = client_of(eva).get(address("reading", document)).content.decode()
    assert "13 kvar att granska" in page
    assert "varav 4 osäkra" in page
    assert page.index("Osäkert</h3>") < page.index("Vad det är</h3>")
    for slug in ("case-number", "areas-0-findings-0", "doubtful-1"):
        assert f'id="v-{slug}"' in page
        assert f'id="m-{slug}"' in page
    text = re.sub(
        r"<[^>]+>",
        "",
        page[page.index('class="lv-sheet__text"') : page.index("</section>", page.index("lv-sheet__text"))],
    )
    assert "Rektorn behöver följa upp undervisningen." in text


def test_what_a_document_says_is_never_markup(client_of, eva, holder):
    evil = "<script>alert(1)</script>"
    outcome = replace(OUTCOME, text=evil + OUTCOME.text, pages=[[0, len(evil + OUTCOME.text)]],
                      record={**OUTCOME.record, "case_number": evil})  # fmt: skip
    document = a_read_document(holder, text=evil, name=f"{evil}.txt", outcome=outcome)
    assert "<script>alert" not in client_of(eva).get(address("reading", document)).content.decode()


def htmx(browser, document, **data):
    return browser.post(address("review", document), data, headers={"HX-Request": "true"})


def test_a_verdict_gives_back_the_row_and_the_counter(client_of, eva, document):
    page = htmx(client_of(eva), document, field="date", verdict="confirmed", seen="0").content.decode()
    assert page.lstrip().startswith('<div class="lv-value" id="v-date"')
    assert 'data-verdict="confirmed"' in page
    assert "12 kvar att granska" in page
    assert 'hx-swap-oob="true"' in page


def test_without_a_script_the_page_comes_anew_at_the_same_value(client_of, eva, document):
    answer = client_of(eva).post(address("review", document), {"field": "date", "verdict": "dismissed"})
    assert answer.headers["Location"] == f"{address('reading', document)}#v-date"
    assert queries.reviewed(document.reading)["date"] is None


def test_correcting_with_typed_inputs(client_of, eva, document):
    browser = client_of(eva)
    htmx(browser, document, field="date", verdict="corrected", **{"i-date-date": "2024-05-17"})
    htmx(
        browser, document, field="areas[0].judgement", verdict="corrected", **{"i-areas-0-judgement-judgement": "some"}
    )
    htmx(browser, document, field="doubtful[1]", verdict="corrected",
         **{"i-doubtful-1-date": "2024-11-19", "i-doubtful-1-what": "response"})  # fmt: skip
    added = {"field": "deadlines[+]", "verdict": "corrected", "i-deadlines-date": "2024-06-03"}
    browser.post(address("review", document), added | {"i-deadlines-what": "documents"})
    record = queries.reviewed(document.reading)
    assert (record["date"], record["areas"][0]["judgement"]) == ("2024-05-17", "some")
    assert record["deadlines"] == [
        {"date": "2024-11-19", "what": "response", "key": "doubtful[1]"},
        {"date": "2024-06-03", "what": "documents", "key": "deadlines[0]"},
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("field", "data"),
    [
        ("date", {"i-date-date": "2024-02-30"}),
        ("date", {}),
        ("areas[0].judgement", {"i-areas-0-judgement-judgement": "bad"}),
    ],
)
def test_a_value_that_is_none_is_shown_again_with_what_to_write(client_of, eva, document, field, data):
    page = htmx(client_of(eva), document, field=field, verdict="corrected", **data).content.decode()
    assert "aria-invalid" in page
    assert ValueReview.objects.count() == 0


@pytest.mark.parametrize("field", ["nothing", "schema", "doubtful[99]", "deadlines[9]", "areas[9].findings[+]"])
def test_a_value_that_does_not_exist_is_refused(client_of, eva, document, field):
    assert htmx(client_of(eva), document, field=field, verdict="confirmed").status_code == 404


def test_the_second_of_two_is_told_and_shown_both(client_of, eva, holder, document):
    anna = a_user(organisation=holder, name="Anna Al")
    actions.review_value(
        reading=document.reading, field="date", verdict="corrected", value="2024-05-20", seen=0, by=anna, at=NOW
    )
    page = htmx(client_of(eva), document, field="date", verdict="corrected", seen="0", **{"i-date-date": "2024-05-21"})
    words = page.content.decode()
    assert "Anna Al har granskat uppgiften under tiden" in words
    assert "20\N{NO-BREAK SPACE}maj\N{NO-BREAK SPACE}2024" in words
    assert "Du skrev: 21\N{NO-BREAK SPACE}maj\N{NO-BREAK SPACE}2024" in words
    assert queries.reviewed(document.reading)["date"] == "2024-05-20"


def test_confirming_all_that_are_sure(client_of, eva, document):
    browser = client_of(eva)
    answer = browser.post(address("confirm_sure", document), follow=True)
    assert "9 uppgifter är bekräftade." in answer.content.decode()
    assert "4 kvar att granska" in answer.content.decode()


def test_a_failed_reading_says_why_and_can_be_tried_again(client_of, eva, holder):
    document = actions.add_document(holder=holder, content=[b"x" * 9], name="a.txt", by=eva, at=NOW).document
    reading = actions.start_reading(document_id=document.id, at=NOW)
    actions.fail_reading(reading=reading, code="encrypted", values={}, at=NOW)
    browser = client_of(eva)
    assert "skyddat med lösenord" in browser.get(address("reading", document)).content.decode()
    browser.post(address("read_again", document))
    reading.refresh_from_db()
    assert reading.state in (Reading.State.READ, Reading.State.REVIEWED)


def test_a_waiting_document_asks_again_and_a_lost_one_can_be_restarted(client_of, eva, holder):
    document = actions.add_document(holder=holder, content=[b"x" * 9], name="a.txt", by=eva, at=NOW).document
    browser = client_of(eva)
    assert "hx-trigger" in browser.get(address("state", document)).content.decode()
    actions.start_reading(document_id=document.id, at=NOW.replace(year=2020))
    page = browser.get(address("state", document)).content.decode()
    assert "Läsningen avbröts" in page
    assert "hx-trigger" not in page


# ---------------------------------------------------------------- originals


def test_the_original_comes_back_unaltered_and_harmless(client_of, eva, document):
    answer = client_of(eva).get(address("original", document))
    assert b"".join(answer.streaming_content) == TEXT.encode()
    assert answer.headers["Content-Disposition"] == 'attachment; filename="beslut.txt"'
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"].startswith("sandbox;")


def test_only_harmless_types_are_shown_in_place(client_of, eva, holder):
    page = b"<html><body><p>a</p><script>alert(1)</script></body></html>"
    document = actions.add_document(holder=holder, content=[page], name='a"; x="\r\n.html', by=eva, at=NOW).document
    answer = client_of(eva).get(address("original", document), {"visa": "1"})
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert "\n" not in answer.headers["Content-Disposition"]
    assert b"".join(answer.streaming_content) == page


def test_pages_of_a_pdf_are_shown_as_pictures(client_of, eva, holder, shared):
    path = shared / "reading" / "dev" / "damaged" / "08-text.pdf"
    document = actions.add_document(holder=holder, content=[path.read_bytes()], name="a.pdf", by=eva, at=NOW).document
    browser = client_of(eva)
    for _ in range(2):  # made, then kept
        answer = browser.get(address("page_image", document, 1))
        assert answer.headers["Content-Type"] == "image/png"
        assert b"".join(answer.streaming_content).startswith(b"\x89PNG")
    assert browser.get(address("page_image", document, 99)).status_code == 404


def test_a_text_has_no_pictures_of_pages(client_of, eva, document):
    assert client_of(eva).get(address("page_image", document, 1)).status_code == 404


# ---------------------------------------------------------------- cases from readings


def choices(browser, document, **more):
    page = browser.get(address("case", document))
    data = {"case": page.context["preset"]}
    data |= {choice.input: choice.preset for choice in page.context["matching"].choices}
    return page, data | more


def test_a_case_is_made_of_what_was_reviewed(client_of, eva, holder, document):
    unit = a_unit(holder, "Kärrskolan", search_name="karrskolan")
    holder.search_name = "almviks kommun"
    holder.save()
    actions.review_value(reading=document.reading, field="doubtful[1]", verdict="confirmed", seen=None, by=eva, at=NOW)
    browser = client_of(eva)
    page, data = choices(browser, document, organiser=str(holder.id))
    assert "3 osäkra uppgifter tas inte med" in page.content.decode()
    answer = browser.post(address("case", document), data)
    case = Case.objects.get()
    assert answer.headers["Location"] == reverse("reviews:case", args=[case.id])
    assert (case.holder, case.organiser, case.case_number) == (holder, holder, "SI 2024:4711")
    assert [(u.printed_name, u.school_unit) for u in case.units.all()] == [("Kärrskolan", unit)]
    assert [str(d.day) for d in case.deadlines.all()] == ["2024-11-18"]
    assert browser.get(address("case", document)).headers["Location"] == reverse("reviews:case", args=[case.id])


def test_an_uncertain_match_is_never_chosen_in_silence(client_of, eva, holder, document):
    for suffix in ("F-3", "4-9"):
        a_unit(holder, f"Kärrskolan {suffix}", search_name=f"karrskolan {suffix.lower()}")
    browser = client_of(eva)
    page, data = choices(browser, document, organiser="none")
    (unit,) = page.context["matching"].units
    assert (unit.certain, len(unit.candidates), data["unit-0"]) == (None, 2, "")
    refused = browser.post(address("case", document), data)
    assert refused.status_code == 422
    assert Case.objects.count() == 0
    browser.post(address("case", document), data | {"unit-0": unit.candidates[0].id})
    assert Case.objects.get().units.get().school_unit == unit.candidates[0].thing


def test_the_same_case_number_leads_to_the_same_case(client_of, eva, holder, document):
    known = a_case(holder, case_number="SI 2024:4711", state="registered")
    browser = client_of(eva)
    page, data = choices(browser, document, organiser="none")
    assert [(p.case, p.certain) for p in page.context["proposals"]] == [(known, True)]
    assert data["case"] == str(known.id)
    browser.post(address("case", document), data)
    assert [c.id for c in Case.objects.all()] == [known.id]
    assert known.documents.get().document == document


def test_a_case_of_another_organisation_cannot_be_chosen(client_of, eva, neighbour, document):
    theirs = a_case(Organisation.objects.get(name="Bergviks kommun"), case_number="SI 2024:4711")
    browser = client_of(eva)
    page, data = choices(browser, document, organiser="none")
    assert page.context["proposals"] == []
    assert browser.post(address("case", document), data | {"case": str(theirs.id)}).status_code == 422
    assert theirs.documents.count() == 0


# ---------------------------------------------------------------- register lines

EXPORT = """"Ärende (År:nr)";="Registreringsdatum";="Ärendemening"
="SI 2026:1";="2026-09-03";="Uppgift om Björkskolan med huvudmannen ALMVIKS KOMMUN i Almviks kommun "
="SI 2026:2";="2026-09-03";="Uppgift om Nils Fredriksson Gymnasium med huvudmannen SVEDALA KOMMUN i Svedala kommun "
="SI 2026:3";="2026-09-04";="Uppgift om Kärrskolan med huvudmannen ALMVIKS KOMMUN i Almviks kommun "
"""


def export(browser):
    return browser.post(reverse("documents:register"), {"export": SimpleUploadedFile("e.csv", EXPORT.encode())})


def test_lines_that_concern_the_own_organisation_become_cases(client_of, eva, holder):
    a_case(holder, case_number="SI 2026:3")
    browser = client_of(eva)
    page = export(browser)
    assert [(line.record["case_number"], bool(line.known)) for line in page.context["lines"]] == [
        ("SI 2026:1", False), ("SI 2026:3", True),
    ]  # fmt: skip
    assert "Svedala" not in page.content.decode()
    assert Case.objects.count() == 1
    chosen = {"lines": page.context["signed"], "holder": str(holder.id), "line": ["0", "1", "2"]}
    for _ in range(2):
        browser.post(reverse("documents:register"), chosen)
    assert sorted(Case.objects.values_list("case_number", "state")) == [
        ("SI 2026:1", "registered"), ("SI 2026:3", "decided"),
    ]  # fmt: skip


def test_lines_that_were_tampered_with_are_refused(client_of, eva, holder, neighbour):
    browser = client_of(eva)
    signed = export(browser).context["signed"]
    browser.post(reverse("documents:register"), {"lines": signed + "x", "holder": str(holder.id), "line": ["0"]})
    client_of(neighbour).post(reverse("documents:register"), {"lines": signed, "line": ["0"]})
    assert Case.objects.count() == 0


@pytest.mark.parametrize("content", [b"", b"\x00\x01" * 40])
def test_a_file_that_is_no_export_is_refused_in_words(client_of, eva, content):
    answer = client_of(eva).post(reverse("documents:register"), {"export": SimpleUploadedFile("e.csv", content)})
    assert answer.status_code == 422


# ---------------------------------------------------------------- search


def test_the_search_shows_hits_with_the_words_marked(client_of, eva, document):
    page = client_of(eva).get(reverse("documents:search"), {"q": "karrskolan"}).content.decode()
    assert "<mark>Kärrskolan</mark>" in page
    assert "1 träff på ”karrskolan”." in page


def test_the_search_shows_a_neighbour_nothing(client_of, neighbour, document):
    page = client_of(neighbour).get(reverse("documents:search"), {"q": "Kärrskolan"}).content.decode()
    assert "beslut.txt" not in page
    assert "<mark>" not in page
