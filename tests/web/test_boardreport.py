"""Pages of the quality report: begun from the records, written, held back while unfinished, issued and read."""

import io
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from docx import Document

from likvard.quality.actions import fingerprint
from likvard.quality.actions.boardreport import issue_report
from likvard.quality.models import Memo, QualityReport
from likvard.reports.boardreport import SECTIONS
from likvard.rulebook.permissions import Role
from likvard.rulebook.schoolyear import school_year_of
from tests.factories import NOW, TODAY, a_case, a_finding, a_unit, a_user, an_organiser
from tests.factories.boardreport import a_directed_measure, a_report, ended

pytestmark = pytest.mark.django_db


@pytest.fixture
def almvik():
    return an_organiser()


@pytest.fixture
def director(almvik):
    return a_user(Role.DIRECTOR, almvik, name="Karin Holmstrand")


def sent(report, key, **given):
    row = report.sections.get(key=key)
    values = {"text": row.text, "ending": row.ending, "decision": row.decision, "because": row.because}
    seen = {f"seen_{name}": fingerprint(value) for name, value in values.items()}
    linked = ",".join(sorted(str(one.pk) for one in row.measures.all()))
    return {**values, **seen, "seen_measures": fingerprint(linked), **given}


def test_a_director_begins_from_what_is_recorded(almvik, director, client_of):
    now = timezone.localdate()
    case = a_case(almvik, title="Tillsyn av Björkskolan", decided_on=now - timedelta(days=3))
    a_finding(case, text="Rektor har inte utrett frånvaron")
    browser = client_of(director)
    begun = browser.post(reverse("year:begin"), {"school_year": school_year_of(now), "unit": "", "board": "Nämnden"})
    report = QualityReport.objects.get()
    assert begun["Location"] == reverse("year:report", args=[report.pk])
    text = report.sections.get(key="inspection").text
    assert "Tillsyn av Björkskolan" in text
    assert "Rektor har inte utrett frånvaron (öppen; ingen orsak prövad; ingen åtgärd)." in text
    page = browser.get(begun["Location"]).content.decode()
    assert "0 av 10 avsnitt är klara" in page
    assert page.count("Kvar att göra:") == len(SECTIONS)


def test_a_section_saves_itself_and_says_what_is_left(almvik, director, client_of):
    report, browser = a_report(almvik), client_of(director)
    measure = a_directed_measure(almvik)
    address = reverse("year:write", args=[report.pk, "goals"])
    half = browser.post(address, sent(report, "goals", ending="measure"), headers={"HX-Request": "true"})
    assert "välj åtgärden" in half.content.decode()
    whole = browser.post(
        address, sent(report, "goals", measures=[measure.pk]), headers={"HX-Request": "true"}
    ).content.decode()
    assert "Sparat kl." in whole
    assert "välj åtgärden" not in whole
    assert [one.pk for one in report.sections.get(key="goals").measures.all()] == [measure.pk]
    plain = browser.post(reverse("year:write", args=[report.pk, "state"]), sent(report, "state", text="Nytt"))
    assert plain["Location"] == f"{reverse('year:report', args=[report.pk])}#state"
    assert browser.post(reverse("year:write", args=[report.pk, "weather"]), {}).status_code == 404
    strange = browser.post(address, sent(report, "goals", ending="perhaps"), headers={"HX-Request": "true"})
    assert "Vad leder det till?" in strange.content.decode()


def test_two_wordings_are_shown_side_by_side(almvik, director, client_of):
    report, browser = a_report(almvik), client_of(director)
    address = reverse("year:write", args=[report.pk, "goals"])
    mine = sent(report, "goals", text="Mina ord")
    client_of(a_user(Role.EDITOR, almvik, name="Elsa")).post(address, sent(report, "goals", text="Elsas ord"))
    for headers, status in (({"HX-Request": "true"}, 200), ({}, 409)):
        answer = browser.post(address, mine, headers=headers)
        page = answer.content.decode()
        assert answer.status_code == status
        assert all(words in page for words in ("Elsa har ändrat", "Elsas ord", "Mina ord"))
    assert report.sections.get(key="goals").text == "Elsas ord"
    kept = browser.post(address, mine | {"theirs": "1"}, headers={"HX-Request": "true"})
    assert kept.headers["HX-Refresh"] == "true"


def test_an_unfinished_report_says_where(almvik, director, client_of):
    report, browser = a_report(almvik), client_of(director)
    ended(report, except_for=("signals",))
    stopped = browser.post(reverse("year:issue", args=[report.pk]), {"issued_on": TODAY, "version": 1})
    assert stopped["Location"].endswith("?mangler")
    page = browser.get(stopped["Location"]).content.decode()
    assert "Rapporten kan inte fastställas än" in page
    assert '<a class="ds-link" href="#signals">Kränkande behandling och klagomål: säg vad det leder till' in page
    assert QualityReport.objects.get().issued_on is None


