"""Pages of analysis days."""

from .papers import pdf, word
from .planning import answer_by, close, days, index, plan
from .report import causes, figures, give_back, report, send, write

__all__ = [
    "answer_by",
    "causes",
    "close",
    "days",
    "figures",
    "give_back",
    "index",
    "pdf",
    "plan",
    "report",
    "send",
    "word",
    "write",
]
