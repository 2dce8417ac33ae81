"""Surveys on pages: the respondent without account, cookie or script; codes as files; results that give nobody away."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from likvard.rulebook.permissions import Role
from likvard.rulebook.surveys import questionnaires, words
from likvard.surveys.models import Code, Survey, SurveyUnit, Tally
from likvard.surveys.queries.codes import written
from likvard.web.views import answering
from tests.factories import a_unit, a_user, an_organiser
from tests.factories.surveys import a_survey, answered, codes_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def almvik():
    return an_organiser()


def open_now(holder, units, **fields) -> Survey:
    today = timezone.localdate()
    return a_survey(holder, units, opens_on=today, last_day=today + timedelta(days=9), **fields)


def over(holder, units, **fields) -> Survey:
    return a_survey(holder, units, opens_on=date(2026, 11, 2), last_day=date(2026, 11, 13), **fields)


# -- whoever answers ----------------------------------------------------------------------------------------------


def test_a_pupil_answers_by_the_code_on_her_paper(almvik, client):
    unit = a_unit(almvik)
    survey = open_now(almvik, [unit], title="Hur har du det?")
    (code,) = codes_for(survey, unit, 1)
    found = client.post("/svara/", {"code": written(code).lower()})
    assert found.status_code == 302
    page = client.get(found["Location"])
    assert "Hur har du det?" in page.content.decode()
    sent = client.post(found["Location"], {"safe_school": "0", "calm_work": "4", "sex": "girl", "send": "1"})
    assert (sent.status_code, sent["Location"]) == (302, "/svara/tack/?sprak=sv")
    counts = Tally.objects.get().counts["girl"]
    assert (counts["people"], counts["answers"]["safe_school"], counts["answers"]["calm_work"]) == (
        1, [1, 0, 0, 0, 0], [0, 0, 0, 0, 1],
    )  # fmt: skip
    assert Code.objects.get().spent
    again = client.post(found["Location"], {"safe_school": "0", "send": "1"})
    assert again.status_code == 410
    assert Tally.objects.get().counts["girl"]["people"] == 1


def test_no_page_for_respondents_sets_a_cookie_or_needs_a_script(almvik, client):
    unit = a_unit(almvik)
    (code,) = codes_for(open_now(almvik, [unit]), unit, 1)
    for path in ("/svara/", f"/svara/{code}/", "/svara/tack/"):
        response = client.get(path)
        assert response.status_code == 200
        assert not response.cookies
        assert "<script" not in response.content.decode()
        assert response["Cache-Control"] == "no-store, private"
        assert response["Referrer-Policy"] == "no-referrer"
    assert not client.post(f"/svara/{code}/", {"safe_school": "1", "send": "1"}).cookies


def test_nothing_is_saved_before_the_answers_are_sent(almvik, client):
    """Another language keeps what is ticked and stores nothing."""
    unit = a_unit(almvik)
    survey = open_now(almvik, [unit], template="guardians")
    (code,) = codes_for(survey, unit, 1)
    before = Tally.objects.get().counts
    page = client.post(f"/svara/{code}/", {"safe_child": "2", "language": "ar"}).content.decode()
    assert 'dir="rtl"' in page
    assert 'lang="ar"' in page
    assert re.search(r'<input[^>]*name="safe_child"[^>]*value="2"[^>]*checked', page)
    assert Tally.objects.get().counts == before
    assert not Code.objects.get().spent
    sent = client.post(f"/svara/{code}/", {"safe_child": "2", "in_language": "ar", "send": "1"})
    assert sent["Location"] == "/svara/tack/?sprak=ar"
    assert words()["ar"]["thanks"] in client.get(sent["Location"]).content.decode()


def test_an_empty_sheet_is_not_sent(almvik, client):
    unit = a_unit(almvik)
    (code,) = codes_for(open_now(almvik, [unit]), unit, 1)
    response = client.post(f"/svara/{code}/", {"sex": "boy", "send": "1"})
    assert response.status_code == 422
    assert words()["sv"]["nothing_answered"] in response.content.decode()
    assert not Code.objects.get().spent


@pytest.mark.parametrize(("opens", "ends"), [(3, 9), (-9, -1)])
def test_a_survey_that_is_not_open_says_when(almvik, client, opens, ends):
    unit, today = a_unit(almvik), timezone.localdate()
    survey = open_now(almvik, [unit])
    (code,) = codes_for(survey, unit, 1)
    Survey.objects.update(opens_on=today + timedelta(days=opens), last_day=today + timedelta(days=ends))
    response = client.get(f"/svara/{code}/")
    assert response.status_code == 403
    assert words()["sv"]["closed"] in response.content.decode()
    assert client.post(f"/svara/{code}/", {"safe_school": "0", "send": "1"}).status_code == 403


def test_a_door_that_is_guessed_at_rests(client, monkeypatch):
    monkeypatch.setattr(answering, "GUESSES", 3)
    for _ in range(3):
        assert client.post("/svara/", {"code": "AAAAA-AAAAA"}).status_code == 422
    assert client.post("/svara/", {"code": "AAAAA-AAAAA"}).status_code == 429
    assert client.get("/svara/BBBBBBBBBB/").status_code == 429


@pytest.mark.parametrize("template", questionnaires())
def test_every_questionnaire_can_be_answered_in_all_its_languages(almvik, client, template):
    unit = a_unit(almvik)
    (code,) = codes_for(open_now(almvik, [unit], template=template), unit, 1)
    for language in questionnaires()[template].languages:
        page = client.get(f"/svara/{code}/?sprak={language}").content.decode()
        for area in questionnaires()[template].areas:
            assert area.name[language] in page.replace("&#x27;", "'")


# -- whoever runs it ----------------------------------------------------------------------------------------------


def test_an_editor_prepares_a_survey_and_prints_codes(almvik, client_of):
    unit = a_unit(almvik)
    browser = client_of(a_user(Role.EDITOR, almvik))
    today = timezone.localdate()
    made = browser.post(
        reverse("surveys:prepare"),
        {
            "template": "pupils_older", "title": "Studiero", "areas": ["calm"], "units": [unit.pk],
            "opens_on": today, "last_day": today + timedelta(days=7),
        },
    )  # fmt: skip
    survey = Survey.objects.get()
    assert made["Location"] == reverse("surveys:survey", args=[survey.pk])
    assert [area["key"] for area in survey.questionnaire["areas"]] == ["calm"]
    asked = SurveyUnit.objects.get()
    paper = browser.post(reverse("surveys:codes", args=[survey.pk, asked.pk]), {"number": 3, "form": "paper"})
    assert paper["Content-Type"] == "application/pdf"
    assert paper.content.startswith(b"%PDF")
    links = browser.post(
        reverse("surveys:codes", args=[survey.pk, asked.pk]), {"number": 2, "form": "links", "replace": "on"}
    )
    lines = links.content.decode().split()
    assert len(lines) == len(set(lines)) == 2
    assert all(re.fullmatch(r"http://testserver/svara/[2-9A-Z]{10}/", line) for line in lines)
    assert Code.objects.count() == SurveyUnit.objects.get().asked == 2


def test_a_principal_gives_out_codes_in_her_own_unit_only(almvik, client_of):
    mine, other = a_unit(almvik, "Björkskolan"), a_unit(almvik, "Granskolan")
    survey = open_now(almvik, [mine, other])
    browser = client_of(a_user(Role.PRINCIPAL, almvik, [mine]))
    page = browser.get(reverse("surveys:survey", args=[survey.pk])).content.decode()
    assert "Björkskolan" in page
    assert "Granskolan" not in page
    own, others = (SurveyUnit.objects.get(school_unit=unit).pk for unit in (mine, other))
    assert browser.get(reverse("surveys:codes", args=[survey.pk, own])).status_code == 200
    assert browser.get(reverse("surveys:codes", args=[survey.pk, others])).status_code == 404
    assert browser.get(reverse("surveys:last_day", args=[survey.pk])).status_code == 403
    assert browser.post(reverse("surveys:close", args=[survey.pk])).status_code == 403


def test_results_wait_until_nobody_can_answer(almvik, client_of):
    unit = a_unit(almvik)
    survey = open_now(almvik, [unit])
    answered(survey, unit, [("girl", 0)] * 12)
    browser = client_of(a_user(Role.EDITOR, almvik))
    assert browser.get(reverse("surveys:results", args=[survey.pk])).status_code == 302
    assert browser.get(reverse("surveys:results_file", args=[survey.pk])).status_code == 302
    browser.post(reverse("surveys:close", args=[survey.pk]), {"version": 1})
    page = browser.get(reverse("surveys:results", args=[survey.pk])).content.decode()
    assert "Trygghet: 10,0 av 10" in page


def test_few_answers_are_told_as_few(almvik, client_of):
    small, large = a_unit(almvik, "Lilla skolan"), a_unit(almvik, "Stora skolan")
    survey = over(almvik, [small, large])
    Survey.objects.filter(pk=survey.pk).update(last_day=date(2026, 12, 18))
    survey.refresh_from_db()
    answered(survey, small, [("girl", 3)] * 4)
    answered(survey, large, [("boy", 0)] * 30)
    Survey.objects.filter(pk=survey.pk).update(last_day=date(2026, 11, 13))
    browser = client_of(a_user(Role.DIRECTOR, almvik))
    page = browser.get(reverse("surveys:results", args=[survey.pk])).content.decode()
    assert page.count("för få för att visas") >= 2
    sheet = browser.get(reverse("surveys:results_file", args=[survey.pk])).content.decode("utf-8-sig")
    rows = [line.split(";") for line in sheet.splitlines()]
    shown = {(row[0], row[2]) for row in rows if row[3] == "" and row[1] == "" and row[4]}
    assert ("Lilla skolan", "Trygghet") not in shown


def test_the_list_and_the_results_ask_as_often_for_many_as_for_one(almvik, client_of, django_assert_max_num_queries):
    units = [a_unit(almvik, f"Skola {n}") for n in range(3)]
    browser = client_of(a_user(Role.EDITOR, almvik))
    for n in range(3):
        over(almvik, units[: n + 1], title=f"Enkät {n}")
    with django_assert_max_num_queries(14):
        assert browser.get(reverse("surveys:index")).status_code == 200
