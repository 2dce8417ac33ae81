"""The overall report: straight from the judgements, nobody pointed out, and each participant's own result."""

import io
from datetime import date

import pytest
from django.db import transaction
from django.db.utils import DatabaseError
from django.urls import reverse
from hypothesis import HealthCheck, given
from hypothesis import settings as effort
from hypothesis import strategies as st
from openpyxl import load_workbook

from likvard.analysis.disclosure import Mark
from likvard.reports.overall import control, from_json, overall_paper, sentence, to_json
from likvard.reports.overall_sheets import render_sheets
from likvard.reports.pdf import render_pdf
from likvard.reports.word import render_word
from likvard.reviews.actions import judging, publishing
from likvard.reviews.actions.moving import NotYet
from likvard.reviews.models import Draw, OverallReport, OwnResult
from likvard.reviews.queries.judged_figures import distribution
from likvard.reviews.queries.judgements import SlotKey, slots_of
from likvard.reviews.queries.overall import overall_content, own_result
from likvard.rulebook.permissions import Role
from tests.factories import NOW, TODAY, a_judgement, a_participant, a_round, a_user, an_organiser

pytestmark = pytest.mark.django_db
AREAS = [
    {
        "key": "1", "name": "Huvudmannens analys", "level": "organiser", "legal_basis": [],
        "criteria": [{"key": "1.1", "text": "Analyserar orsaker.", "legal_basis": []}],
    },
]  # fmt: skip
LEVELS = ("low", "low", "low", "some", "some", "high")


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    settings.MEDIA_ROOT = tmp_path / "originals"


@pytest.fixture
def authority():
    return an_organiser("Verket", kind="authority")


@pytest.fixture
def reader(authority):
    return a_user(Role.REVIEWER, authority, language="en")


@pytest.fixture
def lead(authority):
    return a_user(Role.REVIEW_LEAD, authority, language="en")


def judged(round_, organiser, reader, level, *, found=()):
    participant = a_participant(round_, organiser)
    one = a_judgement(participant, reader, SlotKey(None, "1", "1.1"), level, done=False)
    for kind, text in found:
        judging.add_judged_finding(judgement=one, kind=kind, text=text, legal_basis=[], by=reader, at=NOW)
    judging.finish_judgement(judgement=one, by=reader, at=NOW)
    for slot in slots_of(participant)[1:]:
        a_judgement(participant, reader, slot.key, level)
    return participant


@pytest.fixture
def round_(authority, reader):
    round_ = a_round(authority, individual_decisions=False, state="running", areas=AREAS)
    for number, level in enumerate(LEVELS):
        found = [("development_area", "Orsaker söks inte.")] if level == "low" else []
        found += [("success_factor", "En analysgrupp möts varje månad.")] if level == "high" else []
        judged(round_, an_organiser(f"Kommun {number}"), reader, level, found=found)
    return round_


def test_the_report_counts_the_judgements(round_):
    content = overall_content(round_)
    (area,) = content.areas
    assert [(one.level, one.count) for one in area.levels] == [("high", 1), ("some", 2), ("low", 3)]
    assert (area.n, area.with_findings, content.judged, content.organisers) == (6, 3, 6, 6)
    assert [(d.criterion, d.n, d.texts) for d in content.developed] == [
        ("Analyserar orsaker.", 3, ("Orsaker söks inte.",))
    ]
    assert [(s.kind, s.text) for s in content.successes] == [("success_factor", "En analysgrupp möts varje månad.")]
    assert sentence(area, "sv") == (
        "Huvudmannens analys: av 6 huvudmän bedöms 1 (17\N{NO-BREAK SPACE}%) i hög utsträckning, "
        "2 (33\N{NO-BREAK SPACE}%) i flera delar, 3 (50\N{NO-BREAK SPACE}%) i låg utsträckning."
    )
    assert control(content) == []
    assert from_json(to_json(content)) == content


