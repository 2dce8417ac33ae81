"""Cases and all that belongs to them."""

from .answer import Answer, AnswerItem
from .case import Case, CaseDocument, CasePerson, CaseUnit, Intervention, Period, TimelineEvent
from .deadline import CalendarFeed, Deadline, DeadlineMove, Reminder
from .finding import Area, ClosingOutcome, Evidence, Finding, FindingState, TextVersion
from .round import Participant, ParticipantUnit, PublicLink, Round

__all__ = [
    "Answer",
    "AnswerItem",
    "Area",
    "CalendarFeed",
    "Case",
    "CaseDocument",
    "CasePerson",
    "CaseUnit",
    "ClosingOutcome",
    "Deadline",
    "DeadlineMove",
    "Evidence",
    "Finding",
    "FindingState",
    "Intervention",
    "Participant",
    "ParticipantUnit",
    "Period",
    "PublicLink",
    "Reminder",
    "Round",
    "TextVersion",
    "TimelineEvent",
]
