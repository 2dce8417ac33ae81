"""Real objects for tests; each has plain defaults and takes what the test is about."""

from .cases import a_case, a_deadline, a_document, a_finding, a_measure, an_area
from .days import NOW, TODAY
from .decisions import a_decision, approved, issued
from .dialogues import a_dialogue, a_party, a_series
from .interviews import a_protocol, a_slot, a_statement, an_interview, what_was_handed_over
from .judgements import a_judgement, judge_all
from .people import a_unit, a_user, an_organiser
from .pinned import a_pinned_figure
from .quality import a_cause, a_check, a_goal, a_hypothesis, a_supported, an_analysis
from .rounds import a_participant, a_round

__all__ = [
    "NOW",
    "TODAY",
    "a_case",
    "a_cause",
    "a_check",
    "a_deadline",
    "a_decision",
    "a_dialogue",
    "a_document",
    "a_finding",
    "a_goal",
    "a_hypothesis",
    "a_judgement",
    "a_measure",
    "a_participant",
    "a_party",
    "a_pinned_figure",
    "a_protocol",
    "a_round",
    "a_series",
    "a_slot",
    "a_statement",
    "a_supported",
    "a_unit",
    "a_user",
    "an_analysis",
    "an_area",
    "an_interview",
    "an_organiser",
    "approved",
    "issued",
    "judge_all",
    "what_was_handed_over",
]