def test_what_is_not_chosen_at_random_says_so(round_):
    said = str(overall_paper(overall_content(round_)).blocks)
    assert "inte slumpmässigt utvalda" in said
    Draw.objects.create(
        round=round_, number=1, target="organisers", seed="2026-11", plan={"method": "simple", "n": 6}, frame_size=290,
        left_out_size=12, checksum="x", drawn_on=date(2026, 9, 1), drawn_at=NOW,
    )  # fmt: skip
    content = overall_content(round_)
    assert content.random
    assert "290 i ramen" in content.sample
    assert "inte slumpmässigt" not in str(overall_paper(content).blocks)


def test_a_changed_method_is_said(round_, lead):
    publishing.write_overall_text(
        round_=round_, summary="Kort", method="Intervjuer", method_changed="Två kriterier är nya.", version=0, by=lead,
        at=NOW,
    )  # fmt: skip
    assert "Metoden har ändrats: Två kriterier är nya." in str(overall_paper(overall_content(round_)).blocks)


def test_few_are_withheld_everywhere(authority, reader):
    round_ = a_round(authority, areas=AREAS)
    for number in range(4):
        found = [("development_area", "HEMLIG TEXT")]
        judged(round_, an_organiser(f"Liten {number}"), reader, "low", found=found)
    content = overall_content(round_)
    (area,) = content.areas
    assert (area.withheld, area.n, area.with_findings) == (True, 4, None)
    assert [(d.n, d.texts) for d in content.developed] == [(None, ())]
    assert "HEMLIG TEXT" not in str(overall_paper(content).blocks)
    sheet = load_workbook(io.BytesIO(render_sheets(content))).active
    assert [cell.value for cell in sheet[2]][:3] == ["Huvudmannens analys", 4, "dold"]


def test_unfinished_and_second_readings_are_not_counted(round_, reader, lead, authority):
    second = a_user(Role.REVIEWER, authority)
    participant = round_.participants.first()
    judging.ask_second_reader(participant=participant, user=second, by=lead, at=NOW)
    for slot in slots_of(participant):
        a_judgement(participant, second, slot.key, "high")
    before = overall_content(round_).areas[0].levels
    assert [one.count for one in before] == [1, 2, 3]
    open_one = participant.judgements.get(criterion_key="1.1", reader="first")
    judging.take_up_judgement(judgement=open_one, by=reader, at=NOW)
    assert overall_content(round_).areas[0].n == 5


def test_the_papers_are_made(round_):
    content = overall_content(round_)
    paper = overall_paper(content)
    assert any(type(block).__name__ == "Chart" and "<svg" in block.svg for block in paper.blocks)
    pdf = render_pdf(paper, made_on=TODAY)
    assert (pdf.content[:5], pdf.unprintable) == (b"%PDF-", frozenset())
    assert render_word(paper)[:2] == b"PK"
    book = load_workbook(io.BytesIO(render_sheets(content)))
    assert [cell.value for cell in book.worksheets[0][2]] == ["Huvudmannens analys", 6, 1, 2, 3, 3]
    assert len(book.worksheets[0]._charts) == 1


def test_what_people_typed_is_never_a_formula(authority, reader):
    round_ = a_round(authority, areas=AREAS)
    for number in range(5):
        judged(round_, an_organiser(f"K {number}"), reader, "low", found=[("strength", "=HYPERLINK(1)")])
    book = load_workbook(io.BytesIO(render_sheets(overall_content(round_))))
    values = [cell.value for row in book.worksheets[1].iter_rows() for cell in row if cell.value]
    assert "'=HYPERLINK(1)" in values
    assert not any(str(value).startswith("=") for value in values)


# --- Published -------------------------------------------------------------------------------------------------


