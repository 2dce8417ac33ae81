"""Cases and all that belongs to them."""

from .answer import Answer, AnswerItem
from .case import Case, CaseDocument, CasePerson, CaseUnit, Intervention, Period, TimelineEvent
from .deadline import CalendarFeed, Deadline, DeadlineMove, Reminder
from .finding import Area, ClosingOutcome, Evidence, Finding, FindingState, TextVersion
from .interview import BusyTime, Interview, InterviewPerson, InterviewSettings, InterviewSlot, Invitation, PlanRun
from .protocol import Correction, Protocol, Statement
from .round import Participant, ParticipantUnit, PublicLink, Round

__all__ = [
    "Answer",
    "AnswerItem",
    "Area",
    "BusyTime",
    "CalendarFeed",
    "Case",
    "CaseDocument",
    "CasePerson",
    "CaseUnit",
    "ClosingOutcome",
    "Correction",
    "Deadline",
    "DeadlineMove",
    "Evidence",
    "Finding",
    "FindingState",
    "Intervention",
    "Interview",
    "InterviewPerson",
    "InterviewSettings",
    "InterviewSlot",
    "Invitation",
    "Participant",
    "ParticipantUnit",
    "Period",
    "PlanRun",
    "Protocol",
    "PublicLink",
    "Reminder",
    "Round",
    "Statement",
    "TextVersion",
    "TimelineEvent",
]
