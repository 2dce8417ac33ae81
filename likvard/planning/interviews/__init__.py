"""When each interview of a round is held, and by whom: needs and rules in, a plan and reasons in words out.

`plan` places everything that can be placed, says how far from the best the plan can be, and for what could not be
placed which rule holds it back. `violations` is the slow check of every rule.
"""

from collections.abc import Callable

from .checking import violations
from .reasons import words as reason_in_words
from .values import (
    Busy,
    Closed,
    Effort,
    Need,
    ParticipantBusy,
    Pin,
    Placed,
    Plan,
    Rules,
    Task,
    Unplaced,
    Violation,
)

__all__ = [
    "Busy",
    "Closed",
    "Effort",
    "Need",
    "ParticipantBusy",
    "Pin",
    "Placed",
    "Plan",
    "Rules",
    "Task",
    "Unplaced",
    "Violation",
    "plan",
    "reason_in_words",
    "violations",
]


def plan(
    task: Task,
    *,
    effort: Effort | None = None,
    progress: Callable[[int, int], None] | None = None,
    first: Callable[[tuple[Placed, ...]], None] | None = None,
) -> Plan:
    """The plan. `first` is given the plan that is there at once; `progress` is told (done, of) as it goes on.

    The same task, seed and work give the same plan, unless the clock's limit (`Effort.seconds`) stops it earlier.
    Never fails because something is impossible: that is told in `Plan.unplaced` and `Plan.broken_by_pins`.
    """
    from .apart import made_apart  # noqa: PLC0415 - the solver takes seconds to load, and most only read plans

    return made_apart(
        task,
        effort=effort or Effort(),
        progress=progress or (lambda done, of: None),
        first=first or (lambda placed: None),
    )
