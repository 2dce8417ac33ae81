"""Inventories of experience: listed, sorted, tied together, read and issued."""

from .pages import begin, change, index, inventory, words
from .papers import issue, pdf, report, word
from .sorting import add_beside, add_tie, findings, remove_beside, remove_tie, ties

__all__ = [
    "add_beside",
    "add_tie",
    "begin",
    "change",
    "findings",
    "index",
    "inventory",
    "issue",
    "pdf",
    "remove_beside",
    "remove_tie",
    "report",
    "ties",
    "word",
    "words",
]
