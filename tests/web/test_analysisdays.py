"""Pages of analysis days: planned with packages, written by several, sent, given back; each its own."""

import io
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from docx import Document

from likvard.quality.actions import fingerprint
from likvard.quality.actions.analysisdays import write_answer
from likvard.quality.models import AnalysisDays, UnitReport
from likvard.rulebook.permissions import Role
from tests.factories import NOW, a_unit, a_user, an_organiser
from tests.factories.analysisdays import a_report, some_days

pytestmark = pytest.mark.django_db
SEEN = {f"seen_{name}": fingerprint("") for name in ("why", "known", "next_step")}


@pytest.fixture
def almvik():
    return an_organiser()


@pytest.fixture
def unit(almvik):
    return a_unit(almvik, "Björkskolan")


@pytest.fixture
def report(almvik, unit):
    return a_report(some_days(almvik, [unit, a_unit(almvik, "Granskolan")]), unit)


def test_an_editor_plans_analysis_days(almvik, unit, client_of):
    browser = client_of(a_user(Role.EDITOR, almvik))
    today = timezone.localdate()
    year = browser.get(reverse("analysisdays:plan")).context["form"].initial["school_year"]
    answer = browser.post(
        reverse("analysisdays:plan"),
        {
            "title": "Analysdagar i juni", "school_year": year, "day": today, "answer_by": today + timedelta(days=20),
            "units": [unit.pk], "questions": "- Når stödet fram?\n\nVad gav satsningen på läsning?",
            "guidance": "Läs först.",
        },
    )  # fmt: skip
    days = AnalysisDays.objects.get()
    assert answer["Location"] == reverse("analysisdays:days", args=[days.pk])
    assert [one["text"] for one in days.questions] == ["Når stödet fram?", "Vad gav satsningen på läsning?"]
    made = UnitReport.objects.get()
    assert [one["key"] for one in made.package["questions"]][-2:] == ["own:1", "own:2"]
    assert "Björkskolan" in browser.get(answer["Location"]).content.decode()


def test_a_principal_writes_ties_and_sends(almvik, unit, report, client_of):
    browser = client_of(a_user(Role.PRINCIPAL, almvik, [unit]))
    address = reverse("analysisdays:report", args=[report.pk])
    page = browser.get(address).content.decode()
    assert "Meritvärdet har fallit. Varför?" in page
    assert "meritvärdet var 219" in page
    texts = {"why": "Det beror på att stödet kom igång sent på våren.", "known": "", "next_step": ""}
    saved = browser.post(
        reverse("analysisdays:write", args=[report.pk, 1]), {**texts, **SEEN}, headers={"HX-Request": "true"}
    )
    assert "Sparat kl." in saved.content.decode()
    assert "namnger en orsak" in browser.get(address).content.decode()
    refused = browser.post(reverse("analysisdays:send", args=[report.pk]))
    assert (refused.status_code, "Fråga 2 har inget svar" in refused.content.decode()) == (422, True)
    browser.post(reverse("analysisdays:send", args=[report.pk]), {"gaps_known": "on"})
    assert UnitReport.objects.get(pk=report.pk).state == "sent"
    late = browser.post(reverse("analysisdays:write", args=[report.pk, 1]), {**texts, **SEEN, "why": "Annat"})
    assert late.status_code == 302
    assert report.answers.get().why == texts["why"]
    assert browser.get(reverse("analysisdays:give_back", args=[report.pk])).status_code == 403


def test_two_wordings_are_shown_side_by_side(almvik, unit, report, client_of):
    write_answer(
        report=report, question="worse:merit", texts={"why": "Stödet kom sent.", "known": "", "next_step": ""},
        seen=dict.fromkeys(("why", "known", "next_step"), fingerprint("")), by=None, at=NOW,
    )  # fmt: skip
    browser = client_of(a_user(Role.PRINCIPAL, almvik, [unit]))
    texts = {"why": "Lärarbyten.", "known": "", "next_step": ""}
    page = browser.post(reverse("analysisdays:write", args=[report.pk, 1]), {**texts, **SEEN})
    assert page.status_code == 409
    assert "Stödet kom sent." in page.content.decode()
    assert "Lärarbyten." in page.content.decode()
    assert report.answers.get().why == "Stödet kom sent."


def test_the_organiser_reads_who_has_sent_and_gives_back(almvik, unit, report, client_of):
    write_answer(
        report=report, question="worse:merit", texts={"why": "Meritvärdet sjönk från 231 till 219.", "known": "",
        "next_step": ""}, seen=dict.fromkeys(("why", "known", "next_step"), fingerprint("")), by=None, at=NOW,
    )  # fmt: skip
    principal, editor = client_of(a_user(Role.PRINCIPAL, almvik, [unit])), client_of(a_user(Role.EDITOR, almvik))
    principal.post(reverse("analysisdays:send", args=[report.pk]), {"gaps_known": "on"})
    overview = editor.get(reverse("analysisdays:days", args=[report.days_id])).content.decode()
    assert "några svar namnger ingen orsak" in overview
    assert overview.index("Björkskolan") < overview.index("Granskolan")
    assert "verkar återge siffrorna" in editor.get(reverse("analysisdays:report", args=[report.pk])).content.decode()
    sent = UnitReport.objects.get(pk=report.pk)
    editor.post(
        reverse("analysisdays:give_back", args=[report.pk]), {"reason": "Vad ligger bakom?", "version": sent.version}
    )
    page = principal.get(reverse("analysisdays:report", args=[report.pk])).content.decode()
    assert "Vad ligger bakom?" in page
    assert "Meritvärdet sjönk från 231 till 219." in page


def test_the_package_as_files(almvik, unit, report, client_of):
    browser = client_of(a_user(Role.PRINCIPAL, almvik, [unit]))
    paper = browser.get(reverse("analysisdays:pdf", args=[report.pk]))
    assert paper.content.startswith(b"%PDF")
    word = Document(io.BytesIO(browser.get(reverse("analysisdays:word", args=[report.pk])).content))
    said = "\n".join(paragraph.text for paragraph in word.paragraphs)
    assert "Meritvärdet har fallit. Varför?" in said
    assert "Björkskolan: meritvärdet var 219." in said
    english = client_of(a_user(Role.EDITOR, almvik, language="en"))
    word = Document(io.BytesIO(english.get(reverse("analysisdays:word", args=[report.pk])).content))
    assert "The merit value has fallen. Why?" in "\n".join(paragraph.text for paragraph in word.paragraphs)


def test_a_neighbouring_principal_finds_no_report(almvik, report, client_of):
    other = client_of(a_user(Role.PRINCIPAL, almvik, [a_unit(almvik, "Talskolan")]))
    for name in ("report", "figures", "send", "pdf", "word"):
        assert other.get(reverse(f"analysisdays:{name}", args=[report.pk])).status_code == 404
    assert "Björkskolan" not in other.get(reverse("analysisdays:index")).content.decode()
