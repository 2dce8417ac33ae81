"""What crosses from the reviewer's case to the organiser's own, and back: decisions, answers. Nothing else does.

Each delivery makes the receiver's own rows; doing it twice changes nothing.
"""

from .copying import copy_of
from .to_organiser import deliver_decision
from .to_reviewer import deliver_answer, register_answer

__all__ = [
    "copy_of",
    "deliver_answer",
    "deliver_decision",
    "register_answer",
]
