"""What can be done to surveys: prepared, given codes, answered, moved and closed."""

from .answering import CodeIsSpent, NothingAnswered, SurveyIsShut, answer
from .preparing import (
    ChangedMeanwhile,
    SurveyIsOver,
    close_survey,
    make_codes,
    move_last_day,
    prepare_survey,
)

__all__ = [
    "ChangedMeanwhile",
    "CodeIsSpent",
    "NothingAnswered",
    "SurveyIsOver",
    "SurveyIsShut",
    "answer",
    "close_survey",
    "make_codes",
    "move_last_day",
    "prepare_survey",
]
