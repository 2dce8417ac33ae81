"""Analyses, causes and goals: what is kept, told and refused, and who sees what."""

from datetime import timedelta

import pytest

from likvard.access.queries import grants_of
from likvard.ledger.models import Event
from likvard.quality.actions import ChangedMeanwhile, add_measure
from likvard.quality.actions import analyses as actions
from likvard.quality.actions import causes as cause_actions
from likvard.quality.actions import goals as goal_actions
from likvard.quality.actions.effects import note_effect
from likvard.quality.actions.mandates import give_mandate
from likvard.quality.models import Analysis, Check
from likvard.quality.queries.analyses import analyses_visible_to, analysis_page, analysis_rows, examples_visible_to
from likvard.quality.queries.causes import cause_lines, causes_visible_to
from likvard.quality.queries.goals import decided_not_done, goal_lines, goals_visible_to
from likvard.quality.queries.judged import judged, on_step, too_strong
from likvard.quality.queries.measures import measures_visible_to
from likvard.quality.queries.threads import as_measures, as_result, threads_of
from likvard.quality.queries.todo import errands
from likvard.rulebook.permissions import Permission, Role
from tests.factories import (
    NOW,
    TODAY,
    a_cause,
    a_check,
    a_goal,
    a_hypothesis,
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
def unit(holder):
    return a_unit(holder, "Björkskolan")


def _grants(person):
    return grants_of(person, TODAY)


# -- an analysis from question to conclusion ------------------------------------------------------------------------


def test_an_analysis_goes_step_by_step_to_its_conclusion(holder):
    analysis = an_analysis(holder, figures=[a_pinned_figure(holder)])
    seen = [analysis_page(analysis).next]
    hypothesis = a_hypothesis(analysis)
    seen.append(analysis_page(analysis).next)
    a_check(hypothesis)
    seen.append(analysis_page(analysis).next)
    actions.judge(hypothesis=hypothesis, judgement="undecided", version=1, by=None, at=NOW)
    seen.append(analysis_page(analysis).next)
    done = actions.conclude_analysis(
        analysis=analysis, conclusion="Vi vet inte än.", concluded_on=TODAY, version=1, by=None, at=NOW
    )
    assert seen == ["causes", "test", "judge", "conclude"]
    assert analysis_page(done).next is None


def test_a_possible_cause_without_expectation_or_rival_is_not_finished(holder):
    analysis = an_analysis(holder, figures=[a_pinned_figure(holder)])
    a_hypothesis(analysis, rival="")
    assert analysis_page(analysis).next == "causes"


def test_nothing_is_judged_before_it_is_tested(holder):
    hypothesis = a_hypothesis(an_analysis(holder))
    with pytest.raises(actions.NothingTested):
        actions.judge(hypothesis=hypothesis, judgement="not_supported", version=1, by=None, at=NOW)


def test_no_cause_is_supported_without_a_rival(holder):
    hypothesis = a_hypothesis(an_analysis(holder), rival="  ")
    a_check(hypothesis)
    with pytest.raises(actions.NoRival):
        actions.judge(hypothesis=hypothesis, judgement="supported", step=1, version=1, by=None, at=NOW)


def test_no_step_is_higher_than_the_checks_carry(holder):
    hypothesis = a_hypothesis(an_analysis(holder))
    a_check(hypothesis, step=3)  # an observation describes, whatever is said of it
    a_check(hypothesis, how=Check.How.FIGURE, step=2)
    a_check(hypothesis, how=Check.How.FIGURE, step=4, points="against")
    with pytest.raises(actions.NotCarried) as told:
        actions.judge(hypothesis=hypothesis, judgement="supported", step=3, version=1, by=None, at=NOW)
    assert told.value.carried == 2
    done = actions.judge(hypothesis=hypothesis, judgement="supported", step=2, version=1, by=None, at=NOW)
    assert judged(done) == on_step(2)


def test_what_speaks_only_against_carries_nothing(holder):
    hypothesis = a_hypothesis(an_analysis(holder))
    a_check(hypothesis, points="against")
    with pytest.raises(actions.NotCarried) as told:
        actions.judge(hypothesis=hypothesis, judgement="supported", step=1, version=1, by=None, at=NOW)
    assert told.value.carried is None


def test_a_withdrawn_check_lowers_the_judgement_that_stood_on_it(holder):
    hypothesis = a_hypothesis(an_analysis(holder))
    a_check(hypothesis)
    strong = a_check(hypothesis, how=Check.How.FIGURE, step=3)
    hypothesis = actions.judge(hypothesis=hypothesis, judgement="supported", step=3, version=1, by=None, at=NOW)
    actions.withdraw_check(check=strong, by=None, at=NOW)
    hypothesis.refresh_from_db()
    assert (hypothesis.judgement, hypothesis.step) == ("supported", 1)
    actions.withdraw_check(check=hypothesis.checks.get(withdrawn_at=None), by=None, at=NOW)
    hypothesis.refresh_from_db()
    assert (hypothesis.judgement, hypothesis.step) == ("", None)


def test_an_analysis_is_not_concluded_before_all_is_judged(holder):
    analysis = an_analysis(holder)
    given = {"analysis": analysis, "concluded_on": TODAY, "version": 1, "by": None, "at": NOW}
    with pytest.raises(actions.NotJudged):
        actions.conclude_analysis(conclusion="Så är det", **given)
    a_supported(analysis)
    a_hypothesis(analysis, "En till")
    with pytest.raises(actions.NotJudged):
        actions.conclude_analysis(conclusion="Så är det", **given)


def test_a_concluded_analysis_is_opened_before_it_is_changed(holder):
    analysis = an_analysis(holder)
    hypothesis = a_supported(analysis)
    done = actions.conclude_analysis(
        analysis=analysis, conclusion="Så är det", concluded_on=TODAY, version=1, by=None, at=NOW
    )
    for change in (
        lambda: actions.change_analysis(analysis=done, version=2, seen="Nytt", by=None, at=NOW),
        lambda: a_hypothesis(done),
        lambda: a_check(hypothesis),
        lambda: actions.judge(hypothesis=hypothesis, judgement="undecided", version=2, by=None, at=NOW),
    ):
        with pytest.raises(actions.IsConcluded):
            change()
    opened = actions.reopen_analysis(analysis=done, version=2, by=None, at=NOW)
    assert (opened.state, opened.concluded_on) == (Analysis.State.ONGOING, None)


def test_the_second_of_two_writers_is_told_with_both_wordings(holder):
    analysis = an_analysis(holder)
    actions.change_analysis(analysis=analysis, version=1, seen="Hon skrev detta", by=None, at=NOW)
    with pytest.raises(ChangedMeanwhile) as told:
        actions.change_analysis(analysis=analysis, version=1, seen="Jag skrev detta", by=None, at=NOW)
    assert (told.value.current, told.value.mine) == ({"seen": "Hon skrev detta"}, {"seen": "Jag skrev detta"})


def test_words_stay_out_of_the_ledger(holder):
    hypothesis = a_hypothesis(an_analysis(holder, question="Varför faller hemligord?"), "hemligord igen")
    a_check(hypothesis, "hemligord", found="hemligord")
    actions.judge(hypothesis=hypothesis, judgement="supported", step=1, grounds="hemligord", version=1, by=None, at=NOW)
    assert "hemligord" not in str(list(Event.objects.values_list("before", "after")))


# -- the words that the strength carries -------------------------------------------------------------------------


@pytest.mark.parametrize("step", range(1, 6))
def test_words_of_cause_begin_where_the_ladder_has_them(step):
    told = on_step(step)
    claims = ("beror på", "effekten av", "is due to", "the effect of")
    assert any(word in told.sv or word in told.en for word in claims) == (step == 5)
    assert ("förenligt med att detta är en orsak" in told.sv) == (step == 4)
    assert ("tänkbar orsak att pröva" in told.sv) == (step <= 3)


@pytest.mark.parametrize(
    ("text", "step", "words"),
    [
        ("Resultatet beror på lästiden.", 1, ("beror på",)),
        ("Lästiden påverkar, och det beror på schemat. Beror på!", 3, ("påverkar", "beror på")),
        ("Resultatet beror på lästiden.", 4, None),
        ("Lästiden är en tänkbar orsak att pröva.", 1, None),
        ("Lästid och resultat samvarierar.", 3, None),
    ],
)
def test_words_that_are_too_strong_are_pointed_out(text, step, words):
    told = too_strong(text, step)
    assert (told.words if told else None) == words


# -- causes -------------------------------------------------------------------------------------------------------


def test_what_holds_is_kept_as_a_cause_and_tied_to_its_finding(holder, unit):
    supported = a_supported(an_analysis(holder, unit, origin="finding:1"))
    cause = cause_actions.keep_as_cause(hypothesis=supported, by=None, at=NOW)
    assert list(cause.links.values_list("origin", flat=True)) == ["finding:1"]
    assert [one.school_unit for one in cause.shared_by.all()] == [unit]


def test_the_same_cause_in_another_unit_is_shared_not_doubled(holder, unit):
    other = a_unit(holder, "Granskolan")
    cause = cause_actions.keep_as_cause(hypothesis=a_supported(an_analysis(holder, unit)), by=None, at=NOW)
    again = cause_actions.keep_as_cause(
        hypothesis=a_supported(an_analysis(holder, other)), cause=cause, by=None, at=NOW
    )
    assert again == cause
    (line,) = cause_lines(_grants(a_user(Role.EDITOR, holder)))
    assert (line.shared_by, set(line.units)) == (2, {unit, other})


def test_only_what_held_is_kept(holder):
    with pytest.raises(ValueError, match="found to hold"):
        cause_actions.keep_as_cause(hypothesis=a_hypothesis(an_analysis(holder)), by=None, at=NOW)


def test_causes_of_others_are_refused(holder):
    theirs = a_cause(an_organiser("Björkviks kommun"))
    with pytest.raises(ValueError, match="another"):
        cause_actions.keep_as_cause(hypothesis=a_supported(an_analysis(holder)), cause=theirs, by=None, at=NOW)
    with pytest.raises(ValueError, match="belongs"):
        a_goal(holder, causes=[theirs])
    with pytest.raises(ValueError, match="another"):
        cause_actions.share_cause(cause=a_cause(holder), units=[a_unit(theirs.holder)], by=None, at=NOW)


def test_a_hinder_is_removed_with_grounds_and_may_come_back(holder):
    hinder = a_cause(holder, kind="hinder_support")
    with pytest.raises(ValueError, match="grounds"):
        cause_actions.end_cause(cause=hinder, state="removed", ended_on=TODAY, grounds=" ", version=1, by=None, at=NOW)
    gone = cause_actions.end_cause(
        cause=hinder, state="removed", ended_on=TODAY, grounds="Kön är borta", version=1, by=None, at=NOW
    )
    back = cause_actions.take_up_cause(cause=gone, version=2, by=None, at=NOW)
    assert (hinder.is_hinder, gone.state, back.state, back.ended_on) == (True, "removed", "active", None)


# -- goals --------------------------------------------------------------------------------------------------------


def test_a_goal_begins_somewhere(holder):
    with pytest.raises(goal_actions.NoBaseline):
        a_goal(holder, baseline_words="")
    assert a_goal(holder, baseline=a_pinned_figure(holder), baseline_words="").baseline is not None
    with pytest.raises(ValueError, match="belongs"):
        a_goal(holder, baseline=a_pinned_figure(an_organiser("Björkviks kommun")))


def test_a_moved_goal_keeps_what_it_was(holder):
    goal = a_goal(holder)
    with pytest.raises(ValueError, match="reason"):
        goal_actions.move_goal(goal=goal, target="65 %", reason=" ", version=1, by=None, at=NOW)
    goal = goal_actions.move_goal(goal=goal, target="65 %", reason="För högt satt", version=1, by=None, at=NOW)
    goal = goal_actions.move_goal(goal=goal, target="68 %", reason="Det går bättre", version=2, by=None, at=NOW)
    assert [(m.before, m.after, m.reason) for m in goal.moves.all()] == [
        ({"target": "70 %"}, {"target": "65 %"}, "För högt satt"),
        ({"target": "65 %"}, {"target": "68 %"}, "Det går bättre"),
    ]
    with pytest.raises(ChangedMeanwhile):
        goal_actions.move_goal(goal=goal, target="90 %", reason="Fel", version=1, by=None, at=NOW)


def test_a_goal_ends_with_what_came_of_it_and_can_be_taken_up(holder):
    goal = a_goal(holder)
    given = {"state": "not_reached", "ended_on": TODAY, "by": None, "at": NOW}
    with pytest.raises(ValueError, match="came of it"):
        goal_actions.end_goal(goal=goal, outcome_words="", version=1, **given)
    ended = goal_actions.end_goal(goal=goal, outcome_words="63 procent", version=1, **given)
    again = goal_actions.take_up_goal(goal=ended, version=2, by=None, at=NOW)
    assert (ended.state, again.state, again.outcome_words) == ("not_reached", "active", "")
    assert goal.moves.get().before["outcome_words"] == "63 procent"


def test_decided_and_not_done_has_mandates_goals_and_measures_the_latest_first(holder):
    long_ago = TODAY - timedelta(days=500)
    mandate = give_mandate(
        holder=holder, what="Kvalitetssamtal", decided_by="Nämnden", decided_on=long_ago, paragraph="§ 56",
        due_on=TODAY - timedelta(days=10), by=None, at=NOW,
    )  # fmt: skip
    decided = {"decided_by": "Nämnden", "decided_on": long_ago, "paragraph": "§ 57"}
    goal = a_goal(holder, due_on=TODAY - timedelta(days=20), **decided)
    measure = add_measure(holder=holder, origin="measure:", what="Läsgrupper", by=None, at=NOW, **decided)
    later = a_goal(holder, due_on=TODAY + timedelta(days=1), **decided)
    a_goal(holder, due_on=TODAY - timedelta(days=99))  # nobody decided it
    a_goal(an_organiser("Björkviks kommun"), due_on=TODAY - timedelta(days=99), **decided)
    rows = decided_not_done(_grants(a_user(Role.BOARD_READER, holder)), today=TODAY)
    assert [(row.kind, row.subject, row.late_by, row.paragraph) for row in rows] == [
        ("measure", measure.pk, 500 - 365, "§ 57"),
        ("goal", goal.pk, 20, "§ 57"),
        ("mandate", mandate.pk, 10, "§ 56"),
        ("goal", later.pk, None, "§ 57"),
    ]
    reader = _grants(a_user(Role.BOARD_READER, holder))
    for on in (TODAY, TODAY + timedelta(days=1), TODAY + timedelta(days=2), long_ago + timedelta(days=365)):
        late = tuple(row for row in decided_not_done(reader, today=on) if row.late_by is not None)
        assert decided_not_done(reader, today=on, late=True) == late


# -- who sees what ------------------------------------------------------------------------------------------------


def test_a_principal_sees_own_units_and_the_organisers_goals(holder, unit):
    other = a_unit(holder, "Granskolan")
    own, theirs = an_analysis(holder, unit), an_analysis(holder, other)
    an_analysis(holder)
    cause, _hidden = a_cause(holder, units=[unit]), a_cause(holder, units=[other])
    goal, common, hidden = a_goal(holder, unit=unit), a_goal(holder), a_goal(holder, unit=other)
    directed = add_measure(holder=holder, origin="measure:", what="A", units=[unit], by=None, at=NOW)
    of_goal = add_measure(holder=holder, origin="measure:", what="B", goal=goal, by=None, at=NOW)
    add_measure(holder=holder, origin="measure:", what="C", goal=hidden, by=None, at=NOW)
    mine = _grants(a_user(Role.PRINCIPAL, holder, [unit]))
    assert set(analyses_visible_to(mine)) == {own}
    assert set(causes_visible_to(mine)) == {cause}
    assert set(goals_visible_to(mine)) == {goal, common}
    assert set(goals_visible_to(mine, Permission.QUALITY_WORK)) == {goal}
    assert set(measures_visible_to(mine)) == {directed, of_goal}
    assert theirs not in examples_visible_to(mine)


def test_another_organisation_sees_nothing(holder, unit):
    an_analysis(holder, unit)
    a_cause(holder, units=[unit])
    a_goal(holder)
    add_measure(holder=holder, origin="measure:", what="A", units=[unit], by=None, at=NOW)
    theirs = _grants(a_user(Role.DIRECTOR, an_organiser("Björkviks kommun")))
    for door in (analyses_visible_to, causes_visible_to, goals_visible_to, measures_visible_to, examples_visible_to):
        assert list(door(theirs)) == []


def test_only_what_its_writer_shares_is_read_by_other_units(holder, unit):
    analysis = an_analysis(holder, unit, about=Analysis.About.HIGH)
    a_supported(analysis)
    neighbour = _grants(a_user(Role.PRINCIPAL, holder, [a_unit(holder, "Granskolan")]))
    stranger = _grants(a_user(Role.DIRECTOR, an_organiser("Björkviks kommun")))
    with pytest.raises(ValueError, match="concluded"):
        actions.share_example(analysis=analysis, lesson="Två vuxna", version=1, by=None, at=NOW)
    done = actions.conclude_analysis(
        analysis=analysis, conclusion="Två vuxna i varje lektion", concluded_on=TODAY, version=1, by=None, at=NOW
    )
    assert list(examples_visible_to(neighbour)) == []
    shared = actions.share_example(analysis=done, lesson="Två vuxna", version=2, by=None, at=NOW)
    assert list(examples_visible_to(neighbour)) == [analysis]
    assert list(examples_visible_to(stranger)) == []
    assert list(analyses_visible_to(neighbour)) == []
    actions.unshare_example(analysis=shared, by=None, at=NOW)
    assert list(examples_visible_to(neighbour)) == []


# -- threads and errands ------------------------------------------------------------------------------------------


def test_a_thread_goes_from_finding_to_effect(holder):
    cause = a_cause(holder, origins=["finding:1"])
    goal = a_goal(holder, causes=[cause])
    measure = add_measure(
        holder=holder, origin=f"goal:{goal.pk}", what="Läsgrupper", goal=goal, pupils="Elever i åk 4", by=None, at=NOW
    )
    own = add_measure(holder=holder, origin="finding:1", what="Mer tid", by=None, at=NOW)
    add_measure(holder=holder, origin="finding:2", what="Annat", by=None, at=NOW)
    note_effect(measure=measure, answer="activity_only", seen="Grupperna är igång.", on=TODAY, by=None, at=NOW)
    threads = threads_of(["finding:1", "finding:3"], _grants(a_user(Role.EDITOR, holder)), today=TODAY)
    thread = threads["finding:1"]
    assert [one.cause for one in thread.causes] == [cause]
    assert list(thread.goals) == [goal]
    assert {line.measure for line in thread.measures} == {measure, own}
    assert threads["finding:3"].empty
    told = as_measures(thread)
    assert "Lästiden skiljer sig mellan klasserna" in told
    assert "en tänkbar orsak att pröva" in told
    assert "(Utgångsläge: 61 procent i juni 2026. Målet: 70 %. Gäller: Elever i årskurs 7–9.)" in told
    assert as_result(thread) == (
        "- Läsgrupper: Åtgärden är genomförd, men någon effekt är inte visad. Grupperna är igång."
    )


def test_a_thread_shows_nothing_that_the_reader_may_not_see(holder, unit):
    a_cause(holder, units=[a_unit(holder, "Granskolan")], origins=["finding:1"])
    threads = threads_of(["finding:1"], _grants(a_user(Role.PRINCIPAL, holder, [unit])), today=TODAY)
    assert threads["finding:1"].empty


def test_what_is_unfinished_is_an_errand(holder):
    editor, director = a_user(Role.EDITOR, holder), a_user(Role.DIRECTOR, holder)
    analysis = an_analysis(holder, owner=editor, due_on=TODAY + timedelta(days=100))
    soon = an_analysis(holder, owner=director, due_on=TODAY + timedelta(days=3))
    goal = a_goal(holder, due_on=TODAY + timedelta(days=5), owner=editor)
    measure = add_measure(
        holder=holder, origin="measure:", what="Läsgrupper", goal=goal, seen_from=TODAY, owner=editor, by=None, at=NOW
    )
    add_measure(holder=holder, origin="measure:", what="Sen", goal=goal, seen_from=TODAY + timedelta(days=9), by=None,
                at=NOW)  # fmt: skip
    rows = {(row.kind, row.subject, row.who) for row in errands(editor, _grants(editor), today=TODAY)}
    assert rows == {
        ("analysis", analysis.pk, ""),
        ("analysis", soon.pk, director.name),
        ("goal", goal.pk, ""),
        ("effect", measure.pk, ""),
    }
    again = TODAY + timedelta(days=30)
    note_effect(measure=measure, answer="too_early", seen="Inte än", on=TODAY, look_again_on=again, by=editor, at=NOW)
    assert all(row.kind != "effect" for row in errands(editor, _grants(editor), today=TODAY))
    assert ("effect", measure.pk) in {(row.kind, row.subject) for row in errands(editor, _grants(editor), today=again)}


@pytest.mark.parametrize("count", [1, 3])
def test_lists_cost_the_same_however_long(holder, unit, count, django_assert_max_num_queries):
    for _ in range(count):
        a_supported(an_analysis(holder, unit, figures=[a_pinned_figure(holder)]))
        cause = a_cause(holder, units=[unit], origins=["finding:1"])
        goal = a_goal(holder, causes=[cause])
        add_measure(holder=holder, origin="measure:", what="A", goal=goal, units=[unit], by=None, at=NOW)
    mine = _grants(a_user(Role.EDITOR, holder))
    with django_assert_max_num_queries(5):
        analysis_rows(mine)
    with django_assert_max_num_queries(5):
        cause_lines(mine)
    with django_assert_max_num_queries(2):
        goal_lines(mine, today=TODAY)
    with django_assert_max_num_queries(12):
        threads_of(["finding:1"], mine, today=TODAY)
