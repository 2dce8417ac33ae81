"""Cases and all that belongs to them."""

from .answer import Answer, AnswerItem
from .case import Case, CaseDocument, CasePerson, CaseUnit, Intervention, Period, TimelineEvent
from .deadline import CalendarFeed, Deadline, DeadlineMove, Reminder
from .finding import Area, ClosingOutcome, Evidence, Finding, FindingState, TextVersion
from .interview import BusyTime, Interview, InterviewPerson, InterviewSettings, InterviewSlot, Invitation, PlanRun
from .letter import Dispatch, Letter, LetterAddress, LetterTemplate
from .protocol import Correction, Protocol, Statement
from .request import ContactAnswer, DocumentRequest, ItemAnswer, ItemFile, RequestedItem, RequestItem, Upload
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
    "ContactAnswer",
    "Correction",
    "Deadline",
    "DeadlineMove",
    "Dispatch",
    "DocumentRequest",
    "Evidence",
    "Finding",
    "FindingState",
    "Intervention",
    "Interview",
    "InterviewPerson",
    "InterviewSettings",
    "InterviewSlot",
    "Invitation",
    "ItemAnswer",
    "ItemFile",
    "Letter",
    "LetterAddress",
    "LetterTemplate",
    "Participant",
    "ParticipantUnit",
    "Period",
    "PlanRun",
    "Protocol",
    "PublicLink",
    "Reminder",
    "RequestItem",
    "RequestedItem",
    "Round",
    "Statement",
    "TextVersion",
    "TimelineEvent",
    "Upload",
]
