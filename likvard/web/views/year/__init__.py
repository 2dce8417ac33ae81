"""The school year and the quality report as people work in them."""

from .events import add, event, mark, remove
from .memos import begin_memo, issue_memo, memo, memo_pdf, memo_word
from .months import index
from .national import national, take_up
from .papers import issue, pdf, word
from .reports import begin, read_again, report, reports
from .sections import write

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
