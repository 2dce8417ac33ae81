"""Cases and all that belongs to them."""

from .answer import Answer, AnswerItem
from .case import Case, CaseDocument, CasePerson, CaseUnit, Intervention, Period, TimelineEvent
from .deadline import CalendarFeed, Deadline, DeadlineMove, Reminder
from .decision import Decision, DecisionArea, DecisionFinding, DecisionService
from .draw import Draw, RoundNote
from .finding import Area, ClosingOutcome, Evidence, Finding, FindingState, TextVersion
from .follow_up import FollowUp, FollowUpFinding, ReceivedAnswer, ReceivedItem
from .interview import BusyTime, Interview, InterviewPerson, InterviewSettings, InterviewSlot, Invitation, PlanRun
from .inventory import Inventory, IssuedInventory, SeenBeside, SortedFinding, Tie
from .judgement import LEVELS, Department, JudgedFinding, Judgement, JudgementEvidence, SecondReader
from .letter import Dispatch, Letter, LetterAddress, LetterTemplate
from .overall import OverallReport, OverallText, OwnResult
from .own_definition import OwnDefinition
from .package import ArchiveRun
from .protocol import Correction, Protocol, Statement
from .publication import Publication, PublicationMask, PublicationNews, PublishedFile, PublishedTag
from .request import ContactAnswer, DocumentRequest, ItemAnswer, ItemFile, RequestedItem, RequestItem, Upload
from .round import Participant, ParticipantUnit, PublicLink, Round

__all__ = [
    "LEVELS",
    "Answer",
    "AnswerItem",
    "ArchiveRun",
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
    "Decision",
    "DecisionArea",
    "DecisionFinding",
    "DecisionService",
    "Department",
    "Dispatch",
    "DocumentRequest",
    "Draw",
    "Evidence",
    "Finding",
    "FindingState",
    "FollowUp",
    "FollowUpFinding",
    "Intervention",
    "Interview",
    "InterviewPerson",
    "InterviewSettings",
    "InterviewSlot",
    "Inventory",
    "Invitation",
    "IssuedInventory",
    "ItemAnswer",
    "ItemFile",
    "JudgedFinding",
    "Judgement",
    "JudgementEvidence",
    "Letter",
    "LetterAddress",
    "LetterTemplate",
    "OverallReport",
    "OverallText",
    "OwnDefinition",
    "OwnResult",
    "Participant",
    "ParticipantUnit",
    "Period",
    "PlanRun",
    "Protocol",
    "PublicLink",
    "Publication",
    "PublicationMask",
    "PublicationNews",
    "PublishedFile",
    "PublishedTag",
    "ReceivedAnswer",
    "ReceivedItem",
    "Reminder",
    "RequestItem",
    "RequestedItem",
    "Round",
    "RoundNote",
    "SecondReader",
    "SeenBeside",
    "SortedFinding",
    "Statement",
    "TextVersion",
    "Tie",
    "TimelineEvent",
    "Upload",
]