def test_each_participant_gets_its_own_result_and_nothing_of_another(round_, reader, lead, client_of):
    director = a_user(Role.DIRECTOR, round_.participants.get(organiser__name="Kommun 5").organiser, language="en")
    publishing.write_overall_text(
        round_=round_, summary="", method="", method_changed="Nya frågor.", version=0, by=lead, at=NOW
    )
    report = publishing.publish_overall_report(round_=round_, published_on=TODAY, by=lead, at=NOW)
    result = OwnResult.objects.get()
    assert result.case.holder == director.memberships.get().organisation
    (area,) = result.content["areas"]
    assert [one["level"] for one in area["own"]] == ["high"]
    assert (area["others"], [one["count"] for one in area["levels"]]) == (5, [0, 2, 3])
    assert "Kommun" not in str(result.content)
    page = reverse("overall:own", args=[result.case_id])
    told = client_of(director).get(page).content.decode()
    assert ("not chosen at random" in told, "The method has changed: Nya frågor." in told) == (True, True)
    assert "to a high degree" in told or "i hög utsträckning" in told
    assert client_of(reader).get(page).status_code == 404
    stranger = a_user(Role.DIRECTOR, round_.participants.get(organiser__name="Kommun 0").organiser)
    assert client_of(stranger).get(page).status_code == 404
    # Publishing the same again is the same report.
    assert publishing.publish_overall_report(round_=round_, published_on=TODAY, by=lead, at=NOW) == report
    assert OwnResult.objects.count() == 1


def test_the_others_are_withheld_when_they_are_few(authority, reader):
    round_ = a_round(authority, areas=AREAS)
    mine = judged(round_, an_organiser("Vi"), reader, "high")
    for number in range(4):
        judged(round_, an_organiser(f"De {number}"), reader, "low")
    (area,) = own_result(round_, mine)["areas"]
    assert (area["others"], {one["count"] for one in area["levels"]}) == (4, {None})


def test_nothing_is_published_before_everything_is_judged(round_, reader, lead):
    a_participant(round_, an_organiser("Sen kommun"))
    with pytest.raises(NotYet) as refusal:
        publishing.publish_overall_report(round_=round_, published_on=TODAY, by=lead, at=NOW)
    assert [reason.code for reason in refusal.value.reasons] == ["not_judged"]


def test_the_database_keeps_a_published_report(round_, lead):
    report = publishing.publish_overall_report(round_=round_, published_on=TODAY, by=lead, at=NOW)
    with pytest.raises(DatabaseError, match="never changes"), transaction.atomic():
        OverallReport.objects.filter(pk=report.pk).update(content={})


def test_the_pages(round_, reader, lead, client_of):
    index = reverse("overall:index", args=[round_.pk])
    seen = client_of(reader).get(index).content.decode()
    assert "Everything is judged" in seen
    assert "data:image/svg+xml;base64," in seen
    assert client_of(reader).post(reverse("overall:publish", args=[round_.pk])).status_code == 403
    client_of(reader).post(
        reverse("overall:text", args=[round_.pk]),
        {"summary": "Det viktigaste", "method": "", "method_changed": "", "version": 0},
    )
    client_of(lead).post(reverse("overall:publish", args=[round_.pk]))
    seen = client_of(reader).get(index).content.decode()
    assert "version 1" in seen
    assert "Det viktigaste" in seen
    for name, start in (("pdf", b"%PDF"), ("word", b"PK"), ("sheets", b"PK")):
        assert client_of(reader).get(reverse(f"overall:{name}", args=[round_.pk])).content.startswith(start)
    assert client_of(reader).get(index, {"nummer": "7"}).status_code == 404
    outsider = a_user(Role.DIRECTOR, round_.participants.first().organiser)
    assert client_of(outsider).get(index).status_code == 404


