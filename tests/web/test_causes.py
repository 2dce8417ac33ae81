"""The pages of causes and goals: what may be done by whom, what a conflict shows, what an answer draws."""

import pytest
from django.urls import reverse

from likvard.quality.actions.analyses import change_analysis
from likvard.quality.actions.effects import note_effect
from likvard.quality.models import Analysis, Effect, Goal, Measure
from likvard.reviews.actions.answers import begin_answer
from likvard.rulebook.permissions import Role
from tests.factories import (
    NOW,
    TODAY,
    a_case,
    a_cause,
    a_finding,
    a_goal,
    a_measure,
    a_pinned_figure,
    a_supported,
    a_unit,
    a_user,
    an_analysis,
    an_organiser,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def holder():
    return an_organiser()


@pytest.fixture
def editor(holder):
    return a_user(Role.EDITOR, holder)


def test_what_two_write_at_once_is_shown_beside_each_other(holder, editor, client_of):
    analysis = an_analysis(holder)
    change_analysis(analysis=analysis, version=1, seen="Det hon skrev", by=None, at=NOW)
    response = client_of(editor).post(
        reverse("causes:see", args=[analysis.pk]), {"seen": "Det jag skrev", "version": 1}
    )
    page = response.content.decode()
    assert response.status_code == 409
    assert "Det hon skrev" in page
    assert "Det jag skrev" in page
    assert 'name="version" value="2"' in page


def test_a_principal_begins_only_for_own_units(holder, client_of):
    own, other = a_unit(holder, "Björkskolan"), a_unit(holder, "Granskolan")
    browser = client_of(a_user(Role.PRINCIPAL, holder, [own]))
    given = {"question": "Varför?", "about": "low"}
    for wrong in ({}, {"unit": other.pk}):
        assert browser.post(reverse("causes:begin"), given | wrong).status_code == 422
    assert browser.post(reverse("causes:begin"), given | {"unit": own.pk}).status_code == 302
    assert Analysis.objects.get().unit == own


def test_a_board_reader_reads_and_changes_nothing(holder, client_of):
    browser = client_of(a_user(Role.BOARD_READER, holder))
    analysis, goal = an_analysis(holder), a_goal(holder)
    assert browser.get(reverse("causes:analysis", args=[analysis.pk])).status_code == 200
    assert browser.get(reverse("goals:goal", args=[goal.pk])).status_code == 200
    assert browser.get(reverse("goals:decided")).status_code == 200
    assert browser.post(reverse("causes:see", args=[analysis.pk]), {"seen": "x", "version": 1}).status_code == 403
    assert browser.post(reverse("goals:end_goal", args=[goal.pk]), {}).status_code == 403


def test_a_principal_reads_the_organisers_goal_but_does_not_move_it(holder, client_of):
    browser = client_of(a_user(Role.PRINCIPAL, holder, [a_unit(holder)]))
    goal = a_goal(holder)
    assert browser.get(reverse("goals:goal", args=[goal.pk])).status_code == 200
    assert browser.get(reverse("goals:move_goal", args=[goal.pk])).status_code == 403


def test_a_judgement_above_what_was_looked_at_is_refused(holder, editor, client_of):
    hypothesis = a_supported(an_analysis(holder))
    response = client_of(editor).post(
        reverse("causes:judge", args=[hypothesis.analysis_id, hypothesis.pk]),
        {"judgement": "supported", "step": 4, "version": 2},
    )
    assert response.status_code == 422
    hypothesis.refresh_from_db()
    assert hypothesis.step == 1


def test_effect_without_anything_that_shows_it_is_refused(holder, editor, client_of):
    measure = a_measure(a_finding(a_case(holder)))
    address = reverse("goals:answer", args=[measure.pk])
    given = {"answer": "effect", "seen": "Bättre", "on": str(TODAY)}
    browser = client_of(editor)
    assert browser.post(address, given).status_code == 422
    assert browser.post(address, given | {"answer": "activity_only"}).status_code == 302
    assert browser.post(address, given | {"observation": "Sex lektionsbesök"}).status_code == 302
    assert sorted(Effect.objects.values_list("answer", flat=True)) == ["activity_only", "effect"]


def test_a_goal_is_set_from_a_pinned_figure_and_a_finding(holder, editor, client_of):
    figure, finding = a_pinned_figure(holder), a_finding(a_case(holder))
    address = f"{reverse('goals:set_goal')}?figur={figure.pk}&fynd={finding.pk}"
    browser = client_of(editor)
    assert f'value="{figure.pk}" selected' in browser.get(address).content.decode()
    given = {
        "what": "Fler når målen", "pupils": "Åk 9", "indicator": "Alla ämnen", "baseline": figure.pk, "target": "70 %",
        "due_on": "2027-06-15", "school_year": 2026,
    }  # fmt: skip
    assert browser.post(address, given).status_code == 302
    goal = Goal.objects.get()
    assert (goal.baseline, goal.origin) == (figure, f"finding:{finding.pk}")


def test_an_address_that_names_what_one_may_not_see_gives_an_empty_form(holder, editor, client_of):
    theirs = an_organiser("Björkviks kommun")
    figure, goal, cause = a_pinned_figure(theirs), a_goal(theirs), a_cause(theirs, "Hemligt i Björkvik")
    browser = client_of(editor)
    for address in (
        f"{reverse('goals:set_goal')}?figur={figure.pk}&orsak={cause.pk}",
        f"{reverse('goals:add_measure')}?mal={goal.pk}&orsak={cause.pk}",
        f"{reverse('causes:begin')}?figur={figure.pk}&fynd={goal.pk}",
    ):
        page = browser.get(address)
        assert page.status_code == 200
        assert "Björkvik" not in page.content.decode()


def test_the_thread_and_what_an_answer_draws_from_it(holder, editor, client_of):
    case = a_case(holder)
    finding = a_finding(case)
    cause = a_cause(holder, "Stödet ligger efter skoldagen", origins=[f"finding:{finding.pk}"])
    measure = a_measure(finding, "Stöd på skoldagen")
    Measure.objects.filter(pk=measure.pk).update(pupils="Elever i årskurs 9")
    note_effect(measure=measure, answer="activity_only", seen="Stödet är flyttat.", on=TODAY, by=None, at=NOW)
    browser = client_of(editor)
    thread = browser.get(reverse("goals:thread", args=[finding.pk]), headers={"HX-Request": "true"}).content.decode()
    assert cause.what in thread
    assert "<html" not in thread
    begin_answer(case=case, by=editor, at=NOW)
    compose = reverse("answers:compose", args=[case.pk])
    assert "Sätt in i redovisningen" in browser.get(compose).content.decode()
    inserted = browser.get(f"{compose}?infoga={finding.pk}").content.decode()
    textarea = inserted[inserted.index(f'id="id_{finding.pk}_measures"') :]
    assert "Stödet ligger efter skoldagen" in textarea[: textarea.index("</textarea>")]
    # The reviewer's people have no quality work of the organiser's to draw from.
    reviewer = client_of(a_user(Role.REVIEWER, holder))
    assert "Sätt in i redovisningen" not in reviewer.get(compose).content.decode()
