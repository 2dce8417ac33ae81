"""Making the plan, step by step: at once, the bound, weeks and times, what was left over, the reasons."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from .checking import violations
from .greedy import first_plan, shared_out
from .grid import Grid, grid_of
from .reasons import why_not
from .solving import lower_bound, parts_of, shared_over_weeks, solved
from .values import Effort, Pin, Placed, Plan, Task

STAGES = 5  # at once, bound, weeks and times, what was left over, explained
TOLERATED = 0.08  # of the load: beyond it the plan is worth more time


def made(
    task: Task,
    *,
    effort: Effort,
    progress: Callable[[int, int], None],
    first: Callable[[tuple[Placed, ...]], None],
) -> Plan:
    """What `planning.interviews.plan` gives, in this process."""
    grid = grid_of(task)
    hoped_for = sum(bool(grid.starts[n.key] and grid.holders[n.key]) for n in grid.free)
    chosen = shared_out(grid)
    placed = first_plan(grid, chosen)
    first((*grid.pinned, *placed))
    progress(1, STAGES)

    def cost(of: list[Placed]) -> float:
        return sum(parts_of(grid, [*grid.pinned, *of]).values())

    bound = lower_bound(grid, placed, replace(effort, work=effort.work / 8, seconds=effort.seconds / 8))
    progress(2, STAGES)
    # What the plan can be worse by and still do: a share of the load, for visits cost what they cost.
    load = max(0.0, bound - parts_of(grid, [*grid.pinned, *placed])["visits"])
    slack = effort.good_enough * load
    third = replace(effort, work=effort.work / 3, seconds=effort.seconds / 3)
    if cost(placed) > bound + slack:
        alone = {key: (who,) for key, who in chosen.items()}
        weeks = shared_over_weeks(grid, alone, placed, third, slack)
        placed = _each_in_turn(task, chosen, placed, weeks, third, cost)
    progress(3, STAGES)
    if cost(placed) > bound + TOLERATED * load or len(placed) < hoped_for:
        # The weeks did not hold what they should: every interview may go anywhere in its weeks.
        placed = _each_in_turn(task, chosen, placed, {}, third, cost)
    if len(placed) < hoped_for and any(len(able) > 1 for able in grid.holders.values()):
        # The sharing out was unlucky: let whoever holds what be part of the question.
        better = solved(grid, grid.holders, placed, replace(third, seconds=effort.seconds / 5))
        placed = min(placed, better, key=cost)
    progress(4, STAGES)
    plan = _told(task, grid, placed, bound)
    progress(5, STAGES)
    return plan


def made_at_once(task: Task) -> Plan:
    """The plan that needs no solver: everything placed where it first fits. How good it is nobody has asked."""
    grid = grid_of(task)
    return _told(task, grid, first_plan(grid, shared_out(grid)), 0.0)


def _told(task: Task, grid: Grid, placed: Sequence[Placed], bound: float) -> Plan:
    """The plan with what could not be placed and why, the rules that pins break, and what it costs."""
    whole = sorted([*grid.pinned, *placed], key=lambda p: (p.starts, p.investigator, p.need))
    there = {p.need for p in whole}
    fixed = {p.need for p in grid.pinned}
    unplaced = tuple(why_not(task, need, whole) for need in task.needs if need.key not in there)
    broken = tuple(v for v in violations(task, whole) if set(v.needs) <= fixed)
    parts = parts_of(grid, whole)
    objective = sum(parts.values())
    return Plan(tuple(whole), unplaced, broken, objective, min(bound, objective), parts)


def _each_in_turn(
    task: Task,
    chosen: Mapping[str, str],
    placed: list[Placed],
    weeks: Mapping[str, str],
    effort: Effort,
    cost: Callable[[list[Placed]], float],
) -> list[Placed]:
    """Each investigator's interviews planned anew while the others' stay: small questions, and sharp answers.

    `weeks` says in which week an interview is to be; those it does not name may go anywhere. What does not fit in its
    week stays where it was.
    """
    staff = [i for i in task.investigators if i in set(chosen.values())]
    share = replace(effort, work=effort.work / max(1, len(staff)), seconds=effort.seconds / max(1, len(staff)))
    new = list(placed)
    for who in staff:
        own = {key for key, holder in chosen.items() if holder == who}
        others = tuple(Pin(p.need, p.investigator, p.starts) for p in new if p.need not in own)
        left_out = {n.key for n in task.needs} - own - {p.need for p in task.pins} - {p.need for p in others}
        needs = tuple(
            replace(n, weeks=(weeks[n.key],)) if n.key in weeks and n.key in own else n
            for n in task.needs
            if n.key not in left_out
        )
        grid = grid_of(replace(task, needs=needs, pins=(*task.pins, *others)))
        begin = [] if weeks else [p for p in new if p.need in own]
        better = solved(grid, dict.fromkeys(own, (who,)), begin, share)
        if len(better) >= sum(p.need in own for p in new):
            new = [p for p in new if p.need not in own] + better
    return min(placed, new, key=cost)
