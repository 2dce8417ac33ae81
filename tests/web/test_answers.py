"""The answer's pages: written in a browser with and without scripts, by whoever may and nobody else."""

import io
from datetime import timedelta

import pikepdf
import pytest
from docx import Document

from likvard.reviews.actions import answers as actions
from likvard.reviews.actions.conflicts import fingerprint
from likvard.reviews.models import Answer, AnswerItem, Case, CaseUnit
from likvard.rulebook.permissions import Role
from tests.factories import NOW, TODAY, a_case, a_finding, a_measure, a_unit, a_user, an_area, an_organiser

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def holder():
    return an_organiser()


@pytest.fixture
def case(holder):
    return a_case(holder, title="Planerad granskning", case_number="SI 2025:1234", authority="Skolinspektionen")


@pytest.fixture
def finding(case):
    return a_finding(case, an_area(case), "Huvudmannen behöver rikta insatserna.")


@pytest.fixture
def editor(holder):
    return a_user(Role.EDITOR, holder, name="Bo Ek")


@pytest.fixture
def director(holder):
    return a_user(Role.DIRECTOR, holder, name="Karin Ås")


@pytest.fixture
def answer(case, finding, editor):
    return actions.begin_answer(case=case, by=editor, at=NOW)


def marks(**seen):
    names = ("measures", "done_when", "by_whom", "effect", "result", "remains")
    return {f"seen_{name}": fingerprint(seen.get(name, "")) for name in names}


def item_address(case, finding):
    return f"/redovisning/{case.id}/fynd/{finding.id}/"


def test_begun_written_previewed_sent_and_locked(client_of, director, case, finding):
    browser = client_of(director)
    address = f"/redovisning/{case.id}/"
    assert "Börja redovisningen" in browser.get(address).content.decode()
    assert browser.post(f"{address}borja/").headers["Location"] == address
    assert "Huvudmannen behöver rikta insatserna." in browser.get(address).content.decode()
    answer = Answer.objects.get()
    texts = {"measures": "Vi har kartlagt.", "done_when": "maj 2026", "by_whom": "Bo Ek", "effect": "too_early"}
    browser.post(item_address(case, finding), texts | {"result": "", "remains": "Uppföljning."} | marks())
    page = browser.get(f"{address}version/1/").content.decode()
    assert "Vi har kartlagt." in page
    assert "Utkast – inte skickad" in page
    sent = browser.post(f"{address}skicka/", {"sent_on": TODAY.isoformat()})
    assert sent.headers["Location"] == f"{address}version/1/"
    answer.refresh_from_db()
    assert answer.sent_on == TODAY
    page = browser.get(f"{address}version/1/").content.decode()
    assert answer.checksum in page
    assert "Utkast" not in page
    assert browser.post(item_address(case, finding), texts | marks()).status_code == 404


def test_files_are_what_they_say(client_of, editor, case, answer):
    browser = client_of(editor)
    pdf = browser.get(f"/redovisning/{case.id}/version/1/pdf/")
    assert pdf["Content-Type"] == "application/pdf"
    assert pdf["Content-Disposition"] == 'inline; filename="redovisning-si-20251234-1-utkast.pdf"'
    with pikepdf.open(io.BytesIO(pdf.content)) as opened:
        assert str(opened.Root.Lang) == "sv-SE"
    word = browser.get(f"/redovisning/{case.id}/version/1/word/")
    assert 'filename="redovisning-si-20251234-1-utkast.docx"' in word["Content-Disposition"]
    assert "Utvecklingsområde 1" in [p.text for p in Document(io.BytesIO(word.content)).paragraphs]


def test_saving_while_typing_gives_the_fragment_and_what_is_missing(client_of, editor, case, finding, answer):
    response = client_of(editor).post(
        item_address(case, finding), {"result": "Två av tre läser bättre."} | marks(), headers=HTMX
    )
    page = response.content.decode()
    assert "<html" not in page
    assert f'id="id_{finding.id}_seen_result"' in page
    assert fingerprint("Två av tre läser bättre.") in page
    assert 'id="readiness"' in page
    assert "Utvecklingsområde 1 saknar resultat" not in page
    assert "Utvecklingsområde 1 saknar åtgärd" in page


