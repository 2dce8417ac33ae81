"""What an organiser works on all year: analyses, causes, goals, measures and their effect, mandates, dialogues."""

from .analyses import Analysis, AnalysisFigure, Check, Hypothesis
from .analysisdays import AnalysisDays, ReportAnswer, UnitReport
from .boardreport import QualityReport, ReportSection
from .causes import HINDERS, Cause, CauseKind, CauseLink, CauseUnit
from .dialogue import Agreement, Dialogue, DialogueText, Evaluation, Memo, Series, SeriesParty
from .effects import Comparison, Effect
from .goals import Goal, GoalMove
from .mandate import Mandate
from .measure import Measure
from .pinned import PinnedFigure
from .resources import (
    MOST_PROPOSALS,
    AllocatedUnit,
    Allocation,
    PaidMeasure,
    Payment,
    ResourceProposal,
    ResourceRound,
    ResourceUnit,
)
from .year import YearEvent, YearMark

__all__ = [
    "HINDERS",
    "MOST_PROPOSALS",
    "Agreement",
    "AllocatedUnit",
    "Allocation",
    "Analysis",
    "AnalysisDays",
    "AnalysisFigure",
    "Cause",
    "CauseKind",
    "CauseLink",
    "CauseUnit",
    "Check",
    "Comparison",
    "Dialogue",
    "DialogueText",
    "Effect",
    "Evaluation",
    "Goal",
    "GoalMove",
    "Hypothesis",
    "Mandate",
    "Measure",
    "Memo",
    "PaidMeasure",
    "Payment",
    "PinnedFigure",
    "QualityReport",
    "ReportAnswer",
    "ReportSection",
    "ResourceProposal",
    "ResourceRound",
    "ResourceUnit",
    "Series",
    "SeriesParty",
    "UnitReport",
    "YearEvent",
    "YearMark",
]
