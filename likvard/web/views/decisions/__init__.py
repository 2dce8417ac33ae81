"""Decisions as the reviewing side works with them."""

from .deciding import approve, area, correct, decision_page, details, discard, finding, issue, rebuild
from .followup import conclude, follow_up, follow_up_finding, register_answer
from .overview import begin, index
from .papers import pdf, received, sent, word

__all__ = [
    "approve",
    "area",
    "begin",
    "conclude",
    "correct",
    "decision_page",
    "details",
    "discard",
    "finding",
    "follow_up",
    "follow_up_finding",
    "index",
    "issue",
    "pdf",
    "rebuild",
    "received",
    "register_answer",
    "sent",
    "word",
]
