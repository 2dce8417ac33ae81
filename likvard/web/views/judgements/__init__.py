"""Judgements as the reviewing side works with them."""

from .judging import evidence, found, judge, remove_evidence, remove_found, take_up
from .overview import calibration_page, department, index, participant_page, second_reader

__all__ = [
    "calibration_page",
    "department",
    "evidence",
    "found",
    "index",
    "judge",
    "participant_page",
    "remove_evidence",
    "remove_found",
    "second_reader",
    "take_up",
]
