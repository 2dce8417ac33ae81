"""The school year and the quality report as people work in them."""

from .events import add, event, index, mark, national, remove, take_up
from .memos import begin_memo, issue_memo, memo, memo_pdf, memo_word
from .reports import begin, issue, pdf, read_again, report, reports, word, write

__all__ = [
    "add",
    "begin",
    "begin_memo",
    "event",
    "index",
    "issue",
    "issue_memo",
    "mark",
    "memo",
    "memo_pdf",
    "memo_word",
    "national",
    "pdf",
    "read_again",
    "remove",
    "report",
    "reports",
    "take_up",
    "word",
    "write",
]