def test_what_is_missing_is_said_precisely_and_linked(client_of, editor, case, finding, answer):
    measure = a_measure(finding, "Läsgrupper i årskurs 2")
    page = client_of(editor).get(f"/redovisning/{case.id}/").content.decode()
    assert "Åtgärden ”Läsgrupper i årskurs 2” saknar ansvarig" in page
    assert f'href="/arenden/{case.id}/fynd/{finding.id}/atgarder/{measure.id}/"' in page
    assert f'href="#id_{finding.id}_remains"' in page
    assert f'id="id_{finding.id}_remains"' in page
    assert f'id="id_{finding.id}_effect_0"' in page


@pytest.mark.parametrize("headers", [HTMX, {}])
def test_the_second_writer_sees_both_versions(client_of, editor, director, case, finding, answer, headers):
    client_of(editor).post(item_address(case, finding), {"result": "Bo skrev."} | marks(), headers=headers)
    browser = client_of(director)
    response = browser.post(item_address(case, finding), {"result": "Karin skrev."} | marks(), headers=headers)
    page = response.content.decode()
    assert response.status_code == (200 if headers else 409)
    assert "Bo Ek har ändrat samma text medan du skrev." in page
    assert "Bo skrev." in page
    assert "Karin skrev." in page
    assert AnswerItem.objects.get().result == "Bo skrev."
    # The page now carries the mark of his text: saving again is a choice.
    assert fingerprint("Bo skrev.") in page
    browser.post(item_address(case, finding), {"result": "Karin skrev."} | marks(result="Bo skrev."), headers=headers)
    assert AnswerItem.objects.get().result == "Karin skrev."


def test_letting_the_other_text_stand(client_of, editor, director, case, finding, answer):
    client_of(editor).post(item_address(case, finding), {"result": "Bo skrev."} | marks())
    data = {"result": "Karin skrev.", "theirs": "1"} | marks()
    response = client_of(director).post(item_address(case, finding), data, headers=HTMX)
    assert response.headers["HX-Refresh"] == "true"
    assert AnswerItem.objects.get().result == "Bo skrev."
    assert [v.text for v in case.text_versions.all()] == ["Karin skrev."]


def test_a_form_without_scripts_redirects(client_of, editor, case, finding, answer):
    response = client_of(editor).post(item_address(case, finding), {"result": "x"} | marks())
    assert (response.status_code, response.headers["Location"]) == (302, f"/redovisning/{case.id}/")


def test_gaps_hold_the_answer_back_until_they_are_known(client_of, director, case, answer):
    browser = client_of(director)
    address = f"/redovisning/{case.id}/skicka/"
    refused = browser.post(address, {"sent_on": TODAY.isoformat()})
    assert refused.status_code == 422
    assert "Utvecklingsområde 1 saknar åtgärd" in refused.content.decode()
    assert browser.post(address, {"sent_on": TODAY.isoformat(), "gaps_known": "on"}).status_code == 302


def test_a_day_to_come_is_refused(client_of, director, case, answer):
    from django.utils import timezone  # noqa: PLC0415 - the page reads the clock itself

    tomorrow = timezone.localdate() + timedelta(days=1)
    data = {"sent_on": tomorrow.isoformat(), "gaps_known": "on"}
    response = client_of(director).post(f"/redovisning/{case.id}/skicka/", data)
    assert response.status_code == 422
    assert "Den dagen har inte kommit än." in response.content.decode()


def refusals(case, finding):
    base = f"/redovisning/{case.id}/"
    return {
        "read": [("get", base), ("get", f"{base}version/1/"), ("get", f"{base}version/1/pdf/")],
        "write": [
            ("post", f"{base}borja/"),
            ("post", f"{base}inledning/"),
            ("post", item_address(case, finding)),
        ],
        "send": [("get", f"{base}skicka/"), ("post", f"{base}skicka/")],
    }


@pytest.mark.parametrize("role", [Role.DIRECTOR, Role.EDITOR, Role.PRINCIPAL, Role.BOARD_READER, Role.REVIEW_LEAD])
def test_a_neighbour_meets_nothing(client_of, case, finding, answer, role):
    other = an_organiser("Bergviks kommun")
    units = [a_unit(other)] if role == Role.PRINCIPAL else []
    browser = client_of(a_user(role, other, units=units))
    for group in refusals(case, finding).values():
        for method, address in group:
            response = getattr(browser, method)(address)
            assert response.status_code in (403, 404), address
            assert "rikta insatserna" not in response.content.decode()


