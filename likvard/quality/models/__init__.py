"""What an organiser works on all year: measures, mandates, dialogues with what they agreed."""

from .dialogue import Agreement, Dialogue, DialogueText, Evaluation, Memo, Series, SeriesParty
from .mandate import Mandate
from .measure import Measure
from .pinned import PinnedFigure

__all__ = [
    "Agreement",
    "Dialogue",
    "DialogueText",
    "Evaluation",
    "Mandate",
    "Measure",
    "Memo",
    "PinnedFigure",
    "Series",
    "SeriesParty",
]
