"""Cause analysis: analyses step by step, causes, good examples."""

from .analysing import (
    add_hypothesis,
    analysis,
    begin,
    change,
    conclude,
    hypothesis,
    judge,
    keep,
    reopen,
    see,
    share,
    test,
    unshare,
    withdraw,
)
from .causes import add, cause, end, take_up
from .causes import change as change_cause
from .listing import causes, example, examples, index

__all__ = [
    "add",
    "add_hypothesis",
    "analysis",
    "begin",
    "cause",
    "causes",
    "change",
    "change_cause",
    "conclude",
    "end",
    "example",
    "examples",
    "hypothesis",
    "index",
    "judge",
    "keep",
    "reopen",
    "see",
    "share",
    "take_up",
    "test",
    "unshare",
    "withdraw",
]