def test_an_issued_report_is_read_by_the_board_and_written_by_nobody(almvik, director, client_of):
    report, browser = a_report(almvik, title="Kvalitetsrapport 2025/26: Almviks kommun"), client_of(director)
    board = client_of(a_user(Role.BOARD_READER, almvik))
    ended(report, because="det går åt rätt håll")
    address = reverse("year:report", args=[report.pk])
    assert board.get(address).status_code == 404
    browser.post(
        reverse("year:issue", args=[report.pk]),
        {"issued_on": TODAY, "board": "Barn- och utbildningsnämnden", "version": report.version},
    )
    report.refresh_from_db()
    assert report.issued_on == TODAY
    page = board.get(address).content.decode()
    assert "Ingen ändring, därför att det går åt rätt håll" in page
    assert report.checksum in page
    assert "Kvalitetsrapport 2025/26" in board.get(reverse("year:reports")).content.decode()
    refused = [
        board.post(reverse("year:write", args=[report.pk, "goals"]), {}),
        board.post(reverse("year:begin_memo", args=[report.pk])),
        board.get(reverse("year:begin")),
    ]
    assert [one.status_code for one in refused] == [403, 403, 403]
    late = browser.post(
        reverse("year:write", args=[report.pk, "goals"]), sent(report, "goals", text="Annat"),
        headers={"HX-Request": "true"},
    )  # fmt: skip
    assert late.headers["HX-Refresh"] == "true"
    assert browser.post(reverse("year:read_again", args=[report.pk])).status_code == 302
    assert report.sections.get(key="goals").text != "Annat"
    pdf = board.get(reverse("year:pdf", args=[report.pk]))
    assert (pdf["Content-Type"], pdf.content[:5]) == ("application/pdf", b"%PDF-")
    assert 'filename="kvalitetsrapport-2025-almviks-kommun.pdf"' in pdf["Content-Disposition"]
    word = Document(io.BytesIO(board.get(reverse("year:word", args=[report.pk])).content))
    assert "Vad rapporten leder till" in [one.text for one in word.paragraphs]


def test_the_records_are_read_again_where_nobody_has_written(almvik, director, client_of):
    report, browser = a_report(almvik, school_year=school_year_of(timezone.localdate())), client_of(director)
    browser.post(reverse("year:write", args=[report.pk, "goals"]), sent(report, "goals", text="Våra ord"))
    browser.post(reverse("year:read_again", args=[report.pk]))
    assert report.sections.get(key="goals").text == "Våra ord"
    assert "Inga dialoger" in report.sections.get(key="dialogues").text
    assert "Det här är registrerat" in browser.get(reverse("year:report", args=[report.pk])).content.decode()


def test_a_principal_writes_the_own_units_report(almvik, client_of):
    mine, other = a_unit(almvik, "Björkskolan"), a_unit(almvik, "Granskolan")
    browser = client_of(a_user(Role.PRINCIPAL, almvik, [mine]))
    year = school_year_of(timezone.localdate())
    refused = [browser.post(reverse("year:begin"), {"school_year": year, "unit": unit}) for unit in ("", other.pk)]
    assert [one.status_code for one in refused] == [422, 422]
    browser.post(reverse("year:begin"), {"school_year": year, "unit": mine.pk})
    assert [one.unit for one in QualityReport.objects.all()] == [mine]
    theirs = a_report(almvik, other)
    assert browser.get(reverse("year:report", args=[theirs.pk])).status_code == 404


def test_the_memo_is_written_and_finished(almvik, director, client_of):
    report, browser = a_report(almvik, title="Kvalitetsrapport 2025/26"), client_of(director)
    ended(report)
    browser.post(reverse("year:begin_memo", args=[report.pk]))
    memo = Memo.objects.get()
    address = reverse("year:memo", args=[report.pk, memo.number])
    page = browser.get(address).content.decode()
    assert "Kvalitetsrapporten för läsåret 2025/26 godkänns." in page
    assert "Förslag till modell" not in page
    texts = memo.texts | {
        "proposals": "Rapporten godkänns.\nNämnden ger uppdraget.", "economy": "Ryms i budgeten.",
        "children": "Fler elever får stöd.",
    }  # fmt: skip
    browser.post(address, texts | {"version": 1})
    behind = browser.post(address, texts | {"summary": "Annat", "version": 1})
    assert behind.status_code == 409
    browser.post(reverse("year:issue_memo", args=[report.pk, 1]), {"issued_on": TODAY, "version": 2})
    memo.refresh_from_db()
    assert (memo.issued_on, memo.content["proposals"]) == (TODAY, ["Rapporten godkänns.", "Nämnden ger uppdraget."])
    assert memo.checksum in browser.get(address).content.decode()
    files = [browser.get(reverse(f"year:{name}", args=[report.pk, 1])) for name in ("memo_pdf", "memo_word")]
    assert [one.status_code for one in files] == [200, 200]


def test_each_reader_meets_her_own_question(almvik, director, client_of):
    unit = a_unit(almvik)
    report = a_report(almvik)
    ended(report)
    report.sections.filter(key="state").update(ending="decision", decision="Nämnden ger uppdraget.")
    report.refresh_from_db()
    issue_report(report=report, issued_on=TODAY, board="", version=report.version, by=director, at=NOW)
    a_directed_measure(
        almvik, "Beslutad åtgärd", decided_by="Nämnden", decided_on=TODAY - timedelta(days=900), paragraph="§ 4"
    )
    people = {
        "board": a_user(Role.BOARD_READER, almvik), "director": director,
        "principal": a_user(Role.PRINCIPAL, almvik, [unit]),
    }  # fmt: skip
    pages = {name: client_of(user).get(reverse("year:reports")).content.decode() for name, user in people.items()}
    assert "Beslut att fatta i den senaste rapporten" in pages["board"]
    assert all(words in pages["board"] for words in ("Nämnden ger uppdraget.", "Beslutad åtgärd", "§ 4"))
    assert all(words in pages["director"] for words in ("Var det är sämst", "Varför ni tror det", "Vad ni gör åt det"))
    assert "Frågor som era siffror väcker" in pages["principal"]
    assert "Var det är sämst" not in pages["principal"]


@pytest.mark.parametrize("count", [1, 6])
def test_few_queries_are_enough(almvik, director, client_of, count, django_assert_max_num_queries):
    report, browser = a_report(almvik), client_of(director)
    for number in range(count):
        a_directed_measure(almvik, f"Åtgärd {number}")
    browser.get("/")
    with django_assert_max_num_queries(18):
        browser.get(reverse("year:report", args=[report.pk]))
