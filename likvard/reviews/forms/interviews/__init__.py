"""Interviews: how they are planned, each one of them, and the answers of those who are to be interviewed."""

from .people import AddInterviewForm, InterviewForm, PlaceForm, ReasonForm, interview_initial
from .settings import ParticipantRulesForm, SettingsForm, participant_initial, settings_initial
from .times import AnswerTimeForm, BusyForm, slot_initial

__all__ = [
    "AddInterviewForm",
    "AnswerTimeForm",
    "BusyForm",
    "InterviewForm",
    "ParticipantRulesForm",
    "PlaceForm",
    "ReasonForm",
    "SettingsForm",
    "interview_initial",
    "participant_initial",
    "settings_initial",
    "slot_initial",
]
