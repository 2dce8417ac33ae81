"""Resources by need: what may be divided and how, what was decided, and what became of the money.

For other parts of the quality work: `decided_allocations(holder)` gives an organiser's decided allocations with what
was paid and how many measures the money paid for; `allocations_visible_to(grants)` is the door.
"""

from .computing import result_of
from .decided import Decided, Followed, Tie, decided_allocations, followed, outcome_due
from .visibility import allocated_visible_to, allocations_visible_to, resource_rounds_visible_to

__all__ = [
    "Decided",
    "Followed",
    "Tie",
    "allocated_visible_to",
    "allocations_visible_to",
    "decided_allocations",
    "followed",
    "outcome_due",
    "resource_rounds_visible_to",
    "result_of",
]
