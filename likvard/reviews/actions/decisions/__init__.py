"""A decision in the making: built from the judgements, written in, approved by another person for its exact words.

Any change after an approval ends it. Issuing is in `issuing`; a decision that is issued never changes, and is
corrected by a new one (`begin_correction`).
"""

from .approving import approve_decision
from .beginning import begin_correction, begin_decision, discard_decision, rebuild_decision
from .follow_up import begin_follow_up_decision
from .rules import open_decision, tell_of_decision
from .writing import write_area, write_decided_finding, write_decision

__all__ = [
    "approve_decision",
    "begin_correction",
    "begin_decision",
    "begin_follow_up_decision",
    "discard_decision",
    "open_decision",
    "rebuild_decision",
    "tell_of_decision",
    "write_area",
    "write_decided_finding",
    "write_decision",
]
