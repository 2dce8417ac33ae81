"""The lifecycle of every definition, walked at random: each state can be reached, and every walk can end."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from likvard.rulebook.guards import Facts
from likvard.rulebook.lifecycle import END, START, STATES, Lifecycle, NoSuchStep, Transition
from likvard.rulebook.loading import rulebook
from likvard.rulebook.permissions import Permission
from likvard.rulebook.words import Words

DEFINITIONS = [d for versions in rulebook().by_kind.values() for d in versions]
ids = [f"{d.kind}-{d.version}" for d in DEFINITIONS]
AUDIT = rulebook().by_kind["planned_quality_audit"][-1].lifecycle
SUPERVISION = rulebook().by_kind["planned_supervision"][-1].lifecycle

facts = st.builds(
    Facts,
    decision_known=st.booleans(),
    answer_sent=st.booleans(),
    followup_known=st.booleans(),
    closed_by_authority=st.booleans(),
    closing_day_given=st.booleans(),
    grounds_given=st.booleans(),
    owed_answers=st.lists(st.dates(), max_size=2).map(tuple),
    remaining=st.integers(0, 3),
)


def a_step(name, sources, target, requires=()):
    return Transition(name, sources, target, Permission.CASE_EDIT, requires, "case_moved", Words("steg", "step"))


@pytest.mark.parametrize("definition", DEFINITIONS, ids=ids)
def test_every_state_is_reached_and_can_end(definition):
    lifecycle = definition.lifecycle
    assert list(lifecycle.faults()) == []
    assert lifecycle.reachable_from(START) == set(STATES)
    assert all(END in lifecycle.reachable_from(state) for state in STATES)


@given(definition=st.sampled_from(DEFINITIONS), choices=st.lists(st.integers(0, 99), max_size=30), known=facts)
def test_a_random_walk_stays_in_known_states_and_the_exit_stays_open(definition, choices, known):
    lifecycle, state = definition.lifecycle, START
    for choice in choices:
        steps = [t for t in lifecycle.leaving(state) if not lifecycle.unmet(t, known)]
        if not steps:
            break
        state = steps[choice % len(steps)].target
        assert state in STATES
    assert END in lifecycle.reachable_from(state)


@given(definition=st.sampled_from(DEFINITIONS), known=facts, data=st.data())
def test_reasons_come_only_from_the_guards_that_the_step_names(definition, known, data):
    step = data.draw(st.sampled_from(definition.lifecycle.transitions))
    codes = [reason.code for reason in definition.lifecycle.unmet(step, known)]
    assert codes == [name for name in step.requires if name in codes]


@given(known=facts)
def test_a_closed_case_offers_exactly_one_way_back(known):
    ways = [t.name for t in AUDIT.leaving("closed") if "grounds_are_given" in t.requires]
    free = [
        name
        for name in ways
        if {r.code for r in AUDIT.unmet(AUDIT.step("closed", name), known)} <= {"grounds_are_given"}
    ]
    assert free == (["reopen"] if known.decision_known else ["reopen_before_decision"])


def test_steps_out_of_each_state():
    assert {state: [t.name for t in AUDIT.leaving(state)] for state in STATES} == {
        "registered": ["announce", "decide", "close"],
        "announced": ["decide", "close"],
        "decided": ["answer", "close"],
        "answered": ["resume", "close"],
        "closed": ["reopen", "reopen_before_decision"],
    }


def test_step_that_does_not_leave_the_state_is_refused():
    with pytest.raises(NoSuchStep, match="'answer' from 'registered'"):
        AUDIT.step("registered", "answer")


def test_an_audit_may_close_with_findings_that_need_more():
    done = Facts(closing_day_given=True, grounds_given=True, remaining=4)
    assert AUDIT.unmet(AUDIT.step("answered", "close"), done) == ()
    assert [r.code for r in SUPERVISION.unmet(SUPERVISION.step("answered", "close"), done)] == [
        "nothing_remains_or_authority_has_closed"
    ]


def test_faults_name_the_unreachable_and_the_endless():
    island = Lifecycle((a_step("close", ("registered",), "closed"), a_step("answer", ("decided",), "answered")))
    assert list(island.faults()) == [
        ("answered", "state 'answered' cannot be reached from 'registered'"),
        ("answered", "state 'answered' can never end in 'closed'"),
        ("decided", "state 'decided' cannot be reached from 'registered'"),
        ("decided", "state 'decided' can never end in 'closed'"),
    ]
