"""What is to be judged in a round, what has been, and what a person may see of it. Reads only."""

from .agreeing import TwoReadings, two_readings
from .lacking import NOT_BEGUN, missing_in
from .seen import SlotShown, blind_participants, reads_second, second_reader_of, shown_to
from .slots import Slot, SlotKey, scale_of, slot_of, slots_of
from .status import Missing, ParticipantStatus, judgement_status

__all__ = [
    "NOT_BEGUN",
    "Missing",
    "ParticipantStatus",
    "Slot",
    "SlotKey",
    "SlotShown",
    "TwoReadings",
    "blind_participants",
    "judgement_status",
    "missing_in",
    "reads_second",
    "scale_of",
    "second_reader_of",
    "shown_to",
    "slot_of",
    "slots_of",
    "two_readings",
]
