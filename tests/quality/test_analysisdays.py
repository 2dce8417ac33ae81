"""Analysis days: packages of the unit's own figures, reports that several write and that are locked when sent."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from likvard.access.queries import grants_of
from likvard.datasets.queries.state import units_of_municipality
from likvard.ledger.models import Event
from likvard.quality.actions import ChangedMeanwhile, fingerprint
from likvard.quality.actions.analysisdays import (
    NothingWritten,
    ReportIsSent,
    close_days,
    move_answer_by,
    return_report,
    send_report,
    tie_causes,
    write_answer,
)
from likvard.quality.actions.causes import add_cause
from likvard.quality.models import AnalysisDays, CauseKind, Goal, PinnedFigure, UnitReport
from likvard.quality.queries.analysisdays.packages import package_for
from likvard.quality.queries.analysisdays.reports import questions_of, report_lines
from likvard.quality.queries.analysisdays.todo import errands
from likvard.quality.queries.analysisdays.visibility import days_visible_to, may_write, reports_visible_to
from likvard.rulebook.permissions import Role
from likvard.surveys.models import Survey
from tests.factories import NOW, TODAY, a_unit, a_user, an_organiser
from tests.factories.analysisdays import a_package, a_report, some_days
from tests.factories.surveys import a_survey, answered

pytestmark = pytest.mark.django_db
EMPTY = dict.fromkeys(("why", "known", "next_step"), "")
NOTHING_SEEN = {name: fingerprint("") for name in EMPTY}


@pytest.fixture
def almvik():
    return an_organiser()


def write(report, question="worse:merit", seen=None, by=None, **texts):
    return write_answer(report=report, question=question, texts=EMPTY | texts, seen=seen or NOTHING_SEEN, by=by, at=NOW)


def test_a_package_pins_the_figures_that_its_questions_stand_on(almvik):
    unit = a_unit(almvik)
    days = some_days(almvik, [unit], questions=["Hur använder ni resurserna?", " "])
    report = a_report(days, unit)
    (figure,) = PinnedFigure.objects.all()
    assert list(report.figures.all()) == [figure]
    assert [(q.number, q.key, q.figure) for q in questions_of(report)] == [
        (1, "worse:merit", figure), (2, "general:support", None), (3, "own:1", None),
    ]  # fmt: skip
    assert "pin" not in report.package["questions"][0]


@pytest.mark.parametrize("fault", ["nobody", "others", "backwards"])
def test_days_are_held_in_own_units_and_reported_after(almvik, fault):
    other = a_unit(an_organiser("Ås"))
    packages = {"nobody": {}, "others": {other: a_package(other)}}.get(fault)
    mine = a_unit(almvik)
    with pytest.raises(ValueError):
        some_days(
            almvik, [], packages=packages if packages is not None else {mine: a_package(mine)},
            answer_by=date(2026, 11, 1) if fault == "backwards" else date(2026, 12, 4),
        )  # fmt: skip
    assert not AnalysisDays.objects.exists()


def test_two_write_the_same_answer_and_nobody_loses_a_word(almvik):
    unit = a_unit(almvik)
    report = a_report(some_days(almvik, [unit]), unit)
    first, second = a_user(Role.PRINCIPAL, almvik, [unit]), a_user(Role.EDITOR, almvik)
    write(report, by=first, why="Stödet kom sent.")
    # Another text of the same question does not collide; the same one does, with both wordings told.
    write(report, by=second, known="Vi har jämfört schemat.")
    with pytest.raises(ChangedMeanwhile) as told:
        write(report, by=second, why="Lärarbyten.", known="Vi har jämfört schemat.")
    assert (told.value.current, told.value.mine) == ({"why": "Stödet kom sent."}, {"why": "Lärarbyten."})
    row = report.answers.get()
    assert (row.why, row.known, row.changed_by) == ("Stödet kom sent.", "Vi har jämfört schemat.", second)
    with pytest.raises(ValueError):
        write(report, question="no such", why="x")


def test_a_sent_report_is_locked_until_it_is_given_back(almvik):
    unit = a_unit(almvik)
    report = a_report(some_days(almvik, [unit]), unit)
    principal = a_user(Role.PRINCIPAL, almvik, [unit])
    with pytest.raises(NothingWritten):
        send_report(report=report, gaps_known=True, by=principal, at=NOW)
    write(report, why="Stödet kom sent.")
    with pytest.raises(NothingWritten) as told:
        send_report(report=report, gaps_known=False, by=principal, at=NOW)
    assert told.value.questions == ("general:support",)
    sent = send_report(report=report, gaps_known=True, by=principal, at=NOW)
    assert sent.content["answers"][0]["why"] == "Stödet kom sent."
    assert len(sent.checksum) == 64
    for act in (
        lambda: write(report, why="Annat", seen={**NOTHING_SEEN, "why": fingerprint("Stödet kom sent.")}),
        lambda: send_report(report=report, gaps_known=True, by=principal, at=NOW),
        lambda: tie_causes(report=report, question="worse:merit", causes=[], by=principal, at=NOW),
    ):
        with pytest.raises(ReportIsSent):
            act()
    with pytest.raises(ChangedMeanwhile):
        return_report(report=report, reason="Säg mer.", version=1, by=None, at=NOW)
    back = return_report(report=report, reason="Säg mer om orsaken.", version=sent.version, by=None, at=NOW)
    assert (back.state, back.checksum, back.content) == ("draft", "", None)
    assert report.answers.get().why == "Stödet kom sent."
    assert [e.action for e in Event.objects.order_by("-number")[:2]] == ["unit_report_returned", "unit_report_sent"]


def test_the_database_keeps_sent_reports_whole(almvik):
    unit = a_unit(almvik)
    report = a_report(some_days(almvik, [unit]), unit)
    with pytest.raises(IntegrityError), transaction.atomic():
        UnitReport.objects.filter(pk=report.pk).update(state="sent")


def test_a_tied_cause_is_a_named_one_and_the_rest_is_read_by_the_rule(almvik):
    unit = a_unit(almvik)
    days = some_days(almvik, [unit])
    report = a_report(days, unit)
    write(report, why="Meritvärdet har sjunkit från 231 till 219.")
    write(report, question="general:support", why="Stödet dröjer eftersom specialläraren delas mellan tre skolor.")
    assert [q.hint.reading for q in questions_of(report)] == ["restates", "names_cause"]
    editor = grants_of(a_user(Role.EDITOR, almvik), TODAY)
    assert [line.read_again for line in report_lines(days, editor)] == [()]  # nothing is told of a draft
    send_report(report=report, gaps_known=False, by=None, at=NOW)
    assert [line.read_again for line in report_lines(days, editor)] == [("worse:merit",)]
    sent = a_report(days, unit)
    return_report(report=sent, reason="Vilken orsak?", version=sent.version, by=None, at=NOW)
    cause = add_cause(holder=almvik, kind=CauseKind.TEACHING, what="Olika lästid i klasserna", units=[unit], by=None,
                      at=NOW)  # fmt: skip
    tie_causes(report=report, question="worse:merit", causes=[cause], by=None, at=NOW)
    assert [q.hint.reading for q in questions_of(report)] == ["names_cause", "names_cause"]
    foreign = add_cause(holder=an_organiser("Ås"), kind=CauseKind.TEACHING, what="Annat", units=[], by=None, at=NOW)
    with pytest.raises(ValueError):
        tie_causes(report=report, question="worse:merit", causes=[foreign], by=None, at=NOW)


def test_closed_days_take_nothing_more(almvik):
    unit = a_unit(almvik)
    days = some_days(almvik, [unit])
    moved = move_answer_by(days=days, answer_by=date(2026, 12, 11), version=1, by=None, at=NOW)
    with pytest.raises(ValueError):
        move_answer_by(days=moved, answer_by=date(2026, 11, 1), version=2, by=None, at=NOW)
    close_days(days=moved, version=2, on=TODAY, by=None, at=NOW)
    with pytest.raises(ReportIsSent):
        write(a_report(days, unit), why="För sent")


def test_each_sees_and_writes_her_own(almvik):
    mine, other = a_unit(almvik, "Björkskolan"), a_unit(almvik, "Granskolan")
    neighbour = an_organiser("Ås kommun")
    days, theirs = some_days(almvik, [mine, other]), some_days(neighbour, [a_unit(neighbour, "Ås skola")])

    def seen(role, organisation, units=()):
        grants = grants_of(a_user(role, organisation, units), TODAY)
        reports = list(reports_visible_to(grants))
        written = {r.unit.name for r in reports if may_write(grants, r)}
        return set(days_visible_to(grants)), {r.unit.name for r in reports}, written

    both = {"Björkskolan", "Granskolan"}
    assert seen(Role.EDITOR, almvik) == ({days}, both, both)
    assert seen(Role.PRINCIPAL, almvik, [mine]) == ({days}, {"Björkskolan"}, {"Björkskolan"})
    # A board reads what has been sent, and nothing that is being written.
    assert seen(Role.BOARD_READER, almvik) == ({days}, set(), set())
    assert seen(Role.REVIEWER, almvik) == (set(), set(), set())
    assert seen(Role.EDITOR, neighbour) == ({theirs}, {"Ås skola"}, {"Ås skola"})


def test_what_analysis_days_ask_of_each(almvik):
    unit = a_unit(almvik, "Björkskolan")
    days = some_days(almvik, [unit])
    principal, editor = (
        grants_of(a_user(role, almvik, units), TODAY) for role, units in ((Role.PRINCIPAL, [unit]), (Role.EDITOR, []))
    )

    def told(grants, day):
        return [(e.kind, e.thing, e.who) for e in errands(grants, today=day)]

    assert told(principal, TODAY) == [("write", "Björkskolan", "")]
    assert told(editor, TODAY) == []
    assert told(editor, date(2026, 12, 1)) == [("wait", "Analysdagar", "Björkskolan")]
    write(a_report(days, unit), why="Stödet kom sent.")
    send_report(report=a_report(days, unit), gaps_known=True, by=None, at=NOW)
    assert (told(principal, TODAY), told(editor, date(2026, 12, 1))) == ([], [])


def test_a_real_school_gets_questions_that_its_open_figures_raise():
    """Borlänge's own schools by the figures that ship: each question but the general ones stands on a figure."""
    borlange = an_organiser("Borlänge kommun", municipality_code="2081")
    code, name = next((c, n) for c, n in sorted(units_of_municipality("2081").items()) if n == "Maserskolan")
    unit = a_unit(borlange, name, school_unit_code=code, municipality_code="2081")
    package = package_for(borlange, unit, school_year=2025, on=TODAY)
    assert 3 <= len(package["questions"]) <= 5
    raised = [one for one in package["questions"] if one["kind"] != "general"]
    assert raised
    assert all(one["pin"]["about_code"] == f"unit:{code}" for one in raised)
    assert len(package["figures"]) >= 8
    assert all(one["source"]["title"] and one["sentence_sv"].startswith("Maserskolan") for one in package["figures"])
    assert package_for(borlange, unit, school_year=2025, on=TODAY) == package