def test_a_blind_reader_sees_neither_draft_nor_report_of_what_she_is_to_read(round_, lead, authority, client_of):
    second = a_user(Role.REVIEWER, authority, language="en")
    publishing.publish_overall_report(round_=round_, published_on=TODAY, by=lead, at=NOW)
    judging.ask_second_reader(participant=round_.participants.first(), user=second, by=lead, at=NOW)
    browser = client_of(second)
    for query in ({}, {"nummer": "1"}, {"nummer": "utkast"}):
        response = browser.get(reverse("overall:index", args=[round_.pk]), query)
        assert response.context["content"].areas[0].n == 5


# --- Withheld, none and missing ---------------------------------------------------------------------------------


def test_none_withheld_and_missing_are_told_apart_in_every_form(authority, reader):
    """Area 1: six judged, none of them high. Area 2: four judged. Area 3: nobody yet. The sum over all goes with 2."""
    areas = [
        {"key": key, "name": f"Område {key}", "level": "organiser", "legal_basis": [], "criteria": []}
        for key in ("1", "2", "3")
    ]
    round_ = a_round(authority, areas=areas)
    for number in range(6):
        participant = a_participant(round_, an_organiser(f"K {number}"))
        a_judgement(participant, reader, SlotKey(None, "1", ""), "low" if number else "some")
        if number < 4:
            a_judgement(participant, reader, SlotKey(None, "2", ""), "low")
    content = overall_content(round_)
    assert [[(one.count, one.state) for one in area.levels] for area in content.areas] == [
        [(0, "none"), (1, "shown"), (5, "shown")],
        [(None, "withheld")] * 3,
        [(None, "missing")] * 3,
    ]
    assert {one.count for one in content.totals} == {None}
    assert from_json(to_json(content)) == content
    paper = overall_paper(content)
    said = str(paper.blocks)
    [chart] = [block for block in paper.blocks if type(block).__name__ == "Chart"]
    assert "inga i hög utsträckning" in chart.sentence
    assert "Område 2: uppgiften är dold, eftersom bara 4 huvudmän har bedömts." in chart.sentence
    assert "Område 3: uppgift saknas, ingen har bedömts." in chart.sentence
    assert ("'inga'" in said, "'dold'" in said, "'saknas'" in said) == (True, True, True)
    sheet = load_workbook(io.BytesIO(render_sheets(content))).active
    assert [[cell.value for cell in sheet[row]][2:5] for row in (2, 3, 4)] == [
        [0, 1, 5], ["dold"] * 3, ["saknas"] * 3,
    ]  # fmt: skip


def test_a_report_from_before_states_were_kept_reads_as_it_did(round_):
    content = overall_content(round_)
    old = to_json(content)
    del old["totals"]
    for area in old["areas"]:
        for level in area["levels"]:
            del level["state"]
    assert overall_paper(from_json(old)) == overall_paper(content)


@given(
    st.dictionaries(
        st.sampled_from("ABCD"),
        st.fixed_dictionaries({level: st.integers(0, 4) for level in ("low", "some", "high")}),
        min_size=1,
    )
)
@effort(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
def test_nothing_that_is_withheld_can_be_worked_out(counts):
    """A group of fewer than five shows nothing; whoever subtracts the shown from a shown sum gets no withheld count."""
    shown, totals = distribution(counts, ("low", "some", "high"))
    for group, mine in counts.items():
        n = sum(mine.values())
        if n == 0:
            assert set(shown[group].values()) == {Mark.MISSING}
        elif n < 5:
            assert set(shown[group].values()) == {Mark.WITHHELD}
        else:
            assert {k: v if isinstance(v, int) else 0 for k, v in shown[group].items()} == mine
            assert Mark.WITHHELD not in shown[group].values()
    few = any(0 < sum(mine.values()) < 5 for mine in counts.values())
    if few:
        assert set(totals.values()) == {Mark.WITHHELD}
    elif any(sum(mine.values()) for mine in counts.values()):
        assert {k: v if isinstance(v, int) else 0 for k, v in totals.items()} == {
            level: sum(mine[level] for mine in counts.values()) for level in ("low", "some", "high")
        }
