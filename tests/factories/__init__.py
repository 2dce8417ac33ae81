"""Real objects for tests; each has plain defaults and takes what the test is about."""

from .cases import a_case, a_deadline, a_document, a_finding, a_measure, an_area
from .days import NOW, TODAY
from .people import a_unit, a_user, an_organiser
from .rounds import a_participant, a_round

__all__ = [
    "NOW",
    "TODAY",
    "a_case",
    "a_deadline",
    "a_document",
    "a_finding",
    "a_measure",
    "a_participant",
    "a_round",
    "a_unit",
    "a_user",
    "an_area",
    "an_organiser",
]
