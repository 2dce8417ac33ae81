"""What a decision says and what it still lacks; which decisions a participant gets. Reads only."""

from .content import appeal_of, areas_of, checksum_of, content_of, gravest, titled, usual_court
from .lacking import WHY, lacking_in
from .slots import DecisionSlot, case_of, deciders, decision_slots, slots_of_round

__all__ = [
    "WHY",
    "DecisionSlot",
    "appeal_of",
    "areas_of",
    "case_of",
    "checksum_of",
    "content_of",
    "deciders",
    "decision_slots",
    "gravest",
    "lacking_in",
    "slots_of_round",
    "titled",
    "usual_court",
]
