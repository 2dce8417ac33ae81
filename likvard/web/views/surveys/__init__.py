"""Pages of the organiser's own surveys."""

from .listing import index, prepare
from .results import results, results_file
from .running import close, codes, last_day, questions, rate, survey

__all__ = [
    "close",
    "codes",
    "index",
    "last_day",
    "prepare",
    "questions",
    "rate",
    "results",
    "results_file",
    "survey",
]
