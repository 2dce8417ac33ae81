"""What an organiser works on all year: measures, mandates, dialogues with what they agreed."""

from .dialogue import Agreement, Dialogue, DialogueText, Evaluation, Memo, Series, SeriesParty
from .mandate import Mandate
from .measure import Measure

__all__ = [
    "Agreement",
    "Dialogue",
    "DialogueText",
    "Evaluation",
    "Mandate",
    "Measure",
    "Memo",
    "Series",
    "SeriesParty",
]