def test_own_surveys_and_goals_raise_questions_and_neighbours_do_not(almvik):
    unit, neighbour = a_unit(almvik, "Björkskolan"), a_unit(an_organiser("Ås"), "Ås skola")
    survey = a_survey(almvik, [unit])
    answered(survey, unit, [("girl", 1)] * 8 + [("boy", 2)] * 8)
    Survey.objects.update(opens_on=date(2026, 11, 1), last_day=date(2026, 11, 10))
    for owner, what in ((unit, "Fler ska läsa flytande"), (neighbour, "Grannens mål")):
        Goal.objects.create(
            holder=owner.organisation, unit=owner, school_year=2025, what=what, indicator="läsprov",
            baseline_words="62 procent", target="80 procent", pupils="årskurs 3", due_on=date(2026, 6, 15),
            state=Goal.State.NOT_REACHED, ended_on=date(2026, 6, 20), outcome_words="71 procent", created_at=NOW,
        )  # fmt: skip
    package = package_for(almvik, unit, school_year=2025, on=TODAY)
    kinds = {one["kind"]: one for one in package["questions"]}
    assert set(kinds) == {"goal", "survey", "general"}
    assert kinds["survey"]["pin"]["measure"].startswith("survey:pupils_middle.")
    assert [goal["what"] for goal in package["goals"]] == ["Fler ska läsa flytande"]
    assert len([f for f in package["figures"] if f["measure"].startswith("survey:")]) == 4
