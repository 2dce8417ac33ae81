"""Goals, measures and their effect."""

from .effects import answer, compare
from .goals import decided, end_goal, goal, index, move_goal, set_goal, take_up_goal, tie_goal
from .measures import add as add_measure
from .measures import change as change_measure
from .measures import measure
from .threads import thread

__all__ = [
    "add_measure",
    "answer",
    "change_measure",
    "compare",
    "decided",
    "end_goal",
    "goal",
    "index",
    "measure",
    "move_goal",
    "set_goal",
    "take_up_goal",
    "thread",
    "tie_goal",
]
