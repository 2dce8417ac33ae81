"""A solver that breaks down: the process that asked goes on, with the plan that needs no solver."""

import os
from dataclasses import replace

import pytest

from benchmarks.interviews import a_task
from likvard.planning.interviews import Effort, plan, violations
from likvard.planning.interviews.making import made_at_once


class BreaksDown(Effort):
    """Ends the process that unpacks it, as a failed assertion of native code does."""

    def __reduce__(self):
        return os.abort, ()


@pytest.fixture(scope="module")
def task():
    return a_task(3, 9, 2, 4, 2)


def test_a_solver_that_breaks_down_leaves_the_plan_that_was_there_at_once(task):
    firsts = []
    done = plan(task, effort=BreaksDown(), first=firsts.append)
    assert done == made_at_once(task)
    assert (len(done.placed), violations(task, done.placed), done.bound) == (9, (), 0.0)


def test_what_goes_wrong_in_the_other_process_is_told_here(task):
    with pytest.raises(TypeError):
        plan(replace(task, needs=None))


def test_each_stage_is_told_and_the_first_plan_only_once(task):
    stages, firsts = [], []
    plan(task, effort=Effort(work=1, seconds=5), progress=lambda *told: stages.append(told), first=firsts.append)
    assert (stages, len(firsts)) == ([(n, 5) for n in range(1, 6)], 1)
