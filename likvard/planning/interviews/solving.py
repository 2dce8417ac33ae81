"""Plans by CP-SAT, and a bound that no plan can pass (`model` says what is weighed)."""

from collections.abc import Mapping, Sequence

from ortools.sat.python import cp_model

from .grid import Grid
from .model import Model, parts_of
from .values import Effort, Placed

__all__ = ["lower_bound", "parts_of", "shared_over_weeks", "solved"]


def _solver(effort: Effort, slack: float = 0.0) -> cp_model.CpSolver:
    solver = cp_model.CpSolver()
    solver.parameters.random_seed = effort.seed
    solver.parameters.num_workers = effort.workers
    solver.parameters.interleave_search = True  # the workers take turns: the same plan on every machine
    solver.parameters.max_deterministic_time = effort.work
    solver.parameters.max_time_in_seconds = effort.seconds
    solver.parameters.absolute_gap_limit = slack
    return solver


def lower_bound(grid: Grid, start: Sequence[Placed], effort: Effort) -> float:
    """What no plan can be better than, whoever holds the interviews and whenever.

    Leaves out clock times, days and who holds what: the heaviest weeks of all investigators are together at least as
    heavy as any week is for all of them together.
    """
    one = Model(grid, {key: ("",) if able else () for key, able in grid.holders.items()}, whole=False)
    one.begin_with(start)
    solver = _solver(effort)
    solver.solve(one.model)
    return max(0.0, solver.best_objective_bound)


def shared_over_weeks(
    grid: Grid, holders: Mapping[str, tuple[str, ...]], start: Sequence[Placed], effort: Effort, slack: float
) -> dict[str, str]:
    """A week for each interview, within `slack` minutes of the best when only weeks are thought of; {} when none is
    found."""
    one = Model(grid, holders, whole=False)
    one.begin_with(start)
    solver = _solver(effort, slack)
    if solver.solve(one.model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return {}
    return {
        need.key: grid.weeks[week]
        for need in one.possible
        for week in one.slots(need)
        if solver.boolean_value(one.on[need.key, week])
    }


def solved(
    grid: Grid, holders: Mapping[str, tuple[str, ...]], start: Sequence[Placed], effort: Effort, slack: float = 0.0
) -> list[Placed]:
    """The best plan found from `start` with these holders, or one within `slack` minutes of it. Pinned interviews are
    not in the list."""
    one = Model(grid, holders, whole=True)
    one.begin_with(start)
    solver = _solver(effort, slack)
    if solver.solve(one.model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return list(start)
    placed = []
    for need in one.possible:
        if not solver.boolean_value(one.placed[need.key]):
            continue
        moment = grid.moment(solver.value(one.start[need.key]))
        who = next(
            i
            for i in holders[need.key]
            if any(solver.boolean_value(one.cells[need.key, i, d]) for d in grid.starts[need.key])
        )
        placed.append(Placed(need.key, who, moment, moment + need.length))
    return placed
