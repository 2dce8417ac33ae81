"""Issuing a decision: it is frozen, becomes a document, moves the case, sets last days and a follow-up, is delivered to
the organiser's own case, and its service is noted."""

from .days import plan_follow_up
from .findings import area_name, document_name
from .issue import issue_decision
from .service import note_received, note_sent

__all__ = [
    "area_name",
    "document_name",
    "issue_decision",
    "note_received",
    "note_sent",
    "plan_follow_up",
]