def test_an_editor_does_not_send(client_of, editor, case, finding, answer):
    for method, address in refusals(case, finding)["send"]:
        assert getattr(client_of(editor), method)(address, {"sent_on": TODAY}).status_code == 403
    assert Answer.objects.get().sent_on is None


def test_the_board_reads_what_is_sent_and_no_draft(client_of, holder, case, finding, answer, director):
    browser = client_of(a_user(Role.BOARD_READER, holder))
    base = f"/redovisning/{case.id}/"
    assert browser.get(f"{base}version/1/").status_code == 403
    assert browser.get(f"{base}version/1/word/").status_code == 403
    for method, address in refusals(case, finding)["write"]:
        assert getattr(browser, method)(address).status_code == 403
    actions.send_answer(answer=answer, sent_on=TODAY, by=director, at=NOW, gaps_known=True)
    assert browser.get(f"{base}version/1/").status_code == 200
    assert browser.get(f"{base}version/1/pdf/")["Content-Disposition"].endswith('-1.pdf"')


def test_a_principal_writes_of_own_units_and_sees_no_other(client_of, holder, case, editor):
    own, other = a_unit(holder, "Björkskolan"), a_unit(holder, "Ekskolan")
    for unit in (own, other):
        CaseUnit.objects.create(case=case, printed_name=unit.name, school_unit=unit)
    mine = a_finding(case, text="Björkskolan behöver mer.", school_unit=own)
    theirs = a_finding(case, text="Ekskolan behöver annat.", school_unit=other)
    actions.begin_answer(case=case, by=editor, at=NOW)
    browser = client_of(a_user(Role.PRINCIPAL, holder, units=[own]))
    page = browser.get(f"/redovisning/{case.id}/").content.decode()
    assert "Björkskolan behöver mer." in page
    assert "Ekskolan behöver annat." not in page
    assert 'name="introduction"' not in page
    assert browser.post(item_address(case, mine), {"result": "Vårt."} | marks()).status_code == 302
    assert browser.post(item_address(case, theirs), {"result": "Intrång."} | marks()).status_code == 404
    assert browser.post(f"/redovisning/{case.id}/inledning/", {"introduction": "Intrång."}).status_code == 404
    for path in ("version/1/", "version/1/pdf/", "version/1/word/"):
        assert browser.get(f"/redovisning/{case.id}/{path}").status_code == 404
    assert {i.finding_id: i.result for i in AnswerItem.objects.all()} == {mine.id: "Vårt."}


def test_typed_markup_is_only_text(client_of, editor, case, finding, answer):
    bad = "<script>alert(1)</script> #panic() {{ x }}"
    browser = client_of(editor)
    browser.post(item_address(case, finding), {"result": bad} | marks())
    for path in ("", "version/1/"):
        assert "<script>alert" not in browser.get(f"/redovisning/{case.id}/{path}").content.decode()
    assert browser.get(f"/redovisning/{case.id}/version/1/pdf/").status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_the_composer_asks_as_much_of_three_findings_as_of_one(
    client_of, editor, case, finding, answer, count, django_assert_max_num_queries
):
    for n in range(count):
        a_measure(finding if n == 0 else a_finding(case, finding.area, f"Fynd {n}"), owner=editor)
    browser = client_of(editor)
    with django_assert_max_num_queries(24):
        browser.get(f"/redovisning/{case.id}/")


def test_a_case_without_findings_says_so(client_of, editor, holder):
    empty = a_case(holder, state=Case.State.DECIDED)
    page = client_of(editor).get(f"/redovisning/{empty.id}/").content.decode()
    assert "Inget är kvar att redovisa" in page
    assert "Börja redovisningen" not in page


def test_characters_that_the_pdf_lacks_are_told_in_the_preview(client_of, editor, case, finding, answer):
    browser = client_of(editor)
    browser.post(item_address(case, finding), {"result": "Bra jobbat 😀"} | marks())
    page = browser.get(f"/redovisning/{case.id}/version/1/").content.decode()
    assert "går inte att skriva ut i pdf-filen" in page
    assert browser.get(f"/redovisning/{case.id}/version/1/pdf/").status_code == 200
